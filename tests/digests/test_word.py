"""The Word document says all that the edition says, with headings, header rows and pictures that are told in words."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document as Read
from docx.document import Document as Written
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from digests.document import Column, Document, Row, Section, Table
from digests.editions.room import ROOMS
from digests.figures.questions import Agenda
from digests.render.packed import plain
from digests.render.word import word
from digests.render.word_style import FACTS
from digests.render.word_table import WHOLE
from digests.say import Voice
from tests.digests.documents import LSG, QUESTION, lsg, styrelse
from tests.digests.test_render import words_of

AS_OF = datetime(2026, 9, 30, 22, tzinfo=UTC)


@pytest.fixture(params=["lsg", "styrelse", "annex", "english"])
def document(request: pytest.FixtureRequest, texts: Texts, taxonomy: Taxonomy) -> Document:
    voice = Voice(texts, taxonomy, "sv")
    made = {
        "lsg": lsg(voice),
        "styrelse": styrelse(voice),
        "annex": lsg(voice, room=ROOMS[-1]),
        "english": styrelse(Voice(texts, taxonomy, "en")),
    }
    return made[str(request.param)]


def written(document: Document, texts: Texts) -> Written:
    return Read(io.BytesIO(word(document, texts, AS_OF)))


def bare(words: str) -> str:
    return re.sub(r"\s+", "", plain(words))


def shown(read: Written) -> str:
    alternatives = [each.get("descr", "") for each in read.element.iter(qn("wp:docPr"))]
    return bare("".join([*(each.text or "" for each in read.element.iter(qn("w:t"))), *alternatives]))


def test_it_says_all_that_the_document_says(document: Document, texts: Texts) -> None:
    told = shown(written(document, texts))

    for words in words_of(document):
        assert bare(words) in told, words


def test_its_headings_are_the_documents(document: Document, texts: Texts) -> None:
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in written(document, texts).paragraphs
        if paragraph.style is not None and str(paragraph.style.name).startswith("Heading")
    ]
    meant = [("Heading 1", document.title)]
    for section in (*document.sections, *document.annex):
        beside = section.key == "pairs" and section in document.sections
        meant.append(("Heading 2", plain(f"Bilaga: {section.heading}" if beside else section.heading)))
        meant += [("Heading 3", plain(item.heading)) for item in section.items]

    assert found == meant


def test_what_shares_the_width_on_paper_begins_the_annex_so_that_the_first_page_stays_one(
    texts: Texts, taxonomy: Taxonomy
) -> None:
    document = lsg(Voice(texts, taxonomy, "sv"))
    assert [section.key for section in document.sections if section.beside] == ["new"]
    read = written(document, texts)
    paragraphs = list(read.paragraphs)
    (pairs,) = [number for number, each in enumerate(paragraphs) if each.text == "Bilaga: Mellan vilka parter"]
    assert paragraphs[pairs].paragraph_format.page_break_before
    assert any("Kategorier enligt version" in each.text for each in paragraphs[:pairs]), "behind the small print"


def test_each_table_has_a_header_row_that_is_repeated_and_words_on_what_it_shows(document: Document, texts: Texts) -> None:
    tables = written(document, texts).tables
    sections = (*document.sections, *document.annex)

    assert len(tables) == 1 + sum(
        (section.table is not None) + (section.chart is not None and not section.chart.tabled) for section in sections
    )
    for table in tables:
        assert [bool(list(row._tr.iter(qn("w:tblHeader")))) for row in table.rows] == [True, *[False] * (len(table.rows) - 1)]
        (caption,) = table._tbl.tblPr.iter(qn("w:tblCaption"))
        assert caption.get(qn("w:val"))


def test_a_small_table_stands_on_one_page_and_no_row_is_broken(document: Document, texts: Texts) -> None:
    for table in written(document, texts).tables:
        kept = [bool(cell.paragraphs[0].paragraph_format.keep_with_next) for row in table.rows for cell in row.cells[:1]]
        whole = len(table.rows) - 1 <= WHOLE
        assert kept[:-1] == [whole] * (len(table.rows) - 1)
        assert all(list(row._tr.iter(qn("w:cantSplit"))) for row in table.rows)


def test_a_note_stands_on_the_page_where_its_table_ends(document: Document, texts: Texts) -> None:
    notes = {bare(each.table.note) for each in (*document.sections, *document.annex) if each.table and each.table.note}
    read = written(document, texts)
    below = {table: "".join(each.text or "" for each in table._tbl.getnext().iter(qn("w:t"))) for table in read.tables}
    noted = [table for table, words in below.items() if bare(words) in notes]

    assert len(noted) >= len(notes) > 0
    for table in noted:
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in table.rows[-1].cells)


def test_a_great_table_may_go_on_over_the_page(texts: Texts, taxonomy: Taxonomy) -> None:
    rows = tuple(Row((f"Kommun {number}", "0")) for number in range(WHOLE + 1))
    section = Section("kommuner", "Kommuner", table=Table("Kommuner", (Column("Kommun", numeric=False), Column("Nya")), rows))
    table = written(replace(lsg(Voice(texts, taxonomy, "sv")), sections=(section,), annex=()), texts).tables[-1]

    assert len(table.rows) == WHOLE + 2
    assert not any(row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows)


def test_what_a_question_asks_and_its_facts_stand_together(texts: Texts, taxonomy: Taxonomy) -> None:
    paragraphs = written(lsg(Voice(texts, taxonomy, "sv")), texts).paragraphs
    facts = [number for number, each in enumerate(paragraphs) if each.style is not None and each.style.name == FACTS]

    assert facts
    for number in facts:
        before = paragraphs[number - 1]
        assert before.paragraph_format.keep_with_next or str(before.style and before.style.name) == "Heading 3"


def test_it_is_in_the_editions_language_and_its_footer_counts_the_pages(document: Document, texts: Texts) -> None:
    read = written(document, texts)
    languages = {each.get(qn("w:val")) for each in read.styles.element.iter(qn("w:lang"))}
    footer = read.sections[0].footer

    assert languages == {{"sv": "sv-SE", "en": "en-GB"}[document.locale]}
    assert read.core_properties.language == document.locale
    assert footer.paragraphs[0].text.startswith(f"{document.sender} · {document.title}\t")
    assert [each.get(qn("w:instr")) for each in footer._element.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_its_columns_keep_to_the_page(document: Document, texts: Texts) -> None:
    read = written(document, texts)
    page = read.sections[0]
    assert page.page_width and page.left_margin and page.right_margin

    for table in read.tables:
        assert sum(column.width or 0 for column in table.columns) <= page.page_width - page.left_margin - page.right_margin + 100


def test_a_chart_is_a_picture_with_its_words_and_its_figures(texts: Texts, taxonomy: Taxonomy) -> None:
    document = styrelse(Voice(texts, taxonomy, "sv"))
    packed = zipfile.ZipFile(io.BytesIO(word(document, texts, AS_OF)))
    (name,) = [name for name in packed.namelist() if name.endswith(".png")]
    picture = Image.open(io.BytesIO(packed.read(name)))

    assert picture.width > 800
    # dark and light bars, on white
    drawn = {pixel for _, pixel in picture.convert("RGB").getcolors(1 << 20) or ()}
    assert {(23, 73, 90), (109, 150, 164), (255, 255, 255)} <= drawn


def test_a_chart_hangs_together_with_its_table_alone_so_that_no_half_page_stays_white(texts: Texts, taxonomy: Taxonomy) -> None:
    board = styrelse(Voice(texts, taxonomy, "sv"))
    (charted,) = [section for section in board.sections if section.chart]
    assert charted.chart
    alone = replace(charted, chart=replace(charted.chart, note="", tabled=True))
    for section, hangs in ((charted, True), (alone, False)):
        written = Read(io.BytesIO(word(replace(board, sections=(section,), annex=()), texts, AS_OF)))
        (picture,) = [each for each in written.paragraphs if each._p.xpath(".//pic:pic")]
        assert bool(picture.paragraph_format.keep_with_next) is hangs


def test_nothing_in_it_tells_when_it_was_made(texts: Texts, taxonomy: Taxonomy) -> None:
    document = styrelse(Voice(texts, taxonomy, "sv"))
    made = word(document, texts, AS_OF)

    assert made == word(document, texts, AS_OF)
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_words_that_xml_cannot_hold_are_left_out(texts: Texts, taxonomy: Taxonomy) -> None:
    odd = replace(QUESTION, title="Rad\x0bbrytning \x00och \ud800 <tecken> & annat")
    document = lsg(Voice(texts, taxonomy, "sv"), replace(LSG, agenda=Agenda((odd,), ())))

    assert "Radbrytning och  <tecken> & annat (FR-2026-0007)" in [each.text for each in written(document, texts).paragraphs]


def test_no_heading_is_broken_where_it_may_not(texts: Texts, taxonomy: Taxonomy) -> None:
    told = Table(
        "Tabellen",
        (
            Column("Mått", numeric=False),
            Column("Utfall"),
            Column("Avvikelse"),
            Column("Framgångs\u00adfaktorer"),
            Column("Kommentar", numeric=False),
        ),
        (Row(("Deltagare", "45", "4", "1", "Remisserna från vården kom i gång först efter sommaren. " * 3)),),
    )
    document = replace(lsg(Voice(texts, taxonomy, "sv")), sections=(Section("mal", "Mål", table=told),), annex=())
    table = written(document, texts).tables[-1]

    widths = [column.width or 0 for column in table.columns]
    assert all(
        width >= Pt(9) * 0.55 * len(word) for width, word in zip(widths[1:4], ("Utfall", "Avvikelse", "Framgångs"), strict=True)
    )
    assert widths[4] > max(widths[1:4]) and sum(widths) <= Mm(174.1)
    assert len(list(table.rows[0]._tr.iter(qn("w:softHyphen")))) == 1
