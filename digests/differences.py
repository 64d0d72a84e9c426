"""What differs between two versions of one edition, as somebody reads them: the numbers on top, then cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digests.document import Document, RowKind, Table
from digests.render.text import SOFT_HYPHEN

MISSING = "–"
NOUGHTS = ("0", "0,0", "0.0", "0 %", "0\N{NO-BREAK SPACE}%", "", MISSING)
"""What a row that one of the versions lacks would have told had it stood there: no change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure by where it stands, as it was and as it is; a dash for one that one of the versions doesn't tell."""

    where: str
    before: str
    now: str


def differences(before: Document, now: Document) -> list[Difference]:
    """Return the figures that differ, in the order in which they are read; a table that was shortened is read in its annex."""
    found = [
        Difference(new.label, old.value, new.value)
        for old, new in zip(before.numbers, now.numbers, strict=True)
        if old.value != new.value
    ]
    headings = {**_headings(before), **_headings(now)}
    old_tables, new_tables = _tables(before), _tables(now)
    for key in dict.fromkeys((*new_tables, *old_tables)):
        found += _in_table(headings[key], old_tables.get(key), new_tables.get(key))
    return found


def _headings(document: Document) -> Mapping[str, str]:
    return {section.key: _plain(section.heading) for section in (*document.annex, *document.sections)}


def _tables(document: Document) -> dict[str, Table]:
    tables = {section.key: section.table for section in document.sections if section.table}
    return {**tables, **{section.key: section.table for section in document.annex if section.table}}


def _in_table(heading: str, before: Table | None, now: Table | None) -> Iterator[Difference]:
    old, new = _cells(before), _cells(now)
    for place in dict.fromkeys((*new, *old)):
        was, is_now = old.get(place, MISSING), new.get(place, MISSING)
        one_sided = place not in old or place not in new
        if was != is_now and not (one_sided and {was, is_now} <= set(NOUGHTS)):
            yield Difference(f"{heading}: {', '.join(place)}", was, is_now)


def _cells(table: Table | None) -> dict[tuple[str, str], str]:
    if table is None:
        return {}
    names = [_plain(column.label).rstrip("*") for column in table.columns]
    return {
        (_plain(row.cells[0]), name): cell
        for row in table.rows
        if row.kind is not RowKind.FAMILY
        for name, cell in zip(names[1:], row.cells[1:], strict=True)
    }


def _plain(text: str) -> str:
    return text.replace(SOFT_HYPHEN, "")
