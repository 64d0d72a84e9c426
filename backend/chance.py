"""Whether numbers have changed: an exact test, and a correction for how many numbers are looked at together.

Two counts are taken as Poisson, each in proportion to the days of its period. Given their sum, the newer one is then binomial
(Przyborowski & Wilenski 1940); the two-sided p is twice the smaller tail. Small sums can't show a change whatever they are, so
they don't count among the tests (Tarone 1990); the others are corrected by Holm's method (1979). The chance that anything is
called a change, when nothing has changed, is at most `LEVEL`.

Gradings on a scale are compared by an exact permutation test of their mean (Fisher 1935): had nothing changed, any of the given
answers could as well have been given the other time. The answers themselves are taken as they are, so nothing is assumed of how
they spread. Those who answer both times make the test careful rather than bold.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Counts:
    """How many in a period of so many days, and how many in the days that it is compared with."""

    now: int
    before: int
    days: int
    days_before: int

    @property
    def rose(self) -> bool:
        """Whether there are more a day now than before."""
        return self.now * self.days_before > self.before * self.days

    @property
    def p(self) -> float:
        """How often chance alone would give two counts at least so unlike, if nothing had changed."""
        total, share = self.now + self.before, self._share
        return min(1.0, 2 * min(_at_least(self.now, total, share), _at_least(self.before, total, 1 - share)))

    @property
    def least_p(self) -> float:
        """The least p that counts with this sum can have: all of it on one side."""
        return min(1.0, 2.0 * min(self._share, 1 - self._share) ** (self.now + self.before))

    @property
    def _share(self) -> float:
        return self.days / (self.days + self.days_before)


class Tested(Protocol):
    """Two numbers, or two sets of them, that may differ by chance."""

    @property
    def p(self) -> float:
        """How often chance alone would part them at least so much."""

    @property
    def least_p(self) -> float:
        """The least p that could have come out, whatever the difference."""


@dataclass(frozen=True)
class Gradings:
    """How many gave each grade now and before: the grades are the places, so that `now[3]` gave the grade 3."""

    now: tuple[int, ...]
    before: tuple[int, ...]

    @property
    def rose(self) -> bool:
        """Whether the mean is greater now than before."""
        return _sum(self.now) * sum(self.before) > _sum(self.before) * sum(self.now)

    @property
    def p(self) -> float:
        """How often chance alone would give two means at least so unlike; twice the smaller tail."""
        found = _sum(self.now)
        below = sum(ways for total, ways in self._ways.items() if total <= found)
        above = sum(ways for total, ways in self._ways.items() if total >= found)
        return min(1.0, 2 * min(below, above) / self._every)

    @property
    def least_p(self) -> float:
        """The least p that these answers can have: all the lowest of them on one side, or all the highest."""
        return min(1.0, 2 * min(self._ways[min(self._ways)], self._ways[max(self._ways)]) / self._every)

    @property
    def _every(self) -> int:
        return math.comb(sum(self.now) + sum(self.before), sum(self.now))

    @cached_property
    def _ways(self) -> dict[int, int]:
        """In how many ways so many of all answers can be chosen as now's, by their sum."""
        ways = {(0, 0): 1}
        for grade, there_are in enumerate(map(sum, zip(self.now, self.before, strict=True))):
            longer: dict[tuple[int, int], int] = {}
            for (taken, total), count in ways.items():
                for more in range(min(there_are, sum(self.now) - taken) + 1):
                    place = taken + more, total + more * grade
                    longer[place] = longer.get(place, 0) + count * math.comb(there_are, more)
            ways = longer
        return {total: count for (taken, total), count in ways.items() if taken == sum(self.now)}


def _sum(grades: Sequence[int]) -> int:
    return sum(grade * count for grade, count in enumerate(grades))


def changed(counted: Sequence[Tested]) -> tuple[frozenset[int], int]:
    """Return the places of those that have changed by more than chance, and how many had events enough to show a change."""
    able = _able(counted)
    found: set[int] = set()
    for place in sorted(able, key=lambda place: counted[place].p):
        if counted[place].p * (len(able) - len(found)) > LEVEL:
            break
        found.add(place)
    return frozenset(found), len(able)


def _able(counted: Sequence[Tested]) -> list[int]:
    """The places of those whose sum is great enough, at the level that is left when so many are tested."""
    for many in range(1, len(counted) + 1):
        able = [place for place, counts in enumerate(counted) if counts.least_p <= LEVEL / many]
        if len(able) <= many:
            return able
    return []


def _at_least(least: int, total: int, share: float) -> float:
    """The binomial chance of at least so many of a total."""
    whole = math.lgamma(total + 1)
    return math.fsum(
        math.exp(
            whole
            - math.lgamma(count + 1)
            - math.lgamma(total - count + 1)
            + count * math.log(share)
            + (total - count) * math.log(1 - share)
        )
        for count in range(least, total + 1)
    )
