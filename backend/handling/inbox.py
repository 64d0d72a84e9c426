"""The inbox of one who handles reports and meetings: what waits, the oldest promise first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import handled_kommuner
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.times import local_date
from models import Kommun, Meeting, Person, Report, ReportComment
from models.enums import AuditAction, CommentKind, MeetingForm, MeetingStatus, ReportStatus

OPEN = tuple(status for status in ReportStatus if status.is_open)
# What the inbox may be narrowed to: reports of one status, or requested meetings.
Show = ReportStatus | Literal[MeetingStatus.BEGART] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """A report, or a meeting that was asked for (`form` is given then, else `category`).

    `due` is the promise: for a report that nobody has answered the day that its reporter was promised, for a meeting the first
    day that was wished for. An answered report has none. `replied` is a report of which its reporter spoke last.
    """

    id: int
    number: str
    kommun: str
    came: datetime
    status: ReportStatus | MeetingStatus
    text: str
    due: date | None
    overdue: bool
    category: str | None = None
    form: MeetingForm | None = None
    in_issue: bool = False
    replied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """A page of the inbox; `total` rows in all, of which `overdue` are."""

    rows: tuple[InboxRow, ...]
    total: int
    overdue: int


async def read_inbox(
    session: AsyncSession, viewer: Person | None, now: datetime, *, show: Show = None, start: int = 0, length: int = 20
) -> Inbox:
    """Return open reports and requested meetings of the kommuner that a person handles: the oldest promise first.

    What is answered already comes last, the oldest first. A report is overdue after its promised day, a meeting after the last
    day that was wished for. The look is kept in the audit trail. `viewer` None is förbundet's own mailbox. Raises
    NotAllowedError for one who handles nothing.
    """
    handled = await handled_kommuner(session, viewer)
    names = {stored_id(kommun): kommun.name for kommun in await session.exec(select(Kommun))}
    rows: list[InboxRow] = []
    if show is not MeetingStatus.BEGART:
        rows += await _reports(session, handled, names, OPEN if show is None else (show,), local_date(now))
    if show in (None, MeetingStatus.BEGART):
        rows += await _meetings(session, handled, names, local_date(now))
    rows.sort(key=lambda row: (row.due is None, row.due or local_date(row.came), row.came, row.number))
    overdue, shown = sum(row.overdue for row in rows), rows[start : start + length]
    ids = {
        "reports": [row.id for row in shown if row.category],
        "meetings": [row.id for row in shown if row.form],
    }
    record(session, viewer.id if viewer else None, AuditAction.VIEWED, "inbox", 0, now, **ids)
    return Inbox(rows=tuple(shown), total=len(rows), overdue=overdue)


async def _reports(
    session: AsyncSession, handled: Collection[int], names: dict[int, str], statuses: Collection[ReportStatus], today: date
) -> list[InboxRow]:
    found = select(Report).where(col(Report.kommun_id).in_(handled), col(Report.status).in_(statuses))
    last = select(sa.func.max(ReportComment.id)).group_by(col(ReportComment.report_id))
    spoken = select(ReportComment.report_id).where(ReportComment.kind == CommentKind.REPLY, col(ReportComment.id).in_(last))
    replied = frozenset(await session.exec(spoken))
    return [
        InboxRow(
            id=stored_id(report),
            number=report.number,
            kommun=names[report.kommun_id],
            came=report.reported_at,
            status=report.status,
            text=report.text,
            due=report.answer_due if _waits(report) else None,
            overdue=_waits(report) and report.answer_due < today,
            category=report.chosen_category,
            in_issue=report.issue_id is not None,
            replied=report.status.is_open and report.id in replied,
        )
        for report in await session.exec(found)
    ]


def _waits(report: Report) -> bool:
    return report.answered_at is None and report.status.is_open


async def _meetings(session: AsyncSession, handled: Collection[int], names: dict[int, str], today: date) -> list[InboxRow]:
    found = select(Meeting).where(col(Meeting.kommun_id).in_(handled), Meeting.status == MeetingStatus.BEGART)
    return [
        InboxRow(
            id=stored_id(meeting),
            number=meeting.number,
            kommun=names[meeting.kommun_id],
            came=meeting.requested_at,
            status=meeting.status,
            text=meeting.purpose,
            due=meeting.window_start,
            overdue=meeting.window_end < today,
            form=meeting.form,
        )
        for meeting in await session.exec(found)
    ]
