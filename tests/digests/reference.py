"""The same figures, counted slowly and plainly from the rows themselves: what the SQL is held against."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from math import comb

from sqlmodel import select

from backend.database import AsyncSession
from backend.times import local_date
from digests.periods import Period
from models import Lift, Report, ReportParty
from models.enums import GroupKind, LiftOutcome, PartyCode, Paverkbar, ReportStatus, Slag, Source


@dataclass(frozen=True)
class Rows:
    """Every report of the förbund, with the parties it concerns."""

    reports: Sequence[Report]
    parties: dict[int, list[PartyCode]] = field(default_factory=dict)


async def read_rows(session: AsyncSession) -> Rows:
    reports = (await session.exec(select(Report))).all()
    parties: dict[int, list[PartyCode]] = {}
    for row in (await session.exec(select(ReportParty))).all():
        parties.setdefault(row.report_id, []).append(row.party)
    return Rows(reports, parties)


def events(rows: Rows, kommuner: Collection[int] | None) -> list[Report]:
    return [report for report in promised(rows, kommuner) if report.same_event_as_id is None]


def promised(rows: Rows, kommuner: Collection[int] | None) -> list[Report]:
    """Return those whose reporters were promised an answer: each account of an event has a promise of its own."""
    return [report for report in _counted(rows, kommuner) if report.slag in (Slag.BRIST, Slag.BEHOV)]


def successes(rows: Rows, kommuner: Collection[int] | None, period: Period) -> int:
    return sum(
        1 for report in _counted(rows, kommuner) if report.slag is Slag.FRAMGANGSFAKTOR and _in(report.reported_at, period)
    )


def internal(rows: Rows, kommuner: Collection[int] | None, period: Period) -> int:
    return sum(
        1
        for report in rows.reports
        if report.internal
        and report.status is not ReportStatus.ATERKALLAD
        and (kommuner is None or report.kommun_id in kommuner)
        and _in(report.reported_at, period)
    )


def new(rows: Rows, kommuner: Collection[int] | None, period: Period) -> list[Report]:
    return [report for report in events(rows, kommuner) if _in(report.reported_at, period)]


def open_at_end(rows: Rows, kommuner: Collection[int] | None, day: date) -> list[Report]:
    return _open(events(rows, kommuner), day)


def _open(reports: Sequence[Report], day: date) -> list[Report]:
    return [
        report
        for report in reports
        if local_date(report.reported_at) <= day and (report.closed_at is None or local_date(report.closed_at) > day)
    ]


def closed(rows: Rows, kommuner: Collection[int] | None, period: Period) -> int:
    return sum(1 for report in events(rows, kommuner) if report.closed_at and _in(report.closed_at, period))


def overdue(rows: Rows, kommuner: Collection[int] | None, day: date) -> int:
    return sum(1 for report in waiting(rows, kommuner, day) if report.answer_due <= day)


def waiting(rows: Rows, kommuner: Collection[int] | None, day: date) -> list[Report]:
    left = _open(promised(rows, kommuner), day)
    return [report for report in left if report.answered_at is None or local_date(report.answered_at) > day]


def answers(rows: Rows, kommuner: Collection[int] | None, period: Period) -> tuple[int, int, int]:
    due = in_time = late = 0
    for report in promised(rows, kommuner):
        if report.source is Source.IMPORT or not period.start <= report.answer_due <= period.end:
            continue
        due += 1
        answered = local_date(report.answered_at) if report.answered_at else date.max
        if answered <= report.answer_due:
            in_time += 1
        elif answered <= period.end:
            late += 1
    return due, in_time, late


def lifted(lifts: Sequence[tuple[Lift, GroupKind]], period: Period) -> list[int]:
    """Return the ids of the lifts that moved in a period, or wait before an upper forum at its end, in the order of lifting."""
    found = []
    for lift, kind in lifts:
        at_first = local_date(lift.lifted_at)
        decided = local_date(lift.decided_at) if lift.decided_at and local_date(lift.decided_at) <= period.end else None
        waits = decided is None or lift.outcome is LiftOutcome.UPPSKJUTEN
        upper = kind in (GroupKind.BEREDNINGSGRUPP, GroupKind.STYRELSE)
        moved = at_first >= period.start or (decided is not None and decided >= period.start)
        if at_first <= period.end and (moved or (waits and upper)):
            found.append((lift.lifted_at, lift.id or 0))
    return [number for _, number in sorted(found)]


def categories(reports: Sequence[Report]) -> Counter[str]:
    return Counter(report.category for report in reports)


def finer(reports: Sequence[Report]) -> Counter[str]:
    return Counter(f"{report.category}:{report.subcategory}" for report in reports if report.subcategory)


def causes(reports: Sequence[Report]) -> Counter[str]:
    return Counter(report.secondary_category for report in reports if report.secondary_category)


def judged(reports: Sequence[Report]) -> dict[str, tuple[int, int]]:
    """Return by category how many can be influenced locally, of how many that somebody has judged."""
    told: dict[str, tuple[int, int]] = {}
    for report in reports:
        if report.paverkbar is not None:
            local, every = told.get(report.category, (0, 0))
            told[report.category] = (local + (report.paverkbar is Paverkbar.LOKALT), every + 1)
    return told


def consequences(reports: Sequence[Report]) -> Counter[str]:
    return Counter(str(report.consequence or "ej_angiven") for report in reports)


def year_before(period: Period) -> Period:
    def earlier(day: date) -> date:
        last = day.day == 29 and day.month == 2
        return day.replace(year=day.year - 1, day=28 if last else day.day)

    return Period(earlier(period.start), earlier(period.end))


@cache
def chance(now: int, before: int, days: int, days_before: int) -> Fraction:
    """Return the exact p of two counts, by adding up every outcome at least so far out on its side, twice."""
    total, share = now + before, Fraction(days, days + days_before)

    def outcome(count: int) -> Fraction:
        return comb(total, count) * share**count * (1 - share) ** (total - count)

    above = sum((outcome(count) for count in range(now, total + 1)), Fraction())
    below = sum((outcome(count) for count in range(now + 1)), Fraction())
    return min(Fraction(1), 2 * min(above, below))


def changed(counts: Sequence[tuple[int, int, int, int]]) -> list[bool]:
    """Return which of the comparisons are changes: the least p first, each against what is left of five per cent."""

    def least(now: int, before: int, days: int, days_before: int) -> Fraction:
        total = now + before
        return min(chance(total, 0, days, days_before), chance(0, total, days, days_before))

    level = Fraction(1, 20)
    many = next(
        (many for many in range(1, len(counts) + 1) if sum(least(*each) <= level / many for each in counts) <= many), len(counts)
    )
    able = [place for place, each in enumerate(counts) if least(*each) <= level / max(many, 1)]
    found: set[int] = set()
    for place in sorted(able, key=lambda place: chance(*counts[place])):
        if chance(*counts[place]) > level / (len(able) - len(found)):
            break
        found.add(place)
    return [place in found for place in range(len(counts))]


def reach(reports: Sequence[Report]) -> tuple[int, int, int, int]:
    by_level = Counter(report.paverkbar for report in reports)
    return by_level[Paverkbar.LOKALT], by_level[Paverkbar.LANET], by_level[Paverkbar.NATIONELLT], by_level[None]


def pairs(rows: Rows, reports: Sequence[Report]) -> Counter[tuple[PartyCode | None, PartyCode | None]]:
    found: Counter[tuple[PartyCode | None, PartyCode | None]] = Counter()
    for report in reports:
        for party in rows.parties.get(report.id or 0, [None]):
            found[report.reporting_party, party] += 1
    return found


def _counted(rows: Rows, kommuner: Collection[int] | None) -> list[Report]:
    return [
        report
        for report in rows.reports
        if report.status is not ReportStatus.ATERKALLAD
        and not report.internal
        and (kommuner is None or report.kommun_id in kommuner)
    ]


def _in(moment: datetime, period: Period) -> bool:
    return period.start <= local_date(moment) <= period.end
