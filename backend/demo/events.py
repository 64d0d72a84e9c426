"""What happens in the demo, where and on which day: five years of it, more each year, with a quiet July."""

import json
import random
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from backend.categories.corpus import corpus_bytes
from backend.demo.texts import category_of, could_stand_for, is_good, is_written_here, writer_of
from backend.reporting.kommun import swedish_kommuner
from backend.reporting.privacy import find
from backend.reporting.slag import STORED_SLAG
from backend.times import add_working_days, is_working_day, working_day_until

QUARTERS = 5
"""The demo tells of so many whole quarters before today's in the texts that were gathered for it."""
REPORTS = 150
"""In these, besides the themes and the good examples."""
GOOD_EXAMPLES = 14
EARLIER = (36, 58, 84, 112)
"""What came in each year before today's, the first first, until these quarters begin."""
ONE_GOOD_OF = 12
SEASON = {1: 8, 2: 9, 3: 10, 4: 9, 5: 9, 6: 7, 7: 3, 8: 7, 9: 11, 10: 11, 11: 10, 12: 6}
"""How much is reported on a working day of each month, beside one another: people are away in July and at Christmas."""
SHARES = {"Tranås": 26, "Nässjö": 25, "Vetlanda": 22, "Sävsjö": 10, "Aneby": 10, "Eksjö": 7}
JOINED = {"Sävsjö": 1, "Eksjö": 2}
"""So many years after the others a kommun began."""
_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
_OWN_DAYS = re.compile(rf"\b(?:{'|'.join(_MONTHS.split())})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody reports: the day when they do, where, and the labelled text. `theme`: it is one of a fråga's.

    `happened` is the day that it tells of, where that is known.
    """

    day: date
    kommun: str
    entry: Mapping[str, Any]
    theme: bool = False
    happened: date | None = None


def events(
    themes: Collection[Mapping[str, Any]],
    matters: Collection[Mapping[str, Any]],
    kommuner: Collection[str],
    today: date,
    chance: random.Random,
) -> list[Event]:
    """Return what happens in these kommuner until yesterday, the first first; the same day and chance give the same.

    `matters` are reports with texts and days of their own: what several tell of one event, and what recurs.
    """
    texts = _Texts(kommuner, chance)
    begun = _quarter_start(today, QUARTERS)
    found = [
        Event(
            working_day_until(today + timedelta(days=told["days"])),
            told["kommun"],
            told,
            theme=True,
            happened=working_day_until(today + timedelta(days=told["happened"])),
        )
        for told in matters
    ]
    for theme in themes:
        first, last = (today + timedelta(days=days) for days in theme["days"])
        days = _days(first, last, theme["count"], chance)
        told = texts.take(partial(could_stand_for, theme))
        found += [Event(day, theme["kommun"], entry, theme=True) for day, entry in zip(days, told, strict=False)]
    days = _days(begun, today - timedelta(days=1), GOOD_EXAMPLES + REPORTS, chance)
    found += _told(days[:GOOD_EXAMPLES], texts.take(is_good), SHARES, chance)
    found += _told(days[GOOD_EXAMPLES:], texts.take(lambda entry: not is_good(entry)), SHARES, chance)
    first_year = today.year - len(EARLIER)
    for place, count in enumerate(EARLIER):
        start = date(first_year + place, 1, 1 if place else 8)
        days = [day for day in _days(start, date(first_year + place, 12, 31), count, chance) if day < begun]
        # who joins writes in the first days, so that a kommun's first year is a whole one
        joining = [name for name in SHARES if JOINED.get(name, 0) == place]
        opening = [add_working_days(start, number) for number in range(1, len(joining) + 1)]
        first_texts = zip(opening, joining, texts.take(_nowhere(lambda entry: not is_good(entry))), strict=False)
        found += [Event(day, kommun, entry) for day, kommun, entry in first_texts]
        here = {name: share for name, share in SHARES.items() if JOINED.get(name, 0) <= place}
        good = len(days) // ONE_GOOD_OF
        found += _told(days[:good], texts.take(_nowhere(is_good)), here, chance)
        found += _told(days[good:], texts.take(_nowhere(lambda entry: not is_good(entry))), here, chance)
    return sorted(found, key=lambda event: (event.day, event.entry["id"]))


def _told(
    days: Collection[date], texts: Iterator[Mapping[str, Any]], shares: Mapping[str, int], chance: random.Random
) -> Iterator[Event]:
    for day, entry in zip(days, texts, strict=False):
        yield Event(day, entry["kommun"] or chance.choices([*shares], [*shares.values()])[0], entry)


def _days(first: date, last: date, count: int, chance: random.Random) -> list[date]:
    """Return so many working days between two, both among them, by how much each month brings."""
    every = (first + timedelta(days=days) for days in range((last - first).days + 1))
    working = [day for day in every if is_working_day(day)]
    return chance.choices(working, [SEASON[day.month] for day in working], k=count)


def _quarter_start(day: date, quarters_before: int) -> date:
    """Return the first day of the quarter so many before the day's own: each quarter that the demo shows is a whole one."""
    quarter = day.year * 4 + (day.month - 1) // 3 - quarters_before
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def _nowhere(fits: Callable[[Mapping[str, Any]], bool]) -> Callable[[Mapping[str, Any]], bool]:
    return lambda entry: entry["kommun"] is None and fits(entry)


class _Texts:
    """The corpus's texts that could come from here, each given once: those gathered for the demo before the others.

    They name no other kommun, no date and no month, and hold nothing that the guard finds, which is asked when one is to be used.
    """

    def __init__(self, kommuner: Collection[str], chance: random.Random) -> None:
        elsewhere = re.compile(rf"\b(?:{'|'.join(swedish_kommuner().keys() - set(kommuner))})s?\b")

        def could_be(entry: Mapping[str, Any]) -> bool:
            here = entry["kommun"] in (None, *kommuner) and entry["when"] is None
            stored = entry["slag"] in STORED_SLAG and category_of(entry) and writer_of(entry)
            return bool(here and stored and not elsewhere.search(entry["text"]) and not _OWN_DAYS.search(entry["text"]))

        entries = [entry for entry in map(json.loads, corpus_bytes().splitlines()) if could_be(entry)]
        chance.shuffle(entries)
        self._left = {entry["id"]: entry for entry in sorted(entries, key=is_written_here, reverse=True)}

    def take(self, fits: Callable[[Mapping[str, Any]], bool]) -> Iterator[Mapping[str, Any]]:
        """Yield the texts that fit, as many as are asked for."""
        for number, entry in [*self._left.items()]:
            if fits(entry):
                del self._left[number]
                if not find(entry["text"]):
                    yield entry
