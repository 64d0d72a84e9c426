"""The inbox of one who handles reports, meetings and frågor: what is open, first what waits, the oldest promise first."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import handled_kommuner
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.issues.views import issues_at_hand
from backend.times import local_date
from models import Kommun, Meeting, Person, Report, ReportComment
from models.enums import AuditAction, CommentKind, IssueStatus, MeetingForm, MeetingStatus, ReportStatus, Slag

OPEN = tuple(status for status in ReportStatus if status.is_open)
# What the inbox may be narrowed to: reports of one status, meetings to fix, meetings that are fixed, or frågor.
Show = ReportStatus | Literal[MeetingStatus.BEGART, MeetingStatus.BOKAT, IssueStatus.OPPEN] | None
MEETINGS = (MeetingStatus.BEGART, MeetingStatus.BOKAT)
Key = tuple[int, date, datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """A report (`category` and `slag` are given), a meeting that was asked for or fixed (`form`), or a fråga (neither).

    `due` is the promise: for a report that nobody has answered the day that its reporter was promised, for a meeting the first
    day that was wished for, or its own day, for a fråga the day of its next open åtgärd. An answered report has none. `replied`
    is a report of which its reporter spoke last; `wish` what the caller of a fixed meeting asks for: another time, or that it be
    called off.
    """

    id: int
    number: str
    kommun: str
    came: datetime
    status: ReportStatus | MeetingStatus | IssueStatus
    text: str
    due: date | None
    overdue: bool
    category: str | None = None
    slag: Slag | None = None
    form: MeetingForm | None = None
    in_issue: bool = False
    replied: bool = False
    wish: Literal["", "other_time", "call_off"] = ""

    @property
    def about(self) -> Literal["report", "meeting", "issue"]:
        """What it is, as the pages and the audit trail name it."""
        return "report" if self.category else "meeting" if self.form else "issue"

    @property
    def key(self) -> Key:
        """Where it stands in the inbox: what waits, what has its day to come, what is answered; each by its day."""
        rank = 0 if self.waits else 1 if self.due else 2
        return rank, self.due or local_date(self.came), self.came, self.number

    @property
    def place(self) -> str:
        """Its key as a page or a card carries it, so that the next page begins after it, whatever has left the list since."""
        rank, day, came, number = self.key
        return f"{rank}|{day}|{came.isoformat()}|{number}"

    @property
    def waits(self) -> bool:
        """Whether something is to be done by whoever handles it: to answer, to find a time, to follow up what is late."""
        to_answer = self.about == "report" and self.due is not None
        return to_answer or self.replied or self.overdue or bool(self.wish) or self.status is MeetingStatus.BEGART

    @property
    def status_key(self) -> str:
        """The key of the words for its status."""
        return f"{_STATUS[self.about]}.{self.status}"

    @property
    def due_key(self) -> str:
        """The key of the words for its day; empty for a fråga without an åtgärd, which has none."""
        if self.due is None:
            return "page.inbox.answered" if self.about == "report" else ""
        if self.wish:
            return f"page.inbox.{self.wish}"
        if self.status is MeetingStatus.BOKAT:
            return "page.inbox.booked_on"
        return f"page.inbox.{_DUE[self.about]}"


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft of an edition that isn't sent yet: its group, when it is sent, and whether somebody has approved it."""

    id: int
    group: str
    due_at: datetime
    approved: bool = False


_STATUS = {"report": "status", "meeting": "meeting_status", "issue": "issue_status"}
_DUE = {"report": "due", "meeting": "wished", "issue": "action_due"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """A page of the inbox, after `start` rows; of `total` rows in all `waiting` are their reader's to do, `overdue` late."""

    rows: tuple[InboxRow, ...]
    start: int
    total: int
    waiting: int
    overdue: int

    @property
    def before(self) -> str:
        """The place that the page before ends at; empty on the first page."""
        return self.rows[0].place if self.rows and self.start else ""

    @property
    def after(self) -> str:
        """The place that the next page begins after; empty on the last page."""
        return self.rows[-1].place if self.rows and self.start + len(self.rows) < self.total else ""


async def read_inbox(
    session: AsyncSession,
    viewer: Person | None,
    now: datetime,
    *,
    show: Show = None,
    after: str = "",
    before: str = "",
    length: int = 20,
    waiting_only: bool = False,
) -> Inbox:
    """Return open reports, meetings and frågor of the kommuner that a person handles: what waits, the oldest promise first.

    Then comes what has its day to come, as a fixed meeting, and last what is answered already, the oldest first. `waiting_only`
    leaves both out of the rows, not out of the counts. `after` and `before` are places of rows that have been seen: the page
    goes on from there, though rows have left the list; for what is no place it is the first page. A report is overdue after its
    promised day, a meeting after the last day that was wished for, or when it is over and nobody has said whether it was held, a
    fråga after its åtgärd's day. The look is kept in the audit trail. `viewer` None is förbundet's own mailbox. Raises
    NotAllowedError for one who handles nothing.
    """
    handled = await handled_kommuner(session, viewer)
    names = {stored_id(kommun): kommun.name for kommun in await session.exec(select(Kommun))}
    rows: list[InboxRow] = []
    if show is None or isinstance(show, ReportStatus):
        rows += await _reports(session, handled, names, OPEN if show is None else (show,), local_date(now))
    if show is None or isinstance(show, MeetingStatus):
        rows += await _meetings(session, handled, names, MEETINGS if show is None else (show,), local_date(now))
    if show is None or isinstance(show, IssueStatus):
        rows += await _issues(session, viewer, local_date(now))
    rows.sort(key=lambda row: row.key)
    start = _start(rows, after, before, length)
    waiting, overdue = sum(row.waits for row in rows), sum(row.overdue for row in rows)
    shown = [row for row in rows[start : start + length] if row.waits or not waiting_only]
    ids = {f"{about}s": [row.id for row in shown if row.about == about] for about in _STATUS}
    record(session, viewer.id if viewer else None, AuditAction.VIEWED, "inbox", 0, now, **ids)
    return Inbox(rows=tuple(shown), start=start, total=len(rows), waiting=waiting, overdue=overdue)


def _start(rows: Sequence[InboxRow], after: str, before: str, length: int) -> int:
    """Return how many rows stand before the page; past the last row comes what is last."""
    if key := _read_place(after):
        past = bisect_right(rows, key, key=lambda row: row.key)
        return past if past < len(rows) else max(0, len(rows) - length)
    if key := _read_place(before):
        return max(0, bisect_left(rows, key, key=lambda row: row.key) - length)
    return 0


def _read_place(place: str) -> Key | None:
    """Return the key that a place was made of; None for what is none of ours."""
    match place.split("|"):
        case ["0" | "1" | "2" as rank, day, came, number]:
            try:
                moment = datetime.fromisoformat(came)
                return (int(rank), date.fromisoformat(day), moment, number) if moment.tzinfo else None
            except ValueError:
                return None
    return None


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
            slag=report.slag,
            in_issue=report.issue_id is not None,
            replied=report.status.is_open and report.id in replied,
        )
        for report in await session.exec(found)
    ]


def _waits(report: Report) -> bool:
    return report.answered_at is None and report.status.is_open


async def _meetings(
    session: AsyncSession, handled: Collection[int], names: dict[int, str], statuses: Collection[MeetingStatus], today: date
) -> list[InboxRow]:
    found = select(Meeting).where(col(Meeting.kommun_id).in_(handled), col(Meeting.status).in_(statuses))
    return [
        InboxRow(
            id=stored_id(meeting),
            number=meeting.number,
            kommun=names[meeting.kommun_id],
            came=meeting.requested_at,
            status=meeting.status,
            text=meeting.purpose,
            due=_day_of(meeting) or meeting.window_start,
            overdue=_last_day(meeting) < today,
            form=meeting.form,
            wish="call_off" if meeting.call_off_asked else "other_time" if meeting.other_time_asked else "",
        )
        for meeting in await session.exec(found)
    ]


def _day_of(meeting: Meeting) -> date | None:
    """Return the day of a fixed meeting; None for one that waits for a time, or for another one."""
    return local_date(meeting.starts_at) if meeting.starts_at and not meeting.other_time_asked else None


def _last_day(meeting: Meeting) -> date:
    """Return the day after which it is overdue: its own, or the last that was wished for if that comes first or it has none."""
    if meeting.starts_at is None:
        return meeting.window_end
    day = local_date(meeting.starts_at)
    return min(day, meeting.window_end) if meeting.other_time_asked else day


async def _issues(session: AsyncSession, viewer: Person | None, today: date) -> list[InboxRow]:
    return [
        InboxRow(
            id=issue.id,
            number=issue.number,
            kommun=issue.kommun,
            came=issue.opened_at,
            status=issue.status,
            text=issue.title,
            due=issue.due,
            overdue=issue.due is not None and issue.due < today,
        )
        for issue in await issues_at_hand(session, viewer)
    ]
