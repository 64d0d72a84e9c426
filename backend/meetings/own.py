"""What the one who asked for a meeting does with it afterwards: takes the request back, or asks for another time."""

from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from backend.access import hold, submitted_before
from backend.audit import record
from backend.database import AsyncSession
from backend.directory.receivers import find_receiver, tell_receiver
from backend.errors import DomainError, NotAllowedError
from backend.meetings.request import check_window
from models import Meeting, Person
from models.enums import AuditAction, MeetingStatus, NoticeKind

How = Literal["withdrawn", "other_time"]


async def take_back(session: AsyncSession, caller: Person, meeting_id: int, submit: str, now: datetime) -> Meeting:
    """Take back a request whose time isn't fixed, tell the receiver, and return it; one that is called off is left as it is.

    Raises NotFoundError, NotAllowedError for another's meeting, and DomainError for one that has a time: those who were invited
    must be told, which whoever fixed it does.
    """
    meeting = await _own(session, caller, meeting_id)
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
    meeting = await _own(session, caller, meeting_id)
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


async def _own(session: AsyncSession, caller: Person, meeting_id: int) -> Meeting:
    meeting = await hold(session, Meeting, meeting_id, "error.meeting_missing")
    if meeting.caller_id is None or meeting.caller_id != caller.id:
        raise NotAllowedError("error.not_yours")
    return meeting


async def _tell(session: AsyncSession, meeting: Meeting, how: How, submit: str, now: datetime) -> None:
    """Tell the receiver by the nearest channel alone: the request itself came by every one. A mail steps in where Teams fails."""
    receiver = await find_receiver(session, meeting.kommun_id)
    await tell_receiver(
        session,
        replace(receiver, channels=receiver.channels[:1]),
        key=f"meeting:{meeting.id}:{how}:{submit}",
        kind=NoticeKind.MEETING_AMENDED,
        subject_id=meeting.id or 0,
        details={"how": how},
        now=now,
    )
    await session.flush()
