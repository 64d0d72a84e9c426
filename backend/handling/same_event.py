"""One event that several have told: each report keeps its words, its reporter and its promise; the event is counted once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import check_handler, handled_kommuner, hold
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import NotFoundError
from models import Person, Report
from models.enums import AuditAction, PartyCode, ReportStatus


@dataclass(frozen=True, slots=True)
class Telling:
    """The same event as another tells it."""

    report_id: int
    number: str
    party: PartyCode | None
    text: str


async def read_tellings(session: AsyncSession, report_id: int, viewer: Person | None, now: datetime) -> tuple[Telling, ...]:
    """Return how others tell the event of a report, the oldest first: those of their reports that the viewer handles.

    The look at each is kept in the audit trail. Raises NotAllowedError for one who handles nothing.
    """
    report = await session.get(Report, report_id)
    if report is None:
        return ()
    handled, root = await handled_kommuner(session, viewer), report.same_event_as_id or report_id
    of_it = sa.or_(col(Report.id) == root, col(Report.same_event_as_id) == root)
    found = select(Report).where(of_it, col(Report.id) != report_id, col(Report.kommun_id).in_(handled))
    rows = await session.exec(found.order_by(col(Report.reported_at), col(Report.id)))
    told = tuple(Telling(stored_id(other), other.number, other.reporting_party, other.text) for other in rows)
    for telling in told:
        record(session, viewer.id if viewer else None, AuditAction.VIEWED, "report", telling.report_id, now, beside=report_id)
    return told


async def join_tellings(session: AsyncSession, actor: Person | None, reports: Sequence[int], submit: str, now: datetime) -> None:
    """Let some reports be one event from now on: it is counted by the one that came first, and the others stand beside it.

    A report that tells of an event with further tellings brings them along. The same submit again changes nothing. Raises
    NotFoundError for a report that isn't there or was withdrawn, and NotAllowedError for one that the actor doesn't handle.
    """
    held = [await hold(session, Report, report_id, "error.report_missing") for report_id in sorted(set(reports))]
    for report in held:
        await check_handler(session, actor, report.kommun_id)
        if report.status is ReportStatus.ATERKALLAD:
            raise NotFoundError("error.report_missing")
    roots = {report.same_event_as_id or stored_id(report) for report in held}
    group = list(
        await session.exec(select(Report).where(sa.or_(col(Report.id).in_(roots), col(Report.same_event_as_id).in_(roots))))
    )
    first = min(group, key=lambda report: (report.reported_at, stored_id(report)))
    for report in group:
        after = None if report is first else stored_id(first)
        if report.same_event_as_id != after:
            _note(session, actor.id if actor else None, report, after, submit, now)
    await session.flush()


async def part_tellings(session: AsyncSession, actor: Person | None, report_id: int, submit: str, now: datetime) -> None:
    """Let a report be an event of its own again; of those that stood beside it, the oldest is what they are counted by.

    The same submit again changes nothing. Raises NotFoundError, and NotAllowedError for one who doesn't handle the report.
    """
    report = await hold(session, Report, report_id, "error.report_missing")
    actor_id = await check_handler(session, actor, report.kommun_id)
    await let_go(session, report, actor_id, submit, now)


async def let_go(session: AsyncSession, report: Report, actor_id: int | None, submit: str, now: datetime) -> None:
    """Take a held report out of the event that it shares; called as well when it stops counting where the others do."""
    beside = select(Report).where(Report.same_event_as_id == report.id).order_by(col(Report.reported_at), col(Report.id))
    others = list(await session.exec(beside))
    next_first = stored_id(others[0]) if others else None
    changed = [(other, None if other.id == next_first else next_first) for other in others]
    if report.same_event_as_id is not None:
        changed.append((report, None))
    for one, after in changed:
        _note(session, actor_id, one, after, submit, now)
    await session.flush()


def _note(session: AsyncSession, actor_id: int | None, report: Report, after: int | None, submit: str, now: datetime) -> None:
    before, report.same_event_as_id = report.same_event_as_id, after
    report_id = stored_id(report)
    details = {"submit": f"{submit}:{report_id}", "same_event_as": [before, after]}
    record(session, actor_id, AuditAction.CHANGED, "report", report_id, now, **details)
