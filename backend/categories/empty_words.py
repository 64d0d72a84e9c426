"""Words that are no reason for a category by themselves: days, kommuner, parties, meetings as such, and function words.

The words are data, in `empty_words.json`.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from backend.categories.features import normalised
from backend.reporting.calendar_words import MONTH
from backend.reporting.parties import PartyFinder

_DAY = re.compile(
    rf".*\d.*|(?:{MONTH})|(?:mån|tis|ons|tors|fre|lör|sön)dag\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|i(?:dag|går|morgon|bland)|förrgår|dag(?:en|ar|arna|s)?|veck(?:a|an|or|orna)|mån(?:ad(?:en|er|erna)?)?|år(?:et|en|s)?"
    r"|(?:förmiddag|eftermiddag|kväll|morgon)\w*|klockan|kl|today|yesterday|tomorrow|days?|weeks?|months?|years?|morning|afternoon",
    re.DOTALL,
)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    raw = json.loads(resources.files(__package__).joinpath("empty_words.json").read_text("utf-8"))
    return {name: frozenset(words) for name, words in raw.items()}


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset().union(*_words().values())


@lru_cache(maxsize=1)
def _parties() -> PartyFinder:
    return PartyFinder()


@lru_cache(maxsize=20_000)
def is_day_or_place(word: str) -> bool:
    """Whether a word (without signs around it) is a day, a clock, another number or a kommun, in whatever case it is written."""
    return bool(_DAY.fullmatch(word.lower())) or normalised(word.title()) in ("kommunort", "kommunorts")


def hangs(word: str) -> bool:
    """Whether no phrase begins or ends with this word."""
    return word.lower() in _words()["hanging"]


@lru_cache(maxsize=20_000)
def says_nothing_alone(word: str) -> bool:
    """Whether a word (without signs around it) says nothing of what went wrong: a function word, or just somebody's name."""
    return word.lower() in _function_words() or is_day_or_place(word) or bool(_parties().find(word))
