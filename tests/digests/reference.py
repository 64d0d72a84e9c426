"""The same figures, counted slowly and plainly from the rows themselves: what the SQL is held against."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

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
    return [
        report
        for report in events(rows, kommuner)
        if local_date(report.reported_at) <= day and (report.closed_at is None or local_date(report.closed_at) > day)
    ]


def closed(rows: Rows, kommuner: Collection[int] | None, period: Period) -> int:
    return sum(1 for report in events(rows, kommuner) if report.closed_at and _in(report.closed_at, period))


def overdue(rows: Rows, kommuner: Collection[int] | None, day: date) -> int:
    return sum(
        1
        for report in open_at_end(rows, kommuner, day)
        if report.answer_due <= day and (report.answered_at is None or local_date(report.answered_at) > day)
    )


def answers(rows: Rows, kommuner: Collection[int] | None, period: Period) -> tuple[int, int, int]:
    due = in_time = late = 0
    for report in events(rows, kommuner):
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
