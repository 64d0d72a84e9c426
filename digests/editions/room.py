"""How much room an edition's first pages have: what doesn't fit is shortened there and stands in full in the annex."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.document import CUT, Item, Section
from digests.say import Voice


@dataclass(frozen=True, slots=True)
class Room:
    """At most so many rows of a table, items of a list and letters of a text.

    `every_table` says whether the lesser ones fit, `talk` whether what a group talks over does, `story` whether the berättelse
    and a local group's table of parties do, and `afterwards` whether it is said how decisions come back. A fråga that waits is
    told whole up to `asked` letters, as nearly all are: a group can't decide on half a question. At least `facts` facts of a
    matter stand wherever it does: when it was decided, what came since, and what became of its åtgärder.
    """

    rows: int
    items: int
    letters: int
    every_table: bool = True
    talk: bool = True
    story: bool = True
    afterwards: bool = True
    asked: int = 400
    facts: int = 4


ROOMS = (
    Room(rows=8, items=5, letters=600),
    Room(rows=8, items=5, letters=300),
    Room(rows=8, items=4, letters=300),
    Room(rows=6, items=3, letters=300),
    Room(rows=4, items=3, letters=200, every_table=False),
    Room(rows=4, items=3, letters=200, every_table=False, talk=False),
    Room(rows=4, items=3, letters=200, every_table=False, talk=False, afterwards=False),
    Room(rows=4, items=3, letters=200, every_table=False, talk=False, afterwards=False, story=False),
    Room(rows=4, items=2, letters=200, every_table=False, talk=False, afterwards=False, story=False),
    Room(rows=4, items=2, letters=120, every_table=False, talk=False, afterwards=False, story=False),
    Room(rows=3, items=1, letters=120, every_table=False, talk=False, afterwards=False, story=False),
    Room(rows=3, items=1, letters=80, every_table=False, talk=False, afterwards=False, story=False),
    Room(rows=2, items=1, letters=60, every_table=False, talk=False, afterwards=False, story=False, asked=60, facts=2),
)
"""From plenty to hardly any, each with no more of anything than the one before: the order in which parts get room.

The first pages have each part in the first of them in which it fits beside the others (`digests.render.filling`).
"""


def shortened(voice: Voice, section: Section, room: Room) -> Section:
    """Return a section whose items keep to the room, and which says so; the very same when they do already."""
    items = tuple(_short(item, room) for item in section.items[: room.items])
    if items == section.items:
        return section
    left_out = len(section.items) - len(items)
    return replace(section, items=items, note=voice.counted("annex.more", left_out))


def annex(voice: Voice, whole: Sequence[Section], first: Sequence[Section]) -> tuple[Section, ...]:
    """Return in full the sections that aren't told in full on the first pages."""
    told = {section.key for section in first}
    # one that has got the width for itself is told in full all the same, and so is one without its sentences: they have no annex
    in_full = [replace(section, beside=False, paragraphs=()) for section in first]
    return tuple(
        replace(
            section,
            heading=voice.t("annex.heading", heading=section.heading),
            # its sentences are never shortened: where it stands on the first pages as well, they stand there
            paragraphs=() if section.key in told else section.paragraphs,
            beside=False,
        )
        for section in whole
        if replace(section, beside=False, paragraphs=()) not in in_full
    )


def clipped(text: str, letters: int) -> str:
    """Return a text that is no longer than so many letters, cut between words where there are any, and marked so."""
    if len(text) <= letters:
        return text
    kept = text[: letters - len(CUT)]
    return f"{kept.rsplit(' ', 1)[0].rstrip(' ,;:.–-')}{CUT}"


def _short(item: Item, room: Room) -> Item:
    facts = tuple(clipped(fact, room.letters) for fact in item.facts[: max(room.items, room.facts)])
    if item.asks:
        # its facts are short and few, and all of them are needed
        return item if len(item.body) <= room.asked else replace(item, body=clipped(item.body, room.letters))
    return replace(item, body=clipped(item.body, room.letters), facts=facts)
