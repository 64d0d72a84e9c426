"""An edition's numbers as a workbook: a sheet for each table, numbers as numbers, and a cover that says what they are."""

import re
import textwrap
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.writer.excel import ExcelWriter

from backend.i18n import Texts
from backend.times import say_time
from digests.document import Column, Document, Row, RowKind, Section, Table
from digests.render.charts import chart_table
from digests.render.numbers import day, number, share
from digests.render.packed import SHADES, plain, repacked

LONGEST_NAME = 31
"""As many letters as a sheet's name may have."""
HEADED = 2
"""The caption and the headings: they stay when the rows below are scrolled."""
FORMULA = ("=", "+", "-", "@", "\t")
WIDEST, NARROWEST, COVER, USUAL = 60, 6, 90, 8
"""Widths in letters."""
LINE, BOLD = 15, 1.15
"""How high a line is, in points, and how much wider bold letters are."""
_RULE = Border(bottom=Side("thin", "5C6B73"))


def sheet(document: Document, texts: Texts, as_of: datetime, taxonomy_version: str) -> bytes:
    """Return the workbook, XLSX; the same document gives the same bytes.

    What isn't known or is hidden stands as it does in the edition, as words and never as a number.
    """
    book = Workbook()
    told = [(name, _split(table, texts, document.locale)) for name, table in _tables(document, texts)]
    names = _names([name for name, _ in told])
    _cover(book.active, document, texts, as_of, taxonomy_version, names)
    for name, (_, table) in zip(names, told, strict=True):
        _fill(book.create_sheet(name), table, document.locale)
    book.properties.title, book.properties.creator = plain(document.title), plain(document.sender)
    book.properties.lastModifiedBy, book.properties.language = plain(document.sender), document.locale
    book.properties.created = book.properties.modified = as_of.replace(tzinfo=None)
    out = BytesIO()
    ExcelWriter(book, zipfile.ZipFile(out, "w")).save()
    return repacked(out.getvalue())


def _tables(document: Document, texts: Texts) -> Iterator[tuple[str, Table]]:
    """Yield the three numbers, and each table and chart with its part's heading; of what the annex has in full, only that."""
    t = texts.t
    columns = (Column(t(document.locale, "paper.sheet.what"), numeric=False), Column(t(document.locale, "paper.sheet.number")))
    rows = tuple(Row((each.label, each.value, each.note)) for each in document.numbers)
    beside = Column(t(document.locale, "paper.sheet.compared"), numeric=False)
    yield t(document.locale, "paper.sheet.top"), Table(document.period, (*columns, beside), rows)
    whole = {section.key for section in document.annex}
    for section in (*(each for each in document.sections if each.key not in whole), *document.annex):
        if section.table:
            yield _heading(section, texts, document.locale), section.table
        if section.chart and not section.chart.tabled:
            yield _heading(section, texts, document.locale), chart_table(section.chart, document.locale)


def _heading(section: Section, texts: Texts, locale: str) -> str:
    return section.heading.removeprefix(texts.t(locale, "paper.annex.heading", heading=""))


def _names(headings: list[str]) -> list[str]:
    """Return a name for each sheet, as a sheet may be called, no two alike."""
    names: list[str] = []
    for heading in headings:
        name = " ".join(re.sub(r"[\[\]:*?/\\]", " ", plain(heading)).split()).strip("'")[:LONGEST_NAME].strip()
        wanted, several = name, 2
        while not name or name.casefold() in (taken.casefold() for taken in names):
            end = f" {several}"
            name, several = wanted[: LONGEST_NAME - len(end)].strip() + end, several + 1
        names.append(name)
    return names


def _split(table: Table, texts: Texts, locale: str) -> Table:
    """Return a table in which a share, such as `6 av 9`, has become two numbers; in a column of words it is somebody's words.

    They stand in two columns where the whole column is of shares, else in two rows: a column would be empty but for one of them.
    """
    told = [row for row in table.rows if row.kind is not RowKind.FAMILY]
    for place in reversed(range(1, len(table.columns))):
        cells = [row.cells[place] for row in told] if table.columns[place].numeric else []
        if any(share(cell, texts, locale) for cell in cells) and not any(number(cell, locale) for cell in cells):
            of = Column(texts.t(locale, "paper.sheet.of", column=table.columns[place].label))
            columns = (*table.columns[: place + 1], of, *table.columns[place + 1 :])
            table = replace(table, columns=columns, rows=tuple(_halved(row, place, texts, locale) for row in table.rows))
    return replace(table, rows=tuple(row for each in table.rows for row in _doubled(each, table.columns, texts, locale)))


def _halved(row: Row, place: int, texts: Texts, locale: str) -> Row:
    if row.kind is RowKind.FAMILY:
        return row
    return replace(row, cells=(*row.cells[:place], *_parts(row.cells[place], texts, locale), *row.cells[place + 1 :]))


def _doubled(row: Row, columns: Sequence[Column], texts: Texts, locale: str) -> Iterator[Row]:
    """Yield a row, and beneath one with shares a second one that says of how many each is."""
    if not any(share(cell, texts, locale) for cell, column in zip(row.cells, columns, strict=False) if column.numeric):
        yield row
        return
    cells = [
        _parts(cell, texts, locale) if column.numeric else (cell, "")  # what is said of the row is said once
        for cell, column in zip(row.cells[1:], columns[1:], strict=True)
    ]
    yield replace(row, cells=(row.cells[0], *(part for part, _ in cells)))
    yield replace(row, cells=(texts.t(locale, "paper.sheet.of", column=row.cells[0]), *(whole for _, whole in cells)))


def _parts(cell: str, texts: Texts, locale: str) -> tuple[str, str]:
    """Return a share's two numbers; a dash or a hidden number is so of both, and a number that is no share is of nothing."""
    if share(cell, texts, locale):
        part, _, whole = cell.partition(texts.t(locale, "paper.share", part="", whole=""))
        return part, whole
    return cell, "" if number(cell, locale) else cell


def _cover(page: Any, document: Document, texts: Texts, as_of: datetime, taxonomy_version: str, names: list[str]) -> None:
    def t(key: str, **values: object) -> str:
        return texts.t(document.locale, f"paper.sheet.{key}", **values)

    page.title = t("cover")
    told = [
        (document.title, ""),
        (t("from"), document.sender),
        (t("about"), document.period),
        (t("as_of"), say_time(as_of, document.locale)),
        (t("version"), taxonomy_version),
        (t("signs"), t("hidden")),
        *((t("notes") if place == 0 else "", note) for place, note in enumerate(document.notes)),
    ]
    for line, (name, value) in enumerate(told, 1):
        _write(page.cell(line, 1), name)
        _write(page.cell(line, 2), value)
        page.cell(line, 1).alignment = Alignment(vertical="top")
        page.cell(line, 2).alignment = Alignment(vertical="top", wrap_text=True)
        page.row_dimensions[line].height = LINE * len(textwrap.wrap(value, COVER) or [""])
    page.cell(1, 1).font, page.row_dimensions[1].height = _font(bold=True, size=14), 1.5 * LINE
    for line, name in enumerate(names, len(told) + 1):
        _write(page.cell(line, 1), t("sheets") if line == len(told) + 1 else "")
        _write(page.cell(line, 2), name)
        place = name.replace("'", "''")
        # within the book: as an address, which a link is else, some programs ask before they follow it
        page.cell(line, 2).hyperlink = Hyperlink(ref=page.cell(line, 2).coordinate, location=f"'{place}'!A1")
        page.cell(line, 2).font = _font(underline="single", color="17495A")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, COVER
    _printed(page)


def _fill(page: Any, table: Table, locale: str) -> None:
    for place, column in enumerate(table.columns, 1):
        cell = page.cell(HEADED, place)
        _write(cell, column.label)
        cell.font, cell.border = _font(bold=True), _RULE
        indent = int(place > 1 and not column.numeric)
        cell.alignment = Alignment("right" if column.numeric else "left", "bottom", wrap_text=True, indent=indent)
    for line, row in enumerate(table.rows, HEADED + 1):
        _row(page, line, row, table, locale)
    page.freeze_panes = f"B{HEADED + 1}"
    page.print_title_rows = f"1:{HEADED}"
    _printed(page)
    widths = [_width(table, place) for place in range(len(table.columns))]
    for place, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    lines = [len(textwrap.wrap(each.label, int(width / BOLD))) for each, width in zip(table.columns, widths, strict=True)]
    page.row_dimensions[HEADED].height = LINE * max(lines)
    _note(page, 1, table.caption, widths)
    page.cell(1, 1).font = _font(color="47545B")
    if table.note:
        _note(page, HEADED + len(table.rows) + 2, table.note, widths)


def _width(table: Table, place: int) -> int:
    longest = max((len(row.cells[place]) for row in table.rows if place < len(row.cells)), default=0)
    return min(max(longest, NARROWEST, *(len(word) for word in table.columns[place].label.split())) + 3, WIDEST)


def _note(page: Any, line: int, note: str, widths: list[int]) -> None:
    """Write a caption or a note in lines that can be read, over as many columns as that takes.

    On one line a long one would make a print tiny.
    """
    across = [*widths, *[USUAL] * -(-max(COVER - sum(widths), 0) // USUAL)]
    cell = page.cell(line, 1)
    _write(cell, note)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    page.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(across))
    page.row_dimensions[line].height = LINE * len(textwrap.wrap(note, sum(across)))


def _printed(page: Any) -> None:
    """Let a sheet come out of a printer on as few pages as can be read."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    # which sheet of which book, and which page of how many: printed sheets are mixed up on a table
    page.oddFooter.left.text, page.oddFooter.right.text = "&F, &A", "&P/&N"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 1, 0, True


def _font(**values: Any) -> Font:
    """Return letters of the book's own kind."""
    return Font(**{"name": "Calibri", "size": 11, **values})


def _row(page: Any, line: int, row: Row, table: Table, locale: str) -> None:
    for place, words in enumerate(row.cells):
        cell = page.cell(line, place + 1)
        told = (number(words, locale) if place and table.columns[place].numeric else None) or day(words, locale)
        if told:
            cell.value, cell.number_format = told.value, told.written
        else:
            _write(cell, words)
        if place and table.columns[place].numeric:
            cell.alignment = Alignment("right")
        elif place:
            cell.alignment = Alignment("left", "top", wrap_text=True, indent=1)
        if place and row.shades and (shade := SHADES[row.shades[place - 1]]):
            cell.fill = PatternFill("solid", shade)
            cell.font = _font(color="FFFFFF" if shade == SHADES[-1] else "1B2327")
        if row.kind is not RowKind.BODY:
            cell.font = _font(bold=row.kind is RowKind.TOTAL, italic=row.kind is RowKind.FAMILY)


def _write(cell: Any, words: str) -> None:
    """Write words as words: whatever they begin with, no program takes them for a formula, even when the cell is edited."""
    cell.value, cell.data_type = plain(words), "s"
    cell.quotePrefix = words.startswith(FORMULA)
