"""Rows of cells out of a file: an Excel sheet, text with separators, or JSON lines. What it is, its first bytes tell.

Rows bear the number that the sheet's own margin shows, so that a person finds them again.
"""

import csv
import io
import json
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from backend.errors import DomainError

_OLE = b"\xd0\xcf\x11\xe0"  # the container of Excel's oldest files, and of newer ones with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOKS = (".xlsx", ".xlsm")
_DELIMITERS = (";", "\t", ",")
_SAMPLE = 20
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
_MERGED_LONGEST = 80
_CHUNK = 1 << 20
# What a damaged file makes the reader raise; it promises no error of its own.
_DAMAGED = (
    OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, IndexError, TypeError, AttributeError, EOFError,
    SyntaxError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number in the file. `cells` hold text, numbers and days; None for a row that can't be read."""

    number: int
    cells: Sequence[object] | None


class Sheet(Protocol):
    """One table of a file."""

    name: str
    length: int | None

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything, from the first one each time."""
        ...


def open_sheets(path: Path, wanted: str | None = None) -> list[Sheet]:
    """Return the tables of a file: those that can be seen, or the one that is `wanted` by name, hidden or not.

    Raises OSError for a file that isn't there, and DomainError (`error.import_…`) for one of another kind, one that is damaged
    or has a password, and for a sheet that it doesn't hold.
    """
    raw = path.read_bytes()
    if raw.startswith(_OLE):
        raise DomainError("error.import_password" if _ENCRYPTED in raw else "error.import_old_excel")
    if raw.startswith(b"PK"):
        return _workbook(raw, wanted)
    text = _decoded(raw)
    if path.suffix.lower() in _WORKBOOKS:
        raise DomainError("error.import_not_workbook")
    if wanted is not None:
        raise DomainError("error.import_no_sheets")
    return [_JsonSheet(text) if text.lstrip().startswith("{") else _TextSheet(text)]


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.startswith("%PDF"):
            if not text.strip():
                raise DomainError("error.import_empty")
            return text
    raise DomainError("error.import_wrong_type")


class _TextSheet:
    """Text with a separator: the one that parts the first rows into most cells."""

    name = ""

    def __init__(self, text: str) -> None:
        told = re.match(r"sep=(.)\r?\n", text)  # a line that Excel writes for itself
        self._text = text[told.end() :] if told else text
        self._before = 1 if told else 0
        self._delimiter = told[1] if told else max(_DELIMITERS, key=self._cells_of_first_rows)
        self.length: int | None = self._text.count("\n") + 1

    def _cells_of_first_rows(self, delimiter: str) -> int:
        rows = csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter)
        try:
            return max(len(row) for row, _ in zip(rows, range(_SAMPLE), strict=False))
        except csv.Error:
            return 0

    def rows(self) -> Iterator[Row]:
        rows = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter)
        for number in count(1 + self._before):
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield Row(number, None)
                continue
            if any(cell.strip() for cell in cells):
                yield Row(number, cells)


class _JsonSheet:
    """An object a line; the names of all of them are the header, as if it stood above the first line."""

    name = ""

    def __init__(self, text: str) -> None:
        self._lines = [(number, _object(line)) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        self._names = list(dict.fromkeys(name for _, given in self._lines if given for name in given))
        self.length: int | None = len(self._lines) + 1
        if not self._names:
            raise DomainError("error.import_damaged")

    def rows(self) -> Iterator[Row]:
        yield Row(0, self._names)
        for number, given in self._lines:
            yield Row(number, None if given is None else [_plain(given.get(name)) for name in self._names])


def _object(line: str) -> dict[str, Any] | None:
    try:
        given = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


def _plain(value: object) -> object:
    """Several parties may be a list."""
    return ", ".join(str(each) for each in value) if isinstance(value, list) else value


def _workbook(raw: bytes, wanted: str | None) -> list[Sheet]:
    from openpyxl.reader.excel import ExcelReader  # takes a third of a second, which no other command should wait for

    # It warns of what it leaves out of a workbook, such as drop-down lists, which nobody misses here.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    try:
        reader = ExcelReader(io.BytesIO(raw), read_only=True, data_only=True)
        reader.read()
        parts = {sheet.name: place.target for sheet, place in reader.parser.find_sheets()}
    except _DAMAGED:
        # The table of contents stands at the end, which may be missing.
        raise DomainError("error.import_damaged" if b"xl/" in raw else "error.import_wrong_type") from None
    book = reader.wb
    seen = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible" or sheet.title == wanted)
    sheets: list[Sheet] = [_ExcelSheet(raw, sheet, parts[sheet.title]) for sheet in seen]
    if wanted is not None:
        sheets = [sheet for sheet in sheets if sheet.name == wanted]
        if not sheets:
            raise DomainError("error.import_sheet_unknown", sheets=", ".join(book.sheetnames))
    return sheets


@dataclass(slots=True)
class _Block:
    """Cells of a column that are merged: what stands in the first holds for all of them."""

    column: int
    top: int
    bottom: int
    value: object = None


class _ExcelSheet:
    """A sheet, read row by row and never as a whole. A formula counts as what Excel last worked out."""

    def __init__(self, workbook: bytes, sheet: Any, part: str) -> None:
        self.name: str = sheet.title
        self.length: int | None = sheet.max_row
        self._sheet = sheet
        self._workbook = workbook
        self._part = part  # its file in the workbook
        # What it claims of its size is often wrong, as when somebody has coloured whole columns.
        sheet.reset_dimensions()

    def rows(self) -> Iterator[Row]:
        try:
            ahead = self._merged()
            under: list[_Block] = []
            for number, values in enumerate(self._sheet.iter_rows(values_only=True), 1):
                under = [block for block in under if block.bottom >= number]
                while ahead and ahead[-1].top <= number:
                    under.append(ahead.pop())
                if any(cell is not None and str(cell).strip() for cell in values):
                    yield Row(number, _filled(number, list(values), under))
        except _DAMAGED:
            raise DomainError("error.import_damaged") from None

    def _merged(self) -> list[_Block]:
        """The blocks of one column and several rows, the lowest first. They stand after the rows in the file."""
        from openpyxl.utils.cell import range_boundaries

        found: set[str] = set()
        with zipfile.ZipFile(io.BytesIO(self._workbook)) as archive, archive.open(self._part) as part:
            before = b""
            while chunk := part.read(_CHUNK):
                window = before + chunk
                found.update(match[1].decode() for match in _MERGED.finditer(window))
                before = window[-_MERGED_LONGEST:]
        blocks = ((left, top, bottom) for left, top, right, bottom in map(range_boundaries, found) if left == right)
        return [_Block(*block) for block in sorted(blocks, key=lambda block: -block[1])]


def _filled(number: int, cells: list[object], blocks: Sequence[_Block]) -> list[object]:
    for block in blocks:
        cells += [None] * (block.column - len(cells))
        if block.top == number:
            block.value = cells[block.column - 1]
        else:
            cells[block.column - 1] = block.value
    return cells
