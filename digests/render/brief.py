"""An edition as short as a mail wants it: the annex stands on its page and in the paper, and rows of noughts are one line."""

from dataclasses import replace

from digests.document import Document, Row, RowKind, Section, Table

NOTHING = ("0", "–")


def brief(document: Document) -> Document:
    """Return the edition without its annex, and without rows of noughts in the tables that say what stands for them."""
    return replace(document, sections=tuple(_section(section) for section in document.sections), annex=())


def _section(section: Section) -> Section:
    return replace(section, table=_table(section.table)) if section.table and section.table.noughts else section


def _table(table: Table) -> Table:
    kept = [row for row in table.rows if row.kind is not RowKind.BODY or not _nothing(row)]
    if len(kept) == len(table.rows):
        return table
    # A family of which nothing is left has no name either.
    empty = [
        place
        for place, row in enumerate(kept)
        if row.kind is RowKind.FAMILY and (place + 1 == len(kept) or kept[place + 1].kind is not RowKind.BODY)
    ]
    rows = tuple(row for place, row in enumerate(kept) if place not in empty)
    return replace(table, rows=rows, note=" ".join(filter(None, (table.noughts, table.note))))


def _nothing(row: Row) -> bool:
    return all(cell in NOTHING for cell in row.cells[1:])
