"""Files of the kinds that people keep, made for a test."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

HEADERS = (
    "Datum",
    "Kommun",
    "Beskrivning",
    "Part/Myndighet",
    "Kategori",
    "Rapporterat av (organisation)",
    "Åtgärd/Svar",
    "Status",
)
FIRST = (
    date(2025, 3, 12),
    "Tranås",
    "FK kom inte på mötet och hade inte hört av sig",
    "FK",
    "Närvaro och deltagande",
    "Kommunen",
    "Kontaktvägen är ändrad",
    "Avslutad",
)
SECOND = (
    date(2026, 1, 20),
    "Eksjö kommun",
    "Remissen gick till fel mottagning och ingen hörde av sig",
    "Arbetsförmedlingen, vården",
    "UNDERLAG",
    "Region Jönköpings län",
    None,
    "Pågår",
)

Rows = Sequence[Sequence[object]]


def with_words(row: Sequence[object], words: str) -> tuple[object, ...]:
    """Return the row with another description."""
    return (*row[:2], words, *row[3:])


def workbook(path: Path, rows: Rows, headers: Sequence[str] = HEADERS) -> Path:
    """Write an Excel file with one sheet."""
    book = Workbook()
    sheet = book.active
    for row in (headers, *rows):
        sheet.append(row)
    book.save(path)
    return path


def as_csv(rows: Rows, delimiter: str = ";", headers: Sequence[str] = HEADERS) -> str:
    """Return the rows as Excel would save them as text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(headers)
    writer.writerows([cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rows)
    return out.getvalue()


def as_json_lines(rows: Rows, headers: Sequence[str] = HEADERS) -> str:
    """Return an object a line."""
    lines = (dict(zip(headers, row, strict=True)) for row in rows)
    return "\n".join(json.dumps(line, ensure_ascii=False, default=lambda day: day.isoformat()) for line in lines)
