"""The days that a summary is asked for, `senaste kvartalet`, `i år`, `förra månaden`, each with those it is compared with."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from digests.periods import Period, Quarter, Span, months_before

Days = tuple[Period, Period]

_DAY = timedelta(days=1)


def asked_days(text: str, today: date) -> Days | None:
    """Return the days that a text asks for, up to yesterday at the latest, and those before; None when it asks for none.

    A quarter, month or half-year is the last whole one. On 1 January `i år` has no day yet, and is the year before.
    """
    return next((days(today) for pattern, days in _ASKED if pattern.search(text)), None)


def _quarter(today: date) -> Days:
    quarter = Quarter.of(today).back(1)
    return quarter.period, quarter.back(1).period


def _half(today: date) -> Days:
    first = Span(today.year, half=True)
    if today > first.period.end:
        return first.period, Period(date(today.year - 1, 7, 1), date(today.year - 1, 12, 31))
    return Period(date(today.year - 1, 7, 1), date(today.year - 1, 12, 31)), first.back(1).period


def _month(today: date) -> Days:
    end = today.replace(day=1) - _DAY
    before = end.replace(day=1) - _DAY
    return Period(end.replace(day=1), end), Period(before.replace(day=1), before)


def _this_year(today: date) -> Days:
    end = today - _DAY
    period = Period(date(end.year, 1, 1), end)
    return period, period.year_before


def _last_year(today: date) -> Days:
    span = Span(today.year - 1)
    return span.period, span.back(1).period


def _twelve_months(today: date) -> Days:
    period = Period(months_before(today, 12), today - _DAY)
    return period, Period(months_before(today, 24), period.start - _DAY)


_ASKED: tuple[tuple[re.Pattern[str], Callable[[date], Days]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), days)
    for pattern, days in (
        (r"\b(?:halvår|half)", _half),
        (r"\b(?:kvartal|quarter)", _quarter),
        (r"\b(?:tolv|12|twelve)\s+(?:månad|month)|\bsenaste\s+året|\bpast\s+year", _twelve_months),
        (r"\bmånad|\bmonth", _month),
        (r"\b(?:förra|föregående)\s+året|\bi\s?fjol|\blast\s+year|\bprevious\s+year", _last_year),
        (r"\bi\s+år\b|\bdet\s+här\s+året|\bårets\b|\bthis\s+year", _this_year),
    )
)
