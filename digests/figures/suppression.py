"""Small numbers: which counts aren't shown, so that nobody can work out what is hidden.

A count below `LEAST` is hidden, and then as many others as it takes (complementary suppression). What a reader can work out is
asked of a solver that knows everything shown: this table, its totals, and what earlier editions have shown of any days, kommuner
and categories that overlap. For each hidden count it finds the least and the greatest value that fit all of that.
"""

from collections.abc import Collection, Mapping, Sequence

from digests.figures.inference import Knowledge
from digests.figures.shown import Place, Shown, bearing_on

LEAST = 5
"""Counts from one up to this are hidden; nought is told."""
WIDTH = 3
"""Between the least and the greatest possible value of a hidden count: at least four values fit, as many as a small one has."""


def suppress(cells: Mapping[Place, int], given: Collection[Place] = (), earlier: Sequence[Shown] = ()) -> Shown:
    """Return which of an edition's cells are told and which are hidden.

    `given` are cells that are told whatever they are, because they aren't sensitive and stand elsewhere too, such as a total.
    `earlier` is what earlier editions have shown, the newest first; a place that one of them hid stays hidden. When hiding single
    cells can't protect them, all cells but the given ones are withheld, and if that isn't enough those too.
    """
    once = frozenset().union(*(shown.untold for shown in earlier))
    small = {place for place, count in cells.items() if place not in given and (0 < count < LEAST or place in once)}
    shown = _shown(cells, small)
    safe = _lost(earlier) - cells.keys()
    while exposed := _exposed(shown, earlier, safe):
        more = Knowledge([exposed], shown, earlier).complement(exposed, WIDTH, shown.told.keys() - set(given))
        if more is None:
            return _withheld(cells, given, earlier)
        shown = _shown(cells, shown.untold | more)
    return shown


def suppress_by_year(cells: Mapping[Place, int], earlier: Sequence[Shown] = ()) -> Shown:
    """Return what `suppress` does, for cells and earlier editions of which none tells of days in two calendar years.

    So each year can be asked of by itself: what is told of one year says nothing of another.
    """
    told = []
    for year in sorted({place.start.year for place in cells}):
        own = {place: count for place, count in cells.items() if place.start.year == year}
        days = min(place.start for place in own), max(place.end for place in own)
        told.append(suppress(own, earlier=bearing_on(days, [each.within(year) for each in earlier])))
    return Shown(
        tuple(sorted(number for each in told for number in each.numbers)),
        tuple(sorted(place for each in told for place in each.hidden)),
        tuple(sorted(place for each in told for place in each.withheld)),
        tuple(sorted(summed for each in told for summed in each.sums)),
    )


def _shown(cells: Mapping[Place, int], untold: Collection[Place]) -> Shown:
    return Shown(
        tuple(sorted((place, count) for place, count in cells.items() if place not in untold)),
        tuple(sorted(place for place in untold if cells[place] > 0)),
        # it was hidden once and is nought now, which must not be told either
        tuple(sorted(place for place in untold if cells[place] == 0)),
        _sums(cells),
    )


def _withheld(cells: Mapping[Place, int], given: Collection[Place], earlier: Sequence[Shown]) -> Shown:
    told = tuple(sorted((place, count) for place, count in cells.items() if place in given))
    shown = Shown(told, withheld=tuple(sorted(cells.keys() - set(given))), sums=_sums(cells))
    return Shown(withheld=tuple(sorted(cells)), sums=shown.sums) if _exposed(shown, earlier, set()) else shown


def _sums(cells: Mapping[Place, int]) -> tuple[tuple[Place, tuple[Place, ...]], ...]:
    """Return the totals of rows and columns with what they are the totals of: what any reader of a table takes for granted."""
    sums = []
    for total in sorted(cells):
        for which in range(len(total.names)):
            parts = tuple(
                place
                for place in sorted(cells)
                if place.names[which] and not total.names[which] and _but(place, which) == _but(total, which)
            )
            if parts and sum(cells[place] for place in parts) == cells[total]:
                sums.append((total, parts))
    return tuple(sums)


def _but(place: Place, which: int) -> tuple[object, ...]:
    """Return all that a place is counted by but one of its names."""
    return place.start, place.end, *(name for number, name in enumerate(place.names) if number != which)


def _lost(earlier: Sequence[Shown]) -> set[Place]:
    """Return what earlier editions hid and yet give away together, as after a correction: hiding more now doesn't help."""
    seen: set[Place] = set()
    lost: set[Place] = set()
    while exposed := _exposed(Shown(), earlier, seen):
        lost.add(exposed)
        seen.add(exposed)
    return lost


def _exposed(shown: Shown, earlier: Sequence[Shown], safe: set[Place]) -> Place | None:
    """Return a place whose hidden number can be worked out too nearly, or None; those found well hidden are added to `safe`.

    What is withheld may have few values, because the total has, but never one alone.
    """
    hidden = {place for each in (shown, *earlier) for place in each.hidden}
    targets = sorted({place for each in (shown, *earlier) for place in each.untold} - safe)
    if not targets:
        return None
    knowledge = Knowledge(targets, shown, earlier)
    for place in targets:
        if knowledge.width(place) < (WIDTH if place in hidden else 1):
            return place
        safe.add(place)  # hiding more never makes it easier to work out
    return None
