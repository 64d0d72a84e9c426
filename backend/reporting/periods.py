"""The longer time that a Swedish (or English) text tells of: a week, a month, a season, or since when.

Seasons are three whole months; spring is March to May. A week, month or season is the most recent one that has begun; when the
next one lies close ahead the text may as well speak of a plan, and the answer is None. What goes on ends with the day of writing.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.reporting.calendar_words import COUNT, MONTH, MONTHS, number
from backend.reporting.named_days import easter_day
from backend.times import local_date


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Stockholm, both included; never later than the day of writing."""

    first: date
    last: date


_Resolve = Callable[[re.Match[str], date], Period | None]

_CLOSE_AHEAD = timedelta(days=70)
_JUST_ENDED = timedelta(days=30)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SEASONS = {"v": 3, "sp": 3, "so": 6, "su": 6, "h": 9, "a": 9, "f": 9, "vi": 12, "w": 12}
_MONTHS_IN = {"m": 1, "k": 3, "q": 3, "h": 6, "å": 12, "y": 12}
# In a long text the first of these must stand somewhere, or nothing is looked for.
_ANY = re.compile(
    r"vec|mån|\bår|i\s?fjol|\bv\.?\s?\d|vår|som(?:mar|ras)|höst|vint|winter|helg|kvartal|halvår|20\d\d|week|month|year|"
    r"spring|summer|autumn|fall|nyår|årsskift|jul|påsk|midsom|\b(?:jan|feb|mar|apr|maj|may|jun|aug|sep|okt|oct|nov|dec)",
)


def _month(year: int, month: int, months: int = 1) -> Period:
    """So many whole months; `month` may lie outside 1-12 and is then of another year."""
    last = month + months - 1
    year1, month1 = year + (month - 1) // 12, (month - 1) % 12 + 1
    year2, month2 = year + (last - 1) // 12, (last - 1) % 12 + 1
    return Period(date(year1, month1, 1), date(year2, month2, calendar.monthrange(year2, month2)[1]))


def _year(year: int) -> Period:
    return _month(year, 1, 12)


def _week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + 6 * _DAY)


def _goes_on(match: re.Match[str]) -> bool:
    """Whether it is told as a beginning: "sedan augusti", "från v 38"."""
    before = match.string[max(0, match.start() - 20) : match.start()]
    return bool(_STARTS_WITH_SINCE.match(match[0]) or _SINCE_BEFORE.search(before))


def _most_recent(of_year: Callable[[int], Period], match: re.Match[str], today: date) -> Period | None:
    """The latest that has begun; None when the text may mean one close ahead, or the calendar knows no such days."""
    for year in (today.year + 1, today.year, today.year - 1, today.year - 2):
        try:
            found = of_year(year)
        except ValueError:
            continue
        if found.first <= today:
            return found
        if found.first - today <= _CLOSE_AHEAD and not _goes_on(match):
            return None
    return None


def _weeks(match: re.Match[str], today: date) -> Period | None:
    first = int(match["first"])
    last = int(match["last"] or first)
    return _most_recent(
        lambda year: Period(date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)), match, today
    )


def _month_number(written: str) -> int:
    return MONTHS[written[:3].lower()]


def _some_days(match: re.Match[str], today: date) -> Period | None:
    month = _month_number(match["month"])
    return _most_recent(
        lambda year: Period(date(year, month, int(match["first"])), date(year, month, int(match["last"]))), match, today
    )


def _part_of_month(match: re.Match[str], today: date) -> Period | None:
    month = _named_month(match, today)
    if month is None:
        return None
    tenth, twentieth = month.first.replace(day=10), month.first.replace(day=20)
    if match["part"].lower() == "mitten":
        return Period(tenth + _DAY, twentieth)
    return Period(twentieth + _DAY, month.last) if match["part"].lower() == "slutet" else Period(month.first, tenth)


def _named_month(match: re.Match[str], today: date) -> Period | None:
    month = _month_number(match["month"])
    if match["year"]:
        return _month(int(match["year"]), month)
    return _month(today.year - 1, month) if match["fjol"] else _most_recent(lambda year: _month(year, month), match, today)


def _season(match: re.Match[str], today: date) -> Period | None:
    """What "i höstas" tells of is over; "hela hösten" may go on; "i höst" goes on or has just ended, or else it is a plan."""
    word = match["season"].lower()
    start = _SEASONS.get(word[:2]) or _SEASONS[word[0]]
    before = (match["before"] or "").lower()
    if match["ended"] or before in ("förra", "last"):
        return next(over for back in range(3) if (over := _month(today.year - back, start, 3)).last < today)
    found = _most_recent(lambda year: _month(year, start, 3), match, today)
    plan = before in ("i", "this") and found is not None and today - found.last > _JUST_ENDED
    return None if plan else found


def _this_or_last(match: re.Match[str], today: date) -> Period | None:
    found = _so_many_back(0 if match["this"] else 1, match["unit"].lower(), today)
    if found.first == today and _WHOLE.match(match[0]):
        # "Hela veckan", told on a Monday: no whole of anything begins on the day when it is told.
        return Period(_so_many_back(1, match["unit"].lower(), today).first, today)
    return found


def _so_many_back(back: int, unit: str, today: date) -> Period:
    """The week, month, quarter, half-year or year so many before today's."""
    if unit.startswith(("veck", "week")):
        return _week_of(today - back * _WEEK)
    months = _MONTHS_IN[unit[0]]
    return _month(today.year, (today.month - 1) // months * months + 1 - back * months, months)


def _so_long(match: re.Match[str], today: date) -> Period | None:
    """From so long ago until today: "de senaste tre veckorna", "sedan två månader"."""
    first = _back(today, match)
    return Period(first, today) if first else None


def _ago(match: re.Match[str], today: date) -> Period | None:
    """The week of "för två veckor sedan"; for a month, half year or year ago that month or year."""
    day = _back(today, match)
    unit = match["unit"].lower()
    if day is None or unit.startswith("da"):
        return None
    if unit.startswith(("veck", "week")):
        return _week_of(day)
    return _year(day.year) if unit.startswith(("år", "year")) else _month(day.year, day.month)


def _back(today: date, match: re.Match[str]) -> date | None:
    count, unit = number(match["count"] or "1"), match["unit"].lower()
    if unit.startswith(("da", "veck", "week")):
        return today - timedelta(days=count * (1 if unit.startswith("da") else 7))
    months = count * _MONTHS_IN[unit[0]]
    if months > 12 * 30:
        return None
    then = _month(today.year, today.month - months)
    return min(then.first + timedelta(days=today.day - 1), then.last)


def _weekend(match: re.Match[str], today: date) -> Period:
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if match["last"] and today.weekday() >= 5:
        saturday -= _WEEK
    return Period(saturday, saturday + _DAY)


def _feast(match: re.Match[str], today: date) -> Period | None:
    name = match["feast"].lower()

    def of_year(year: int) -> Period:
        if name.startswith(("påsk", "easter")):
            return Period(easter_day(year) - 3 * _DAY, easter_day(year) + _DAY)
        if name.startswith(("jul", "christmas")):
            return Period(date(year, 12, 24), date(year, 12, 26))
        return Period(date(year, 1, 1), date(year, 1, 1))

    return _most_recent(of_year, match, today)


def _whole_year(match: re.Match[str], today: date) -> Period | None:
    year = int(match["year"])
    return _year(year) if today.year - 30 < year <= today.year else None


def _rule(pattern: str, resolve: _Resolve) -> tuple[re.Pattern[str], _Resolve]:
    # Matched against the text in lower case, which is several times faster than ignoring case.
    return re.compile(pattern), resolve


_SINCE = r"(?:sedan|sen|alltsedan|från(?:\s+och\s+med)?|fr\.?o\.?m\.?|since)"
_SINCE_BEFORE = re.compile(rf"\b{_SINCE}\s+(?:i\s+|in\s+)?$")
_STARTS_WITH_SINCE = re.compile(rf"{_SINCE}\b")
_WHICH_YEAR = r"(?:,?\s+(?:(?P<year>20\d\d)\b|(?P<fjol>i\s?fjol|förra\s+året|last\s+year)))?"
_SPAN = r"\s?(?:–|-|till|och|&)\s?"
_WHOLE = re.compile(r"hela|all|the\s+whole")
_UNIT = (
    r"(?P<unit>veck(?:an?|or|orna)|månad(?:en|er|erna)?|kvartal(?:et|en)?|halvår(?:et|en)?|år(?:et|en)?|dag(?:ar|arna)|"
    r"weeks?|months?|quarters?|years?|days)\b"
)

# "Tre gånger i veckan" is a rate.
_NOT_A_RATE = "".join(f"(?<!{word} )" for word in ("gång", "gånger", "dag", "dagar", "timmar", "tim", "middag", "kväll", "h"))

# Order decides where two match at the same place.
_RULES = (
    _rule(rf"\bv(?:eckorna|ecka|\.)?\s?(?P<first>\d\d?)(?:{_SPAN}(?:v\.?\s?)?(?P<last>\d\d?))?(?![\d:])", _weeks),
    _rule(r"\bweek\s(?P<first>\d\d?)(?P<last>)\b", _weeks),
    _rule(rf"(?<![\d/])(?P<first>[0-3]?\d)\s?(?:–|-|till)\s?(?P<last>[0-3]?\d)\s+{MONTH}", _some_days),
    _rule(rf"\b(?P<part>början|mitten|slutet)\s+(?:av|på)\s+{MONTH}{_WHICH_YEAR}", _part_of_month),
    _rule(rf"\b(?:i|under|hela|in|during|{_SINCE}(?:\s+i)?)\s+(?!jul\b){MONTH}{_WHICH_YEAR}(?!\s*\d|\s+nästa)", _named_month),
    _rule(rf"(?<!\d)(?<!\d\s)\b{MONTH}\s+(?P<year>20\d\d)\b(?P<fjol>)", _named_month),
    _rule(r"\bi\s?(?P<season>vår|som|höst|vint)r?(?P<ended>as)\b(?P<before>)", _season),
    _rule(rf"\b(?P<before>förra|hela|under|den\s+här|denna|i|last|this|{_SINCE})\s+(?P<season>vår|sommar|höst|vinter|vintr|spring|"
          r"summer|autumn|fall|winter)(?:e?n)?\b(?P<ended>)", _season),
    _rule(rf"\b{COUNT}\s+{_UNIT}\s+(?:sedan|sen|ago)\b(?!\s+(?:början|starten))", _ago),
    _rule(rf"\b(?:senaste|sista|past|last|sedan|sen|since)\s+{COUNT}\s+{_UNIT}", _so_long),
    _rule(rf"\bsenaste\s+(?P<count>){_UNIT}", _so_long),
    _rule(rf"{_NOT_A_RATE}\bi\s+(?P<unit>veckan)\b(?P<this>)", lambda _match, today: _week_of(today)),
    _rule(r"\b(?P<this>i)\s+(?P<unit>år)\b", _this_or_last),
    _rule(r"\b(?:(?P<this>denna|den\s+här|det\s+här|detta|under|hela|this|all|the\s+whole)|förra|last)\s+(?P<unit>veckan?|månad(?:en)?|"
          r"år(?:et)?|kvartal(?:et)?|halvår(?:et)?|week|month|quarter|year)\b(?!\s+(?:efter|innan|före|som|sedan|sen)\b)",
          _this_or_last),
    _rule(r"\bi\s?fjol\b(?P<this>)", lambda _match, today: _year(today.year - 1)),
    _rule(r"\b(?:i|(?P<last>förra|last))\s+(?:helgen|weekend)\b", _weekend),
    _rule(rf"\b(?:{_SINCE}|under|över|i)\s+(?P<feast>påsk(?:en|as)?|jul(?:en|as)?|nyår|årsskiftet|christmas|easter)\b", _feast),
    _rule(rf"\b(?:{_SINCE}|under|hela|in)\s+(?P<year>20\d\d)\b(?![-/.]\d)", _whole_year),
)  # fmt: skip


def find_period(text: str, reported_at: datetime) -> Period | None:
    """Return the first period that the text tells of, or None. `reported_at` is an aware moment.

    "Sedan augusti" is from the first of August until the day of writing. The period of a text that pins one day is of no use:
    ask `find_event_date` first.
    """
    lower = text.lower()
    if not _ANY.search(lower):
        return None
    today = local_date(reported_at)
    hits = [(match.start(), rank, match) for rank, (pattern, _) in enumerate(_RULES) for match in pattern.finditer(lower)]
    for _, rank, match in sorted(hits, key=lambda hit: hit[:2]):
        found = _RULES[rank][1](match, today)
        if found is None or found.first > today or found.last < found.first:
            continue
        return Period(found.first, today if _goes_on(match) else min(found.last, today))
    return None
