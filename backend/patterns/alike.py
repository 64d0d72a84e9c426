"""Which reports belong together: by what they are about, where, when, and how alike their words are.

How alike two texts are is the product of their fingerprints, 0 to 1: words, concepts and parts of words by how rare they are.
How often texts that have nothing to do with one another are above a limit is in decision 0018, and held by a test.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, groupby

from models.enums import PartyCode, PatternKind

ALIKE = 0.25
# Two who tell of one event see it from different sides, so their words differ more; the day and the parties agree. What
# recurs in a kommun is told in each writer's own words; the category and the party that is told of agree.
IN_OTHER_WORDS = 0.17
# Of more couples that could tell of one event on a day of a kommun, some are that alike by chance: one in twenty-five is.
FEW_PAIRS = 5
# So alike are only those who write the same thing, whomever they name.
SAME_WORDS = 0.6
WINDOW = timedelta(days=60)
FEWEST = 3
FEWEST_KOMMUNER = 2

Fingerprint = Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is compared of a report. `sides` are the parties in the matter, the reporter's own among them."""

    id: int
    kommun_id: int
    category: str
    reporting: PartyCode | None
    sides: frozenset[PartyCode]
    happened: date | None
    logged: date
    issue_id: int | None
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Found:
    """Reports that belong together, the oldest first. `kommun_id` is None for several kommuner."""

    kind: PatternKind
    kommun_id: int | None
    category: str
    report_ids: tuple[int, ...]


def alike(one: Fingerprint, other: Fingerprint) -> float:
    """Return how alike two texts are, 0 to 1."""
    short, long = sorted((one, other), key=len)
    return sum(weight * long[feature] for feature, weight in short.items() if feature in long)


def find_groups(reports: Iterable[Told]) -> list[Found]:
    """Return what belongs together among the reports of one förbund.

    - one event told by two parties: same kommun and day, each in the other's matter or both about a third, words somewhat
      alike; or the same words, whomever they are about;
    - the same thing again in a kommun: three or more of a category within 60 days, alike in words, or somewhat alike about one
      party;
    - the same thing in several kommuner: as many, in two kommuner or more, that aren't one kommun's own.

    Reports that stand in one fråga already are no news together.
    """
    told = sorted(reports, key=lambda report: (report.logged, report.id))
    again = _again(told, lambda report: (report.kommun_id, report.category))
    known = [frozenset(found.report_ids) for found in again]
    across = [
        found
        for found in _again(told, lambda report: report.category)
        if found.kommun_id is None and not any(len(own & set(found.report_ids)) >= FEWEST for own in known)
    ]
    return [*_one_event(told), *again, *across]


def _one_event(told: Iterable[Told]) -> list[Found]:
    same_day: dict[object, list[Told]] = defaultdict(list)
    for report in told:
        if report.happened and report.reporting:
            same_day[report.kommun_id, report.happened].append(report)
    found: list[Found] = []
    for day in same_day.values():
        couples = [
            (alike(one.fingerprint, other.fingerprint), one, other)
            for one, other in combinations(day, 2)
            if one.reporting != other.reporting and not _gathered([one, other])
        ]
        few = sum(_of_one_matter(one, other) for _, one, other in couples) <= FEW_PAIRS
        least = IN_OTHER_WORDS if few else ALIKE
        taken: set[int] = set()
        for likeness, one, other in sorted(couples, key=lambda couple: -couple[0]):
            likely = likeness >= (least if _of_one_matter(one, other) else SAME_WORDS)
            if likely and {one.id, other.id}.isdisjoint(taken):
                taken |= {one.id, other.id}
                found.append(Found(PatternKind.SAMMA_HANDELSE, one.kommun_id, one.category, (one.id, other.id)))
    return found


def _of_one_matter(one: Told, other: Told) -> bool:
    """Whether two parties tell of each other, or both of a third: two who wait for one seldom name each other."""
    of_each_other = one.reporting in other.sides and other.reporting in one.sides
    return of_each_other or _about_a_third(one, other)


def _about_a_third(one: Told, other: Told) -> bool:
    """Whether both tell of a party that is neither's own."""
    return not (one.sides - {one.reporting}).isdisjoint(other.sides - {other.reporting})


def _again(told: Sequence[Told], matter: Callable[[Told], object]) -> list[Found]:
    """Groups around their oldest report: each of the others is alike to it and no more than a window younger."""
    found: list[Found] = []
    for _, same in groupby(sorted(told, key=lambda report: (str(matter(report)), report.logged, report.id)), matter):
        left = list(same)
        while left:
            first, *rest = left
            group = [first, *(one for one in rest if _same_again(first, one))]
            kommuner = {report.kommun_id for report in group}
            if len(group) >= FEWEST and not _gathered(group):
                kind = PatternKind.UPPREPAS if len(kommuner) < FEWEST_KOMMUNER else PatternKind.FLERA_KOMMUNER
                kommun_id = first.kommun_id if kind is PatternKind.UPPREPAS else None
                found.append(Found(kind, kommun_id, first.category, tuple(report.id for report in group)))
                taken = {report.id for report in group}
                left = [report for report in rest if report.id not in taken]
            else:
                left = rest
    return found


def _same_again(first: Told, one: Told) -> bool:
    of_one_party = first.kommun_id == one.kommun_id and _about_a_third(first, one)
    least = IN_OTHER_WORDS if of_one_party else ALIKE
    return one.logged - first.logged <= WINDOW and alike(first.fingerprint, one.fingerprint) >= least


def _gathered(reports: Sequence[Told]) -> bool:
    """Whether all of them stand in the same fråga."""
    issues = {report.issue_id for report in reports}
    return None not in issues and len(issues) == 1
