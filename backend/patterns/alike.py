"""Which reports belong together: by what they are about, where, when, and how alike their words are.

How alike two texts are is the product of their fingerprints, 0 to 1: words, concepts and parts of words by how rare they are.
How often texts that have nothing to do with one another are above a limit is in decision 0018, and held by a test.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, groupby

from models.enums import PartyCode, PatternKind

ALIKE = 0.25
# Two who tell of one event see it from different sides, so their words differ more; the day and the parties agree.
IN_OTHER_WORDS = 0.17
# Of more couples that could tell of one event on a day of a kommun, some are that alike by chance: one in twenty-five is.
FEW_PAIRS = 5
# So alike are only those who write the same thing, whomever they name.
SAME_WORDS = 0.6
# Of couples of a category about one party, so many are alike by chance at IN_OTHER_WORDS, and so fast they grow fewer above it.
_ALIKE_BY_CHANCE = 0.125
_STEEPNESS = 28.5
# How many groups a look would hold by chance, within kommuner and over several each, if couples were alike independently.
_GROUPS_BY_CHANCE = 0.15
WINDOW = timedelta(days=60)
FEWEST = 3
FEWEST_KOMMUNER = 2
# Two groups that have so many reports in common are of one matter, whatever is in the middle of each.
SAME_MATTER = 2

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
    - the same thing again in a kommun: three or more of a category, one of which the others are alike to in words, or somewhat
      alike about one party, and within 60 days of;
    - the same thing in several kommuner: as many, in two kommuner or more, that aren't one kommun's own, or in three.

    Reports that stand in one fråga already are no news together.
    """
    told = sorted(reports, key=lambda report: (report.logged, report.id))
    again = _again(told, lambda report: (report.kommun_id, report.category))
    known = [frozenset(found.report_ids) for found in again]
    kommun_of = {report.id: report.kommun_id for report in told}
    across = [
        found
        for found in _again(told, lambda report: report.category)
        if found.kommun_id is None
        and (
            # What one kommun has by itself is news where two others tell of it as well.
            len({kommun_of[each] for each in found.report_ids}) > FEWEST_KOMMUNER
            or not any(len(own & set(found.report_ids)) >= SAME_MATTER for own in known)
        )
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
    """Groups of one matter, each around the report that has most others alike to it within a window; they may chain further.

    Every couple of a matter is compared once, as before; what more it costs to let any of them be the centre is to look through
    those that were alike.
    """
    matters = [list(same) for _, same in groupby(sorted(told, key=lambda report: (str(matter(report)), report.logged)), matter)]
    couples = [[(a, b) for a, b in combinations(same, 2) if b.logged - a.logged <= WINDOW] for same in matters]
    least = limit_for([(a, b) for pairs in couples for a, b in pairs if _about_a_third(a, b)])
    return [
        found
        for same, pairs in zip(matters, couples, strict=True)
        for found in _around(same, [(a, b) for a, b in pairs if _same_again(a, b, least)])
    ]


def limit_for(couples: Iterable[tuple[Told, Told]]) -> float:
    """Return how alike two must be, where these are the couples that could be: the more of them, the more are alike by chance.

    A group by chance is a report to which two others are alike, so what counts is how many such threes there are.
    """
    others = Counter(report.id for couple in couples for report in couple)
    threes = sum(math.comb(count, 2) for count in others.values())
    return IN_OTHER_WORDS + math.log(max(threes, 1) * _ALIKE_BY_CHANCE**2 / _GROUPS_BY_CHANCE) / 2 / _STEEPNESS


def _around(same: Sequence[Told], couples: Iterable[tuple[Told, Told]]) -> Iterator[Found]:
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in couples:
        near[one.id].add(other.id)
        near[other.id].add(one.id)
    reports = {report.id: report for report in same}
    left, centres = set(reports), set(reports)
    others = {each: len(near[each]) for each in reports}
    while centres and others[centre := max(centres, key=lambda each: (others[each], -each))] + 1 >= FEWEST:
        centres.remove(centre)
        ids = near[centre] & left | {centre}
        # The same matter around another centre: whoever is alike to two of them belongs to it as well.
        while more := {each for each in left - ids if len(near[each] & ids) >= SAME_MATTER}:
            ids |= more
        group = [report for report in same if report.id in ids]
        if _gathered(group):
            continue
        left -= ids
        centres -= ids
        others = {each: len(near[each] & left) for each in centres}
        kommuner = {report.kommun_id for report in group}
        kind = PatternKind.UPPREPAS if len(kommuner) < FEWEST_KOMMUNER else PatternKind.FLERA_KOMMUNER
        kommun_id = group[0].kommun_id if kind is PatternKind.UPPREPAS else None
        yield Found(kind, kommun_id, group[0].category, tuple(report.id for report in group))


def _same_again(one: Told, other: Told, least: float) -> bool:
    likeness = alike(one.fingerprint, other.fingerprint)
    return likeness >= (least if _about_a_third(one, other) else max(ALIKE, least + ALIKE - IN_OTHER_WORDS))


def _gathered(reports: Sequence[Told]) -> bool:
    """Whether all of them stand in the same fråga."""
    issues = {report.issue_id for report in reports}
    return None not in issues and len(issues) == 1
