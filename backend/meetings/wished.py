"""The days that somebody wishes for a meeting on, read out of what they write: `nästa vecka`, `vecka 14`, `den 14 april`, `14/4`.

Always ahead, where the days of a report always lie back. A day without a year is the next one; a week is Monday to Friday.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from backend.reporting.calendar_words import MONTH, MONTHS

Days = tuple[date, date]
_Resolve = Callable[[re.Match[str], date], Days | None]

_FRIDAY = timedelta(days=4)


def wished_days(text: str, today: date) -> Days | None:
    """Return the first and the last day that a text wishes for, none of them past; None when it names none."""
    for pattern, resolve in _RULES:
        if (match := pattern.search(text)) and (days := resolve(match, today)) and days[1] >= today:
            return max(days[0], today), days[1]
    return None


def _next_week(_: re.Match[str], today: date) -> Days:
    monday = today + timedelta(days=7 - today.weekday())
    return monday, monday + _FRIDAY


def _this_week(_: re.Match[str], today: date) -> Days:
    return today, today - timedelta(days=today.weekday()) + _FRIDAY


def _week(match: re.Match[str], today: date) -> Days | None:
    for year in (today.year, today.year + 1):
        try:
            monday = date.fromisocalendar(year, int(match["week"]), 1)
        except ValueError:
            continue
        if monday + _FRIDAY >= today:
            return monday, monday + _FRIDAY
    return None


def _day_of_month(match: re.Match[str], today: date) -> Days | None:
    named = match["month"]
    month = int(named) if named.isdigit() else MONTHS[named[:3].lower()]
    first = int(match["day"])
    last = int(match.groupdict().get("last") or first)
    for year in (today.year, today.year + 1):
        try:
            days = date(year, month, first), date(year, month, last)
        except ValueError:
            continue
        if days[0] <= days[1] and days[1] >= today:
            return days
    return None


def _rule(pattern: str, resolve: _Resolve) -> tuple[re.Pattern[str], _Resolve]:
    return re.compile(pattern, re.IGNORECASE), resolve


# The days that are told most exactly come first.
_RULES = (
    _rule(
        rf"(?<![\d/])(?P<day>[0-3]?\d)(?::?e)?(?:\s?(?:–|-|till|och|eller|to)\s?(?:den\s)?(?P<last>[0-3]?\d)(?::?e)?)?\s+{MONTH}",
        _day_of_month,
    ),
    _rule(r"(?<![\d/])(?P<day>[0-3]?\d)/(?P<month>[01]?\d)(?![\d/])", _day_of_month),
    _rule(r"\b(?:vecka|v\.?|week)\s?(?P<week>\d\d?)(?![\d:])", _week),
    _rule(r"\b(?:nästa|kommande|next)\s+(?:vecka|week)\b", _next_week),
    _rule(r"\b(?:den\s+här|denna|this)\s+(?:vecka|veckan|week)\b", _this_week),
)
