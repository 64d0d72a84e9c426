"""Whether numbers have changed: an exact test, and a correction for how many numbers are looked at together.

Two counts are taken as Poisson, each in proportion to the days of its period. Given their sum, the newer one is then binomial
(Przyborowski & Wilenski 1940); the two-sided p is twice the smaller tail. Small sums can't show a change whatever they are, so
they don't count among the tests (Tarone 1990); the others are corrected by Holm's method (1979). The chance that anything is
called a change, when nothing has changed, is at most `LEVEL`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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


def changed(counted: Sequence[Counts]) -> tuple[frozenset[int], int]:
    """Return the places of those that have changed by more than chance, and how many had events enough to show a change."""
    able = _able(counted)
    found: set[int] = set()
    for place in sorted(able, key=lambda place: counted[place].p):
        if counted[place].p * (len(able) - len(found)) > LEVEL:
            break
        found.add(place)
    return frozenset(found), len(able)


def _able(counted: Sequence[Counts]) -> list[int]:
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
