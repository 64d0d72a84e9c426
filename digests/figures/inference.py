"""What a reader can work out of the counts that are hidden, from everything that is shown: asked of an exact solver."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digests.figures.shown import Place, Shown

BEYOND = 1_000
SOLVED, IMPOSSIBLE = 0, 2  # scipy's words for how it went


def bounds(place: Place, shown: Shown, earlier: Sequence[Shown] = ()) -> tuple[int, int]:
    """Return the least and the greatest number that a place can have, by all that is shown.

    Where nothing limits it, the greatest is some number beyond all that are told.
    """
    return Knowledge([place], shown, earlier).bounds(place)


class Knowledge:
    """All that a reader of several editions knows, as equations over the smallest parts that any of them tells apart.

    A part is the events of some days, of one kommun, category and consequence (or of all that nobody names). Parts that always
    stand in the same counts are one.
    """

    def __init__(self, targets: Collection[Place], shown: Shown, earlier: Sequence[Shown]) -> None:
        """Keep what bears on the targets: of earlier editions, those that later corrections don't contradict."""
        self.editions = [shown, *earlier]
        places = sorted({*targets, *(place for each in self.editions for place in (*each.told, *each.untold))})
        parts = _parts(places)
        self.rows = {place: parts[number] for number, place in enumerate(places)}
        self._keep_consistent()

    def width(self, place: Place) -> int:
        """Return how far apart the least and the greatest possible number of a place are."""
        least, greatest = self.bounds(place)
        return greatest - least

    def bounds(self, place: Place) -> tuple[int, int]:
        """Return the least and the greatest possible number of a place."""
        row, limits = self.rows[place], self._limits()
        least, greatest = (_least(sign * row, limits, self._beyond()) for sign in (1, -1))
        if least is None or greatest is None:
            raise ValueError("an edition contradicts itself")
        return round(row @ least), round(row @ greatest)

    def complement(self, place: Place, width: int, open_to_hiding: Collection[Place]) -> frozenset[Place] | None:
        """Return what to hide besides, losing as little as can be, to give a place a width; None when nothing is enough.

        Two worlds are sought that look alike to a reader but for what is hidden, with the place's numbers so far apart in them.
        """
        told, beyond = self._told(), self._beyond()
        # what an earlier edition has told can't be hidden any more
        past = {other for each in self.editions[1:] for other in each.told}
        choices = [other for other in sorted(open_to_hiding) if told[other] > 0 and other not in past]
        size, switches = self._size, np.eye(len(choices))
        none = np.zeros(len(choices))
        limits = []
        for world in np.eye(2):
            limits += [_Limit(_joined(world, limit.row, none), limit.low, limit.high) for limit in self._limits(but=choices)]
            for switch, other in zip(switches, choices, strict=True):
                # switched on, it is hidden: anything from one up
                row, count = self.rows[other], told[other]
                limits.append(_Limit(_joined(world, row, (count - 1) * switch), count, np.inf))
                limits.append(_Limit(_joined(world, row, -beyond * switch), -np.inf, count))
        limits.append(_Limit(_joined(np.array([1, -1]), self.rows[place], none), width, np.inf))
        loss = np.concatenate([np.zeros(2 * size), [told[other] for other in choices]])
        greatest = np.concatenate([np.full(2 * size, beyond), np.ones(len(choices))])
        found = _least(loss, limits, greatest)
        if found is None:
            return None
        return frozenset(other for other, is_hidden in zip(choices, found[2 * size :], strict=True) if is_hidden > 0.5)

    def _keep_consistent(self) -> None:
        if self._is_possible():
            return
        shown, *earlier = self.editions
        self.editions = [shown]
        for each in earlier:
            self.editions.append(each)
            if not self._is_possible():
                self.editions.pop()

    def _is_possible(self) -> bool:
        return _least(np.zeros(self._size), self._limits(), self._beyond()) is not None

    @property
    def _size(self) -> int:
        return len(next(iter(self.rows.values())))

    def _told(self) -> dict[Place, int]:
        """Return every number that is told; the newest edition's where several tell one."""
        return {place: count for each in reversed(self.editions) for place, count in each.numbers}

    def _beyond(self) -> int:
        """Return a number beyond all that are told, for what nothing limits."""
        return max(self._told().values(), default=0) + BEYOND

    def _limits(self, but: Collection[Place] = ()) -> "list[_Limit]":
        """Return what is known of sums of parts, without the numbers of the places left out."""
        told = self._told()
        some = sorted({place for each in self.editions for place in each.hidden} - told.keys())
        limits = [_Limit(self.rows[place], count, count) for place, count in told.items() if place not in but]
        limits += [_Limit(self.rows[place], 1, np.inf) for place in some]
        for total, parts in dict.fromkeys(each for edition in self.editions for each in edition.sums):
            limits.append(_Limit(self.rows[total] - sum(self.rows[part] for part in parts), 0, 0))
        return limits


@dataclass(frozen=True, slots=True)
class _Limit:
    """A sum of parts lies between two numbers."""

    row: NDArray[Any]
    low: float
    high: float


def _joined(worlds: NDArray[Any], row: NDArray[Any], switches: NDArray[Any]) -> NDArray[Any]:
    """Return a row over the parts of two worlds and the switches."""
    return np.concatenate([worlds[0] * row, worlds[1] * row, switches])


def _least(objective: NDArray[Any], limits: Sequence[_Limit], greatest: NDArray[Any] | float) -> NDArray[Any] | None:
    """Return the whole numbers from nought up that keep to the limits and make the objective least; None if none do."""
    # Loaded where something is hidden: it costs every other command a quarter of a second.
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = np.array([limit.row for limit in limits])
    known = LinearConstraint(rows, [limit.low for limit in limits], [limit.high for limit in limits]) if limits else ()
    found = milp(objective, integrality=np.ones(len(objective)), bounds=Bounds(0, greatest), constraints=known)
    if found.status not in (SOLVED, IMPOSSIBLE):
        raise ArithmeticError(f"the solver gave up: {found.message}")
    return np.asarray(found.x) if found.status == SOLVED else None


def _parts(places: Sequence[Place]) -> NDArray[np.float64]:
    """Return a row for each place: which of the parts it counts, 1 or 0."""
    days = sorted({place.start.toordinal() for place in places} | {place.end.toordinal() + 1 for place in places})
    rows = []
    names = [sorted({place.names[which] for place in places if place.names[which]}) for which in range(len(places[0].names))]
    for place in places:
        row = np.array([place.start.toordinal() <= day <= place.end.toordinal() for day in days[:-1]])
        for which, known in enumerate(names):
            own = place.names[which]
            # the last stands for whatever nobody names
            row = np.outer(row, [not own or own == name for name in [*known, None]]).ravel()
        rows.append(row)
    every = np.unique(np.array(rows), axis=1)
    return every[:, every.any(axis=0)].astype(np.float64)
