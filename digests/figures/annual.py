"""The figures of the board's year and half-year: five years beside one another, for all, by kommun and by category."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from backend.categories.learning.agreement import Counts, read_agreement
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from digests.figures.beginning import comparable, first_day, first_days
from digests.figures.categories import in_order
from digests.figures.change import Against, Changes, Subject, compare
from digests.figures.checks import agree
from digests.figures.counts import Cell, events_alone
from digests.figures.kommuner import per_1000, read_kommuner
from digests.figures.questions import Agenda, read_agenda
from digests.figures.solved import Solved, read_solved
from digests.figures.taken_up import TakenUp, check_taken_up, count_asked, read_taken_up
from digests.figures.years import YEARS, YearFigures, read_years
from digests.periods import Period, Span


@dataclass(frozen=True, slots=True)
class PartRow:
    """One kommun's or category's events, by year, the newest first. `per_1000` is of the newest; None when not known.

    `began` is the day of a kommun's first report, `first_event` that of its first event, which is later or the same.
    """

    name: str
    new: tuple[int, ...]
    per_1000: Decimal | None = None
    began: date | None = None
    first_event: date | None = None


@dataclass(frozen=True, slots=True)
class AnnualFigures:
    """All that the edition says; what each number counts is defined in `digests.figures.counts`.

    `agreement` is how far proposals, reporters and decisions agreed on the category of what came in during it, as
    `backend.categories.learning.agreement` counts: reports of one organisation alone are in it, what nobody has sorted isn't.
    """

    year: int
    half: bool
    started: date | None
    years: tuple[YearFigures, ...]
    kommuner: tuple[PartRow, ...]
    categories: tuple[PartRow, ...]
    internal: int
    changes: Changes
    solved: tuple[Solved, ...]
    taken_up: TakenUp
    agenda: Agenda
    agreement: Counts

    @property
    def span(self) -> Span:
        """The year or half-year that it is about."""
        return Span(self.year, self.half)

    @property
    def span_name(self) -> Literal["half", "year"]:
        """Which of the two that is, as the texts name it."""
        return "half" if self.half else "year"

    @property
    def newest(self) -> YearFigures:
        """The figures of the year itself."""
        return self.years[0]


async def read_annual_figures(session: AsyncSession, taxonomy: Taxonomy, group_id: int, span: Span) -> AnnualFigures:
    """Return the whole förbund's figures, reconciled; raise `FiguresDisagree` when they don't add up."""
    period = span.period
    started = await first_day(session, period.until)
    told = await read_years(session, None, None, [span.back(years).period for years in range(YEARS)], started)
    kommuner, categories = await _kommuner(session, told.cells, period), _categories(taxonomy, told.cells)
    counted = [
        (Subject.ALL, "", [year.new for year in told.years]),
        # where nobody could report in all of the year before, nothing has become more
        *((Subject.KOMMUN, row.name, list(row.new)) for row in kommuner if comparable(row.began, told.years[1].period)),
        *((Subject.CATEGORY, row.name, list(row.new)) for row in categories),
    ]
    earlier = {Against.YEAR: told.years[1].period} if comparable(started, told.years[1].period) else {}
    figures = AnnualFigures(
        year=span.year,
        half=span.half,
        started=started,
        years=told.years,
        kommuner=kommuner,
        categories=categories,
        internal=sum(cell.internal for cell in told.cells),
        changes=compare(((subject, name, new[0], {Against.YEAR: new[1]}) for subject, name, new in counted), period, earlier),
        solved=await read_solved(session, period),
        taken_up=await read_taken_up(session, period),
        agenda=await read_agenda(session, group_id, period),
        agreement=(await read_agreement(session, period.start, period.end)).total,
    )
    check_taken_up(figures.taken_up, await count_asked(session, period))
    for place, year in enumerate(figures.years):
        agree(f"{year.period.start}: kommuner", year.new, sum(row.new[place] for row in kommuner))
        agree(f"{year.period.start}: categories", year.new, sum(row.new[place] for row in categories))
    return figures


async def _kommuner(session: AsyncSession, cells: Sequence[Cell], period: Period) -> tuple[PartRow, ...]:
    """Return a row for each kommun in use, and for each no longer in use that has events in any of the years."""
    rows, began = [], await first_days(session, period.until)
    first_events = await first_days(session, period.until, events_alone())
    for kommun in await read_kommuner(session, {cell.kommun_id for cell in cells if any(cell.events)}):
        new = _sums([cell for cell in cells if cell.kommun_id == stored_id(kommun)])
        rates = per_1000(new[0], kommun.inhabitants_16_64)
        rows.append(PartRow(kommun.name, new, rates, began.get(stored_id(kommun)), first_events.get(stored_id(kommun))))
    return tuple(rows)


def _categories(taxonomy: Taxonomy, cells: Sequence[Cell]) -> tuple[PartRow, ...]:
    codes = in_order({cell.category for cell in cells if any(cell.events)}, taxonomy)
    return tuple(PartRow(code, _sums([cell for cell in cells if cell.category == code])) for code in codes)


def _sums(cells: Sequence[Cell]) -> tuple[int, ...]:
    return tuple(sum(cell.events[place] for cell in cells) for place in range(YEARS))
