"""Where in a text something was found that must not be stored, and a plainer view of the text to look in."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.errors import DomainError


class SpanKind(StrEnum):
    """What a span holds. The first four are found by shape; the rest need to know words."""

    PERSONNUMMER = "personnummer"
    FODELSEDATUM = "fodelsedatum"
    TELEFON = "telefon"
    EPOST = "epost"
    NAMN = "namn"
    ADRESS = "adress"
    ARENDENUMMER = "arendenummer"
    DIAGNOS = "diagnos"  # or another sensitive detail of somebody


# What only looks like it may be of something else: a name of a place, the street of an office, an illness in general.
_ASKS = frozenset({SpanKind.NAMN, SpanKind.ADRESS, SpanKind.DIAGNOS})


# Kinds that people spell otherwise than programs do.
_SPELT = {SpanKind.FODELSEDATUM: "födelsedatum", SpanKind.ARENDENUMMER: "ärendenummer", SpanKind.DIAGNOS: "känslig uppgift"}


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


def mark_of(kind: SpanKind) -> str:
    """Return what stands in the place of what was found, as people read it: `[födelsedatum]`."""
    return f"[{_SPELT.get(kind, kind)}]"


MARKS = re.compile("|".join(re.escape(mark_of(kind)) for kind in SpanKind))
# A mark, and one of several of its kind that a card tells apart by number: its kind's name, and the number.
NUMBERED = re.compile(rf"\[({'|'.join(re.escape(mark_of(kind)[1:-1]) for kind in SpanKind)})(?: (\d{{1,3}}))?\]")
HIDDEN = "…"  # in the place of what was found where its mark has no room
LONGEST_TEXT = 4000  # of what people write, as they count
MOST_GROWN = 100


def grown(text: str) -> int:
    """Return by how many characters a text may be longer than its writer made it: a mark counts as one, up to `MOST_GROWN`."""
    return min(sum(len(match[0]) - 1 for match in NUMBERED.finditer(text)), MOST_GROWN)


def length_of(text: str) -> int:
    """Return how long a text is as its writer counts: what the guard put in doesn't make it too long."""
    return len(text) - grown(text)


def check_length(field: str, text: str, longest: int = LONGEST_TEXT) -> None:
    """Pass a text that isn't too long; raise DomainError("error.text_too_long") that says by how much, for its `field`."""
    if (length := length_of(text)) > longest:
        raise DomainError("error.text_too_long", field=field, length=length, over=length - longest, limit=longest)


_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>|&(?:#\d{2,6}|#[xX][0-9A-Fa-f]{2,5}|[A-Za-z]{2,8});")
_INLINE_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|mark|a|wbr)\b", re.IGNORECASE)
_MARKS_OF_LETTERS = frozenset("\u030a\u0308")
# What `_plain` gives back as it is: most texts hold nothing else.
_PLAIN_ALREADY = re.compile(r"[\t-\r\x1c-~åäöÅÄÖ]*")
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－⁃ー〜")  # noqa: RUF001 - these are the look-alikes to be read as one


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
        return cls._read(original, ())

    @classmethod
    def shown(cls, original: str) -> "PlainText | None":
        """Return the view of what a page's markup shows, as text copied from a page or a mail may hold it; None without any."""
        marked = [match.span() for match in _MARKUP.finditer(original)] if "<" in original or "&" in original else []
        return cls._read(original, marked) if marked else None

    @classmethod
    def _read(cls, original: str, marked: Sequence[tuple[int, int]]) -> "PlainText":
        if not marked and _PLAIN_ALREADY.fullmatch(original):
            places = tuple(range(len(original) + 1))
            return cls(original, places[:-1], places[1:])
        kept: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end in _pieces(original, marked):
            piece = original[start:end]
            if kept and (composed := _composed(kept[-1], piece)):
                kept[-1], ends[-1] = composed, end
                continue
            plain = _plain(piece if end - start == 1 else _unmarked(piece))
            if plain:
                kept.append(plain)
                starts.append(start)
                ends.append(end)
        return cls("".join(kept), tuple(starts), tuple(ends))

    def span(self, start: int, end: int, kind: SpanKind) -> Span:
        """Return the span in the original of the plain characters `start` up to `end` (at least one)."""
        return Span(self.starts[start], self.ends[end - 1], kind)


Detector = Callable[[PlainText], list[Span]]


def _pieces(original: str, marked: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the places of each character, those of a tag or an entity together."""
    at = 0
    for start, end in (*marked, (len(original), len(original))):
        yield from ((place, place + 1) for place in range(at, start))
        if end > start:
            yield start, end
        at = end


def _unmarked(piece: str) -> str:
    """Return the character that an entity or a tag stands for: nothing for bold, a space for a cell."""
    if piece.startswith("<"):
        return "\u200b" if _INLINE_TAG.match(piece) else " "
    meant = html.unescape(piece)
    return meant if len(meant) == 1 else " "


def _composed(before: str, mark: str) -> str:
    """Return the Swedish letter that a mark of its own makes of the one before it: "a" and a ring; else nothing."""
    if mark not in _MARKS_OF_LETTERS:
        return ""
    letter = unicodedata.normalize("NFC", before + mark)
    return letter if letter in "åäöÅÄÖ" else ""


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
