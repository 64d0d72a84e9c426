"""Which of a förbund's own units a report's text names: told to whoever sorts it, who may need no more than one phone call there.

Nothing is stored of it: the text says it, and the directory whose it is. A unit is never free text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.reporting.parties import alias_pattern

MOST = 3  # more units than these are told in the text itself
# Before a name in lower case: "på bra liv" is the vårdcentral, "ett bra liv" is none.
_AT = ("på", "hos", "från", "till", "med", "vc", "vårdcentralen")


@dataclass(frozen=True, slots=True)
class DirectoryUnit:
    """An active unit: its name, its other names and the kommuner that it serves."""

    name: str
    aliases: tuple[str, ...]
    kommuner: tuple[str, ...]


def units_named(units: Sequence[DirectoryUnit], text: str, kommun: str) -> tuple[str, ...]:
    """Return the names of the units that a text about a kommun names, in the order in which it does, at most `MOST`.

    A unit is named by its name or an alias; within a kommun that it serves also without the kommun's name ("Bra Liv" for Bra Liv
    Tranås). By a function alone it isn't: every party has a handläggare.
    """
    found: dict[int, tuple[int, str]] = {}
    for unit in units:
        for start, end in _places(unit, text, within=kommun in unit.kommuner):
            # Of two that begin at the same word the longer name is meant.
            found[start] = max(found.get(start, (0, "")), (end, unit.name))
    return tuple(dict.fromkeys(found[start][1] for start in sorted(found)))[:MOST]


def _places(unit: DirectoryUnit, text: str, *, within: bool) -> Iterator[tuple[int, int]]:
    """Yield where a text names a unit: start and end."""
    lower = text.lower()
    whole, short = _patterns(unit)
    yield from (match.span() for match in whole.finditer(lower))
    for match in short.finditer(lower) if within and short else ():
        before = lower[: match.start()].split()
        if text[match.start()].isupper() or (before and before[-1] in _AT):
            yield match.span()


@lru_cache(maxsize=2000)
def _patterns(unit: DirectoryUnit) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """Return what finds a unit's names, and its name without the kommun's; "Arbetsförmedlingen" alone names the party."""
    name = unit.name.lower()
    cut = {name.removesuffix(kommun.lower()).strip() for kommun in unit.kommuner} - {name}
    short = sorted(each for each in cut if " " in each)
    names = (name, *(alias.lower() for alias in unit.aliases))
    return alias_pattern(names), alias_pattern(short) if short else None
