"""Periods: whole days in Stockholm, both ends counted, and the moments when editions fall due."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from backend.times import (
    STOCKHOLM,
    add_working_days,
    at_local_time,
    is_working_day,
    local_date,
    start_of_day,
    working_days_before,
)

DUE_CLOCK = time(8)
BOARD_WORKING_DAYS = 5
"""The board's edition waits so that reports from the quarter's last days can be sorted first."""
ANNUAL_WORKING_DAYS = 10
FIRST_PERIOD_MONTHS = 3
"""How far back a group's first edition looks."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted; a day is Stockholm's, 23 or 25 hours long when the clocks change."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.end < self.start:
            raise ValueError(f"a period can't end ({self.end}) before it begins ({self.start})")

    @property
    def since(self) -> datetime:
        """The moment when the period begins, in UTC."""
        return start_of_day(self.start)

    @property
    def until(self) -> datetime:
        """The first moment after the period, in UTC."""
        return start_of_day(self.end + _ONE_DAY)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def first(self, days: int) -> "Period":
        """Return its first so many days; all of it when it hasn't more."""
        return Period(self.start, min(self.end, self.start + timedelta(days=days - 1)))

    @property
    def year_before(self) -> "Period":
        """The same days a year earlier; 29 February becomes the 28th."""
        return Period(months_before(self.start, 12), months_before(self.end, 12))


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of the calendar year, 1–4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter that a day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    def back(self, quarters: int) -> "Quarter":
        """Return the quarter that lies so many quarters before this one."""
        year, zero_based = divmod(self.year * 4 + self.number - 1 - quarters, 4)
        return Quarter(year, zero_based + 1)

    @property
    def key(self) -> str:
        """The quarter's name in keys: `2026-K3`."""
        return f"{self.year}-K{self.number}"

    @property
    def period(self) -> Period:
        """The quarter's days."""
        last_month = self.number * 3
        end = date(self.year, last_month, calendar.monthrange(self.year, last_month)[1])
        return Period(date(self.year, last_month - 2, 1), end)

    @property
    def due_at(self) -> datetime:
        """When the board's edition of this quarter is due: 08:00 on the fifth working day after it."""
        return at_local_time(add_working_days(self.period.end, BOARD_WORKING_DAYS), DUE_CLOCK)


@dataclass(frozen=True, slots=True)
class Span:
    """A calendar year, or its first half."""

    year: int
    half: bool = False

    @property
    def key(self) -> str:
        """The name in keys: `2026`, `2026-H1`."""
        return f"{self.year}-H1" if self.half else str(self.year)

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(date(self.year, 1, 1), date(self.year, 6, 30) if self.half else date(self.year, 12, 31))

    @property
    def due_at(self) -> datetime:
        """When the board's edition of it is due: 08:00 on the tenth working day after it, when the quarter's has been read."""
        return at_local_time(add_working_days(self.period.end, ANNUAL_WORKING_DAYS), DUE_CLOCK)

    def back(self, years: int) -> "Span":
        """Return the same part of an earlier year."""
        return Span(self.year - years, self.half)


def named_days(key: str) -> Quarter | Span:
    """Return the quarter, half-year or year of a key such as `2026-K3`, `2026-H1` or `2026`; raise ValueError for others."""
    if found := re.fullmatch(r"(\d{4})(-H1)?", key):
        return Span(int(found[1]), half=found[2] is not None)
    if found := re.fullmatch(r"(\d{4})-K([1-4])", key):
        return Quarter(int(found[1]), int(found[2]))
    raise ValueError(f"{key!r} is none such as 2026-K3, 2026-H1 or 2026")


def utc_offsets(since: datetime, until: datetime) -> list[tuple[datetime, timedelta]]:
    """Return how far Stockholm's clocks are ahead of UTC at `since`, and from each moment when that changes before `until`."""
    steps = [(since, _ahead(since))]
    moment = since
    while moment < until:
        later = moment + _ONE_DAY
        if _ahead(later) != steps[-1][1]:
            # a change falls on a whole hour
            change = next(hour for hour in _hours(moment, later) if _ahead(hour) == _ahead(later))
            steps.append((change, _ahead(change)))
        moment = later
    return steps


def _ahead(moment: datetime) -> timedelta:
    return moment.astimezone(STOCKHOLM).utcoffset() or timedelta()


def _hours(since: datetime, until: datetime) -> Iterator[datetime]:
    hour = since.replace(minute=0, second=0, microsecond=0)
    while hour <= until:
        yield hour
        hour += timedelta(hours=1)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or that month's last day when it has no such day."""
    year, zero_based = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, zero_based + 1, min(day.day, calendar.monthrange(year, zero_based + 1)[1]))


def due_before(starts_at: datetime, days: int) -> datetime:
    """Return when the edition for a meeting is due: 08:00 so many days before it, the day before when that isn't earlier.

    What would be due on a Saturday, a Sunday or a Swedish holiday is due on the working day before: nobody reads it until then,
    and whoever wants to ask about it finds nobody there.
    """
    day = local_date(starts_at) - timedelta(days=days)
    if at_local_time(day, DUE_CLOCK) >= starts_at:
        day -= _ONE_DAY
    return at_local_time(day if is_working_day(day) else working_days_before(day, 1), DUE_CLOCK)


def draft_before(due_at: datetime, working_days: int) -> datetime:
    """Return when the draft of an edition is told: at 08:00 so many (at least 1) working days before the edition is due."""
    return at_local_time(working_days_before(local_date(due_at), working_days), DUE_CLOCK)


def last_day_before(due_at: datetime) -> date:
    """Return the last whole day that an edition can tell of: the one before it is due."""
    return local_date(due_at) - _ONE_DAY


def since_last_time(earlier_ends: Iterable[date], end: date, missed: Iterable[date] = ()) -> tuple[Period, Period]:
    """Return a group's period that ends on `end`, and the one before it.

    A period begins on the day after the one that the group's last paper told of, so that no day is left out and none is
    told twice. A group's first period is three months long; when papers before it were `missed` (the last day of each), it
    begins three months before the end of the first of those.
    """
    first, second = ([*sorted((day for day in set(earlier_ends) if day < end), reverse=True), None, None])[:2]
    beginning = months_before(min([*missed, end]), FIRST_PERIOD_MONTHS)
    current = Period((first or beginning) + _ONE_DAY, end)
    last = current.start - _ONE_DAY
    previous = Period(second + _ONE_DAY if second else months_before(last, FIRST_PERIOD_MONTHS) + _ONE_DAY, last)
    return current, previous
