"""Time for people: Stockholm's days, working days and Swedish ways of writing a date. Storage keeps UTC."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from babel.dates import format_date, format_datetime

from backend.i18n import SWEDISH

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# What a person may ask about: further out the calendar ends, and a day's beginning may not exist in UTC.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def utc_now() -> datetime:
    """Return the present moment in UTC. Only the edges (web, bot, clock, command line) call it; use cases are given `now`."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """Return the day in Stockholm of an aware moment."""
    return moment.astimezone(STOCKHOLM).date()


def start_of_day(day: date) -> datetime:
    """Return the aware UTC moment when a day begins in Stockholm; days are 23 or 25 hours long when the clocks change."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def at_local_time(day: date, clock: time) -> datetime:
    """Return the aware UTC moment of a clock time in Stockholm. A time that the spring change skips is moved an hour later."""
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def last_time_at(clock: time, now: datetime) -> datetime:
    """Return the latest moment, not after `now`, at which it was so much by Stockholm's clocks."""
    today = at_local_time(local_date(now), clock)
    return today if today <= now else at_local_time(local_date(now) - timedelta(days=1), clock)


@lru_cache(maxsize=1)
def _swedish_holidays() -> holidays.HolidayBase:
    # Sundays are not counted as holidays here, since weekends are left out anyway.
    return holidays.country_holidays("SE", include_sundays=False)


def is_working_day(day: date) -> bool:
    """Whether offices are open: Monday to Friday, and neither a public holiday nor midsummer's, Christmas or New Year's eve."""
    eve = (day.month, day.day) in {(12, 24), (12, 31)} or (day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25)
    return day.weekday() < 5 and not eve and day not in _swedish_holidays()


def add_working_days(day: date, count: int) -> date:
    """Return the day that lies `count` (at least 1) Swedish working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def working_day_from(day: date) -> date:
    """Return the day itself when it is a Swedish working day, else the next one."""
    return day if is_working_day(day) else add_working_days(day, 1)


def working_day_until(day: date) -> date:
    """Return the day itself when it is a Swedish working day, else the last one before it."""
    return day if is_working_day(day) else working_days_before(day, 1)


def working_days_before(day: date, count: int) -> date:
    """Return the day that lies `count` (at least 1) Swedish working days before `day`."""
    while count > 0:
        day -= timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def next_working_moment(moment: datetime, opens: time, closes: time) -> datetime:
    """Return the moment itself when it lies between two clock times of a working day, else when the next such day opens."""
    local = moment.astimezone(STOCKHOLM)
    day = local.date()
    if is_working_day(day) and opens <= local.time() < closes:
        return moment
    if not is_working_day(day) or local.time() >= opens:
        day = add_working_days(day, 1)
    return at_local_time(day, opens)


def say_date(day: date, locale: str = SWEDISH) -> str:
    """Return the day as people read it: `12 mars 2026`."""
    return format_date(day, "d MMMM y", locale=locale)


def say_days(first: date, last: date | None, locale: str = SWEDISH) -> str:
    """Return one day, or the days from the first to the last: `12 mars 2026`, `1–12 mars 2026`, `1 maj – 12 juni 2026`."""
    if last is None:
        return say_date(first, locale)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{say_date(last, locale)}"
    begins = format_date(first, "d MMMM" if first.year == last.year else "d MMMM y", locale=locale)
    return f"{begins} – {say_date(last, locale)}"


def say_time(moment: datetime, locale: str = SWEDISH) -> str:
    """Return the moment in Stockholm as people read it: `torsdag 12 mars 2026 kl. 09:30`."""
    form = "EEEE d MMMM y 'kl.' HH:mm" if locale == SWEDISH else "EEEE d MMMM y HH:mm"
    return format_datetime(moment, form, tzinfo=STOCKHOLM, locale=locale)
