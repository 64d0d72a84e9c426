"""An edition as plain words and numbers, drawn by every renderer: page, mail, paper, text and card say the same."""

from dataclasses import dataclass
from enum import StrEnum

from models.enums import EditionKind

WIDEST_HEADINGS = 70
"""As many letters in a table's headings as 360 points have room for, when each may be broken into lines."""


@dataclass(frozen=True, slots=True)
class Number:
    """One of the three numbers on top: the figure, what it counts, and what to compare it with."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; numbers stand to the right."""

    label: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a rule says of the figures. `about` is the key of the part where they stand; empty when they stand on top."""

    text: str
    about: str = ""


class RowKind(StrEnum):
    """A row of figures, the name of a family of rows, or the sum of all."""

    BODY = "body"
    FAMILY = "family"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells; the first names it. A family's row has its name alone."""

    cells: tuple[str, ...]
    kind: RowKind = RowKind.BODY


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, which says what it shows, and a note on how to read it (may be empty)."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def wide(self) -> bool:
        """Whether a telephone has no room for its columns, so that each row becomes a list there."""
        return sum(len(column.label) for column in self.columns) > WIDEST_HEADINGS


@dataclass(frozen=True, slots=True)
class Item:
    """A fråga or an åtgärd: its heading, what is said or asked, and small facts. `asks` marks what waits for a decision."""

    heading: str
    body: str
    facts: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart; the current one is drawn darker, one of an incomplete quarter as an outline."""

    label: str
    value: int
    current: bool
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over time, with a sentence that tells the same, and a note on how to read it (may be empty)."""

    heading: str
    bars: tuple[Bar, ...]
    alternative: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the edition. `note` says what isn't shown; `beside` lets it share the width with the next one."""

    key: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    note: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The whole edition in one language. `annex` holds in full what was shortened for the first pages; often there is none."""

    kind: EditionKind
    locale: str
    sender: str
    title: str
    period: str
    numbers: tuple[Number, Number, Number]
    lead: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    annex: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """What a card shows of an edition."""

    title: str
    period: str
    lead: str
    numbers: tuple[Number, Number, Number]
    link_text: str
