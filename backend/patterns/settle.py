"""What becomes of a proposal: its reports are gathered into a fråga, or said not to belong together."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, select

from backend.access import handled_kommuner, hold
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import NotAllowedError
from backend.issues.gather import add_to_issue, open_issue
from models import Issue, Pattern, PatternReport, Person, Report
from models.enums import AuditAction, PatternStatus, Paverkbar


async def gather_pattern(
    session: AsyncSession,
    actor: Person | None,
    pattern_id: int,
    report_ids: Sequence[int],
    issue_id: int | None,
    title: str,
    paverkbar: Paverkbar,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Issue:
    """Put chosen reports of a proposal into a fråga, a new one when `issue_id` is None, and return it.

    Raises as `open_issue` and `add_to_issue` do; nothing is stored then.
    """
    pattern = await _hold(session, actor, pattern_id)
    if issue_id is None:
        issue = await open_issue(session, actor, title, paverkbar, report_ids, submit, now, cleared=cleared)
    else:
        issue = await add_to_issue(session, actor, issue_id, report_ids, submit, now)
    _settle(session, pattern, PatternStatus.SAMLAT, actor, submit, now, issue=stored_id(issue))
    return issue


async def dismiss_pattern(session: AsyncSession, actor: Person | None, pattern_id: int, submit: str, now: datetime) -> None:
    """Note that what was proposed doesn't belong together; one that is settled already is left as it is.

    Raises NotFoundError, and NotAllowedError for one who handles none of its reports.
    """
    pattern = await _hold(session, actor, pattern_id)
    _settle(session, pattern, PatternStatus.AVFARDAT, actor, submit, now)


async def _hold(session: AsyncSession, actor: Person | None, pattern_id: int) -> Pattern:
    pattern = await hold(session, Pattern, pattern_id, "error.pattern_missing")
    handled = await handled_kommuner(session, actor)
    kommuner = select(Report.kommun_id).join(PatternReport, col(PatternReport.report_id) == Report.id)
    concerned = set(await session.exec(kommuner.where(PatternReport.pattern_id == pattern_id)))
    if handled.isdisjoint(concerned):
        raise NotAllowedError("error.not_yours")
    return pattern


def _settle(
    session: AsyncSession,
    pattern: Pattern,
    status: PatternStatus,
    actor: Person | None,
    submit: str,
    now: datetime,
    **details: int,
) -> None:
    if pattern.status is not PatternStatus.FORESLAGET:
        return
    pattern.status, pattern.settled_at = status, now
    actor_id = actor.id if actor else None
    record(session, actor_id, AuditAction.CHANGED, "pattern", stored_id(pattern), now, submit=submit, status=status, **details)
