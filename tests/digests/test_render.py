import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from docx import Document as Written
from pypdf import PdfReader

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from digests.document import Column, Document, Row, RowKind, Section, Sentence, Table
from digests.editions.room import ROOMS
from digests.figures.questions import Agenda
from digests.frozen import freeze, summary
from digests.kind import Composed
from digests.render.brief import brief
from digests.render.mail import mail
from digests.render.page import content, page
from digests.render.pdf import paper
from digests.render.text import text
from digests.render.word import word as in_word
from digests.say import Voice
from tests.digests.builders import at
from tests.digests.documents import LSG, NOTHING, QUESTION, lsg, styrelse

HOSTILE = '<script>alert("x")</script> & <img src="http://192.0.2.1/x.png"> {{ 7 * 7 }}'


@pytest.fixture(params=["lsg", "styrelse", "nothing", "annex"])
def document(request: pytest.FixtureRequest, texts: Texts, taxonomy: Taxonomy) -> Document:
    voice = Voice(texts, taxonomy, "sv")
    made = {"lsg": lsg(voice), "styrelse": styrelse(voice), "nothing": lsg(voice, NOTHING), "annex": lsg(voice, room=ROOMS[-1])}
    return made[str(request.param)]


@pytest.fixture
def hostile(texts: Texts, taxonomy: Taxonomy) -> Document:
    question = replace(QUESTION, title=HOSTILE, question=HOSTILE)
    return lsg(Voice(texts, taxonomy, "sv"), replace(LSG, agenda=Agenda((question,), ())))


def words_of(document: Document, charts: bool = True) -> Iterator[str]:
    """Yield everything that a document says, or all but what a drawn chart says without words."""
    yield from (document.sender, document.title, document.period, *(sentence.text for sentence in document.lead), *document.notes)
    for number in document.numbers:
        yield from (number.value, number.label, number.note)
    for section in (*document.sections, *document.annex):
        yield from (section.heading, *section.paragraphs, section.note, *section.comment)
        for item in section.items:
            yield from (item.heading, item.body, *item.facts)
        if section.table:
            yield from (section.table.caption, section.table.note, *(cell for row in section.table.rows for cell in row.cells))
        if section.chart and charts and not section.chart.tabled:
            yield from (section.chart.alternative, section.chart.note)


def plain(words: str) -> str:
    """Return words without what a line's end, a soft hyphen and a heading in capitals change."""
    return re.sub(r"\s+", "", words.replace("\u00ad", "")).casefold()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def test_text_mail_and_page_each_say_all_that_the_document_says(document: Document, texts: Texts) -> None:
    forms = {
        "text": text(document),
        "mail": "".join(read(mail(document, (), (), None, "")).words),
        "page": "".join(read(page(content(document), document.title, texts, "sv", None, None)).words),
    }
    for form, shown in forms.items():
        for words in words_of(brief(document) if form == "mail" else document):
            assert plain(words) in plain(shown), (form, words)


def test_a_comment_stands_below_what_it_is_about_in_every_form(texts: Texts, taxonomy: Taxonomy) -> None:
    made = styrelse(Voice(texts, taxonomy, "sv"))
    said = ("Förbundets kommentar: Bra.", "Vi följer upp.")
    sections = tuple(replace(each, comment=said) if each.key == "kommuner" else each for each in made.sections)
    made = replace(made, sections=sections)
    written = Written(io.BytesIO(in_word(made, texts, at("2026-10-01"))))
    forms = (text(made), mail(made, (), (), None, ""), content(made), "\n".join(each.text for each in written.paragraphs))
    for shown in forms:
        told = [
            shown.casefold().index(words.casefold()) for words in ("Kommunerna står i bokstavsordning", *said, "Gemensamt för")
        ]
        assert told == sorted(told)


async def test_columns_of_numbers_stand_apart_on_the_boards_paper(texts: Texts, taxonomy: Taxonomy) -> None:
    made = await paper(styrelse(Voice(texts, taxonomy, "sv")), texts)
    page = PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text(extraction_mode="layout")
    totals = next(line for line in page.splitlines() if line.startswith("Totalt"))
    assert min(len(gap) for gap in re.findall(r"(?<=\d) {2,}(?=\d)", totals)) >= 9


def test_a_mail_leaves_noughts_to_one_line_and_the_annex_to_the_page(texts: Texts, taxonomy: Taxonomy) -> None:
    made = lsg(Voice(texts, taxonomy, "sv"))
    place, section = next((place, one) for place, one in enumerate(made.sections) if one.key == "new")
    assert section.table is not None
    table = replace(section.table, rows=(Row(("Kontakt", *("0" for _ in section.table.columns[1:]))), *section.table.rows))
    sections = [*made.sections[:place], replace(section, table=table), *made.sections[place + 1 :]]
    annexed = replace(made, sections=tuple(sections), annex=(replace(made.sections[0], heading="Bilaga"),))
    short = brief(annexed)
    shown = short.sections[place].table
    assert shown is not None

    assert [row for row in shown.rows if row.kind is RowKind.TOTAL] == [row for row in table.rows if row.kind is RowKind.TOTAL]
    assert all(set(row.cells[1:]) - {"0", "–"} for row in shown.rows if row.kind is RowKind.BODY)
    assert len(shown.rows) == len(table.rows) - 1
    assert shown.note.startswith("Övriga kategorier: 0.")
    assert short.annex == ()
    html = mail(annexed, (), (), "https://lexheller.example/utgava/x", "Läs", "Bilagan")
    assert '<a class="link" href="https://lexheller.example/utgava/x#annex"' in html
    assert "#annex" not in mail(made, (), (), "https://lexheller.example/utgava/x", "Läs", "Bilagan")


def test_a_table_without_noughts_is_told_as_it_is_and_a_family_without_rows_goes(document: Document) -> None:
    columns = (Column("Kategori", numeric=False), Column("Nya"))
    full = Table("Nya", columns, (Row(("A",), RowKind.FAMILY), Row(("Närvaro", "2"))), noughts="Övriga: 0.")
    some = replace(
        full, rows=(*full.rows, Row(("B",), RowKind.FAMILY), Row(("Kontakt", "0")), Row(("Totalt", "2"), RowKind.TOTAL))
    )
    made = [replace(document, sections=(Section("new", "Nytt", table=table),)) for table in (full, some)]
    assert brief(made[0]).sections[0].table == full
    left = brief(made[1]).sections[0].table
    assert left is not None
    assert [row.cells[0] for row in left.rows] == ["A", "Närvaro", "Totalt"]


async def test_the_paper_says_all_that_the_document_says(document: Document, texts: Texts) -> None:
    reader = PdfReader(io.BytesIO((await paper(document, texts)).pdf))
    shown = plain("".join(page.extract_text() for page in reader.pages)).replace("-", "")

    for words in words_of(document, charts=False):
        for word in words.split():
            assert plain(word).replace("-", "") in shown, word


async def test_an_lsgs_paper_is_one_page_and_the_boards_two(texts: Texts, taxonomy: Taxonomy) -> None:
    voice = Voice(texts, taxonomy, "sv")
    pages = [(await paper(made, texts)).pages for made in (lsg(voice), lsg(voice, NOTHING), styrelse(voice))]

    assert pages[:2] == [1, 1]
    assert pages[2] <= 2


def test_what_somebody_wrote_is_shown_and_never_run(hostile: Document, texts: Texts) -> None:
    for html in (mail(hostile, (HOSTILE,), (), None, ""), page(content(hostile), hostile.title, texts, "sv", None, None)):
        found = read(html)
        assert {"script", "img", "iframe", "object"}.isdisjoint(tag for tag, _ in found.tags)
        assert HOSTILE in " ".join(found.words)


async def test_the_paper_fetches_nothing(hostile: Document, texts: Texts) -> None:
    # the guard of the network would fail this test at the first try
    assert ((await paper(hostile, texts)).pdf).startswith(b"%PDF")


def test_the_page_has_one_language_one_first_heading_and_tables_with_headers(document: Document, texts: Texts) -> None:
    found = read(page(content(document), document.title, texts, "sv", "/x/pdf", "/style.css")).tags
    names = [tag for tag, _ in found]

    assert ("html", {"lang": "sv"}) in found
    assert names.count("h1") == 1
    assert all("scope" in attributes for tag, attributes in found if tag == "th")
    assert names.count("caption") == names.count("table")
    headings = [int(name[1]) for name in names if re.fullmatch(r"h\d", name)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    assert all("style" not in attributes for _, attributes in found)


def test_a_table_with_more_headings_than_a_telephone_has_room_for_becomes_lists_there(texts: Texts, taxonomy: Taxonomy) -> None:
    voice = Voice(texts, taxonomy, "sv")
    made = lsg(voice, replace(LSG, started=date(2025, 1, 2)))
    tables = {section.key: section.table for section in (*made.sections, *styrelse(voice).sections) if section.table}

    assert {key: table.wide for key, table in tables.items()} == {"new": True, "pairs": False, "kommuner": True, "themes": False}
    shown = [attributes for tag, attributes in read(mail(made, (), (), None, "")).tags if tag == "table"]
    assert [attributes.get("class") for attributes in shown if "role" not in attributes] == ["wide", "narrow"]


def test_the_mail_needs_neither_image_nor_stylesheet_from_elsewhere(document: Document) -> None:
    found = read(mail(document, (), (), "https://lexheller.example/utgava/x", "Läs")).tags

    addresses = {(attributes.get("href") or "").partition("#")[0] for tag, attributes in found if tag in ("a", "link")}
    assert addresses == {"https://lexheller.example/utgava/x"}
    assert {"img", "script", "link", "svg"}.isdisjoint(tag for tag, _ in found)


def test_the_mail_keeps_to_what_words_engine_in_outlook_draws(document: Document) -> None:
    html = mail(document, (), (), "https://lexheller.example/utgava/x", "Läs")
    styles = [(tag, attributes.get("style") or "") for tag, attributes in read(html).tags]

    # words stay apart by elements of their own, what is hidden is hidden there too, and nothing floats
    assert not [each for each in styles if each[0] == "span" and "display:block" in each[1]]
    assert all("mso-hide:all" in style for _, style in styles if "display:none" in style)
    assert not [style for _, style in styles if re.search(r"flex|grid|float|position|background:|var\(|calc\(", style)]
    # the sheet's greatest width, which that engine doesn't know, is a table's around it
    begun, ended = (html.index(mark) for mark in ('<!--[if mso]><table role="presentation" width="640"', "</table><![endif]-->"))
    assert begun < html.index('class="sheet"') < html.index(document.notes[-1][:20]) < ended


async def test_a_sentence_of_the_lead_leads_to_its_figures_in_every_form(document: Document, texts: Texts) -> None:
    told = [f"#h-{document.place_of(sentence.about)}" for sentence in document.lead if sentence.about]
    found = read(page(content(document), document.title, texts, "sv", None, None)).tags
    ids = {f"#{attributes['id']}" for _, attributes in found if "id" in attributes}
    reader = PdfReader(io.BytesIO((await paper(document, texts)).pdf))
    notes: list[Any] = [note.get_object() for sheet in reader.pages for note in sheet.get("/Annots", [])]
    in_mail = read(mail(document, (), (), "https://lexheller.example/utgava/x", "Läs")).tags

    assert told
    assert set(told) <= ids
    assert [attributes["href"] for tag, attributes in found if tag == "a" and "class" not in attributes] == told
    assert {f"#{note['/Dest']}" for note in notes} == set(told)
    assert [f"https://lexheller.example/utgava/x{place}" for place in told] == [
        attributes["href"] for tag, attributes in in_mail if tag == "a" and "#" in (attributes["href"] or "")
    ]


def test_a_sentence_leads_to_the_annex_where_its_figures_stand_there_alone(texts: Texts, taxonomy: Taxonomy) -> None:
    made = lsg(Voice(texts, taxonomy, "sv"))
    pairs = tuple(part for part in made.sections if part.key == "pairs")
    assert pairs
    told = replace(made, lead=(Sentence("Fem.", "pairs"),))
    others = tuple(part for part in made.sections if part.key != "pairs")
    for each, place in (
        (told, "#h-pairs"),
        (replace(told, sections=others, annex=pairs), "#h-annex-pairs"),
        (replace(told, annex=pairs), "#h-pairs"),
        (replace(told, sections=others), ""),
    ):
        in_mail = mail(each, (), (), "https://lexheller.example/utgava/x", "Läs")
        for html in (content(each), in_mail):
            assert re.findall(r'<a [^>]*href="[^"#]*(#h-[^"]+)"', html) == ([place] if place else [])


async def test_the_same_edition_gives_the_same_bytes(texts: Texts, taxonomy: Taxonomy) -> None:
    composed = Composed(LSG, (lsg(Voice(texts, taxonomy, "sv")),), 1)

    first, second = await freeze(composed, texts), await freeze(composed, texts)

    assert first == second


def test_a_card_shows_the_lead_and_the_three_numbers(texts: Texts, taxonomy: Taxonomy) -> None:
    made = lsg(Voice(texts, taxonomy, "sv"))

    short = summary(made, texts, "en")

    assert (short.title, short.numbers, short.link_text) == (made.title, made.numbers, "Open the paper")
    assert short.lead.startswith("I perioden rapporterades sju nya brister och behov.")
