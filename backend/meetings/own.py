"""What the one who asked for a meeting does with it afterwards: takes the request back, asks for another time, or for its end."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

from backend.access import hold_own, of_act, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.reach import tell_person
from backend.directory.receivers import find_receiver, may_handle, tell_amended
from backend.errors import DomainError
from backend.meetings.end import LONGEST_WHY
from backend.meetings.request import check_window
from backend.reporting.guarding import guard
from backend.reporting.words import clean
from models import Meeting, Person
from models.enums import AuditAction, MeetingStatus, NoticeKind

How = Literal["withdrawn", "other_time", "call_off"]


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
    done = of_act(submit, "other_time")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if meeting.status not in (MeetingStatus.BEGART, MeetingStatus.BOKAT):
        raise DomainError("error.meeting_over")
    if meeting.starts_at and meeting.starts_at <= now:
        raise DomainError("error.meeting_begun")
    check_window(window_start, window_end, now)
    meeting.window_start, meeting.window_end, meeting.other_time_asked = window_start, window_end, True
    meeting.call_off_asked = ""
    record(session, caller.id, AuditAction.CHANGED, "meeting", meeting_id, now, submit=done, fields=["window"])
    await _tell(session, meeting, "other_time", submit, now)
    return meeting


async def ask_call_off(
    session: AsyncSession,
    caller: Person,
    meeting_id: int,
    why: str,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Meeting:
    """Keep why the caller asks that a fixed meeting be called off, tell the receiver and the organizer, and return the meeting.

    It stays as it is until one who handles it calls it off (`cancel_meeting`), keeps it (`keep_meeting`) or moves it. `cleared`
    are words of `why` that its writer has said are no person. The same submit does no more. Raises NotFoundError,
    NotAllowedError for another's meeting, PersonalDataError when the guard finds something, and DomainError for a reason that
    is missing or too long, and for a meeting that isn't fixed or has begun; nothing is changed then.
    """
    meeting = await hold_own(session, Meeting, meeting_id, "error.meeting_missing", "caller_id", caller)
    done = of_act(submit, "call_off")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if meeting.status is not MeetingStatus.BOKAT:
        raise DomainError("error.meeting_not_fixed" if meeting.status is MeetingStatus.BEGART else "error.meeting_over")
    if meeting.starts_at and meeting.starts_at <= now:
        raise DomainError("error.meeting_begun")
    why = clean(why)
    if not why:
        raise DomainError("error.call_off_why_missing", field="call_off_why")
    answered = await guard(session, {"call_off_why": why}, LONGEST_WHY, cleared=cleared)
    meeting.call_off_asked, meeting.other_time_asked = why, False
    told: dict[str, object] = {"submit": done, "fields": ["call_off_asked"], **answered}
    record(session, caller.id, AuditAction.CHANGED, "meeting", meeting_id, now, **told)
    await _tell(session, meeting, "call_off", submit, now)
    return meeting


async def _tell(session: AsyncSession, meeting: Meeting, how: How, submit: str, now: datetime) -> None:
    key, kind, meeting_id = f"meeting:{meeting.id}:{how}:{submit}", NoticeKind.MEETING_AMENDED, stored_id(meeting)
    await tell_amended(session, meeting.kommun_id, key=key, kind=kind, subject_id=meeting_id, how=how, now=now)
    if how == "call_off":
        receiver = (await find_receiver(session, meeting.kommun_id)).person
        known = {meeting.caller_id, receiver.id if receiver else None}
        organizer = await session.get(Person, meeting.organizer_id) if meeting.organizer_id else None
        if organizer and organizer.id not in known and await may_handle(session, stored_id(organizer), meeting.kommun_id):
            details = {"how": how}
            await tell_person(session, organizer, key=key, kind=kind, subject_id=meeting_id, details=details, now=now)
    await session.flush()
