"""A fråga held while it is changed, and what becomes of the reports in it."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import handled_kommuner, hold, hold_all
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotAllowedError
from backend.handling.handle import Outcome, set_outcome, tell_reporters
from backend.handling.life import step_with_issue
from backend.reporting.guarding import guard
from backend.reporting.words import check_length
from models import Issue, Person, Report
from models.enums import AuditAction, CommentKind, ReportStatus

LONGEST_TITLE = 200
LONGEST_WORDS = 2000


async def hold_issue(session: AsyncSession, actor: Person | None, issue_id: int) -> Issue:
    """Return a fråga, locked, for one who may open it; raise NotFoundError and NotAllowedError."""
    issue = await hold(session, Issue, issue_id, "error.issue_missing")
    await check_issue(session, actor, issue)
    return issue


async def check_issue(session: AsyncSession, viewer: Person | None, issue: Issue) -> frozenset[int]:
    """Return the kommuner that one who may open a fråga handles; raise NotAllowedError for anybody else.

    It is open to those who handle any report in it, as these stand now, and to förbundets office; an emptied one to those who
    handle the kommun that it was opened for.
    """
    handled, everywhere = await handled_kommuner(session, viewer), await handled_kommuner(session, None)
    gathered = await session.exec(select(Report.kommun_id).where(Report.issue_id == issue.id))
    if handled.isdisjoint(set(gathered) or {issue.kommun_id}) and handled != everywhere:
        raise NotAllowedError("error.not_yours")
    return handled


async def check_said(
    session: AsyncSession, texts: Mapping[str, str], longest: int = LONGEST_WORDS, *, cleared: Collection[str] = ()
) -> Mapping[str, object]:
    """Pass texts, by field, that are clean already and must all be there; return what the audit trail keeps of what was cleared.

    Raises DomainError for one that is missing (`error.words_missing.<field>`) or too long, and PersonalDataError.
    """
    for name, text in texts.items():
        if not text:
            raise DomainError(f"error.words_missing.{name}", field=name)
        check_length(name, text, longest)
    return await guard(session, texts, cleared=cleared)


async def tell_reports(
    session: AsyncSession,
    issue: Issue,
    status: ReportStatus,
    words: str,
    actor_id: int | None,
    submit: str,
    now: datetime,
    lift_id: int | None = None,
    *,
    again: bool = False,
) -> None:
    """Give every report of a held fråga its status, where its life allows the step, and the words as an answer.

    Each reporter is told once, however many of the reports are theirs. A report that was withdrawn is left alone; one that is
    closed stays closed, but whoever wrote it is told what became of it. `lift_id` is the question that a group decided so.
    `again` tells those as well whose report stands so already: the same status means something else now.
    """
    standing = sa.and_(col(Report.issue_id) == issue.id, col(Report.status) != ReportStatus.ATERKALLAD)
    outcomes = []
    for report in await hold_all(session, Report, standing):
        step = step_with_issue(report.status, status)
        stands = again and report.status is status
        if step is report.status and not (words or stands):
            continue
        report_id = stored_id(report)
        key = f"{submit}:{report_id}"
        details = {
            "submit": key,
            "issue": issue.id,
            "status": [report.status, step],
            "said": CommentKind.ANSWER if words else None,
        }
        record(session, actor_id, AuditAction.CHANGED, "report", report_id, now, **details)
        said = await set_outcome(session, report, step, words, CommentKind.ANSWER, actor_id, key, now, lift_id)
        outcomes.append(said or Outcome(report, None, None))
    await tell_reporters(session, outcomes, submit, now)
