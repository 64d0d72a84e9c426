"""Personnummer that are written so loosely that date and check digit alone can tell them from other numbers.

One grammar: the parts of a date, whatever parts them, in either order, the month as a number or by its name; a joint of marks
or of words; four digits. Digits that are said as words are digits here already (spoken.py).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from backend.reporting.alternatives import any_of

MONTH_NAME = any_of(r"""
    jan(?:uar[iy])? feb(?:ruar[iy])? mar(?:s|ch)? apr(?:il)? ma[jy] jun[ie]? jul[iy]? aug(?:ust)?i? sept?(?:ember)?
    o[kc]t(?:ober)? nov(?:ember)? dec(?:ember)?
""")
# What is said between two parts of one number.
JOINTS = any_of(r"""
    (?:binde|tank|sned|under)?streck minus plus dash hyphen slash punkt dot komma(?:tecken)? comma semikolon kolon
    mellan(?:slag|rum) blanksteg space och and samt med with sen sedan därefter så then följt\s+av nr nummer number
    no num (?:de|dom|the)?\s*(?:fyra\s+sista|sista\s+fyra|last\s+four) sista slut(?:ar|siffror(?:na)?)? ending
    siffrorna digits de är is på in född den år [ea] th st nd rd pnr personnummer kontrollsiffror(?:na)?
""")
_PART = re.compile(rf"\d+|(?<![^\W\d_]){MONTH_NAME}(?![^\W\d_])", re.IGNORECASE)
_BETWEEN = re.compile(rf"[\W_]{{0,12}}(?:(?:{JOINTS})[\W_]{{0,4}}){{0,4}}", re.IGNORECASE)
_MARK = re.compile(r"[\s./\\-]{1,4}")
_AMOUNT = re.compile(r"\s?(?:kr|kronor|tkr|sek|euro|%|procent|personer|st|timmar|min)\b", re.IGNORECASE)
# A recent day, and the hour of a meeting after it.
_HOUR = re.compile(r"(?:[01]\d|2[0-3])[.:][0-5]\d")
_RECENT = re.compile(r"(?:20)?(?:1[3-9]|2\d)")
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "maj": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
}
_MONTHS |= {"nov": 11, "dec": 12}
_LAST = 4
_LENGTHS = (10, 12)
_MOST_OF_DATE = 6  # a day, a month's name and a year read out digit by digit
_FEWEST_DIGITS, _MOST_DIGITS = 7, 12  # "9 juli 85" with four more; a year in full with everything else

_Place = tuple[int, int]


def find_loose_numbers(text: str, is_number: Callable[[str], bool]) -> Iterator[_Place]:
    """Yield the places of numbers whose ten or twelve digits, put in the order of the register, satisfy `is_number`."""
    for run in runs(text, _PART):
        yield from _of_run(text, run, is_number)


def runs(text: str, part: re.Pattern[str]) -> Iterator[list[_Place]]:
    """Yield the places of parts that only marks and a few words of one number stand between."""
    places = [match.span() for match in part.finditer(text)]
    run: list[_Place] = []
    for place, following in pairwise([*places, (len(text) + 1, 0)]):
        run.append(place)
        if following[0] > len(text) or not _BETWEEN.fullmatch(text, place[1], following[0]):
            yield run
            run = []


def _of_run(text: str, run: Sequence[_Place], is_number: Callable[[str], bool]) -> Iterator[_Place]:
    parts = [text[start:end] for start, end in run]
    named = [not part.isdigit() for part in parts]
    for first in range(len(run)):
        digits = 0
        for last in range(first, len(run)):
            digits += 0 if named[last] else len(parts[last])
            if digits > _MOST_DIGITS:
                break
            if digits < _FEWEST_DIGITS or named[last]:
                continue
            window, here = run[first : last + 1], parts[first : last + 1]
            readings = [] if any(named[first:last]) or digits not in _LENGTHS else ["".join(here)]
            found = any(map(is_number, readings)) or any(map(is_number, _as_dates(text, window, here)))
            if found and not (_is_hour(text, window, here) or _is_list(text, window, here) or _AMOUNT.match(text, run[last][1])):
                yield run[first][0], run[last][1]


def _as_dates(text: str, window: Sequence[_Place], parts: Sequence[str]) -> Iterator[str]:
    """Yield what the parts are if four digits follow a date of three parts: the year first, ten or twelve digits."""
    at = _last_four(parts)
    named = [place for place, part in enumerate(parts) if not part.isdigit()]
    if not 3 <= at <= (_MOST_OF_DATE if named else 4) or (named and named[-1] >= at) or sum(map(len, parts[at:])) != _LAST:
        return
    if not named and not all(_MARK.fullmatch(text, a[1], b[0]) for a, b in pairwise(window[:at])):
        return  # a list: only a date whose parts stand close is one in another order, or without its noughts
    for year, month, day in _named(parts[:at], named[0]) if len(named) == 1 else _numbered(parts[:at]):
        if year.isdigit() and day.isdigit() and len(year) in (2, 4) and len(day) < 3:
            yield f"{year}{month:>02}{day:>02}{''.join(parts[at:])}"


def _last_four(parts: Sequence[str]) -> int:
    """Return the index of the part that the last four digits begin with, at least 1."""
    at, length = len(parts) - 1, len(parts[-1])
    while at > 1 and length < _LAST:
        at -= 1
        length += len(parts[at])
    return at


def _numbered(date: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what may be year, month and day in a date of figures, the year or the day first; "19" and "85" are one year."""
    dates = [date] if len(date) == 3 else []
    if len(date) == 4:
        dates = [[*date[:at], date[at] + date[at + 1], *date[at + 2 :]] for at in (0, 2) if date[at] in ("18", "19", "20")]
    for first, month, last in dates:
        if len(month) < 3 and month.isdigit():
            yield first, month, last
            yield last, month, first


def _named(date: Sequence[str], at: int) -> Iterator[tuple[str, str, str]]:
    """Yield what may be year, month and day in a date whose month's name stands at a place: in its middle, or at either end."""
    month = str(_MONTHS[date[at][:3].lower()])
    before, after = "".join(date[:at]), "".join(date[at + 1 :])
    yield before, month, after
    yield after, month, before
    beside = (date[:at] or date[at + 1 :]) if not (before and after) else ()
    if len(beside) > 1:
        yield "".join(beside[1:]), month, beside[0]
        yield "".join(beside[:-1]), month, beside[-1]


def _is_hour(text: str, window: Sequence[_Place], parts: Sequence[str]) -> bool:
    """Whether what looks like the last four is the hour after a recent day: "2026-07-09, 14.30"."""
    if len(window) < 3 or not _HOUR.fullmatch(text, window[-2][0], window[-1][1]):
        return False
    return any(_RECENT.fullmatch(part) for part in (parts[0], parts[-3]))


def _is_list(text: str, window: Sequence[_Place], parts: Sequence[str]) -> bool:
    """Whether the parts are numbers that go up, each after a comma or a word: "v 10, 11, 12, 13 och 14"."""
    going_up = all(len(a) == len(b) == 2 and a < b for a, b in pairwise(parts))
    return going_up and not any(_MARK.fullmatch(text, a[1], b[0]) for a, b in pairwise(window))
