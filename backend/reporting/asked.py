"""Words that only look like somebody's: each is taken out under a mark of its own, and put back where its writer says so.

Cards and pages alike show what is left, so that sending it as it stands is always right.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.reporting.privacy import Span, mask
from backend.reporting.spans import NUMBERED, SpanKind, is_certain, mark_of

MOST_ASKED = 10  # words beyond these are taken out at once: a text with more names in it is a list of people
LONGEST_WORD = 200

_NAMES = {kind: mark_of(kind)[1:-1] for kind in SpanKind}


@dataclass(frozen=True, slots=True)
class Asked:
    """A word that only looks like somebody's, its kind, and what stands in its place in the text: `[namn]`, or `[namn 2]`."""

    word: str
    kind: str
    put: str


def read_asked(word: str, put: str) -> Asked | None:
    """Return a word with what stands for it, as a card or page carries them; None for anything that none of ours would."""
    kind = _kind(put) if 0 < len(word) <= LONGEST_WORD else ""
    return Asked(word, kind, put) if kind else None


def _kind(put: str) -> str:
    """Return the kind of what was put in a word's place; empty for what isn't ours, and for what is never asked about."""
    match = NUMBERED.fullmatch(put)
    kind = next((kind for kind, name in _NAMES.items() if match and match[1] == name), "")
    return kind if kind and not is_certain(kind) else ""


def put_back(text: str, asked: Sequence[Asked], cleared: Collection[str]) -> str:
    """Return a text with the words that are `cleared` where they stood."""
    # All at once: a forged word that holds another's mark would grow the text beyond what there is memory for.
    words = {one.put: one.word for one in reversed(asked) if one.word in cleared}
    return NUMBERED.sub(lambda put: words.get(put[0], put[0]), text)


def still_asked(asked: Iterable[Asked], cleared: Collection[str], texts: Iterable[str]) -> list[Asked]:
    """Return what is asked about as long as the form is open: what was ticked may be unticked, what stands masked be ticked."""
    written = list(texts)
    return [one for one in asked if one.word in cleared or any(one.put in text for text in written)]


def taken_out(
    texts: Mapping[str, str],
    found: Mapping[str, Sequence[Span]],
    asked: Sequence[Asked],
    cleared: Collection[str],
    *,
    most_letters: int | None = None,
) -> tuple[dict[str, str], list[Asked]]:
    """Return texts, by field, without what was `found` in them, and all that is asked about: what was before, and is now.

    `most_letters` is how many all the words may have together where they are shown; None where there is room for any.
    """
    known = [*asked, *_newly_asked(texts, found, asked, most_letters)]
    put = {one.word: one.put for one in known}
    masked = {name: _mask(text, found.get(name, ()), put) for name, text in texts.items()}
    return masked, still_asked(known, cleared, masked.values())


def _newly_asked(
    texts: Mapping[str, str], found: Mapping[str, Sequence[Span]], known: Sequence[Asked], most_letters: int | None
) -> list[Asked]:
    """Return the words that only look like somebody's and weren't asked about, each once, with what to put in their places."""
    words = {_word(texts[name], span): str(span.kind) for name, spans in found.items() for span in spans if not span.certain}
    before = {one.word for one in known}
    new = [(word, kind) for word, kind in words.items() if len(word) <= LONGEST_WORD and word not in before]
    new = _fitting(new, known, most_letters)
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


def _fitting(new: Sequence[tuple[str, str]], known: Sequence[Asked], most_letters: int | None) -> list[tuple[str, str]]:
    """Return as many of the new words as are asked about at once, besides those that are `known` already."""
    room = math.inf if most_letters is None else most_letters - sum(len(one.word) for one in known)
    fitting: list[tuple[str, str]] = []
    for word, kind in new:
        if len(word) <= room and len(known) + len(fitting) < MOST_ASKED:
            fitting.append((word, kind))
            room -= len(word)
    return fitting


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
