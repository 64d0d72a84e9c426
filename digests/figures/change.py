"""Which numbers of an edition have changed by more than chance gives: all that it compares is judged together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from backend.chance import Counts, changed
from digests.periods import Period


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
        return counts(self).rose


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
    counted: Iterable[tuple[Subject, str, int, dict[Against, int]]], period: Period, earlier: dict[Against, Period]
) -> Changes:
    """Return what is compared, judged: each count with those that it had in the earlier periods that can be compared.

    A count is its subject, its name, how many in `period`, and how many in each earlier period. An earlier period that isn't in
    `earlier`, such as one before anything was reported, is left out.
    """
    return judge(
        [
            Comparison(subject, name, against, now, before[against], period.days, earlier[against].days)
            for subject, name, now, before in counted
            for against in earlier
            if now or before[against]
        ]
    )


def judge(comparisons: Sequence[Comparison]) -> Changes:
    """Return the comparisons with those marked that have changed."""
    found, tested = changed([counts(comparison) for comparison in comparisons])
    judged = tuple(replace(each, changed=place in found) for place, each in enumerate(comparisons))
    return Changes(judged, tested)


def counts(comparison: Comparison) -> Counts:
    """Return the two counts that are compared."""
    return Counts(comparison.now, comparison.before, comparison.days, comparison.days_before)
