"""What the guard found, shown where it stands: struck out, with what is put in its place; a question where it guesses."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.i18n import SWEDISH
from backend.reporting.asked import Asked
from backend.reporting.spans import SpanKind, is_certain, mark_of
from bot.cards.elements import Element, box, choices, cut, run, runs, text
from bot.words import Words

AROUND = 40  # characters that let the writer recognise the place
MOST_PLACES = 4
MOST_BESIDE = 2  # of each, where the question needs the room
MOST_ROWS = 5  # of more words than these the writer answers for all at once
MOST_WORD = 60
MOST_LETTERS = 130  # of all words that are asked about, the ticked ones too: what a card has room for, about ten whole names

_LINE_END = re.compile(r"\s*\n\s*")
EVERY = "all"

Place = tuple[int, int, str]  # start, end, kind: as PersonalDataError tells it
Places = Sequence[tuple[str, Sequence[Place]]]  # each text with its places


@dataclass(frozen=True, slots=True)
class Found:
    """What must be answered or mended before anything is stored (`places`), and the words that the writer may answer for.

    Of those `asked` about that are in `cleared` the writer has said that they are nobody's. The words live in the card alone,
    in the writer's own chat.
    """

    places: Places = ()
    asked: Sequence[Asked] = ()
    cleared: Collection[str] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.places or self.asked)

    @property
    def carried(self) -> dict[str, object]:
        """What a button that sends the texts must carry, so that the answers can be read."""
        return {"asked": [[one.word, one.put] for one in self.asked]} if self.asked else {}

    @property
    def answers(self) -> str:
        """What is ticked, as the question's input carries it."""
        if self.asked and len(self.asked) > MOST_ROWS:
            return EVERY if all(one.word in self.cleared for one in self.asked) else ""
        return ",".join(str(row) for row, one in enumerate(self.asked) if one.word in self.cleared)


NOTHING_FOUND = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in a card whose texts are guarded: `values` by field as they were typed, what was wrong, what the guard found.

    `key` makes a second press harmless; `url` is the page where the same can be done.
    """

    key: str
    url: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    found: Found = NOTHING_FOUND


def marked(found: Found, words: Words, button: str, *, full: bool = False, why: bool = True) -> Element:
    """Return a box that says what was found and why it can't stay, with each place in its sentence; and asks about what may.

    `button` is the label of the one that sends the texts. A `full` card has room for one place of each sort, and for how many
    more there are: what is certain is taken out of the others as well. `why` it can't stay may be left out of one shown before.
    """
    most = 1 if full else MOST_BESIDE if found.asked else MOST_PLACES
    stops, likely = _only(found.places, certain=True), _only(found.places, certain=False)
    everywhere = {written: places for written, places in found.places}
    rows: list[Element] = []
    if stops:
        rows += [
            text(words.t("card.guard.found", kinds=_kinds(stops, likely, words)), bold=True),
            *([text(words.t("card.guard.why"))] if why else []),
        ]
        rows += [*_excerpts(stops, everywhere, most, words), text(words.t("card.guard.proposal", button=button))]
    if found.asked:
        what = "name" if all(one.kind == SpanKind.NAMN for one in found.asked) else "any"
        rows.append(text(words.t(f"card.guard.ask.{what}"), bold=True))
        if likely and not stops:
            rows.append(text(words.t("card.guard.ask.why")))
        rows += _excerpts(likely, everywhere, most, words)
        rows += [
            _question(found, words.t(f"card.guard.ask.tick.{what}"), words),
            text(words.t("card.guard.ask.otherwise", button=button)),
        ]
    if found.places:
        rows.append(text(words.t("card.guard.delete"), subtle=True))
    return box(rows, "warning")


def _kinds(stops: Places, likely: Places, words: Words) -> str:
    """Return all that was found, each kind once: what is certain first, then what only looks like it."""
    certain = dict.fromkeys(words.t(f"span.{kind}") for _, places in stops for _, _, kind in places)
    perhaps = dict.fromkeys(words.t(f"card.guard.perhaps.{kind}") for _, places in likely for _, _, kind in places)
    return ", ".join([*certain, *perhaps])


def _only(found: Places, *, certain: bool) -> Places:
    chosen = [(written, [place for place in sorted(places) if is_certain(place[2]) is certain]) for written, places in found]
    return [(written, places) for written, places in chosen if places]


def _question(found: Found, label: str, words: Words) -> Element:
    if len(found.asked) > MOST_ROWS:
        listed = ", ".join(words.t("quoted", words=cut(one.word, MOST_WORD)) for one in found.asked)
        rows = [(words.t("card.guard.not.all", words=listed), EVERY)]
    else:
        rows = [
            (words.t(f"card.guard.not.{one.kind}", word=cut(one.word, MOST_WORD)), str(row))
            for row, one in enumerate(found.asked)
        ]
    return choices("cleared", label, rows, value=found.answers, several=True)


def _excerpts(found: Places, everywhere: Mapping[str, Sequence[Place]], most: int, words: Words) -> list[Element]:
    excerpts = [_excerpt(written, place, everywhere[written], words) for written, places in found for place in places]
    rows = [runs(*excerpt) for excerpt in excerpts[:most]]
    if len(excerpts) > most:
        rows.append(text(words.t("card.guard.more", count=len(excerpts) - most)))
    return rows


def _excerpt(written: str, place: Place, places: Sequence[Place], words: Words) -> Iterator[Element]:
    """Yield one place with the whole words that stand around it, up to the next places of any kind: each is told by itself.

    What is put in its place is Swedish in every language, for those who read the report; who reads another is told what it means.
    """
    start, end, kind = place
    earliest = max([0, *(other[1] for other in places if other[1] <= start)])
    if earliest < start - AROUND:
        earliest = written.find(" ", start - AROUND, start) if " " in written[start - AROUND : start] else start
    latest = min([len(written), *(other[0] for other in places if other[0] >= end)])
    if latest > end + AROUND:
        latest = max(end, written.rfind(" ", end, end + AROUND))
    if before := _one_line(written[earliest:start]):
        yield run(f"… {before.lstrip()}" if earliest else before)
    yield run(_one_line(written[start:end]), strikethrough=True)
    meaning = "" if words.locale == SWEDISH else f" ({words.t(f'span.{kind}')})"
    yield run(f" {mark_of(SpanKind(kind))}{meaning}", weight="Bolder", highlight=True)
    if after := _one_line(written[end:latest]):
        yield run(f"{after.rstrip()} …" if latest < len(written) else after)


def _one_line(written: str) -> str:
    """Return words on one line; where a line ended stands a stroke, so that two lines don't read as one sentence."""
    return _LINE_END.sub(" / ", written)
