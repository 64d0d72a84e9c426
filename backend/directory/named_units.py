"""Which of a förbund's own units a report's text names: told to whoever sorts it, who may need no more than one phone call there.

Nothing is stored of it: the text says it, and the directory whose it is. A unit is never free text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.reporting.parties import alias_pattern

MOST = 3  # more units than these are told in the text itself
_LEAST_OF_IT = 0.6  # "rehabkoord" is a rehabkoordinator, "samverkan" no samverkansansvarig
_WORD = re.compile(r"\w{8,}")


@dataclass(frozen=True, slots=True)
class DirectoryUnit:
    """An active unit: its name, the function that is invited there, its other names and the kommuner that it serves."""

    name: str
    function: str
    aliases: tuple[str, ...]
    kommuner: tuple[str, ...]


def units_named(units: tuple[DirectoryUnit, ...], text: str, kommun: str) -> tuple[str, ...]:
    """Return the names of the units that a text about a kommun names, in the order in which it does, at most `MOST`.

    A unit is named by its name or an alias; within a kommun that it serves also without the kommun's name ("Bra Liv" for Bra Liv
    Tranås), and by its function ("rehabkoordinatorn", or cut short), if it is the only one that is called so there.
    """
    lower = text.lower()
    found = {match.start(): _owner(units, match[0]) for match in _pattern(units).finditer(lower)} if units else {}
    there = [unit for unit in units if kommun in unit.kommuner]
    if not found:
        found = dict(_called_so(there, lower))
    named = dict.fromkeys(found[at] for at in sorted(found))
    return tuple(named)[:MOST]


@lru_cache(maxsize=100)
def _pattern(units: tuple[DirectoryUnit, ...]) -> re.Pattern[str]:
    return alias_pattern(name.lower() for unit in units for name in (unit.name, *unit.aliases))


def _owner(units: Sequence[DirectoryUnit], written: str) -> str:
    name = " ".join(written.split())
    return next(unit.name for unit in units if name in (each.lower() for each in (unit.name, *unit.aliases)))


def _called_so(there: Sequence[DirectoryUnit], lower: str) -> Iterator[tuple[int, str]]:
    """Yield where a text calls a unit by what only one is called among those of the kommun."""
    called: dict[int, set[str]] = {}
    for unit in there:
        for place in _places(unit, lower):
            called.setdefault(place, set()).add(unit.name)
    yield from ((place, names.pop()) for place, names in called.items() if len(names) == 1)


def _places(unit: DirectoryUnit, lower: str) -> Iterator[int]:
    for kommun in unit.kommuner:
        short = unit.name.lower().removesuffix(kommun.lower()).strip()
        if short != unit.name.lower() and " " in short:  # "Arbetsförmedlingen" alone names the party
            yield from (match.start() for match in alias_pattern([short]).finditer(lower))
    function = unit.function.lower()
    for word in _WORD.finditer(lower):
        cut_short = function.startswith(word[0]) and len(word[0]) >= _LEAST_OF_IT * len(function)
        if cut_short or word[0].startswith(function):
            yield word.start()
