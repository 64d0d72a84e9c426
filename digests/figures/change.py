"""Whether a number has changed: an exact test, and a correction for how many numbers are compared in the same edition.

Two counts are taken as Poisson, each in proportion to the days of its period. Given their sum, the newer one is then binomial
(Przyborowski & Wilenski 1940); the two-sided p is twice the smaller tail. Small sums can't show a change whatever they are, so
they don't count among the tests (Tarone 1990); the others are corrected by Holm's method (1979). The chance that an edition calls
anything a change, when nothing has changed, is at most `LEVEL`.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from digests.periods import Period

LEVEL = 0.05


class Subject(StrEnum):
    """What is compared: all new events, those of one category, or those of one kommun."""

    ALL = "all"
    CATEGORY = "category"
    KOMMUN = "kommun"


class Against(StrEnum):
    """What it is compared with: the period before, or the same one last year."""

    PREVIOUS = "previous"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Comparison:
    """New events in two periods of so many days. `name` is the category's code or the kommun's name, empty for all events.

    `changed` says whether the difference is more than chance would give.
    """

    subject: Subject
    name: str
    against: Against
    now: int
    before: int
    days: int
    days_before: int
    changed: bool = False

    @property
    def rose(self) -> bool:
        """Whether there are more a day now than before."""
        return self.now * self.days_before > self.before * self.days


@dataclass(frozen=True, slots=True)
class Changes:
    """Every comparison of an edition, judged; `tested` of them had events enough to show a change and were corrected for."""

    compared: tuple[Comparison, ...] = ()
    tested: int = 0

    @property
    def changed(self) -> tuple[Comparison, ...]:
        """Those that are more than chance, in the order in which they were compared."""
        return tuple(comparison for comparison in self.compared if comparison.changed)

    def find(self, subject: Subject, name: str, against: Against) -> Comparison | None:
        """Return one comparison; None when it wasn't made."""
        wanted = (subject, name, against)
        return next((each for each in self.compared if (each.subject, each.name, each.against) == wanted), None)


def compare(
    counts: Iterable[tuple[Subject, str, int, dict[Against, int]]], period: Period, earlier: dict[Against, Period]
) -> Changes:
    """Return what is compared, judged: each count with those that it had in the earlier periods that can be compared.

    A count is its subject, its name, how many in `period`, and how many in each earlier period. An earlier period that isn't in
    `earlier`, such as one before anything was reported, is left out.
    """
    return judge(
        [
            Comparison(subject, name, against, now, before[against], days(period), days(earlier[against]))
            for subject, name, now, before in counts
            for against in earlier
            if now or before[against]
        ]
    )


def judge(comparisons: Sequence[Comparison]) -> Changes:
    """Return the comparisons with those marked that Holm's method calls changes, among those that could be one at all."""
    could = sorted(_could_show(comparisons), key=chance)
    changed: list[Comparison] = []
    for number, comparison in enumerate(could):
        if chance(comparison) * (len(could) - number) > LEVEL:
            break
        changed.append(comparison)
    return Changes(tuple(replace(each, changed=each in changed) for each in comparisons), len(could))


def chance(comparison: Comparison) -> float:
    """Return p: how often chance alone would give two counts at least so unlike, if nothing had changed."""
    total = comparison.now + comparison.before
    share = comparison.days / (comparison.days + comparison.days_before)
    return min(1.0, 2 * min(_at_least(comparison.now, total, share), _at_least(comparison.before, total, 1 - share)))


def days(period: Period) -> int:
    """Return how many days a period has."""
    return (period.end - period.start).days + 1


def _could_show(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Return those whose sum is great enough, at the level that is left when so many are tested."""
    for many in range(1, len(comparisons) + 1):
        able = [comparison for comparison in comparisons if _least_chance(comparison) <= LEVEL / many]
        if len(able) <= many:
            return able
    return []


def _least_chance(comparison: Comparison) -> float:
    """Return the least p that a comparison with this sum can have: all of it on one side."""
    share = comparison.days / (comparison.days + comparison.days_before)
    return min(1.0, 2.0 * min(share, 1 - share) ** (comparison.now + comparison.before))


def _at_least(least: int, total: int, share: float) -> float:
    """Return the binomial chance of at least so many of a total."""
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
