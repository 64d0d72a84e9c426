"""What the one who asked for a meeting does with it afterwards: takes the request back, or asks for another time."""

from datetime import date, datetime
from typing import Literal

from backend.access import hold_own, submitted_before
from backend.audit import record
from backend.database import AsyncSession
from backend.directory.receivers import tell_amended
from backend.errors import DomainError
from backend.meetings.request import check_window
from models import Meeting, Person
from models.enums import AuditAction, MeetingStatus, NoticeKind

How = Literal["withdrawn", "other_time"]


async def take_back(session: AsyncSession, caller: Person, meeting_id: int, submit: str, now: datetime) -> Meeting:
    """Take back a request whose time isn't fixed, tell the receiver, and return it; one that is called off is left as it is.

    Raises NotFoundError, NotAllowedError for another's meeting, and DomainError for one that has a time: those who were invited
    must be told, which whoever fixed it does.
    """
    meeting = await hold_own(session, Meeting, meeting_id, "error.meeting_missing", "caller_id", caller)
    if meeting.status is MeetingStatus.INSTALLT:
        return meeting
    if meeting.status is not MeetingStatus.BEGART:
        raise DomainError("error.meeting_has_time")
    meeting.status = MeetingStatus.INSTALLT
    record(session, caller.id, AuditAction.CHANGED, "meeting", meeting_id, now, submit=submit, fields=["status"])
    await _tell(session, meeting, "withdrawn", submit, now)
    return meeting


async def ask_other_time(
    session: AsyncSession, caller: Person, meeting_id: int, window_start: date, window_end: date, submit: str, now: datetime
) -> Meeting:
    """Keep when the caller would rather meet, tell the receiver, and return the meeting, which stays as it is until it is moved.

    The same submit does no more. Raises NotFoundError, NotAllowedError for another's meeting, and DomainError for days that
    can't be (`values["field"]` names the argument), and for a meeting that has begun, is over or called off.
    """
    meeting = await hold_own(session, Meeting, meeting_id, "error.meeting_missing", "caller_id", caller)
    if await submitted_before(session, "meeting", meeting_id, submit):
        return meeting
    if meeting.status not in (MeetingStatus.BEGART, MeetingStatus.BOKAT):
        raise DomainError("error.meeting_over")
    if meeting.starts_at and meeting.starts_at <= now:
        raise DomainError("error.meeting_begun")
    check_window(window_start, window_end, now)
    meeting.window_start, meeting.window_end, meeting.other_time_asked = window_start, window_end, True
    record(session, caller.id, AuditAction.CHANGED, "meeting", meeting_id, now, submit=submit, fields=["window"])
    await _tell(session, meeting, "other_time", submit, now)
    return meeting


async def _tell(session: AsyncSession, meeting: Meeting, how: How, submit: str, now: datetime) -> None:
    key = f"meeting:{meeting.id}:{how}:{submit}"
    await tell_amended(
        session, meeting.kommun_id, key=key, kind=NoticeKind.MEETING_AMENDED, subject_id=meeting.id or 0, how=how, now=now
    )
    await session.flush()
