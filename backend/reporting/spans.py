"""Where in a text something was found that must not be stored, and a plainer view of the text to look in."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class SpanKind(StrEnum):
    """What a span holds. The first four are found by shape; the rest need to know words."""

    PERSONNUMMER = "personnummer"
    FODELSEDATUM = "fodelsedatum"
    TELEFON = "telefon"
    EPOST = "epost"
    NAMN = "namn"
    ADRESS = "adress"
    ARENDENUMMER = "arendenummer"
    DIAGNOS = "diagnos"


# What only looks like it may be of something else: a name of a place, the street of an office, an illness in general.
_ASKS = frozenset({SpanKind.NAMN, SpanKind.ADRESS, SpanKind.DIAGNOS})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to, not including, `end` of the original text."""

    start: int
    end: int
    kind: SpanKind

    @property
    def certain(self) -> bool:
        """Whether it always stops. Of anything else the writer may say that it is nobody's (`find(…, cleared=…)`)."""
        return self.kind not in _ASKS


def is_certain(kind: str) -> bool:
    """Whether what is of this kind always stops, as `Span.certain` tells of a span."""
    return kind not in _ASKS


# What `_plain` gives back as it is: most texts hold nothing else.
_PLAIN_ALREADY = re.compile(r"[\t-\r\x1c-~åäöÅÄÖ]*")
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－⁃")  # noqa: RUF001 - these are the look-alikes to be read as one


@dataclass(frozen=True)
class PlainText:
    """The text with look-alikes made plain, and the way back to the places in the original.

    Any digit becomes its ASCII digit, any dash "-", any space " ", full-width letters ordinary ones; characters without
    width are left out. The plain character n stands for the original's `starts[n]` up to `ends[n]`.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> "PlainText":
        """Return the plain view of `original`."""
        if _PLAIN_ALREADY.fullmatch(original):
            places = tuple(range(len(original) + 1))
            return cls(original, places[:-1], places[1:])
        kept: list[str] = []
        starts: list[int] = []
        for place, character in enumerate(original):
            plain = _plain(character)
            if plain:
                kept.append(plain)
                starts.append(place)
        return cls("".join(kept), tuple(starts), tuple(place + 1 for place in starts))

    def span(self, start: int, end: int, kind: SpanKind) -> Span:
        """Return the span in the original of the plain characters `start` up to `end` (at least one)."""
        return Span(self.starts[start], self.ends[end - 1], kind)


Detector = Callable[[PlainText], list[Span]]


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character.isspace() else ""
    if character in "åäöÅÄÖ":
        return character
    if character in _DASHES:
        return "-"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me") or character == "\u2800":
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " "
    if category == "Pd":
        return "-"
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 and folded.isascii() else character
