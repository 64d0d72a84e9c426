"""What becomes of a proposal, for each who handles some of its reports: a fråga, one event, or said not to belong together."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select

from backend.access import check_handler, handled_kommuner, hold
from backend.audit import record
from backend.database import AsyncSession
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.same_event import join_tellings
from models import Pattern, PatternReport, Person, Report
from models.enums import AuditAction, PatternKind, PatternStatus, ReportStatus


async def settle_pattern(
    session: AsyncSession, actor: Person | None, pattern_id: int, gathered: Collection[int], submit: str, now: datetime
) -> None:
    """Note that of the reports that the actor handles some were gathered, and that the others don't belong together with them.

    What others handle waits for them still; the proposal is settled when nothing of it waits for anybody. Settling it again
    changes nothing. Raises NotFoundError, also for a gathered report that isn't in it, and NotAllowedError for one who handles
    none of its reports.
    """
    pattern = await hold(session, Pattern, pattern_id, "error.pattern_missing")
    handled = await handled_kommuner(session, actor)
    rows = (
        await session.exec(
            select(PatternReport, Report)
            .join(Report, col(PatternReport.report_id) == Report.id)
            .where(PatternReport.pattern_id == pattern_id)
        )
    ).all()
    if not set(gathered) <= {report.id for _, report in rows}:
        raise NotFoundError("error.report_missing")
    if handled.isdisjoint(report.kommun_id for _, report in rows):
        raise NotAllowedError("error.not_yours")
    if pattern.status is not PatternStatus.FORESLAGET:
        return
    for row, report in rows:
        row.settled = row.settled or report.kommun_id in handled
    status = PatternStatus.SAMLAT if gathered else PatternStatus.AVFARDAT
    if not any(_waits(row, report) for row, report in rows):
        pattern.status, pattern.settled_at = status, now
    actor_id = actor.id if actor else None
    record(session, actor_id, AuditAction.CHANGED, "pattern", pattern_id, now, submit=submit, status=status)


async def join_as_one_event(session: AsyncSession, actor: Person | None, pattern_id: int, submit: str, now: datetime) -> None:
    """Let the reports of a proposal be one event, told from several sides, and note that; one that is settled stays as it is.

    Raises NotFoundError for a proposal that says anything else of its reports, or of whose reports one stands no more, and
    NotAllowedError for one who doesn't handle them all.
    """
    pattern = await hold(session, Pattern, pattern_id, "error.pattern_missing")
    if pattern.kind is not PatternKind.SAMMA_HANDELSE:
        raise NotFoundError("error.pattern_missing")
    rows = (await session.exec(select(PatternReport).where(PatternReport.pattern_id == pattern_id))).all()
    of_them = select(Report.kommun_id).where(col(Report.id).in_([row.report_id for row in rows]))
    for kommun_id in set(await session.exec(of_them)):
        await check_handler(session, actor, kommun_id)
    if pattern.status is not PatternStatus.FORESLAGET:
        return
    await join_tellings(session, actor, [row.report_id for row in rows], submit, now)
    for row in rows:
        row.settled = True
    pattern.status, pattern.settled_at = PatternStatus.EN_HANDELSE, now
    actor_id = actor.id if actor else None
    record(session, actor_id, AuditAction.CHANGED, "pattern", pattern_id, now, submit=submit, status=pattern.status)


def _waits(row: PatternReport, report: Report) -> bool:
    return not row.settled and report.issue_id is None and report.status is not ReportStatus.ATERKALLAD
