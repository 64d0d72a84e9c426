"""The parties that a text names: by alias, abbreviation, inflection, compound or a typing error in a long name.

"Vi" alone names nobody; "vi på soc" names KOMMUN. What a förbund calls its own units comes from its directory.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from rapidfuzz.distance import OSA

from models.enums import PartyCode

_TOKEN = re.compile(r"\w+")
_EMPLOYER = re.compile(r"\barbetsgivar(?:e|en|n|na|ens)\b", re.IGNORECASE)
_AT_THE_TABLE = re.compile(
    r"\b(?:\w*möte\w*|trepart\w*|flerpart\w*|avstämning\w*|inbj\w+|kallad\w*|bordet|sip\w*|påskrift\w*|underskrift\w*|"
    r"vägra\w*)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+")


@dataclass(frozen=True, slots=True)
class UnitAlias:
    """A name that people in the förbund use for a unit, and the party that the unit belongs to."""

    alias: str
    party: PartyCode


@dataclass(frozen=True, slots=True)
class _PartyAliases:
    exact: re.Pattern[str]
    words: re.Pattern[str]
    typo: tuple[str, ...]


def _glob(alias: str) -> str:
    return re.escape(alias).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


def _pattern(aliases: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    longest_first = sorted(aliases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(_glob, longest_first)) + r")(?!\w)", flags)


@lru_cache(maxsize=1)
def _built_in() -> dict[PartyCode, dict[str, list[str]]]:
    raw = json.loads(resources.files(__package__).joinpath("aliases.json").read_text("utf-8"))
    return {PartyCode(code): lists for code, lists in raw.items()}


class PartyFinder:
    """Finds the parties that a text names."""

    def __init__(self, units: Sequence[UnitAlias] = ()) -> None:
        own: dict[PartyCode, list[str]] = {party: [] for party in PartyCode}
        for unit in units:
            own[unit.party].append(unit.alias.lower())
        self._aliases = {
            party: _PartyAliases(
                exact=_pattern(lists["exact"]),
                words=_pattern([*lists["words"], *own[party]], re.IGNORECASE),
                typo=tuple(lists["typo"]),
            )
            for party, lists in _built_in().items()
        }

    def find(self, text: str) -> tuple[PartyCode, ...]:
        """Return the parties named, in the order in which the text names them."""
        places: dict[PartyCode, int] = {}
        for party, aliases in self._aliases.items():
            hits = [match.start() for match in (aliases.exact.search(text), aliases.words.search(text)) if match]
            if hits:
                places[party] = min(hits)
        for party, place in self._misspelt(text):
            places.setdefault(party, place)
        if PartyCode.ANNAN not in places:
            employer = _employer_at_the_table(text)
            if employer is not None:
                places[PartyCode.ANNAN] = employer
        return tuple(sorted(places, key=places.__getitem__))

    def _misspelt(self, text: str) -> Iterable[tuple[PartyCode, int]]:
        """Long names with one letter wrong (two from twelve letters on); the first letter is always right."""
        for token in _TOKEN.finditer(text):
            word = token[0].lower()
            if len(word) < 7:
                continue
            for party, aliases in self._aliases.items():
                for name in aliases.typo:
                    allowed = 2 if len(name) >= 12 else 1
                    if name[0] == word[0] and OSA.distance(word, name, score_cutoff=allowed) <= allowed:
                        yield party, token.start()


def _employer_at_the_table(text: str) -> int | None:
    """An employer is a party only in the matter: at the meeting, or by name on the paper."""
    for sentence in _SENTENCE.finditer(text):
        match = _EMPLOYER.search(sentence[0])
        if match and _AT_THE_TABLE.search(sentence[0]):
            return sentence.start() + match.start()
    return None
