"""Tables in a Word document: a header row that is repeated on each page, a first column that names its rows, thin rules."""

import re

from docx.document import Document as Written
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Length, Mm, Pt, RGBColor, Twips
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from digests.document import DARKEST, Row, RowKind, Table
from digests.render.packed import SHADES, plain
from digests.render.text import SOFT_HYPHEN
from digests.render.word_style import SOFT, TEXT

SMALL, SMALLER, GAP = Pt(9), Pt(7.5), Pt(4)
MANY = 8
"""With more columns a table is written in smaller letters."""
WHOLE = 24
"""With no more rows a table isn't broken over pages, half of one at most."""
LETTER = 0.62
"""How wide a bold letter is of its height, at most on the average of a word."""
TWO_LINES = 0.6
"""How great a part of a heading the longer of its two lines has, on the average."""
LEAST, LEAST_FIRST = Mm(13), Mm(36)
RULES = {RowKind.BODY: "DDE4E7", RowKind.FAMILY: "C5D0D5", RowKind.TOTAL: ""}
_STRONG = "5C6B73"


def fill(written: Written, table: Table, headed: bool = True) -> WordTable:
    """Write a table of figures and return it; with `headed` false its rows have no names of their own."""
    made: WordTable = written.add_table(rows=0, cols=len(table.columns))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _described(made, plain(table.caption), headed)
    widths = _widths(table, headed)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    header = _added(made)
    _repeated(header)
    for cell, column, width in zip(header.cells, table.columns, widths, strict=True):
        cell.width = width
        _write(cell, column.label, _size(table), _side(table, column.numeric), bold=True)
        _ruled(cell, _STRONG)
    for row in table.rows:
        _row(_added(made), row, table, widths)
    _keep_together(made, whole=len(table.rows) <= WHOLE, noted=bool(table.note))
    return made


def _keep_together(made: WordTable, *, whole: bool, noted: bool) -> None:
    """Let the rows of a `whole` table stand on one page, each with the next, and the last with the note below the table."""
    kept = [*(made.rows[:-1] if whole else []), *(made.rows[-1:] if noted else [])]
    for row in kept:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _added(made: WordTable) -> _Row:
    row: _Row = made.add_row()  # type: ignore[no-untyped-call]  # the library says nothing of what it returns
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    return row


def number_row(row: _Row) -> None:
    """Let a row's words stand out as the numbers that an edition begins with."""
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.font.size, run.font.bold, run.font.color.rgb = Pt(24), True, RGBColor(0x17, 0x49, 0x5A)
        _ruled(cell, "")


def _row(made: _Row, row: Row, table: Table, widths: list[Length]) -> None:
    if row.kind is RowKind.FAMILY:
        cell = made.cells[0].merge(made.cells[-1])
        _write(cell, row.cells[0], SMALL, WD_ALIGN_PARAGRAPH.LEFT, colour=SOFT)
        _ruled(cell, RULES[row.kind])
        return
    for place, (cell, words) in enumerate(zip(made.cells, row.cells, strict=True)):
        cell.width = widths[place]
        shade = row.shades[place - 1] if place and row.shades else 0
        dark = RGBColor(0xFF, 0xFF, 0xFF) if shade == DARKEST else None
        side = _side(table, table.columns[place].numeric)
        _write(cell, words, _size(table), side, bold=row.kind is RowKind.TOTAL, colour=dark)
        _ruled(cell, RULES[row.kind])
        if shade:
            _shaded(cell, SHADES[shade])


def _widths(table: Table, headed: bool) -> list[Length]:
    """Return the columns' widths, together no more than the text's.

    Numbers get what they need, the first column what its names need as far as there is room, and other words share the rest.
    """
    if not headed:
        return [Emu(TEXT // len(table.columns))] * len(table.columns)
    rest = range(1, len(table.columns))
    least = {place: _needed(table, place, table.columns[place].numeric) for place in rest}
    if (too_wide := sum(least.values()) / (TEXT - LEAST_FIRST)) > 1:
        least = {place: width / too_wide for place, width in least.items()}
    words = [place for place in rest if not table.columns[place].numeric]
    least = _roomier(table, least)
    left = TEXT - sum(least.values())
    first = min(_needed(table, 0) * 1.1, left if not words else max(left / 2, LEAST_FIRST))
    for place in words:
        least[place] = min(_needed(table, place), least[place] + (left - first) / len(words))
    return [Emu(round(width)) for width in (first, *least.values())]


def _roomier(table: Table, least: dict[int, float]) -> dict[int, float]:
    """Return the columns of numbers so wide that each heading stands on two lines, if the names have room beside them."""
    wide = {
        place: max(width, _width(table, len(table.columns[place].label) * TWO_LINES)) if table.columns[place].numeric else width
        for place, width in least.items()
    }
    return wide if sum(wide.values()) <= TEXT - _needed(table, 0) else least


def _needed(table: Table, place: int, whole: bool = True) -> float:
    """Return how wide a column must be for the longest part of its heading, and of its cells: of each `whole`, or of a word."""
    cells = [row.cells[place] for row in table.rows if row.kind is not RowKind.FAMILY]
    parts = re.split(rf"[\s{SOFT_HYPHEN}]+", table.columns[place].label)
    parts += cells if whole else [word for cell in cells for word in cell.split()]
    return max(_width(table, max(map(len, parts))), LEAST)


def _width(table: Table, letters: float) -> float:
    return (letters + 1) * _size(table) * LETTER + 2 * GAP


def _size(table: Table) -> Length:
    return SMALLER if len(table.columns) > MANY else SMALL


def _side(table: Table, numeric: bool) -> WD_ALIGN_PARAGRAPH:
    if not numeric:
        return WD_ALIGN_PARAGRAPH.LEFT
    return WD_ALIGN_PARAGRAPH.CENTER if table.shaded else WD_ALIGN_PARAGRAPH.RIGHT


def _write(
    cell: _Cell, words: str, size: Length, side: WD_ALIGN_PARAGRAPH, bold: bool = False, colour: RGBColor | None = None
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.space_before = Pt(1)
    paragraph.alignment = side
    # Word has an element of its own for where a word may be broken
    first, *parts = (plain(part) for part in words.split(SOFT_HYPHEN))
    run = paragraph.add_run(first)
    for part in parts:
        run._r.append(OxmlElement("w:softHyphen"))
        run.add_text(part)
    run.font.size, run.font.bold = size, bold
    if colour is not None:
        run.font.color.rgb = colour


def _described(made: WordTable, caption: str, headed: bool) -> None:
    """Say to listeners what the table shows, and that its first row, and with `headed` its first column, are names."""
    properties = made._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side, gap in (("left", 0), ("right", 2 * GAP)):
        margins.append(_element(f"w:{side}", w=str(gap // Twips(1)), type="dxa"))
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    properties.append(margins)
    properties.append(_element("w:tblLook", firstRow="1", firstColumn=str(int(headed)), lastRow="0", lastColumn="0", noHBand="1"))
    properties.append(_element("w:tblCaption", val=caption))


def _repeated(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def _ruled(cell: _Cell, colour: str) -> None:
    properties = cell._tc.get_or_add_tcPr()
    borders = OxmlElement("w:tcBorders")
    borders.append(_element("w:bottom", val="single" if colour else "nil", sz="4", color=colour or "auto"))
    for earlier in properties.findall(qn("w:tcBorders")):
        properties.remove(earlier)
    properties.append(borders)


def _shaded(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made
