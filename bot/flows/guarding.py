"""The guard between a card and the use cases: what is certain is taken out and told, what is only likely is asked about.

Both stand masked in the card that comes back, so that sending it as it stands is always right. Of a word that only looks like
somebody's the card remembers what was put in its place: whoever ticks that it is nobody's gets it back where it stood.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.database import AsyncSession
from backend.reporting.guarding import find_here
from backend.reporting.privacy import Span, find_certain, mask
from backend.reporting.spans import NUMBERED, SpanKind, is_certain, length_of, mark_of
from backend.reporting.words import LONGEST_TEXT, clean
from bot.cards.marked import EVERY, Asked, Found
from bot.turn import Turn

MOST_ASKED = 10  # words beyond these are taken out at once: a text with more names in it is a list of people
LONGEST_WORD = 200
_LONGEST_MARK = 30

_NAMES = {kind: mark_of(kind)[1:-1] for kind in SpanKind}


@dataclass(frozen=True, slots=True)
class Guarded:
    """Texts by field. They are fit to be stored, with the words that were `cleared`, unless something was `found` that stops."""

    texts: Mapping[str, str]
    found: Found

    @property
    def stops(self) -> bool:
        """Whether the writer must look at it once more."""
        return bool(self.found.places)

    @property
    def cleared(self) -> tuple[str, ...]:
        """The words that the writer has said are no person."""
        return tuple(self.found.cleared)


def masked(text: str) -> str:
    """Return a message to go on from, without what is certain; about the rest the form asks."""
    text = shortened(clean(text))
    return mask(text, find_certain(text))


def shortened(text: str) -> str:
    """Return as much of a text as may be stored, ended after a whole word and before a mark that would be cut in two."""
    if length_of(text) <= LONGEST_TEXT:
        return text
    kept = text[: LONGEST_TEXT + 1]
    whole = kept.rsplit(None, 1)[0] if len(kept.split(None, 1)) > 1 else text[:LONGEST_TEXT]
    opened = whole.rfind("[")
    return whole[:opened].rstrip() if opened > len(whole) - _LONGEST_MARK and "]" not in whole[opened:] else whole


async def guard_fields(session: AsyncSession, turn: Turn, written: Mapping[str, str]) -> Guarded:
    """Return texts, which are `clean`, as they may be stored or must be shown again.

    A word that was asked about and ticked is put back; whatever else looks like a person stops, and so does what is certain,
    whatever a card says of it.
    """
    asked, cleared = _answers(turn)
    texts = {name: _put_back(text, asked, cleared) for name, text in written.items()}
    # Of what is too long, which its flow tells, only as much is looked at as a field of the card has room for.
    left = {name: await find_here(session, shortened(text), cleared) for name, text in texts.items()}
    # What was ticked may be unticked, and what still stands masked may be ticked, as long as the card is open.
    known = [one for one in asked if one.word in cleared or any(one.put in text for text in texts.values())]
    if not any(left.values()):
        return Guarded(texts, Found((), known, cleared))
    known += _newly_asked(texts, left, known)
    put = {one.word: one.put for one in known}
    masked = {name: _mask(text, left[name], put) for name, text in texts.items()}
    known = [one for one in known if one.word in cleared or any(one.put in text for text in masked.values())]
    places = [(texts[name], [(s.start, s.end, str(s.kind)) for s in spans]) for name, spans in left.items() if spans]
    return Guarded(masked, Found(places, known, cleared))


def _answers(turn: Turn) -> tuple[list[Asked], list[str]]:
    """Return what the pressed card asked about, and those of the words that are no person."""
    carried = turn.value.get("asked")
    asked = [one for pair in carried if (one := _asked(pair))] if isinstance(carried, list) else []
    asked = asked[:MOST_ASKED]
    ticked = turn.field("cleared").split(",")
    return asked, [one.word for row, one in enumerate(asked) if EVERY in ticked or str(row) in ticked]


def _asked(pair: object) -> Asked | None:
    """Return a word with what stands for it, as a card carries them; None for anything that no card of ours would."""
    match pair:
        case [str(word), str(put)] if 0 < len(word) <= LONGEST_WORD and (kind := _kind(put)):
            return Asked(word, kind, put)
    return None


def _kind(put: str) -> str:
    """Return the kind of what was put in a word's place; empty for what isn't ours, and for what is never asked about."""
    match = NUMBERED.fullmatch(put)
    kind = next((kind for kind, name in _NAMES.items() if match and match[1] == name), "")
    return kind if kind and not is_certain(kind) else ""


def _put_back(text: str, asked: Sequence[Asked], cleared: Sequence[str]) -> str:
    # All at once: a forged word that holds another's mark would grow the text beyond what there is memory for.
    words = {one.put: one.word for one in reversed(asked) if one.word in cleared}
    return NUMBERED.sub(lambda put: words.get(put[0], put[0]), text)


def _newly_asked(texts: Mapping[str, str], found: Mapping[str, Sequence[Span]], known: Sequence[Asked]) -> list[Asked]:
    """Return the words that only look like somebody's and weren't asked about, each once, with what to put in their places."""
    words = {_word(texts[name], span): str(span.kind) for name, spans in found.items() for span in spans if not span.certain}
    before = {one.word for one in known}
    new = [(word, kind) for word, kind in words.items() if len(word) <= LONGEST_WORD and word not in before]
    new = new[: MOST_ASKED - len(known)]
    marks = Counter(kind for _, kind in new)
    used = {kind: _highest(kind, texts.values(), known) for kind in marks}
    asked = []
    for word, kind in new:
        used[kind] += 1
        # Two of a kind are told apart by number, so that each can be put back where it stood.
        name = _NAMES[SpanKind(kind)]
        put = f"[{name}]" if used[kind] == marks[kind] == 1 else f"[{name} {used[kind]}]"
        asked.append(Asked(word, kind, put))
    return asked


def _highest(kind: str, texts: Iterable[str], known: Iterable[Asked]) -> int:
    """Return the highest number among the marks of a kind that stand somewhere; one without a number is the first."""
    standing = [match for text in (*texts, *(one.put for one in known)) for match in NUMBERED.finditer(text)]
    return max((int(match[2] or 1) for match in standing if match[1] == _NAMES[SpanKind(kind)]), default=0)


def _mask(text: str, spans: Iterable[Span], put: Mapping[str, str]) -> str:
    """Return `text` without what was found: each word that is asked about has its own mark, so that it can be put back."""

    def mark(span: Span) -> str:
        own = None if span.certain else put.get(_word(text, span))
        return own or mark_of(span.kind)

    return mask(text, spans, mark)


def _word(text: str, span: Span) -> str:
    return text[span.start : span.end]
