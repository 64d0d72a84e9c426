"""Fixing a meeting's time, and moving it: the functions are invited, and the caller is told."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import select

from backend.access import check_handler, hold, of_act, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError
from backend.meetings.notices import become_organizer, tell_calendars, withdraw
from backend.meetings.serving import serving
from backend.meetings.slot import Slot, ask_once_more, check_slot
from backend.reporting.words import clean
from models import Invitation, Meeting, Person
from models.enums import AuditAction, MeetingStatus


async def fix_meeting(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    slot: Slot,
    idempotency_key: str,
    now: datetime,
    *,
    confirmed: str = "",
) -> Meeting:
    """Set time and place, invite the functions of the meeting's parties that serve the kommun, and return the meeting.

    `actor` None is förbundet's own mailbox, which a signed link vouches for; who fixes the time becomes the organizer, who gets
    the answers. The same key again does nothing more. A party without a function in the directory stops nothing:
    `MeetingView.parties_without_function` names it. The caller is told every way there is: only a mail carries the calendar
    entry, and a caller without an address gets time and place in Teams alone.

    Raises NotFoundError, NotAllowedError, PersonalDataError for the place, DomainError (`values["field"]` names the argument) for
    a time in the past, a length or place that won't do, and a meeting whose time is fixed already; UnusualTimeError for a time
    that looks like a slip and isn't `confirmed` (`Slot.confirmation`). Nothing is stored then.
    """
    slot = replace(slot, place=clean(slot.place))
    meeting = await hold(session, Meeting, meeting_id, "error.meeting_missing")
    actor_id = await check_handler(session, actor, meeting.kommun_id)
    done = of_act(idempotency_key, "fix")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if meeting.status is not MeetingStatus.BEGART:
        raise DomainError("error.meeting_fixed")
    check_slot(slot, now)
    units = await serving(session, meeting)
    await ask_once_more(session, meeting, slot, [stored_id(unit) for unit in units], confirmed, now)

    _set(meeting, slot)
    meeting.status = MeetingStatus.BOKAT
    await become_organizer(session, meeting, actor)
    session.add_all(
        Invitation(
            meeting_id=meeting_id,
            unit_id=stored_id(unit),
            party=unit.party,
            function=f"{unit.function}, {unit.name}",
            email=unit.email,
            invited_at=now,
        )
        for unit in units
    )
    record(session, actor_id, AuditAction.CHANGED, "meeting", meeting_id, now, submit=done, fields=["time", "place"])
    await session.flush()
    await tell_calendars(session, meeting, now)
    return meeting


async def move_meeting(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    seen: int,
    slot: Slot,
    idempotency_key: str,
    now: datetime,
    *,
    confirmed: str = "",
) -> Meeting:
    """Give a fixed meeting another time or place and return it; everybody who was invited is told once, under the same entry.

    `seen` is the `calendar_sequence` that the form showed: whoever moves a meeting must know when it was. Raises what
    `fix_meeting` does, and DomainError for a meeting that isn't fixed, has been changed meanwhile, or is where it is already.
    """
    slot = replace(slot, place=clean(slot.place))
    meeting = await hold(session, Meeting, meeting_id, "error.meeting_missing")
    actor_id = await check_handler(session, actor, meeting.kommun_id)
    done = of_act(idempotency_key, "move")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if meeting.status is not MeetingStatus.BOKAT:
        raise DomainError("error.meeting_not_fixed")
    if meeting.calendar_sequence != seen:
        raise DomainError("error.meeting_changed")
    check_slot(slot, now)
    if (meeting.starts_at, meeting.ends_at, meeting.place) == (slot.starts_at, slot.ends_at, slot.place):
        raise DomainError("error.meeting_unchanged")
    invited = (await session.exec(select(Invitation.unit_id).where(Invitation.meeting_id == meeting_id))).all()
    await ask_once_more(session, meeting, slot, invited, confirmed, now)

    before = meeting.starts_at
    _set(meeting, slot)
    meeting.calendar_sequence += 1
    record(session, actor_id, AuditAction.CHANGED, "meeting", meeting_id, now, submit=done, fields=["time", "place"])
    await withdraw(session, meeting)
    await tell_calendars(session, meeting, now, before=before)
    return meeting


def _set(meeting: Meeting, slot: Slot) -> None:
    meeting.starts_at, meeting.ends_at, meeting.place = slot.starts_at, slot.ends_at, slot.place
    meeting.other_time_asked, meeting.call_off_asked = False, ""
