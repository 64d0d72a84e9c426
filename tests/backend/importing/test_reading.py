import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from backend.errors import DomainError
from backend.importing.mapping import Column, Mapped, find_table, guess
from backend.importing.reading import open_sheets
from tests.backend.importing.sheets import FIRST, HEADERS, SECOND, as_csv, as_json_lines, workbook


def table(path: Path, sheet: str | None = None, **told: str) -> Mapped:
    return find_table(open_sheets(path, sheet), told)


def texts(found: Mapped) -> list[object]:
    return [row.cells[found.columns[Column.TEXT]] if row.cells else None for row in found.rows()]


def test_an_excel_sheet_is_read_with_its_days_and_row_numbers(tmp_path: Path) -> None:
    found = table(workbook(tmp_path / "lista.xlsx", [FIRST, [None] * 8, SECOND]))
    rows = list(found.rows())
    assert [row.number for row in rows] == [2, 4]
    assert rows[0].cells is not None
    assert str(rows[0].cells[0]) == "2025-03-12 00:00:00"
    assert texts(found) == [FIRST[2], SECOND[2]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_text_is_read_in_each_encoding_and_with_each_separator(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(as_csv([FIRST, SECOND], delimiter).encode(encoding))
    found = table(path)
    assert found.headers == HEADERS
    assert texts(found) == [FIRST[2], SECOND[2]]


def test_a_cell_of_several_lines_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(as_csv([(*FIRST[:2], "Först;\nsedan", *FIRST[3:]), SECOND]), "utf-8", newline="")
    assert [row.number for row in table(path).rows()] == [2, 3]
    assert texts(table(path))[0] == "Först;\nsedan"


def test_the_separator_that_excel_tells_of_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("sep=|\n" + as_csv([FIRST], "|"), "utf-8", newline="")
    assert [row.number for row in table(path).rows()] == [3]


def test_an_object_a_line_is_read_and_a_broken_line_stops_none(tmp_path: Path) -> None:
    path = tmp_path / "lista.jsonl"
    lines = as_json_lines([FIRST, SECOND]).splitlines()
    path.write_text("\n".join([lines[0], "{trasig", "", lines[1]]), "utf-8")
    assert [(row.number, row.cells is None) for row in table(path).rows()] == [(1, False), (2, True), (4, False)]


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Lex Heller 2025"], [], ["Fyll i en rad för varje händelse"], HEADERS, FIRST):
        book.active.append(row)
    book.save(tmp_path / "lista.xlsx")
    assert texts(table(tmp_path / "lista.xlsx")) == [FIRST[2]]


def sheets(path: Path) -> Path:
    book = Workbook()
    book.active.title = "Läs mig"
    book.active.append(["Så fyller du i listan"])
    for name, row in (("Gömd", SECOND), ("2025", FIRST)):
        sheet = book.create_sheet(name)
        sheet.append(HEADERS)
        sheet.append(row)
    book["Gömd"].sheet_state = "hidden"
    book.save(path)
    return path


def test_the_first_sheet_with_a_header_is_read_and_no_hidden_one(tmp_path: Path) -> None:
    assert texts(table(sheets(tmp_path / "lista.xlsx"))) == [FIRST[2]]


def test_a_sheet_is_read_by_name_also_when_it_is_hidden(tmp_path: Path) -> None:
    assert texts(table(sheets(tmp_path / "lista.xlsx"), "Gömd")) == [SECOND[2]]


def test_further_sheets_with_a_header_are_told_and_one_that_is_asked_for_has_none(tmp_path: Path) -> None:
    path = sheets(tmp_path / "lista.xlsx")
    book = load_workbook(path)
    book.copy_worksheet(book["2025"]).title = "2026"
    book.save(path)
    assert table(path).unread == ("2026",)
    assert table(path, "2025").unread == ()


def test_an_unknown_sheet_is_told_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        table(sheets(tmp_path / "lista.xlsx"), "2024")
    assert refused.value.key == "error.import_sheet_unknown"
    assert "2025" in str(refused.value.values["sheets"])


def test_what_is_merged_downwards_counts_for_every_row(tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADERS, FIRST, (SECOND[0], None, *SECOND[2:]), SECOND):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "lista.xlsx")
    assert [row.cells[1] for row in table(tmp_path / "lista.xlsx").rows() if row.cells] == ["Tranås", "Tranås", "Eksjö kommun"]


def test_a_header_of_two_rows_that_are_merged_is_read_from_both(tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ("Avvikelser 2025",),
        ("När", "Var", None, "Vad hände?"),
        (None, "Kommun", "Part", None),
        ("12/3 2025", "Tranås", "FK", "x"),
    ):
        book.active.append(row)
    for merged in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        book.active.merge_cells(merged)
    book.save(tmp_path / "lista.xlsx")
    found = table(tmp_path / "lista.xlsx")
    assert set(found.columns) == {Column.DATE, Column.KOMMUN, Column.PARTIES, Column.TEXT}
    assert texts(found) == ["x"]


def test_a_formula_that_nobody_has_worked_out_is_empty_and_never_its_own_words(tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADERS, (*FIRST[:1], '="Tra"&"nås"', *FIRST[2:])):
        book.active.append(row)
    book.save(tmp_path / "lista.xlsx")
    assert [row.cells[1] for row in table(tmp_path / "lista.xlsx").rows() if row.cells] == [None]


def test_a_formula_counts_as_what_excel_worked_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lista.xlsx", [(FIRST[0], '="Tra"&"nås"', *FIRST[2:])])
    worked_out = tmp_path / "worked_out.xlsx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(worked_out, "w") as after:
        for name in before.namelist():
            part = before.read(name).decode()
            part = part.replace("</f><v></v>", "</f><v>Tranås</v>").replace("</f><v />", "</f><v>Tranås</v>")
            after.writestr(name, part.replace('<c r="B2"', '<c r="B2" t="str"') if "sheet1" in name else part)
    assert [row.cells[1] for row in table(worked_out).rows() if row.cells] == ["Tranås"]


def damaged(path: Path) -> bytes:
    whole = workbook(path, [FIRST] * 50).read_bytes()
    return whole[: len(whole) // 2]


def without_sheet_data(path: Path) -> bytes:
    workbook(path, [FIRST])
    other = path.with_suffix(".other")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part[: len(part) // 2] if "sheet1" in name else part)
    return other.read_bytes()


def test_bad_files_are_told_in_a_sentence_of_their_own(tmp_path: Path) -> None:
    zipped = tmp_path / "other.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("bild.txt", "ingen lista")
    no_book = tmp_path / "other.docx"
    with zipfile.ZipFile(no_book, "w") as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    wrong = {
        "error.import_empty": [b"", b"\xef\xbb\xbf\r\n"],
        "error.import_wrong_type": [b"%PDF-1.7\n%\xe2", b"\x89PNG\r\n\x1a\n\x00\x00", zipped.read_bytes(), no_book.read_bytes()],
        "error.import_damaged": [damaged(tmp_path / "a.xlsx"), without_sheet_data(tmp_path / "b.xlsx")],
        "error.import_password": [ole + "EncryptedPackage".encode("utf-16-le")],
        "error.import_old_excel": [ole],
        "error.import_no_header": [b"a;b;c\r\n1;2;3\r\n", b"Datum;Kommun\r\n2025-01-01;Eksj\xf6\r\n"],
    }
    told = []
    for key, files in wrong.items():
        for number, raw in enumerate(files):
            path = tmp_path / f"{key}{number}"
            path.write_bytes(raw)
            with pytest.raises(DomainError) as refused:
                list(table(path).rows())
            told.append((key, refused.value.key))
    assert [key for key, _ in told] == [key for _, key in told]


@pytest.mark.parametrize("name", ["bad.xlsx", "BAD.XLSX"])
def test_a_text_that_is_named_as_a_workbook_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("det här är ingen arbetsbok\n", "utf-8")
    with pytest.raises(DomainError, match=r"error\.import_not_workbook"):
        open_sheets(path)


def test_headers_are_recognised_whatever_their_case_signs_and_ending() -> None:
    found = guess(["  DATUM: ", "Berörd part / myndighet", "Vad hände? (kort)", "Kommun", "Orsak", "Namn på handläggare"])
    assert found == {Column.DATE: 0, Column.PARTIES: 1, Column.TEXT: 2, Column.KOMMUN: 3, Column.CATEGORY: 4}


def test_a_header_that_begins_with_two_names_is_what_the_longer_one_says() -> None:
    assert guess(["Rapporterat av (org.)", "Rapporterat (datum)"]) == {Column.REPORTING_PARTY: 0, Column.REPORTED: 1}
    assert guess(["Organisation", "Rapporterat av (namn)"]) == {Column.REPORTING_PARTY: 0}


def test_the_columns_own_names_are_recognised() -> None:
    assert guess([column.value for column in Column]) == {column: place for place, column in enumerate(Column)}


def test_a_column_can_be_told_and_left_out(tmp_path: Path) -> None:
    headers = ("Datum", "Kommun", "Historien", "Part/Myndighet", "Kategori", "Rapporterat av (organisation)", "Svar", "Status")
    path = workbook(tmp_path / "lista.xlsx", [FIRST], headers)
    found = find_table(open_sheets(path), {"historien": "text", "Kategori": "-"})
    assert found.columns[Column.TEXT] == 2
    assert Column.CATEGORY not in found.columns


@pytest.mark.parametrize(
    ("told", "key"),
    [({"Rubrik": "text"}, "error.import_column_unknown"), ({"Datum": "dag"}, "error.import_field_unknown")],
)
def test_a_misspelt_mapping_is_refused(tmp_path: Path, told: dict[str, str], key: str) -> None:
    with pytest.raises(DomainError) as refused:
        find_table(open_sheets(workbook(tmp_path / "lista.xlsx", [FIRST])), told)
    assert refused.value.key == key
