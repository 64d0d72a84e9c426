"""English reports: told from Swedish ones, and put into enough Swedish for a model that has learned from Swedish texts.

What is made here is only weighed, never shown or stored. The words are data, in `english.json`.
"""

import json
import re
from functools import lru_cache
from importlib import resources

from backend.reporting.spans import MARKS

_WORD = re.compile(r"[\w']+")
# Swedish staff quote an English word now and then; a quarter of the words is a language.
_LEAST_SHARE = 1 / 4
# Names of places keep their letters in English too, so a capital says nothing.
_SWEDISH = re.compile(r"\b(?:[a-z]*[åäö][a-zåäö]*|och|att|det|inte|som|med|till|av|har|vi|jag|ska|kom|igen|fick)\b")


class _Words:
    def __init__(self) -> None:
        raw = json.loads(resources.files(__package__).joinpath("english.json").read_text("utf-8"))
        self.common = frozenset(raw["common"])
        self.swedish: tuple[str, ...] = tuple(raw["phrases"].values())
        # One group for each phrase, so that the number of the group tells which one it was.
        self.phrases = re.compile(r"\b(?:" + "|".join(f"({phrase})" for phrase in raw["phrases"]) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words()


def is_english(text: str) -> bool:
    """Return whether the text is written in English rather than Swedish; what the guard put in it is Swedish in both."""
    text = MARKS.sub(" ", text)
    if len(_SWEDISH.findall(text)) > 1:
        return False
    words = _WORD.findall(text.lower())
    common = sum(word in _words().common for word in words)
    return common >= 2 and common >= len(words) * _LEAST_SHARE


def differ_in_language(one: str, other: str) -> bool:
    """Return whether one text is in English and the other in Swedish; False where that can't be told of either."""
    return (is_english(one) and _is_swedish(other)) or (is_english(other) and _is_swedish(one))


def _is_swedish(text: str) -> bool:
    return not is_english(text) and bool(_SWEDISH.search(MARKS.sub(" ", text)))


def in_swedish(text: str) -> str:
    """Return the English text with the field's words and the commonest others in Swedish."""
    known = _words()

    def swedish(match: re.Match[str]) -> str:
        return known.swedish[(match.lastindex or 1) - 1]

    return known.phrases.sub(swedish, text)
