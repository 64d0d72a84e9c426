"""What stands in one cell, made one of the field's own values. A cell that says something else gives None, never a guess."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import TypeVar

from backend.categories.taxonomy import Category, Taxonomy
from backend.i18n import LOCALES, Texts
from backend.reporting.dates import find_event_date
from backend.reporting.kommun import swedish_kommuner
from backend.reporting.periods import find_period
from backend.times import STOCKHOLM, at_local_time, local_date
from models.report import finer

Value = TypeVar("Value", bound=StrEnum)

_NOON = time(12)
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
# Days that Excel shows as plain numbers when a cell's format was lost, counted from here: 1982 to 2064.
_EXCEL_BEGINS = date(1899, 12, 30)
_EXCEL_DAYS = range(30_000, 60_000)
_ISO = re.compile(
    r"(?P<y>\d{4})[-/. ]?(?P<m>\d{2})[-/. ]?(?P<d>\d{2})(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::\d{2}(?:[.,]\d+)?)? ?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})[./ -](?P<m>\d{1,2})[./ -](?P<y>\d{4}|\d{2})")
_SHORT = re.compile(r"(?P<y>\d{2})-?(?P<m>\d{2})-?(?P<d>\d{2})")
_LEAP_YEAR = 2024  # it has every day that a year can have
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_SHORT_YEAR = re.compile(r"[-'’](\d\d)$")
_WEEK = re.compile(r"(?:v\.?|vecka)\s*(5[0-2]|[1-4]\d|0?[1-9])\b", re.IGNORECASE)
_OF_KOMMUN = re.compile(r"s?\s+(?:kommun|kn|stad)$|\s+municipality$")


def words(cell: object) -> str:
    """Return what stands in a cell as text; empty for nothing and for Excel's own errors, whole numbers without decimals."""
    if cell is None or cell in _ERRORS:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def moment(cell: object, year: int | None = None) -> datetime | None:
    """Return when it was, in UTC: noon in Stockholm where only a day is told, the first day of a longer time ("mars 2025").

    Days may be Excel's own, numbers, or text as Swedes write it. Years outside 1990-2100 are slips: None. So are words that mean
    another day each time they are read ("igår"), and a day without a year ("12 mars") unless `year` is what it lacks: a sheet
    means the same whenever it is imported.
    """
    found = _moment(cell, year)
    return found if found and 1990 <= found.year <= 2100 else None


def lacks_year(cell: object) -> bool:
    """Whether a cell would tell a day if it told the year as well."""
    return moment(cell) is None and moment(cell, _LEAP_YEAR) is not None


def _moment(cell: object, year: int | None) -> datetime | None:
    if isinstance(cell, datetime):
        given = cell if cell.tzinfo else cell.replace(tzinfo=STOCKHOLM)
        midnight = given.timetz().replace(tzinfo=None) == time()
        return at_local_time(given.date(), _NOON) if midnight else given.astimezone(UTC)
    if isinstance(cell, date):
        return at_local_time(cell, _NOON)
    if isinstance(cell, int | float) and int(cell) in _EXCEL_DAYS:
        return _excel_day(int(cell))
    text = words(cell)
    if text.isdigit() and len(text) == 5 and int(text) in _EXCEL_DAYS:
        return _excel_day(int(text))
    for pattern in (_ISO, _DAY_FIRST, _SHORT):
        if match := pattern.fullmatch(text):
            return _numbers(match)
    if told := _YEAR.search(text):
        return _words_of_year(text, int(told[1]))
    if told := _SHORT_YEAR.search(text):
        return _words_of_year(text[: told.start()].rstrip(), 2000 + int(told[1]))
    return None if year is None else _words_of_year(text, year)


def _words_of_year(text: str, year: int) -> datetime | None:
    """Return the day of that year that the words mean whenever they are read; None for those that mean none."""
    if not 1990 <= year <= 2100:
        return None
    if week := _WEEK.match(text):
        return at_local_time(date.fromisocalendar(year, int(week[1]), 1), _NOON)
    dated = text if _YEAR.search(text) else f"{text} {year}"
    days = {_day_of_words(text, dated, at_local_time(read, _NOON)) for read in (date(year, 12, 31), date(year + 1, 1, 7))}
    day = days.pop()
    return at_local_time(day, _NOON) if day and not days and day.year == year else None


def _day_of_words(text: str, dated: str, read_at: datetime) -> date | None:
    if day := find_event_date(dated, read_at):
        return day
    period = find_period(text, read_at)
    return period.first if period else None


def _excel_day(number: int) -> datetime:
    return at_local_time(_EXCEL_BEGINS + timedelta(days=number), _NOON)


def _numbers(match: re.Match[str]) -> datetime | None:
    parts = match.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        day = date(year, int(parts["m"]), int(parts["d"]))
        clock = time(int(parts["hour"]), int(parts["minute"])) if parts.get("hour") else _NOON
        if zone := parts.get("zone"):  # exports often write UTC, where late at night is still the day before
            return datetime.fromisoformat(f"{day}T{clock}{zone.upper()}").astimezone(UTC)
    except ValueError:
        return None
    return at_local_time(day, clock)


def is_one_day(cell: object, now: datetime) -> bool:
    """Whether the cell tells a day, and not a month or a year, whose first day only stands for it."""
    if not isinstance(cell, str):
        return True
    numbers = any(pattern.fullmatch(cell.strip()) for pattern in (_ISO, _DAY_FIRST, _SHORT))
    return numbers or find_event_date(cell, now) is not None


def not_after(when: datetime, now: datetime) -> datetime | None:
    """Return the moment; now for one later today, whose clock nobody told; None for one on a later day."""
    if when <= now:
        return when
    return now if local_date(when) == local_date(now) else None


class Values:
    """The values of closed vocabularies, by every word that people write for them: codes, labels in each language, and others."""

    def __init__(self, texts: Texts, taxonomy: Taxonomy) -> None:
        self._texts = texts
        # An old sheet may use what the förbund has hidden or renamed since; its own names are known before the standard ones.
        self._categories = {_plain(one): category.code for category in taxonomy.categories for one in _names_of(category)}
        for code in (*(category.code for category in taxonomy.categories), *taxonomy.codes):
            self._categories.update({_plain(one): code for one in _names_of(taxonomy.get(code))})
        self._categories.update({_plain(own.sv): finer(own.code, own.sub) for own in taxonomy.own if own.sub})
        self._by_kind: dict[tuple[type[StrEnum], str], dict[str, str]] = {}

    def category(self, cell: object) -> str | None:
        """Return the code of a category."""
        return self._categories.get(_plain(words(cell)))

    def value(self, kind: type[Value], prefix: str, cell: object) -> Value | None:
        """Return the value of a vocabulary whose texts have the keys `prefix` + value."""
        known = self._by_kind.get((kind, prefix))
        if known is None:
            known = {_plain(self._texts.t(locale, f"{prefix}{one}")): str(one) for locale in LOCALES for one in kind}
            known |= {str(one).replace("_", " ").casefold(): str(one) for one in kind} | _other_words(prefix)
            self._by_kind[kind, prefix] = known
        found = known.get(_plain(words(cell)))
        return kind(found) if found else None

    @staticmethod
    def yes_no(cell: object) -> bool | None:
        """Return a yes or a no."""
        return {"true": True, "false": False}.get(_other_words("yes_no").get(_plain(words(cell)), ""))


def _names_of(category: Category) -> tuple[str, ...]:
    return category.code, category.sv, category.en


class Kommuner:
    """The förbund's kommuner by name, code and the other names that people write."""

    def __init__(self, kommuner: Iterable[tuple[int, str, str]]) -> None:
        """Take id, code and name of each."""
        also = swedish_kommuner()
        self._ids: dict[str, int] = {}
        for kommun_id, code, name in kommuner:
            for spelling in (name, *also.get(name, ()), code, code.lstrip("0")):
                self._ids[_plain(spelling)] = kommun_id

    def find(self, cell: object) -> int | None:
        """Return the id of the kommun that a cell names, with or without "kommun"."""
        plain = _plain(words(cell))
        shorter = _OF_KOMMUN.sub("", plain)
        return self._ids.get(plain) or self._ids.get(shorter) or self._ids.get(shorter + "s")

    def only(self) -> int | None:
        """Return the only one, if there is one only."""
        ids = set(self._ids.values())
        return ids.pop() if len(ids) == 1 else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", text.casefold()).split())


@lru_cache(maxsize=1)
def _words_of_people() -> Mapping[str, Mapping[str, list[str]]]:
    return json.loads(resources.files(__package__).joinpath("words.json").read_text("utf-8"))  # type: ignore[no-any-return]


def _other_words(prefix: str) -> dict[str, str]:
    raw = _words_of_people().get(prefix.rstrip("."), {})
    return {_plain(word): value for value, said in raw.items() for word in said}
