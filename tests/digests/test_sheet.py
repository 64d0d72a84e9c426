"""The workbook holds every table, its numbers as numbers, and nothing that a program could run."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from digests.document import Column, Document, Row, Section, Table
from digests.render.numbers import number
from digests.render.sheet import sheet
from digests.say import Voice
from tests.digests.documents import LSG, lsg, styrelse

AS_OF = datetime(2026, 9, 30, 22, tzinfo=UTC)


@pytest.fixture
def board(texts: Texts, taxonomy: Taxonomy) -> Document:
    return styrelse(Voice(texts, taxonomy, "sv"))


def book(document: Document, texts: Texts) -> Any:
    return load_workbook(io.BytesIO(sheet(document, texts, AS_OF, "1")))


def rows(page: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell for cell in row) for row in page.iter_rows(min_row=2, values_only=True)]


def one_table(document: Document, *cells: str, heading: str = "Tabell") -> Document:
    table = Table("Tabellen", (Column("Vad", numeric=False), Column("Antal")), tuple(Row(("Rad", cell)) for cell in cells))
    return replace(document, sections=(Section("tabell", heading, table=table),), annex=())


def test_there_is_a_cover_and_a_sheet_for_each_table(board: Document, texts: Texts) -> None:
    made = book(board, texts)

    assert made.sheetnames == [
        "Om siffrorna",
        "De tre talen",
        "Kommun för kommun",
        "Nya brister och behov, kvartal",
        "Gemensamt för flera kommuner",
        "Var händelserna finns",
    ]
    cover = {first: second for first, second in made["Om siffrorna"].iter_rows(max_col=2, values_only=True) if first}
    assert cover["Period"] == board.period
    assert cover["Räknat fram till"] == "torsdag 1 oktober 2026 kl. 00:00"
    assert (cover["Kategorier, version"], cover["Från"]) == ("1", board.sender)
    links = [cell for cell in made["Om siffrorna"]["B"] if cell.hyperlink]
    assert len(links) == len(made.sheetnames) - 1


def test_each_link_of_the_cover_leads_to_the_sheet_that_it_names(board: Document, texts: Texts) -> None:
    for document in (board, one_table(board, "1", heading="Det som är 'kommunens' eget")):
        made = book(document, texts)
        links = {cell.value: cell.hyperlink.location for cell in made["Om siffrorna"]["B"] if cell.hyperlink}
        assert list(links) == made.sheetnames[1:]
        for name, place in links.items():
            quoted = name.replace("'", "''")
            assert place == f"'{quoted}'!A1"
            assert made[name]["A1"].value


def test_a_number_with_a_star_or_a_plus_is_a_number_and_keeps_its_star(board: Document, texts: Texts) -> None:
    page = book(one_table(board, "1\u00a0204*", "+2", "–3"), texts)["Tabell"]
    told = [(page.cell(line, 2).value, page.cell(line, 2).number_format) for line in (3, 4, 5)]
    assert told == [(1204, '#,##0"*"'), (2, "#,##0"), (-3, "#,##0")]


def test_numbers_are_numbers_and_shares_are_two(board: Document, texts: Texts) -> None:
    page = book(board, texts)["Kommun för kommun"]
    headings, aneby, nassjo = rows(page)[:3]

    assert headings[0] == "Kommun" and headings[-2:] == ("Besvarade i\u00a0tid", "Besvarade i\u00a0tid: av hur många")
    assert aneby == ("Aneby", 0, 1, 0, 0, 1, 1, "–", "–")
    assert nassjo == ("Nässjö", 11, 6, 9, 0.6, 1, 12, 10, 11)
    assert page.freeze_panes == "B3" and page.print_title_rows == "$1:$2"


def test_the_one_row_of_shares_has_its_wholes_in_a_row_and_no_empty_column(board: Document, texts: Texts) -> None:
    page = book(board, texts)["De tre talen"]
    headings, *told = rows(page)

    assert headings[:3] == ("Vad", "Antal", "Jämförelse")
    assert [row[:2] for row in told[2:4]] == [("besvarade i utlovad tid", 16), ("besvarade i utlovad tid: av hur många", 18)]
    assert told[2][2] and told[3][2] is None, "what it is compared with is said once"


def test_what_a_row_of_shares_hides_is_hidden_of_both_its_numbers(board: Document, texts: Texts) -> None:
    columns = (Column("Vad", numeric=False), Column("I år"), Column("I fjol"), Column("Förr"))
    cells = (Row(("Nya", "4", "1", "3")), Row(("Besvarade", "6 av 9", "..", "–")))
    section = Section("tabell", "Tabell", table=Table("Tabellen", columns, cells))
    page = book(replace(board, sections=(section,), annex=()), texts)["Tabell"]

    assert [row[:4] for row in rows(page)[2:]] == [("Besvarade", 6, "..", "–"), ("Besvarade: av hur många", 9, "..", "–")]


def test_a_share_in_somebody_s_own_words_stays_as_they_wrote_it(board: Document, texts: Texts) -> None:
    columns = (Column("Vad", numeric=False), Column("Antal"), Column("Kommentar", numeric=False))
    cells = (Row(("Möten", "4", "3 av 5")), Row(("Besvarade", "6 av 9", "2 av 3")))
    section = Section("tabell", "Tabell", table=Table("Tabellen", columns, cells))
    page = book(replace(board, sections=(section,), annex=()), texts)["Tabell"]

    assert [row[:3] for row in rows(page)[1:]] == [
        ("Möten", 4, "3 av 5"),
        ("Besvarade", 6, "2 av 3"),
        ("Besvarade: av hur många", 9, None),
    ]
    only_words = (Column("Vad", numeric=False), Column("Kommentar", numeric=False))
    said = Section("tabell", "Tabell", table=Table("Tabellen", only_words, (Row(("Möten", "3 av 5")),)))
    assert rows(book(replace(board, sections=(said,), annex=()), texts)["Tabell"])[1][:2] == ("Möten", "3 av 5")


@pytest.mark.parametrize("told", ["31 april 2026", "0 mars 2026", "29 februari 2026", "1 maj 0000"])
def test_a_day_that_is_in_no_calendar_stands_as_it_was_written(board: Document, texts: Texts, told: str) -> None:
    assert rows(book(one_table(board, told), texts)["Tabell"])[1][1] == told


@pytest.mark.parametrize(("locale", "told"), [("sv", "17 mars 2026"), ("en", "17 March 2026")])
def test_a_day_is_a_day_that_can_be_sorted_and_reads_as_it_did(board: Document, texts: Texts, locale: str, told: str) -> None:
    page = book(replace(one_table(board, told, "–", "v. 14"), locale=locale), texts)["Tabell"]

    assert [str(row[1]) for row in rows(page)[1:]] == ["2026-03-17 00:00:00", "–", "v. 14"]
    assert page["B3"].number_format.endswith("d mmmm yyyy")


def test_a_print_tells_its_sheet_and_page_and_a_long_caption_stands_in_lines(board: Document, texts: Texts) -> None:
    made = book(board, texts)
    for page in made:
        assert (page.oddFooter.left.text, page.oddFooter.right.text) == ("&F, &A", "&P/&N")
        assert (page.page_setup.fitToWidth, page.page_setup.orientation) == (1, "landscape")
    assert made["De tre talen"]["A1"].alignment.wrap_text


def test_what_is_hidden_or_unknown_is_never_a_number(board: Document, texts: Texts) -> None:
    hidden = book(one_table(board, "..", "–", "", "3"), texts)["Tabell"]

    assert [row[1] for row in rows(hidden)[1:]] == ["..", "–", None, 3]


@pytest.mark.parametrize(
    ("cell", "locale", "value"),
    [
        ("1\u00a0485\u00a0201", "sv", "1485201"),
        ("1,485,201", "en", "1485201"),
        ("4,5", "sv", "4.5"),
        ("37,1\u00a0%", "sv", "0.371"),
        ("–3", "sv", "-3"),
        ("−3", "sv", "-3"),
    ],
)
def test_a_number_is_read_as_it_is_written_in_the_language(cell: str, locale: str, value: str) -> None:
    told = number(cell, locale)

    assert told is not None and str(told.value) == value


@pytest.mark.parametrize("cell", ["–", "..", "", "6 av 9", "v. 14", "12 mars 2026", "1.5.3", "=1+1", "FR-2026-0003"])
def test_words_are_no_number(cell: str) -> None:
    assert number(cell, "sv") is None


@pytest.mark.parametrize("words", ["=1+1", '=HYPERLINK("http://192.0.2.1")', "@SUM(A1)", "+46", "-1-1", "\t=1"])
def test_words_are_never_run(board: Document, texts: Texts, words: str) -> None:
    document = replace(one_table(board, words, heading=words), title=words, sender=words)
    made = sheet(document, texts, AS_OF, words)

    for page in load_workbook(io.BytesIO(made)):
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.data_type != "s" or not str(cell.value).startswith(("=", "@", "+", "-", "\t")) or cell.quotePrefix


def test_sheets_have_names_that_programs_allow_and_no_two_alike(board: Document, texts: Texts) -> None:
    same = one_table(board, "1", heading="Ett [mycket] långt namn: på / en * tabell? som 'ingen' läser").sections[0]
    document = replace(board, sections=(same, replace(same, key="b"), replace(same, key="c", heading="[]")), annex=())

    names = book(document, texts).sheetnames[2:]

    assert len({name.casefold() for name in names}) == 3
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_what_the_annex_has_in_full_stands_once(texts: Texts, taxonomy: Taxonomy, board: Document) -> None:
    (short,) = one_table(board, "1", heading="Nytt").sections
    (full,) = one_table(board, "1", "2", heading="Bilaga: Nytt").sections

    made = book(replace(board, sections=(short,), annex=(full,)), texts)

    assert made.sheetnames[2:] == ["Nytt"]
    assert len(rows(made["Nytt"])) == 3


def test_families_have_their_names_alone(texts: Texts, taxonomy: Taxonomy) -> None:
    page = book(lsg(Voice(texts, taxonomy, "sv"), LSG), texts)["Nytt i perioden"]

    assert set(rows(page)[1][1:]) == {None}
    assert [row[0] for row in rows(page)][:3] == ["Kategori", "Individens väg", "Överlämning och uppföljning"]


def test_nothing_in_it_tells_when_it_was_made(board: Document, texts: Texts) -> None:
    made = sheet(board, texts, AS_OF, "1")

    assert made == sheet(board, texts, AS_OF, "1")
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert load_workbook(io.BytesIO(made)).properties.modified == AS_OF.replace(tzinfo=None)


def test_a_long_note_is_read_in_lines_beneath_its_table(board: Document, texts: Texts) -> None:
    (section,) = one_table(board, "1").sections
    assert section.table is not None
    long = replace(section, table=replace(section.table, note="En lång anmärkning om talen. " * 12))
    page = book(replace(board, sections=(long,), annex=()), texts)["Tabell"]

    assert {(merged.min_row, merged.min_col) for merged in page.merged_cells.ranges} == {(1, 1), (5, 1)}, "caption and note"
    assert page["A5"].alignment.wrap_text and page.row_dimensions[5].height >= 4 * 15
