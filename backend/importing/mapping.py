"""Which column holds what: guessed from the headers that people write, or told by who imports."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from itertools import islice

from backend.errors import DomainError
from backend.importing.reading import Row, Sheet

# A title and some words of guidance often stand above the header.
_LOOKED_AT = 20
IGNORE = "-"


class Column(StrEnum):
    """What a column can hold; the value is what `--map` calls it."""

    ID = "id"
    DATE = "date"
    REPORTED = "reported"
    KOMMUN = "kommun"
    TEXT = "text"
    SUGGESTION = "suggestion"
    PARTIES = "parties"
    REPORTING_PARTY = "reporting_party"
    CATEGORY = "category"
    SLAG = "slag"
    STATUS = "status"
    ANSWER = "answer"
    ANSWERED = "answered"
    CLOSED = "closed"
    CONSEQUENCE = "consequence"
    RECURRING = "recurring"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table with its header found: `columns` holds where each thing stands, `headers` what stood above, in order.

    `unread` are the names of further sheets that have a header as well: one sheet is read at a time.
    """

    sheet: Sheet
    header_row: int
    headers: tuple[str, ...]
    columns: Mapping[Column, int]
    unread: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Yield what stands below the header."""
        return (row for row in self.sheet.rows() if row.number > self.header_row)


def find_table(sheets: Sequence[Sheet], told: Mapping[str, str]) -> Mapped:
    """Return the first sheet in which a header is found. `told` is by header: the name of a `Column`, or `-` for none.

    Raises DomainError: `error.import_no_header` when no row of any sheet names a column with what happened,
    `error.import_column_unknown` for a header that isn't there, `error.import_field_unknown` for a wrong name.
    """
    overrides = {_plain(header): _column(name) for header, name in told.items()}
    tables = [table for sheet in sheets if (table := _header(sheet, overrides))]
    if not tables:
        raise DomainError("error.import_no_header")
    found = replace(tables[0], unread=tuple(other.sheet.name for other in tables[1:]))
    if set(overrides) - {_plain(header) for header in found.headers}:
        raise DomainError("error.import_column_unknown", headers=", ".join(filter(None, found.headers)))
    return found


def _column(name: str) -> Column | None:
    if name == IGNORE:
        return None
    try:
        return Column(name)
    except ValueError:
        raise DomainError("error.import_field_unknown", fields=", ".join((*Column, IGNORE))) from None


def _header(sheet: Sheet, overrides: Mapping[str, Column | None]) -> Mapped | None:
    best: Mapped | None = None
    for row in islice(sheet.rows(), _LOOKED_AT):
        headers = tuple("" if cell is None else " ".join(str(cell).split()) for cell in row.cells or ())
        columns = guess(headers, overrides)
        if Column.TEXT in columns and (best is None or len(columns) > len(best.columns)):
            best = Mapped(sheet, row.number, headers, columns)
    # A sentence that begins like a header is none: at least one other column is known, or it is the only one.
    return best if best and (len(best.columns) > 1 or sum(map(bool, best.headers)) == 1) else None


def guess(headers: Sequence[str], overrides: Mapping[str, Column | None] | None = None) -> dict[Column, int]:
    """Return where each thing stands. What is told wins; then a header that is known whole, then one that begins so."""
    overrides = overrides or {}
    plain = [_plain(header) for header in headers]
    found: dict[Column, int] = {}
    for place, header in enumerate(plain):
        if (column := overrides.get(header)) is not None:
            found.setdefault(column, place)
    left = {header: place for place, header in reversed(list(enumerate(plain))) if header and header not in overrides}
    for whole in (True, False):
        for column, names in _known_headers().items():
            match = next((header for name in names for header in left if _is(header, name, whole)), None)
            if column not in found and match is not None:
                found[column] = left.pop(match)
    return found


def _is(header: str, name: str, whole: bool) -> bool:
    return name == (header if whole else _beginning(header))


def _beginning(header: str) -> str:
    """Return the longest known name that a header begins with: "Rapporterat av (namn)" tells who, not when."""
    names = (name for listed in _known_headers().values() for name in listed)
    return max((name for name in names if header.startswith(name + " ")), key=len, default="")


@lru_cache(maxsize=1)
def _known_headers() -> Mapping[Column, tuple[str, ...]]:
    raw = json.loads(resources.files(__package__).joinpath("headers.json").read_text("utf-8"))
    return {Column(name): tuple(map(_plain, (name, *headers))) for name, headers in raw.items()}


def _plain(header: str) -> str:
    """Case, signs and spaces mean nothing: "Part / Myndighet:" is "part/myndighet"."""
    return " ".join(re.sub(r"[^\w]+|_", " ", header.casefold()).split())
