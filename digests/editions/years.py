"""The table of years, the same in the board's year, in its half-year, and in a local group's last paper of the year."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from digests.document import Column, Row, RowKind, Section, Table
from digests.editions.lsg import share
from digests.figures.years import YearFigures
from digests.say import Voice

KEY = "years"

ROWS: Mapping[str, Callable[[Voice, YearFigures], str]] = {
    "new": lambda voice, year: voice.whole(year.new),
    "successes": lambda voice, year: voice.whole(year.successes),
    "open": lambda voice, year: voice.whole(year.flow.open),
    "answers": lambda voice, year: share(voice, year.answers),
    "lifts": lambda voice, year: voice.whole(year.lifts),
    "decided": lambda voice, year: voice.whole(year.decided),
    "deeds": lambda voice, year: voice.whole(year.deeds),
    "meetings": lambda voice, year: voice.whole(year.meetings),
}


def years_section(
    voice: Voice, years: Sequence[YearFigures], started: date | None, about: str, named: Collection[str] = tuple(ROWS)
) -> Section:
    """Return the years that have figures side by side, the newest first; `about` says what part of each year is told."""
    shown = [years[place] for place in told_years(years)]
    rows = tuple(Row((voice.t(f"years.row.{name}"), *(ROWS[name](voice, year) for year in shown))) for name in named)
    table = Table(
        voice.t("years.caption", about=about),
        (Column(voice.t("years.column"), numeric=False), *year_columns(shown)),
        rows,
        years_note(voice, years, started),
    )
    return Section(KEY, voice.t("years.heading"), table=table)


def told_years(years: Sequence[YearFigures]) -> list[int]:
    """Return which of the years there are figures of, by their place; the newest is always told."""
    return [place for place, year in enumerate(years) if year.known or place == 0]


def year_columns(years: Sequence[YearFigures]) -> tuple[Column, ...]:
    """Return a column a year, marked when reporting began in the middle of it."""
    return tuple(Column(f"{year.period.start.year}{'' if year.whole or not year.known else '*'}") for year in years)


def years_note(voice: Voice, years: Sequence[YearFigures], started: date | None) -> str:
    """Return why there are fewer years, and what a star means, where that is so."""
    told = []
    if started and len(told_years(years)) < len(years):
        told.append(voice.t("years.before", day=voice.day(started)))
    if started and any(year.known and not year.whole for year in years):
        told.append(voice.t("years.incomplete", day=voice.day(started)))
    return " ".join(told)


def parts_table(
    voice: Voice, years: Sequence[YearFigures], caption: str, column: str, parts: Sequence[tuple[str, tuple[int, ...]]], note: str
) -> Table:
    """Return events by a part, such as a kommun, in the years that there are figures of, with their sums."""
    known = told_years(years)

    def line(name: str, counts: Sequence[int], kind: RowKind = RowKind.BODY) -> Row:
        return Row((name, *(voice.whole(counts[place]) for place in known)), kind)

    sums = [sum(counts[place] for _, counts in parts) for place in range(len(years))]
    rows = (*(line(name, counts) for name, counts in parts), line(voice.t("total"), sums, RowKind.TOTAL))
    columns = year_columns([years[place] for place in known])
    return Table(caption, (Column(column, numeric=False), *columns), rows, note)
