"""Handling a report: category, status and answer in one submit, and one notice to the one who wrote it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import structlog
from sqlmodel import col, select

from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.directory.reach import tell_person
from backend.directory.receivers import may_handle
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.life import NEXT
from backend.reporting.words import check_words, clean
from models import AuditEvent, Person, Report, ReportComment, StatusChange
from models.enums import AuditAction, CommentKind, NoticeKind, ReportStatus

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Handling:
    """What a coordinator sends; None and an empty answer, or what stands already, change nothing."""

    category: str | None = None
    status: ReportStatus | None = None
    answer: str = ""


async def handle_report(
    session: AsyncSession, actor: Person | None, report_id: int, handling: Handling, idempotency_key: str, now: datetime
) -> Report:
    """Sort a report, set where it stands and answer it; return it. The same key again does nothing more.

    `actor` None is förbundet's own mailbox, which a signed link vouches for. The reporter is told once, of a new status or an
    answer; a change of category alone is the office's own affair. An answer to a report that nobody has sorted sorts it.

    Raises NotFoundError, NotAllowedError, PersonalDataError, and DomainError for an unknown category, a step that a report's
    life doesn't have, a withdrawn report, and when there is nothing to save; nothing is stored then.
    """
    handling = replace(handling, answer=clean(handling.answer))
    check_words({"answer": handling.answer})
    report = await _hold(session, report_id)
    actor_id = stored_id(actor) if actor else None
    if actor_id is not None and not await may_handle(session, actor_id, report.kommun_id):
        raise NotAllowedError("error.not_yours")
    if await _handled_before(session, report_id, idempotency_key):
        return report
    category, status = _wanted(report, handling)
    if category == report.category and status is report.status and not handling.answer:
        raise DomainError("error.nothing_to_save")

    record(
        session,
        actor_id,
        AuditAction.CHANGED,
        "report",
        report_id,
        now,
        submit=idempotency_key,
        category=[report.category, category],
        status=[report.status, status],
        answered=bool(handling.answer),
    )
    report.category = category
    change = _step(session, report, status, actor_id, now)
    answer = _answer(session, report, handling.answer, actor_id, idempotency_key, now)
    await session.flush()
    if change or answer:
        await _tell_reporter(session, report, change, answer, idempotency_key, now)
    return report


async def _hold(session: AsyncSession, report_id: int) -> Report:
    """Return the report as it stands now, locked, so that of two who handle it at once the second sees what the first did."""
    locked = select(Report).where(col(Report.id) == report_id).with_for_update().execution_options(populate_existing=True)
    report = (await session.exec(locked)).first()
    if report is None:
        raise NotFoundError("error.report_missing")
    return report


async def _handled_before(session: AsyncSession, report_id: int, idempotency_key: str) -> bool:
    """Whether the audit trail of the report holds this submit: it is the one row that every submit leaves."""
    changes = select(AuditEvent).where(
        AuditEvent.subject == "report",
        AuditEvent.subject_id == report_id,
        col(AuditEvent.action) == AuditAction.CHANGED,
    )
    return any(event.details.get("submit") == idempotency_key for event in await session.exec(changes))


@cache
def _categories() -> frozenset[str]:
    return frozenset(Taxonomy.load().codes)


def _wanted(report: Report, handling: Handling) -> tuple[str, ReportStatus]:
    category = handling.category or report.category
    if category != report.category and category not in _categories():
        raise DomainError("error.category_unknown", field="category")
    if report.status is ReportStatus.ATERKALLAD:
        raise DomainError("error.report_withdrawn")
    status = handling.status or report.status
    if status is report.status and status is ReportStatus.MOTTAGEN and handling.answer:
        status = ReportStatus.SORTERAD
    if status is not report.status and status not in NEXT[report.status]:
        raise DomainError("error.status_step", field="status")
    return category, status


def _step(
    session: AsyncSession, report: Report, status: ReportStatus, actor_id: int | None, now: datetime
) -> StatusChange | None:
    if status is report.status:
        return None
    change = StatusChange(report_id=stored_id(report), before=report.status, after=status, changed_by_id=actor_id, changed_at=now)
    session.add(change)
    report.status = status
    report.closed_at = None if status.is_open else now
    return change


def _answer(
    session: AsyncSession, report: Report, text: str, actor_id: int | None, idempotency_key: str, now: datetime
) -> ReportComment | None:
    if not text:
        return None
    comment = ReportComment(
        report_id=stored_id(report),
        idempotency_key=idempotency_key,
        author_id=actor_id,
        kind=CommentKind.ANSWER,
        text=text,
        created_at=now,
    )
    session.add(comment)
    report.answered_at = report.answered_at or now
    return comment


async def _tell_reporter(
    session: AsyncSession,
    report: Report,
    change: StatusChange | None,
    answer: ReportComment | None,
    idempotency_key: str,
    now: datetime,
) -> None:
    reporter = await session.get(Person, report.reporter_id) if report.reporter_id else None
    told = reporter is not None and await tell_person(
        session,
        reporter,
        key=f"report:{report.id}:handled:{idempotency_key}",
        kind=NoticeKind.REPORT_ANSWERED if answer else NoticeKind.REPORT_CHANGED,
        subject_id=stored_id(report),
        details={"comment_id": answer.id if answer else None, "status_change_id": change.id if change else None},
        now=now,
    )
    if not told:
        log.warning("handling.reporter_unreachable", report=report.id)
