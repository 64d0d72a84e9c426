"""The table of years, the same in the board's year, in its half-year, and in a local group's last paper of the year."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from digests.document import Chart, ChartForm, Column, Mark, Row, RowKind, Section, Table
from digests.editions.common import share
from digests.figures.beginning import before_start, incomplete
from digests.figures.years import YearFigures
from digests.say import Voice

KEY = "years"


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a table of years by its words, with its events by year; `began` is the day of its first report, if known."""

    name: str
    new: tuple[int, ...]
    began: date | None = None


BARS = "years-chart"
"""The key of the section with the bars."""
YEARS_FOR_CHART = 3
LEAST_FOR_CHART = 12
"""With fewer events in all the bars would show chance."""
ROWS: Mapping[str, Callable[[Voice, YearFigures], str]] = {
    "new": lambda voice, year: voice.whole(year.new),
    "successes": lambda voice, year: voice.whole(year.successes),
    "open": lambda voice, year: voice.whole(year.flow.open),
    "answers": lambda voice, year: share(voice, year.answers),
    "lifts": lambda voice, year: voice.whole(year.lifts),
    "decided": lambda voice, year: voice.whole(year.decided),
    "actions": lambda voice, year: voice.whole(year.actions),
    "meetings": lambda voice, year: voice.whole(year.meetings),
}


def years_section(
    voice: Voice,
    years: Sequence[YearFigures],
    started: date | None,
    about: str,
    named: Collection[str] = tuple(ROWS),
    began: date | None = None,
    *,
    days: bool = True,
) -> Section:
    """Return the years that have figures side by side, the newest first; `about` says what part of each year is told.

    `began` is the day of the first report of those that it tells of, where that is later than the förbund's, `started`.
    With `days` it is told which day that was.
    """
    shown = [years[place] for place in told_years(years)]
    rows = tuple(Row((voice.t(f"years.row.{name}"), *(ROWS[name](voice, year) for year in shown))) for name in named)
    table = Table(
        voice.t("years.caption", about=about),
        (Column(voice.t("years.column"), numeric=False), *year_columns(shown)),
        rows,
        years_note(voice, years, started, began or started, days=days),
    )
    return Section(KEY, voice.t("years.heading"), table=table)


def years_chart(voice: Voice, years: Sequence[YearFigures]) -> list[Section]:
    """Return the new events of whole years as bars, the oldest first; nothing when there are too few of either to compare."""
    shown = [years[place] for place in reversed(told_years(years)) if years[place].whole]
    if len(shown) < YEARS_FOR_CHART or sum(year.new for year in shown) < LEAST_FOR_CHART:
        return []
    values = {str(year.period.start.year): year.new for year in shown}
    chart = Chart(
        ChartForm.BARS,
        voice.t("column.new"),
        voice.t("years.chart.what"),
        voice.t("chart.figures"),
        (voice.t("column.new"),),
        tuple(Mark(label, (new,), place == len(values) - 1) for place, (label, new) in enumerate(values.items())),
        voice.t("chart.alternative", values=", ".join(f"{label} {voice.whole(new)}" for label, new in values.items())),
    )
    return [Section(BARS, voice.t("years.chart"), chart=chart)]


def told_years(years: Sequence[YearFigures]) -> list[int]:
    """Return which of the years there are figures of, by their place; the newest is always told."""
    return [place for place, year in enumerate(years) if year.known or place == 0]


def year_columns(years: Sequence[YearFigures]) -> tuple[Column, ...]:
    """Return a column a year, marked when reporting began in the middle of it."""
    return tuple(Column(f"{year.period.start.year}{'' if year.whole or not year.known else '*'}") for year in years)


def years_note(voice: Voice, years: Sequence[YearFigures], started: date | None, began: date | None, *, days: bool) -> str:
    """Return why there are fewer years, and what a star means, where that is so; with `days` since when."""
    told = []
    if started and len(told_years(years)) < len(years):
        told.append(voice.t("years.before", day=voice.day(started)) if days else voice.t("years.before_undated"))
    if began and any(year.known and not year.whole for year in years):
        told.append(voice.t("years.incomplete", day=voice.day(began)) if days else voice.t("years.incomplete_undated"))
    return " ".join(told)


def parts_table(voice: Voice, years: Sequence[YearFigures], caption: str, column: str, parts: Sequence[Part], note: str) -> Table:
    """Return events by a part, such as a kommun, in the years that there are figures of, with their sums.

    A year before a part's first report has a dash there.
    """
    known = told_years(years)

    def line(name: str, cells: Sequence[str], kind: RowKind = RowKind.BODY) -> Row:
        return Row((name, *cells), kind)

    def cell(part: Part, place: int) -> str:
        if part.began and before_start(part.began, years[place].period):
            return "–"
        return f"{voice.whole(part.new[place])}{mark(part, years[place])}"

    rows = [line(part.name, [cell(part, place) for place in known]) for part in parts]
    sums = [voice.whole(sum(part.new[place] for part in parts)) for place in known]
    columns = year_columns([years[place] for place in known])
    said = " ".join(filter(None, (note, parts_note(voice, years, parts))))
    return Table(caption, (Column(column, numeric=False), *columns), (*rows, line(voice.t("total"), sums, RowKind.TOTAL)), said)


def mark(part: Part, year: YearFigures) -> str:
    """Return the mark of a number of a year that isn't whole for its part."""
    return "*" if _began_in(part, year) else ""


def _began_in(part: Part, year: YearFigures) -> bool:
    """Whether a part's first report came so late in a year, which is whole for others, that it has no whole year of it."""
    return year.known and year.whole and incomplete(part.began, year.period)


def parts_note(voice: Voice, years: Sequence[YearFigures], parts: Sequence[Part], *, days: bool = True) -> str:
    """Return which parts have a year that isn't whole, and with `days` since when; empty when none has."""
    late = [part for part in parts if any(_began_in(part, year) for year in years)]
    named = [
        voice.t("years.part_began", name=part.name, day=voice.day(part.began)) if part.began and days else part.name
        for part in late
    ]
    return voice.t("years.part_incomplete", named=voice.listed(named)) if named else ""
