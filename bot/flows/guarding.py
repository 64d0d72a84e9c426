"""The guard between a card and the use cases: what is certain is taken out and told, what is only likely is asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.database import AsyncSession
from backend.reporting.guarding import find_here
from backend.reporting.privacy import Span, mask
from bot.cards.marked import EVERY, Found
from bot.turn import Turn

MOST_ASKED = 10  # words beyond these are taken out at once: a text with more names in it is a list of people
LONGEST_WORD = 200


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


async def guard_fields(session: AsyncSession, turn: Turn, written: Mapping[str, str]) -> Guarded:
    """Return texts, which are `clean`, as they may be stored or must be shown again.

    A word that was asked about and not ticked is a person's, and is taken out; one that nobody was asked about stops, and so does
    what is certain, whatever a card says of it.
    """
    asked, cleared = _answers(turn)
    every = {name: await find_here(session, text) for name, text in written.items()}
    left = {name: await find_here(session, text, cleared) if cleared else every[name] for name, text in written.items()}
    likely = _likely(written, every)
    known = dict([*likely.items(), *_likely(written, left).items()][:MOST_ASKED])
    if not any(span.certain or _word(written[name], span) not in asked for name, spans in left.items() for span in spans):
        texts = {name: mask(text, left[name]) for name, text in written.items()}
        return Guarded(texts, Found((), [(word, kind) for word, kind in likely.items() if word in cleared], cleared))
    texts = {
        name: mask(text, [span for span in left[name] if span.certain or _word(text, span) not in known])
        for name, text in written.items()
    }
    places = [(written[name], [(s.start, s.end, str(s.kind)) for s in spans]) for name, spans in left.items() if spans]
    return Guarded(texts, Found(places, list(known.items()), cleared))


def _answers(turn: Turn) -> tuple[Sequence[str], Sequence[str]]:
    """Return the words that the pressed card asked about, and those of them that are no person."""
    carried = turn.value.get("asked")
    asked = (
        [word for word in carried if isinstance(word, str) and 0 < len(word) <= LONGEST_WORD] if isinstance(carried, list) else []
    )
    asked = asked[:MOST_ASKED]
    ticked = turn.field("cleared").split(",")
    return asked, [word for row, word in enumerate(asked) if EVERY in ticked or str(row) in ticked]


def _likely(written: Mapping[str, str], found: Mapping[str, Sequence[Span]]) -> dict[str, str]:
    """Return the words that only look like somebody's, each once, with their kinds."""
    words = {_word(written[name], span): str(span.kind) for name, spans in found.items() for span in spans if not span.certain}
    return {word: kind for word, kind in words.items() if len(word) <= LONGEST_WORD}


def _word(text: str, span: Span) -> str:
    return text[span.start : span.end]
