"""What a reporter does with a report of their own afterwards: changes it, adds to it, takes it back."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlmodel import col, delete, select

from backend.access import hold_own, submitted_before
from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.directory.receivers import find_receiver, tell_amended, tell_receiver
from backend.errors import DomainError
from backend.handling.same_event import counted_in, part_if_moved, take_turn
from backend.reporting.guarding import guard
from backend.reporting.log import ReportDraft, check_draft
from backend.reporting.proposed import without_words
from backend.reporting.words import clean
from models import Person, Report, ReportComment, ReportParty, StatusChange
from models.enums import AuditAction, CommentKind, NoticeKind, PartyCode, ReportStatus
from models.report import parts

# What the reporter wrote or chose, by its name in the draft and in the row alike. The category is apart: it has two columns.
_FIELDS = (
    "text",
    "suggestion",
    "kommun_id",
    "slag",
    "event_date",
    "event_until",
    "recurring",
    "consequence",
    "spoken_with_party",
)

How = Literal["changed", "added", "withdrawn"]


def why_not_changed(status: ReportStatus) -> str:
    """Return the key of why a report that stands so can't be changed by its reporter; empty when it can."""
    match status:
        case ReportStatus.MOTTAGEN:
            return ""
        case ReportStatus.ATERKALLAD:
            return "error.report_withdrawn"
        case ReportStatus.AVSLUTAD:
            return "error.report_closed_to_change"
        case _:
            return "error.report_sorted"


async def change_report(
    session: AsyncSession, reporter: Person, report_id: int, draft: ReportDraft, taxonomy: Taxonomy, submit: str, now: datetime
) -> Report:
    """Save the draft over a report that nobody has sorted yet, tell the receiver, and return it. The same submit does no more.

    A category that the coordinator has chosen stays. Another kommun's receiver gets the report as a new one, and what no longer
    counts where it did leaves the event that it shares. Raises as
    `log_report` does, and DomainError when the report has been sorted or taken back; nothing is stored then.
    """
    draft, cleared = await check_draft(session, draft, taxonomy, now)
    await take_turn(session)
    report = await hold_own(session, Report, report_id, "error.report_missing", "reporter_id", reporter)
    if await submitted_before(session, "report", report_id, submit):
        return report
    if why := why_not_changed(report.status):
        raise DomainError(why)
    counted = counted_in(report)
    changed = await _save_over(session, report, draft)
    if not changed:
        return report
    record(session, reporter.id, AuditAction.CHANGED, "report", report_id, now, submit=submit, fields=changed, **cleared)
    await part_if_moved(session, report, counted, reporter.id, submit, now)
    if "kommun_id" in changed:
        await _hand_over(session, report, submit, now)
    else:
        await _tell(session, report, "changed", submit, now)
    await session.flush()
    return report


async def add_to_report(
    session: AsyncSession,
    reporter: Person,
    report_id: int,
    text: str,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Report:
    """Store what the reporter adds, tell the receiver, and return the report. The same submit does no more.

    `cleared` are words of the text that the reporter has said are no person.

    Raises PersonalDataError when the guard finds something, and DomainError for an empty text and for a report that was taken
    back; nothing is stored then.
    """
    text = clean(text)
    answered = await guard(session, {"text": text}, cleared=cleared)
    if not text:
        raise DomainError("error.addition_missing")
    report = await hold_own(session, Report, report_id, "error.report_missing", "reporter_id", reporter)
    if await submitted_before(session, "report", report_id, submit):
        return report
    if report.status is ReportStatus.ATERKALLAD:
        raise DomainError("error.report_withdrawn")
    comment = ReportComment(
        report_id=report_id,
        idempotency_key=submit,
        author_id=reporter.id,
        kind=CommentKind.REPLY,
        party=reporter.party,
        text=text,
        created_at=now,
    )
    session.add(comment)
    record(session, reporter.id, AuditAction.CHANGED, "report", report_id, now, submit=submit, added=True, **answered)
    await _tell(session, report, "added", submit, now)
    await session.flush()
    return report


async def withdraw_report(session: AsyncSession, reporter: Person, report_id: int, submit: str, now: datetime) -> Report:
    """Take back a report that is open, tell the receiver, and return it; one that was taken back already is left as it is.

    It leaves the fråga that it was gathered into. Its number and its trail stay. Raises DomainError for a closed report: an
    answer was given, and the figures may be out.
    """
    await take_turn(session)
    report = await hold_own(session, Report, report_id, "error.report_missing", "reporter_id", reporter)
    if report.status is ReportStatus.ATERKALLAD:
        return report
    if not report.status.is_open:
        raise DomainError("error.report_closed")
    counted = counted_in(report)
    before, report.status, report.closed_at = report.status, ReportStatus.ATERKALLAD, now
    session.add(StatusChange(report_id=report_id, before=before, after=report.status, changed_by_id=reporter.id, changed_at=now))
    details: dict[str, object] = {"submit": submit, "status": [before, report.status]}
    if report.issue_id:
        record(session, reporter.id, AuditAction.CHANGED, "issue", report.issue_id, now, submit=submit, taken_out=report_id)
        details["issue"], report.issue_id = [report.issue_id, None], None
    record(session, reporter.id, AuditAction.CHANGED, "report", report_id, now, **details)
    await part_if_moved(session, report, counted, reporter.id, submit, now)
    await _tell(session, report, "withdrawn", submit, now)
    await session.flush()
    return report


async def _save_over(session: AsyncSession, report: Report, draft: ReportDraft) -> list[str]:
    """Return the names of the fields that the draft changed."""
    changed = [name for name in _FIELDS if getattr(report, name) != getattr(draft, name)]
    for name in changed:
        setattr(report, name, getattr(draft, name))
    if "text" in changed:
        report.proposed = without_words(report.proposed)
    category, subcategory = parts(draft.category)
    if draft.category != report.chosen_category:  # which the form was filled in with, and may be the coordinator's
        if report.category == report.reporter_category:
            changed.append("category")
            report.category, report.subcategory, report.reporter_category = category, subcategory, category
        elif category not in (report.category, report.reporter_category):
            changed.append("category")
            report.reporter_category = category
    concerned = select(ReportParty.party).where(ReportParty.report_id == report.id)
    if {PartyCode(party) for party in await session.exec(concerned)} != set(draft.parties):
        changed.append("parties")
        await session.exec(delete(ReportParty).where(col(ReportParty.report_id) == report.id))
        session.add_all(ReportParty(report_id=stored_id(report), party=party) for party in dict.fromkeys(draft.parties))
    return changed


async def _hand_over(session: AsyncSession, report: Report, submit: str, now: datetime) -> None:
    """Put the report before the receiver of the kommun that it has now."""
    receiver = await find_receiver(session, report.kommun_id)
    report.receiver_id = receiver.person.id if receiver.person else None
    report.receiver_role = receiver.role
    await tell_receiver(
        session,
        receiver,
        key=f"report:{report.id}:received:{submit}",
        kind=NoticeKind.REPORT_RECEIVED,
        subject_id=stored_id(report),
        now=now,
    )


async def _tell(session: AsyncSession, report: Report, how: How, submit: str, now: datetime) -> None:
    key = f"report:{report.id}:{how}:{submit}"
    await tell_amended(
        session, report.kommun_id, key=key, kind=NoticeKind.REPORT_AMENDED, subject_id=stored_id(report), how=how, now=now
    )
