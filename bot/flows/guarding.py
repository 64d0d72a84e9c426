"""The guard between a card and the use cases: what is certain is taken out and told, what is only likely is asked about.

Both stand masked in the card that comes back, so that sending it as it stands is always right. Of a word that only looks like
somebody's the card remembers what was put in its place: whoever ticks that it is nobody's gets it back where it stood.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.database import AsyncSession
from backend.reporting.asked import MOST_ASKED, Asked, put_back, read_asked, still_asked, taken_out
from backend.reporting.guarding import find_here
from backend.reporting.privacy import find_certain, mask
from backend.reporting.spans import length_of
from backend.reporting.words import LONGEST_TEXT, clean
from bot.cards.marked import EVERY, MOST_LETTERS, Found
from bot.turn import Turn

_LONGEST_MARK = 30


@dataclass(frozen=True, slots=True)
class Guarded:
    """Texts by field. They are fit to be stored, with the words that were `cleared`, unless something was `found` that stops.

    Of what is too long for any field only what was looked at stands in `texts` then; `measured` has all that was written, to
    be told how long it is.
    """

    texts: Mapping[str, str]
    found: Found
    measured: Mapping[str, str]

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
    texts = {name: put_back(text, asked, cleared) for name, text in written.items()}
    # Of what is too long, which its flow tells, only as much is looked at as a field of the card has room for.
    seen = {name: shortened(text) for name, text in texts.items()}
    left = {name: await find_here(session, text, cleared) for name, text in seen.items()}
    known = still_asked(asked, cleared, texts.values())
    if not any(left.values()):
        return Guarded(texts, Found((), known, cleared), texts)
    # A mark may be shorter than what it hides: what comes after would move up into the field without having been looked at.
    masked, known = taken_out(seen, left, known, cleared, most_letters=MOST_LETTERS)
    places = [(seen[name], [(s.start, s.end, str(s.kind)) for s in spans]) for name, spans in left.items() if spans]
    measured = {name: masked[name] if seen[name] == text else text for name, text in texts.items()}
    return Guarded(masked, Found(places, known, cleared), measured)


def _answers(turn: Turn) -> tuple[list[Asked], list[str]]:
    """Return what the pressed card asked about, and those of the words that are no person."""
    carried = turn.value.get("asked")
    asked = [one for pair in carried if (one := _asked(pair))] if isinstance(carried, list) else []
    asked = asked[:MOST_ASKED]
    ticked = turn.field("cleared").split(",")
    return asked, [one.word for row, one in enumerate(asked) if EVERY in ticked or str(row) in ticked]


def _asked(pair: object) -> Asked | None:
    match pair:
        case [str(word), str(put)]:
            return read_asked(word, put)
    return None
