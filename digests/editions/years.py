"""The table of years, the same in the board's year, in its half-year, and in a local group's last paper of the year."""

from collections.abc import Callable, Sequence
from datetime import date

from digests.document import Column, Row, RowKind, Section, Table
from digests.editions.lsg import share
from digests.figures.years import YearFigures
from digests.say import Voice

KEY = "years"

ROWS: tuple[tuple[str, Callable[[Voice, YearFigures], str]], ...] = (
    ("new", lambda voice, year: voice.whole(year.new)),
    ("successes", lambda voice, year: voice.whole(year.successes)),
    ("open", lambda voice, year: voice.whole(year.flow.open)),
    ("answers", lambda voice, year: share(voice, year.answers)),
    ("lifts", lambda voice, year: voice.whole(year.lifts)),
    ("decided", lambda voice, year: voice.whole(year.decided)),
    ("deeds", lambda voice, year: voice.whole(year.deeds)),
    ("meetings", lambda voice, year: voice.whole(year.meetings)),
)


def years_section(voice: Voice, years: Sequence[YearFigures], started: date | None, about: str) -> Section:
    """Return the years side by side, the newest first; `about` says what part of each year is told."""
    rows = tuple(
        Row((voice.t(f"years.row.{name}"), *(tell(voice, year) if year.known else "–" for year in years))) for name, tell in ROWS
    )
    table = Table(
        voice.t("years.caption", about=about),
        (Column(voice.t("years.column"), numeric=False), *year_columns(voice, years)),
        rows,
        years_note(voice, years, started),
    )
    return Section(KEY, voice.t("years.heading"), table=table)


def year_columns(voice: Voice, years: Sequence[YearFigures]) -> tuple[Column, ...]:
    """Return a column a year, marked when reporting began in the middle of it."""
    return tuple(Column(f"{year.period.start.year}{'' if year.whole or not year.known else '*'}") for year in years)


def years_note(voice: Voice, years: Sequence[YearFigures], started: date | None) -> str:
    """Return what a dash and a star mean, where there are any."""
    told = []
    if any(not year.known for year in years):
        told.append(voice.t("years.before"))
    if started and any(year.known and not year.whole for year in years):
        told.append(voice.t("years.incomplete", day=voice.day(started)))
    return " ".join(told)


def parts_table(
    voice: Voice, years: Sequence[YearFigures], caption: str, column: str, parts: Sequence[tuple[str, tuple[int, ...]]], note: str
) -> Table:
    """Return events by a part, such as a kommun, in the years that there are figures of, with their sums."""
    known = [place for place, year in enumerate(years) if year.known or place == 0]

    def line(name: str, counts: Sequence[int], kind: RowKind = RowKind.BODY) -> Row:
        return Row((name, *(voice.whole(counts[place]) for place in known)), kind)

    sums = [sum(counts[place] for _, counts in parts) for place in range(len(years))]
    rows = (*(line(name, counts) for name, counts in parts), line(voice.t("total"), sums, RowKind.TOTAL))
    columns = year_columns(voice, [years[place] for place in known])
    return Table(caption, (Column(column, numeric=False), *columns), rows, note)
