"""The paper by what PDF/UA-1 and PDF/A-2a ask and a file shows: its tree of tags, its fonts, and what it says of itself."""

import asyncio
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from digests.document import Document
from digests.editions.room import ROOMS
from digests.render import tags
from digests.render.pdf import paper
from digests.render.text import SOFT_HYPHEN
from digests.say import Voice
from tests.digests.documents import lsg, styrelse

HEADINGS = {"/H1": 0, "/H2": 1, "/H3": 2}
WIDE = 100 / 25.4 * 72
"""A chart is 10 cm wide on paper: in points."""
MAY_HOLD = {"/L": {"/LI"}, "/LI": {"/Lbl", "/LBody"}, "/Table": {"/Caption", "/THead", "/TBody"}, "/TR": {"/TH", "/TD"}}


@dataclass(frozen=True)
class Written:
    document: Document
    reader: PdfReader

    @property
    def root(self) -> Any:
        return self.reader.trailer["/Root"]

    @property
    def packet(self) -> str:
        return str(self.root["/Metadata"].get_object().get_data().decode())

    @cached_property
    def elements(self) -> list[Any]:
        """Every structure element, in reading order."""
        return list(_elements(self.root["/StructTreeRoot"]["/K"]))

    def tagged(self, *tags: str) -> list[Any]:
        return [each for each in self.elements if each["/S"] in tags]

    def words(self, element: Any) -> str:
        """Return the text of an element, from the marked content that it and those below it hold."""
        return "".join(self._shown[page][mark] for page, mark in _marks(element)).replace("\n", "")

    @cached_property
    def _shown(self) -> dict[int, dict[int, str]]:
        return {page.indirect_reference.idnum: _marked_text(page) for page in self.reader.pages if page.indirect_reference}


def _elements(node: Any) -> Iterator[Any]:
    for kid in _kids(node):
        if "/S" in kid:
            yield kid
            yield from _elements(kid.get("/K", []))


def _kids(node: Any) -> Iterator[Any]:
    node = node.get_object()
    for kid in node if isinstance(node, list) else [node]:
        kid = kid.get_object()
        if isinstance(kid, dict):
            yield kid


def _marks(element: Any) -> Iterator[tuple[int, int]]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, int):
            yield element.raw_get("/Pg").idnum, int(kid)
        elif "/S" in kid:
            yield from _marks(kid)


def _marked_text(page: PageObject) -> dict[int, str]:
    """Return the text of each marked content of a page, and check that no other text stands there."""
    shown: dict[int, str] = {}
    marks: list[int | None] = []

    def before(operator: bytes, operands: Any, *_: object) -> None:
        if operator in (b"BDC", b"BMC"):
            marks.append(int(operands[1]["/MCID"]) if operator == b"BDC" and "/MCID" in operands[1] else None)
        elif operator == b"EMC":
            marks.pop()
        elif operator in (b"Tj", b"TJ"):
            assert marks, "text that is neither tagged nor an artifact"

    def text(words: str, *_: object) -> None:
        if words.strip() and marks and marks[-1] is not None:
            shown[marks[-1]] = shown.get(marks[-1], "") + words

    page.extract_text(visitor_operand_before=before, visitor_text=text)
    return shown


@pytest.fixture(scope="module", params=["lsg", "annex", "styrelse"])
def written(request: pytest.FixtureRequest, texts: Texts, taxonomy: Taxonomy) -> Written:
    voice = Voice(texts, taxonomy, "sv")
    document = {"lsg": lsg(voice), "annex": lsg(voice, room=ROOMS[-1]), "styrelse": styrelse(voice)}[request.param]
    return Written(document, PdfReader(io.BytesIO(asyncio.run(paper(document, texts)).pdf)))


def plain(words: str) -> str:
    return words.replace(SOFT_HYPHEN, "")


def headings(document: Document) -> Iterator[tuple[int, str]]:
    yield 0, document.title
    for section in (*document.sections, *document.annex):
        yield 1, plain(section.heading)
        for item in section.items:
            yield 2, plain(item.heading)


def test_it_says_its_language_its_title_and_that_it_is_tagged(written: Written) -> None:
    assert written.root["/Lang"] == "sv"
    assert written.root["/MarkInfo"]["/Marked"]
    assert written.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert written.reader.metadata is not None and written.reader.metadata.title == written.document.title


def test_it_declares_for_listeners_and_for_the_archive_and_explains_the_name_that_archives_do_not_know(written: Written) -> None:
    metadata = written.reader.xmp_metadata

    assert metadata is not None and metadata.dc_title == {"x-default": written.document.title}
    assert metadata.dc_creator == [written.document.sender]
    assert 'pdfaid:part="2"' in written.packet and 'pdfaid:conformance="A"' in written.packet
    assert 'pdfuaid:part="1"' in written.packet
    assert "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" in written.packet


def test_it_holds_all_that_is_needed_to_show_it_in_a_hundred_years(written: Written) -> None:
    intent = written.root["/OutputIntents"][0]
    fonts = {str(font): font.get_object() for page in written.reader.pages for font in _fonts(page)}

    assert intent.get_object()["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"
    assert len(written.root["/OutputIntents"]) == 1 and "/ID" in written.reader.trailer
    assert fonts
    for font in fonts.values():
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)
        assert "/ToUnicode" in font
    assert {"/Encrypt", "/OpenAction"}.isdisjoint(set(written.reader.trailer) | set(written.root))
    assert {"/AcroForm", "/AA"}.isdisjoint(written.root)


def _fonts(page: Any) -> list[Any]:
    return list(page["/Resources"]["/Font"].get_object().values())


def test_its_tags_stand_only_where_they_may(written: Written) -> None:
    for element in written.elements:
        kids = [str(kid["/S"]) for kid in _kids(element.get("/K", [])) if "/S" in kid]
        allowed = MAY_HOLD.get(str(element["/S"]))
        assert allowed is None or set(kids) <= allowed, (element["/S"], kids)
        assert element["/S"] != "/Table" or kids[0] == "/Caption"


def test_its_headings_are_the_documents_in_order_and_so_are_its_bookmarks(written: Written) -> None:
    found = [(HEADINGS[str(each["/S"])], written.words(each)) for each in written.tagged(*HEADINGS)]
    told = list(headings(written.document))

    assert [level for level, _ in found] == [level for level, _ in told]
    for (_, shown), (_, meant) in zip(found, told, strict=True):
        assert "".join(shown.split()).replace("-", "") == "".join(meant.split()).replace("-", "")
    assert list(_bookmarks(written.reader.outline, 0)) == told
    assert all(after <= before + 1 for (before, _), (after, _) in itertools.pairwise(found))


def _bookmarks(outline: Any, level: int) -> Iterator[tuple[int, str]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _bookmarks(entry, level + 1)
        else:
            yield level, plain(str(entry.title))


def test_each_cell_is_told_with_the_headers_of_its_row_and_its_column(written: Written) -> None:
    tables = [section.table for section in (*written.document.sections, *written.document.annex) if section.table]
    drawn = written.tagged("/Table")

    assert len(drawn) == len(tables) > 0
    for table, element in zip(tables, drawn, strict=True):
        inside = list(_elements(element.get("/K", [])))
        scopes = {str(each["/ID"]): str(each["/A"]["/Scope"]) for each in inside if each["/S"] == "/TH"}
        assert sum(each["/S"] == "/TR" for each in inside) == len(table.rows) + 1
        for cell in (each for each in inside if each["/S"] == "/TD"):
            assert [scopes[str(header)] for header in cell["/A"]["/Headers"]] == ["/Row", "/Column"]


def test_a_chart_says_in_words_what_it_shows(written: Written) -> None:
    sections = (*written.document.sections, *written.document.annex)
    charts = [section.chart.alternative for section in sections if section.chart]

    assert [str(each["/Alt"]) for each in written.tagged("/Figure")] == charts


def test_a_link_is_told_by_the_heading_that_it_leads_to(written: Written) -> None:
    named = {f"h-{section.key}": plain(section.heading) for section in written.document.sections}
    notes: list[Any] = [note.get_object() for page in written.reader.pages for note in page.get("/Annots", [])]

    assert notes
    assert [str(note["/Contents"]) for note in notes] == [named[str(note["/Dest"])] for note in notes]
    assert len(written.tagged("/Link")) == len({str(note["/StructParent"]) for note in notes})


def test_whatever_is_drawn_is_tagged_or_marked_as_no_part_of_what_is_told(written: Written) -> None:
    for page in written.reader.pages:
        depth = 0
        for operands, operator in ContentStream(page.get_contents(), written.reader).operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            assert depth or operator not in (b"Tj", b"TJ", b"Do", b"f", b"f*", b"S", b"s", b"B"), (operator, operands)


def test_what_is_tagged_is_in_the_tree_and_a_footer_is_no_part_of_what_is_told(written: Written) -> None:
    told: dict[int, set[int]] = {}
    for element in written.elements:
        for number, mark in _marks(element):
            told.setdefault(number, set()).add(mark)

    for page in written.reader.pages:
        assert page.indirect_reference is not None
        shown, footer = set(), 0
        for operands, operator in ContentStream(page.get_contents(), written.reader).operations:
            if operator == b"BDC" and "/MCID" in operands[1]:
                shown.add(int(operands[1]["/MCID"]))
            elif operator == b"BDC":
                assert (operands[0], operands[1]["/Subtype"]) == ("/Artifact", "/Footer")
                footer += 1
        assert shown == told[page.indirect_reference.idnum]
        assert footer >= 2


def test_a_chart_stands_where_it_is_said_to_stand(written: Written) -> None:
    for figure in written.tagged("/Figure"):
        left, low, right, high = (float(length) for length in figure["/A"]["/BBox"])
        width, height = (float(length) for length in figure["/Pg"]["/MediaBox"][2:])
        assert 0 <= left < right <= width and 0 <= low < high <= height
        assert right - left == pytest.approx(WIDE, abs=1)


def test_a_paper_in_one_language_is_written_however_its_elements_are_ordered(
    voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = tags._text_boxes
    monkeypatch.setattr(tags, "_text_boxes", lambda box: itertools.islice(every(box), 1, None))
    document = lsg(voice)
    assert asyncio.run(paper(document, voice.texts)).pdf.startswith(b"%PDF")


def test_what_is_swedish_in_an_english_paper_says_so_in_the_tree(texts: Texts, taxonomy: Taxonomy) -> None:
    told = lsg(Voice(texts, taxonomy, "en"))
    item = next(item for section in told.sections for item in section.items if item.asks)
    document = replace(told, swedish=(item.body, "Tranås"))
    english = Written(document, PdfReader(io.BytesIO(asyncio.run(paper(document, texts)).pdf)))
    assert english.root["/Lang"] == "en"
    assert {each["/Lang"] for each in english.elements if "/Lang" in each} == {"sv"}
    swedish = "".join(english.words(each) for each in english.elements if "/Lang" in each)
    assert item.body.replace(" ", "") in plain(swedish).replace(" ", "")
    assert "Decide" not in swedish and document.numbers[0].label not in swedish
