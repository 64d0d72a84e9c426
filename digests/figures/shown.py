"""What an edition has told of counts that may be small, and what it has hidden: frozen with it, and known to every later one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What is counted: events from one day to another, both counted; an empty name stands for all there are."""

    start: date
    end: date
    kommun: str = ""
    category: str = ""
    consequence: str = ""
    insats: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What it is counted by, besides days."""
        return self.kommun, self.category, self.consequence, self.insats


@dataclass(frozen=True, slots=True)
class Shown:
    """What an edition tells: numbers, the places whose number it hides, and which places add up to which.

    Of a `hidden` place a reader knows that it isn't nought, because noughts are told; of a `withheld` one not even that.
    """

    numbers: tuple[tuple[Place, int], ...] = ()
    hidden: tuple[Place, ...] = ()
    withheld: tuple[Place, ...] = ()
    sums: tuple[tuple[Place, tuple[Place, ...]], ...] = ()

    @property
    def told(self) -> dict[Place, int]:
        """The numbers by place."""
        return dict(self.numbers)

    @property
    def untold(self) -> frozenset[Place]:
        """Every place whose number isn't told."""
        return frozenset((*self.hidden, *self.withheld))

    def within(self, year: int) -> "Shown":
        """Return what it tells of the days of a calendar year."""

        def own(place: Place) -> bool:
            return place.start.year == place.end.year == year

        return Shown(
            tuple((place, number) for place, number in self.numbers if own(place)),
            tuple(filter(own, self.hidden)),
            tuple(filter(own, self.withheld)),
            tuple((total, parts) for total, parts in self.sums if own(total)),
        )


def bearing_on(span: tuple[date, date], editions: Sequence[Shown]) -> list[Shown]:
    """Return the editions whose days overlap those from one day to another, or those of another that does, in their order."""
    days = [span]
    known: list[Shown] = []
    while more := [each for each in editions if each not in known and _overlap(_days(each), days)]:
        known += more
        days += [others for each in more for others in _days(each)]
    return [each for each in editions if each in known]


def _days(shown: Shown) -> list[tuple[date, date]]:
    return [(place.start, place.end) for place in (*shown.told, *shown.untold)]


def _overlap(some: Iterable[tuple[date, date]], others: Sequence[tuple[date, date]]) -> bool:
    return any(start <= last and first <= end for start, end in some for first, last in others)
