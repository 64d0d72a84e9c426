"""An edition as plain words and numbers, drawn by every renderer: page, mail, paper, text and card say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter

from backend.reporting.words import printed
from models.enums import EditionKind

WIDEST_HEADINGS = 70
"""As many letters in a table's headings as 360 points have room for, when each may be broken into lines."""
LONGEST_NAME = 40
"""A row whose name has more letters is broken into lines, so that its figures stay on the paper."""
CUT = " …"
"""The end of a text that was cut for want of room."""
ANNEX_PART = "annex-"
"""The place of a part in the annex begins so, and what a sentence is about that leads there."""
DARKEST = 4
"""How dark the cell with the greatest number of a shaded table is drawn; one without anything is drawn 0."""


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
    """What a rule says of the figures. `about` is the key of the part where they stand; empty when they stand on top.

    With `ANNEX_PART` before it, it is said only while that part stands in the annex alone.
    """

    text: str
    about: str = ""


class RowKind(StrEnum):
    """A row of figures, the name of a family of rows, or the sum of all."""

    BODY = "body"
    FAMILY = "family"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells; the first names it. A family's row has its name alone.

    `shades` is empty, or says of each cell after the first how dark it is drawn, from 0 to `DARKEST`.
    """

    cells: tuple[str, ...]
    kind: RowKind = RowKind.BODY
    shades: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, which says what it shows, and a note on how to read it (may be empty).

    `noughts` is what a mail says in place of the rows of noughts; where it is empty every row is told.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    noughts: str = ""

    @property
    def unbroken(self) -> bool:
        """Whether what its rows are called may stay on a line: short names, with nothing but figures beside them."""
        figures = all(column.numeric for column in self.columns[1:])
        return figures and all(len(row.cells[0]) <= LONGEST_NAME for row in self.rows)

    @property
    def wide(self) -> bool:
        """Whether a telephone has no room for its columns, many or of words, so that each row becomes a list there."""
        words = any(not column.numeric for column in self.columns[1:])
        return words or sum(len(column.label) for column in self.columns) > WIDEST_HEADINGS

    @property
    def shaded(self) -> bool:
        """Whether its cells are drawn the darker the more they tell of."""
        return any(row.shades for row in self.rows)


@dataclass(frozen=True, slots=True)
class Item:
    """A fråga or an åtgärd: its heading, what is said or asked, and small facts. `asks` marks what waits for a decision."""

    heading: str
    body: str
    facts: tuple[str, ...] = ()
    asks: bool = False


class ChartForm(StrEnum):
    """How a chart is drawn: bars over time, lines over time, two dots a row for before and now, or a radar of values up to 4."""

    BARS = "bars"
    LINES = "lines"
    DUMBBELL = "dumbbell"
    RADAR = "radar"


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a chart, such as a quarter or a category, with a value of each series (None: there is none).

    The current one is drawn darker, one of an incomplete period as an outline. `told` is how the values stand in a table, where
    they are written in another way than plain numbers.
    """

    label: str
    values: tuple[float | None, ...]
    current: bool = False
    complete: bool = True
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, with a sentence that tells the same, and a note on how to read it (may be empty).

    `series` are the names of what each mark has a value of, the one that matters most first; `what` says what the marks are, and
    `figures` what the table of the chart's figures is called. `tabled` says that the section's table has the same figures, so
    that forms without pictures leave the chart out.
    """

    form: ChartForm
    heading: str
    what: str
    figures: str
    series: tuple[str, ...]
    marks: tuple[Mark, ...]
    alternative: str
    note: str = ""
    tabled: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the edition. `note` says what isn't shown; `beside` lets it share the width with the next one.

    `comment` is what the förbund says of it, below all that is told.
    """

    key: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    note: str = ""
    comment: tuple[str, ...] = ()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The whole edition in one language. `annex` holds in full what was shortened for the first pages; often there is none.

    `swedish` are the words in it that are Swedish though its language isn't, such as a fråga's own (`digests.own_words`).
    """

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
    swedish: tuple[str, ...] = ()

    def place_of(self, about: str) -> str:
        """Return where the part stands that a sentence is about, `KEY` or `annex-KEY`; empty where it stands nowhere."""
        places = [*(each.key for each in self.sections), *(f"{ANNEX_PART}{each.key}" for each in self.annex)]
        return next((place for place in (about, f"{ANNEX_PART}{about}") if place in places), "")

    def marked(self, mark: str) -> "Document":
        """Return it with a mark behind its period, such as which version it is."""
        return replace(self, period=f"{self.period.removesuffix('.')} · {mark}")


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """What a card shows of an edition."""

    title: str
    period: str
    lead: str
    numbers: tuple[Number, Number, Number]
    link_text: str


def leading(lead: Sequence[Sentence], sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """Return a lead without the sentences that lead to the annex for what stands on the first pages."""
    told = {f"{ANNEX_PART}{section.key}" for section in sections}
    return tuple(sentence for sentence in lead if sentence.about not in told)


_Part = TypeVar("_Part", Document, Section)


def in_print(part: _Part) -> _Part:
    """Return an edition or a part of it with quotation marks in print where somebody's words in it have a keyboard's."""
    told: _Part = _in_print(part)
    return told


def _in_print(told: Any) -> Any:
    if isinstance(told, tuple):
        return tuple(map(_in_print, told))
    if is_dataclass(told) and not isinstance(told, type):
        return replace(told, **{each.name: _in_print(getattr(told, each.name)) for each in fields(told)})
    return printed(told) if type(told) is str else told  # an enum's member is a str too, and stays itself


DOCUMENT = TypeAdapter(Document)
"""Reads and writes a document as it is kept."""
