"""English reports: told from Swedish ones, and put into enough Swedish for a model that has learned from Swedish texts.

What is made here is only weighed, never shown or stored; what weighed is told in the words that were written. The words are
data, in `english.json`.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from backend.categories.empty_words import says_nothing_alone
from backend.reporting.spans import MARKS

_ASKS = re.compile(
    r"\W*(?:who|what|when|why|how|can\s+(?:i|you|my|we|the)|is\s+(?:it|this)|am\s+i|are|does?|will|may\s+(?:i|we)|should)\b",
    re.IGNORECASE,
)
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


def asks_in_english(text: str) -> bool:
    """Whether a message is in English, or asks in it: a question is often too short to tell a language by its words alone."""
    return is_english(text) or bool(_ASKS.match(text))


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where Swedish words stand in the text that was made, and where what they stand for does in the one that was written."""

    start: int
    end: int
    written_start: int
    written_end: int
    says: bool


@dataclass(frozen=True, slots=True)
class InSwedish:
    """An English text with the words that are known in Swedish."""

    text: str
    written: str
    pieces: tuple[_Piece, ...]

    def as_written(self, start: int, end: int) -> str:
        """Return what was written where these Swedish words stand; empty when none of them was put there, or none says anything.

        A word that stands as it was written is no Swedish one, so that it means nothing to a model of Swedish texts.
        """
        touched = [piece for piece in self.pieces if piece.says and piece.start < end and piece.end > start]
        return self.written[touched[0].written_start : touched[-1].written_end] if touched else ""


def in_swedish(text: str) -> InSwedish:
    """Return the English text with the field's words and the commonest others in Swedish."""
    known = _words()
    made: list[str] = []
    pieces: list[_Piece] = []
    length = done = 0
    for match in known.phrases.finditer(text):
        swedish = known.swedish[(match.lastindex or 1) - 1]
        start = length + match.start() - done
        made += (text[done : match.start()], swedish)
        length, done = start + len(swedish), match.end()
        says = " " in swedish or bool(
            swedish and not says_nothing_alone(swedish)
        )  # what is said in several words is a turn of the field
        pieces.append(_Piece(start, length, match.start(), match.end(), says))
    return InSwedish("".join([*made, text[done:]]), text, tuple(pieces))
