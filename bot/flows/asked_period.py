"""The days that a summary is asked for, `kvartal 2`, `i mars`, `i år`, `förra månaden`, each with those it is compared with."""

import re
from datetime import date, timedelta

from backend.reporting.calendar_words import COUNT, MONTH, MONTHS, ORDINALS, number
from digests.periods import Period, months_before

Days = tuple[Period, Period]

_DAY = timedelta(days=1)
_YEAR, _HALF, _QUARTER, _MONTH = 12, 6, 3, 1
_UNITS = {"k": _QUARTER, "q": _QUARTER, "h": _HALF, "m": _MONTH}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4} | {word: n for word, n in ORDINALS.items() if n <= 4}

_UNIT = r"(?P<unit>kvartal|quarter|halvår|half|månad|month)"
_LAST_YEAR = re.compile(r"\b(?:förra|föregående)\s+året?s?\b|\bi\s?fjol|\b(?:last|previous)\s+year")
_THIS_YEAR = re.compile(r"\bi\s+år\b|\bdet\s+här\s+året|\bårets\b|\bthis\s+year")
_WRITTEN_YEAR = re.compile(r"(?<![\d-])20\d\d\b(?!-\d)")
_SO_MANY = re.compile(rf"\b{COUNT}\s+(?:hela\s+)?(?P<unit>månad|month)")
_PAST_YEAR = re.compile(r"\bsenaste\s+året|\bpast\s+year")
_NUMBERED = re.compile(r"\b(?:kvartal(?:et)?|kv\.?|quarter|halvår|k|q|h)\s?(?P<number>\d)\b")
_ORDINAL = re.compile(rf"\b(?P<number>{'|'.join(_ORDINALS)}|\d(?=:[ae]))(?::[ae])?\s+(?:kvartal|quarter|halvår|half)")
_NAMED_MONTH = re.compile(rf"\b{MONTH}")
_ANY_UNIT = re.compile(rf"\b{_UNIT}")
_CURRENT = re.compile(rf"\b(?:d(?:et|en)\s+här|detta|denna|innevarande|pågående|this|current)\s+{_UNIT}")
_OTHER = re.compile(
    rf"\b(?:nästa|kommande|next|varje|per|sedan|sen|since|mellan|between)\s+(?:\w+\s+)?(?:{MONTH}|{_UNIT}|år|20\d\d)"
    r"|\b(?:vecka|veckan|veckor\w*|weeks?|dagar\w*|days|i\s?dag|i\s?går|today|yesterday)\b"
    r"|\b(?:sommar|höst|vinter)(?:en)?\b|\bvåren\b|\bi\s?(?:våras|somras|höstas|vintras)\b|\b(?:spring|summer|autumn|winter)\b"
    r"|\b(?:år(?:et|en)?|years?)\b|\b\d\d?/\d\d?\b|\b20\d\d-\d\d"
)
_AGO = re.compile(r"\b(?:sedan|sen|ago)\b")


class UnknownPeriodError(Exception):
    """A text asks for a period that isn't understood, or that hasn't begun; another one mustn't be told in its place."""


def asked_days(text: str, today: date) -> Days | None:
    """Return the days that a text asks for, up to yesterday at the latest, and those before; None when it asks for none.

    A quarter, month or half-year without a number or name is the last whole one; one with it, and no year, is the latest that has
    begun. On the first day of a year, `i år` has no day yet, and is the year before. Raise `UnknownPeriodError` for what is no
    such period.
    """
    text = text.lower()
    year, rest = _year(text, today)
    named = _named(rest)
    if _OTHER.search(_PAST_YEAR.sub("", rest)) or len(named) > 1:
        raise UnknownPeriodError
    if named:
        return _named_days(*named.pop(), year, today)
    return _relative(rest, year, today)


def _year(text: str, today: date) -> tuple[int | None, str]:
    """Return the year that is named, if any, and the text without it."""
    rest = text
    years = {int(found) for found in _WRITTEN_YEAR.findall(text)}
    rest = _WRITTEN_YEAR.sub(" ", rest) if years else rest
    for pattern, named in ((_LAST_YEAR, today.year - 1), (_THIS_YEAR, (today - _DAY).year)):
        if pattern.search(rest):
            years.add(named)
            rest = pattern.sub(" ", rest)
    if len(years) > 1:
        raise UnknownPeriodError
    return next(iter(years), None), rest


def _named(text: str) -> set[tuple[int, int]]:
    """Return the parts of a year that are named: how many months each is long, and which of these it is."""
    months = list(_NAMED_MONTH.finditer(text))
    if any(re.search(r"\d\.?\s+$", text[: month.start()]) for month in months):  # one day of it
        raise UnknownPeriodError
    named = {(_MONTH, MONTHS[month["month"][:3]]) for month in months}
    for found in (*_NUMBERED.finditer(text), *_ORDINAL.finditer(text)):
        unit = _QUARTER if re.search(r"kv|quarter|k\s?\d|q\s?\d", found[0]) else _HALF
        which = _ORDINALS.get(found["number"]) or int(found["number"])
        if not 1 <= which <= _YEAR // unit:
            raise UnknownPeriodError
        named.add((unit, which))
    return named


def _named_days(months: int, which: int, year: int | None, today: date) -> Days:
    if year is None:
        year = today.year if date(today.year, (which - 1) * months + 1, 1) < today else today.year - 1
    return _days(date(year, (which - 1) * months + 1, 1), months, today)


def _relative(text: str, year: int | None, today: date) -> Days | None:
    """The last or the current one, so many months, or a whole year."""
    so_many = _SO_MANY.search(text)
    if so_many or _PAST_YEAR.search(text):
        months = number(so_many["count"]) if so_many else _YEAR
        if year or _AGO.search(text) or not 1 <= months <= 2 * _YEAR:
            raise UnknownPeriodError
        period = Period(months_before(today, months), today - _DAY)
        return period, Period(months_before(today, 2 * months), period.start - _DAY)
    unit = _ANY_UNIT.search(text)
    if unit is None:
        return _days(date(year, 1, 1), _YEAR, today) if year else None
    if year or _AGO.search(text):
        raise UnknownPeriodError
    months = _UNITS[unit["unit"][0]] if unit["unit"] != "månad" else _MONTH
    # of a current one that has no day yet, the one before is told
    within = today - _DAY if _CURRENT.search(text) else months_before(_first_day(today, months), months)
    return _days(_first_day(within, months), months, today)


def _first_day(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _days(start: date, months: int, today: date) -> Days:
    """Return so many months from a day on, as far as they have come, and as many days of those before."""
    if start >= today:
        raise UnknownPeriodError
    whole = Period(start, months_before(start, -months) - _DAY)
    before = Period(months_before(start, months), start - _DAY)
    if whole.end < today:
        return whole, before
    period = Period(start, today - _DAY)
    if months == _YEAR:
        return period, period.year_before
    return period, Period(before.start, min(before.end, before.start + (period.end - start)))
