"""Days that have a name: skärtorsdagen, midsommarafton, annandag jul, tisdagen efter påsk."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import holidays

_EASTER = {
    "fettisdag": -47, "askonsdag": -46, "palmsöndag": -7, "dymmelonsdag": -4, "skärtorsdag": -3, "långfredag": -2,
    "påskafton": -1, "påskdag": 0, "påsk": 0, "annandag påsk": 1, "kristi himmel": 39, "pingstafton": 48,
    "pingstdag": 49, "pingst": 49,
}  # fmt: skip
_FIXED = {
    "nyårsdag": (1, 1), "nyår": (1, 1), "trettondagsafton": (1, 5), "trettondag": (1, 6), "trettonhelg": (1, 6),
    "alla hjärtans dag": (2, 14), "kvinnodag": (3, 8), "valborg": (4, 30), "första maj": (5, 1),
    "nationaldag": (6, 6), "halloween": (10, 31), "lucia": (12, 13), "julafton": (12, 24), "juldag": (12, 25),
    "jul": (12, 24), "annandag jul": (12, 26), "annandagen": (12, 26), "nyårsafton": (12, 31),
}  # fmt: skip

# Alone these name a whole season; only "tisdagen efter påsk" pins a day.
_SEASONS = ("påsk", "pingst", "jul", "nyår", "midsommar", "trettonhelg")

_NAMES = (
    r"fettisdag|askonsdag|palmsöndag|dymmelonsdag|skärtorsdag|långfredag|påskafton|påskdag|annandag\s+påsk|"
    r"kristi\s+himmel(?:s?färds?)?(?:dag)?|pingstafton|pingstdag|nyårsdag|nyårsafton|trettondagsafton|tretton(?:de)?dag(?:\s+jul)?|"
    r"alla\s+hjärtans\s+dag|kvinnodag|valborg(?:smässoafton)?|första\s+maj|nationaldag|midsommarafton|midsommardag|"
    r"halloween|allhelgonaafton|allhelgonadag|alla\s+helgons\s+dag|lucia(?:dag)?|julafton|juldag|annandag\s+jul|"
    r"annandagen"
)

# Groups: name, and for "dagen efter X" and "tisdagen före X": shift and weekday.
NAMED_DAY = (
    r"\b(?:(?:dagen|(?P<weekday>mån|tis|ons|tors|fre|lör|sön)dagen)\s+(?P<shift>efter|före|innan)\s+"
    rf"(?P<name>{_NAMES}|{'|'.join(_SEASONS)})|(?P<plain>{_NAMES}))(?:en|n)?s?\b"
)


def named_day(name: str, today: date, *, shift: str = "", weekday: int | None = None) -> date | None:
    """Return the latest day of that name that isn't after `today`.

    `shift` is "efter", "före" or "innan": the day after or before, or the first such `weekday` (Monday is 0) on that side.
    None when the name isn't known.
    """
    for year in (today.year + 1, today.year, today.year - 1):
        day = _day_in(_key(name), year)
        if day is None:
            return None
        if shift:
            day = _shifted(day, forward=shift == "efter", weekday=weekday)
        if day <= today:
            return day
    return None


def easter_day(year: int) -> date:
    """Return Easter Sunday of a year."""
    return _first(_calendar(year), lambda name: "Påskdagen" in name)


def _key(name: str) -> str:
    key = " ".join(name.lower().split())
    if key.startswith("kristi himmel"):
        return "kristi himmel"
    if key.startswith("valborg"):
        return "valborg"
    if key.startswith("lucia"):
        return "lucia"
    return "trettondag" if key.startswith("tretton") and "afton" not in key and "helg" not in key else key


def _shifted(day: date, *, forward: bool, weekday: int | None) -> date:
    step = timedelta(days=1 if forward else -1)
    day += step
    while weekday is not None and day.weekday() != weekday:
        day += step
    return day


@lru_cache(maxsize=16)
def _calendar(year: int) -> dict[str, date]:
    """The movable days of a year by their official Swedish names."""
    return {name: day for day, name in holidays.country_holidays("SE", years=year, language="sv").items()}


def _day_in(key: str, year: int) -> date | None:
    if key in _FIXED:
        return date(year, *_FIXED[key])
    if key in _EASTER:
        return easter_day(year) + timedelta(days=_EASTER[key])
    if key.startswith("midsommar"):
        eve = _first(_calendar(year), lambda name: "Midsommardagen" in name) - timedelta(days=1)
        return eve + timedelta(days=1) if key == "midsommardag" else eve
    if key.startswith("all"):
        day = _first(_calendar(year), lambda name: "Alla helgons dag" in name)
        return day - timedelta(days=1) if key.endswith("afton") else day
    return None


def _first(calendar: dict[str, date], wanted: Callable[[str], bool]) -> date:
    return next(day for name, day in calendar.items() if wanted(name))
