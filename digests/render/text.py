"""The edition as plain text, complete by itself: for mail clients without HTML, and for whoever listens to it."""

from collections.abc import Iterator

from digests.document import Document, Item, RowKind, Section, Table

SOFT_HYPHEN = "\u00ad"
"""Tells a browser where a long heading may be broken; a text shows it."""


def text(document: Document) -> str:
    """Return the edition as lines of text; tables become one line a row, each number with its column's name."""
    return "\n".join(_lines(document)).replace(SOFT_HYPHEN, "").rstrip() + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield document.sender
    yield document.title
    yield document.period
    yield ""
    for number in document.numbers:
        yield f"* {number.value} {number.label}. {number.note}".rstrip()
    yield ""
    yield " ".join(sentence.text for sentence in document.lead)
    for section in document.sections:
        yield from _section(section)
    yield ""
    yield from document.notes
    for section in document.annex:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    if said := [*_said(section)]:  # a chart whose figures another part tells says nothing here
        yield from ("", section.heading.upper(), *said)


def _said(section: Section) -> Iterator[str]:
    yield from section.paragraphs
    for item in section.items:
        yield from _item(item)
    if section.table:
        yield from _table(section.table)
    if section.chart and not section.chart.tabled:
        yield " ".join((section.chart.alternative, section.chart.note)).strip()
    if section.note:
        yield section.note
    yield from section.comment


def _item(item: Item) -> Iterator[str]:
    yield f"* {item.heading}"
    if item.body:
        yield f"  {item.body}"
    for fact in item.facts:
        yield f"  {fact}"


def _table(table: Table) -> Iterator[str]:
    yield table.caption if table.caption.endswith(".") else f"{table.caption}:"
    names = [column.label for column in table.columns]
    for row in table.rows:
        if row.kind is RowKind.FAMILY:
            yield f"{row.cells[0]}:"
            continue
        told = ", ".join(f"{name} {cell}" for name, cell in zip(names[1:], row.cells[1:], strict=True) if cell)
        yield f"* {row.cells[0]}: {told}"
    if table.note:
        yield table.note
