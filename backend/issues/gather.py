"""Gathering reports about the same thing into a fråga."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import select

from backend.access import check_handler, hold, of_act, resent, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.numbers import next_number
from backend.errors import DomainError, IncompleteError
from backend.handling.handle import set_outcome, tell_reporters
from backend.handling.life import step_with_issue
from backend.issues.hold import LONGEST_TITLE, check_said, hold_issue
from backend.reporting.words import clean
from models import Issue, Person, Report
from models.enums import AuditAction, CommentKind, IssueStatus, Paverkbar, ReportStatus


async def open_issue(
    session: AsyncSession,
    actor: Person | None,
    title: str,
    paverkbar: Paverkbar,
    report_ids: Sequence[int],
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Issue:
    """Make a fråga of one report or more and return it; the same submit again returns the same fråga.

    Reports of several kommuner make it one of the whole förbund. `cleared` are words of the title that the writer has said are no
    person. Raises PersonalDataError, NotFoundError, NotAllowedError for a report that the actor doesn't handle, and DomainError
    for no title or report, a withdrawn report and one that is in another fråga; nothing is stored then.
    """
    title = clean(title)
    if not title and not report_ids:
        raise IncompleteError({"reports": "error.no_report_chosen", "title": "error.words_missing.title"})
    answered = await check_said(session, {"title": title}, LONGEST_TITLE, cleared=cleared)
    reports = await _hold_reports(session, report_ids)
    kommuner = {report.kommun_id for report in reports}
    if (known := reports[0].issue_id) and await resent(session, actor, "issue", known, submit, kommuner):
        # Not held: who holds a fråga waits for its reports, which are held here.
        return (await session.exec(select(Issue).where(Issue.id == known))).one()
    actor_id = await _check(session, actor, reports)
    issue = Issue(
        number=await next_number(session, "FR", now),
        title=title,
        paverkbar=paverkbar,
        kommun_id=kommuner.pop() if len(kommuner) == 1 else None,
        opened_at=now,
    )
    session.add(issue)
    await session.flush()
    issue_id = stored_id(issue)
    ids = [stored_id(report) for report in reports]
    record(session, actor_id, AuditAction.CREATED, "issue", issue_id, now, submit=submit, reports=ids, **answered)
    _put_in(session, issue, reports, actor_id, submit, now)
    await session.flush()
    return issue


async def add_to_issue(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    report_ids: Sequence[int],
    submit: str,
    now: datetime,
    *,
    offered: Collection[int] = (),
) -> Issue:
    """Put further reports into a fråga and return it.

    `offered` are frågor that a proposal offers to whoever handles some of its reports (`backend/patterns`), though they couldn't
    open them yet.
    Those of a fråga that is lifted are lifted too, unless something is decided of them already, and their reporters told.
    Raises as `open_issue` does, and DomainError for a fråga that is closed.
    """
    if issue_id in offered:
        issue = await hold(session, Issue, issue_id, "error.issue_missing")
    else:
        issue = await hold_issue(session, actor, issue_id)
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    if issue.closed_at:
        raise DomainError("error.issue_closed")
    reports = await _hold_reports(session, report_ids)
    actor_id = await _check(session, actor, reports)
    ids = [stored_id(report) for report in reports]
    record(session, actor_id, AuditAction.CHANGED, "issue", issue_id, now, submit=submit, reports=ids)
    _put_in(session, issue, reports, actor_id, submit, now)
    if issue.status is IssueStatus.LYFT:
        lifted = [report for report in reports if step_with_issue(report.status, ReportStatus.LYFT) is not report.status]
        outcomes = [
            await set_outcome(session, report, ReportStatus.LYFT, "", CommentKind.ANSWER, actor_id, f"{submit}:{report.id}", now)
            for report in lifted
        ]
        await tell_reporters(session, outcomes, submit, now)
    await session.flush()
    return issue


async def rename_issue(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    title: str,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Issue:
    """Give a fråga another heading and return it; nobody is told, and papers that are made keep the one that they have.

    The same submit again does nothing more. Raises PersonalDataError, NotFoundError, NotAllowedError, and DomainError for no
    heading, one that is too long, and a fråga that is closed.
    """
    title = clean(title)
    answered = await check_said(session, {"title": title}, LONGEST_TITLE, cleared=cleared)
    issue = await hold_issue(session, actor, issue_id)
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    if issue.closed_at:
        raise DomainError("error.issue_closed")
    issue.title = title
    actor_id = actor.id if actor else None
    record(session, actor_id, AuditAction.CHANGED, "issue", issue_id, now, submit=submit, renamed=True, **answered)
    await session.flush()
    return issue


async def take_out(
    session: AsyncSession, actor: Person | None, issue_id: int, report_id: int, submit: str, now: datetime
) -> Issue:
    """Take a report that was put into a fråga by mistake out of it; one that isn't there is left as it is.

    The same submit again does nothing more, also where somebody has put the report back meanwhile. The fråga may then be out of
    the actor's reach, since the reports in it say whose it is.
    """
    issue = await hold_issue(session, actor, issue_id)
    report = await hold(session, Report, report_id, "error.report_missing")
    actor_id = await check_handler(session, actor, report.kommun_id)
    done = of_act(submit, f"take_out:{report_id}")
    if report.issue_id == issue_id and not await submitted_before(session, "issue", issue_id, done):
        report.issue_id = None
        record(session, actor_id, AuditAction.CHANGED, "issue", issue_id, now, submit=done, taken_out=report_id)
        record(session, actor_id, AuditAction.CHANGED, "report", report_id, now, submit=done, issue=[issue_id, None])
        await session.flush()
    return issue


async def _hold_reports(session: AsyncSession, report_ids: Sequence[int]) -> list[Report]:
    if not report_ids:
        raise DomainError("error.no_report_chosen", field="reports")
    # In order, so that two who gather the same reports wait for one another instead of for ever.
    return [await hold(session, Report, report_id, "error.report_missing") for report_id in sorted(set(report_ids))]


async def _check(session: AsyncSession, actor: Person | None, reports: Sequence[Report]) -> int | None:
    for report in reports:
        await check_handler(session, actor, report.kommun_id)
        if report.status is ReportStatus.ATERKALLAD:
            raise DomainError("error.report_withdrawn", field="reports")
        if report.issue_id:
            issue = (await session.exec(select(Issue).where(Issue.id == report.issue_id))).one()
            raise DomainError("error.report_in_issue", field="reports", report=report.number, issue=issue.number)
    return actor.id if actor else None


def _put_in(
    session: AsyncSession, issue: Issue, reports: Sequence[Report], actor_id: int | None, submit: str, now: datetime
) -> None:
    for report in reports:
        report.issue_id = issue.id
        details = {"submit": f"{submit}:{report.id}", "issue": [None, issue.id]}
        record(session, actor_id, AuditAction.CHANGED, "report", stored_id(report), now, **details)
