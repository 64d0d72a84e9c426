"""How a meeting ends: called off beforehand, or kept where its caller asked for it; afterwards told to have been held or not."""

from collections.abc import Collection
from datetime import datetime

from backend.access import check_handler, hold, of_act, submitted_before
from backend.audit import record
from backend.database import AsyncSession
from backend.errors import DomainError
from backend.meetings.notices import become_organizer, tell_cancelled, tell_kept, withdraw
from backend.reporting.guarding import guard
from backend.reporting.words import clean
from models import Meeting, Person
from models.enums import AuditAction, MeetingStatus, NotHeld

LONGEST_WHY = 300
HAS_A_TIME = (MeetingStatus.BOKAT, MeetingStatus.HALLET, MeetingStatus.INTE_HALLET)


async def cancel_meeting(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    idempotency_key: str,
    now: datetime,
    *,
    why: str = "",
    cleared: Collection[str] = (),
) -> Meeting:
    """Call a meeting off and return it; those who were invited, the caller and the organizer are told once, with `why`.

    `cleared` are words of `why` that its writer has said are no person. `actor` None is förbundet's own mailbox. The same key
    again does nothing more. Raises NotFoundError, NotAllowedError, PersonalDataError when the guard finds something, and
    DomainError for too long a reason, and for a meeting that has begun or is over; nothing is changed then.
    """
    meeting = await hold(session, Meeting, meeting_id, "error.meeting_missing")
    actor_id = await check_handler(session, actor, meeting.kommun_id)
    done = of_act(idempotency_key, "cancel")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if meeting.status not in (MeetingStatus.BEGART, MeetingStatus.BOKAT):
        raise DomainError("error.meeting_over")
    if meeting.starts_at and meeting.starts_at <= now:
        raise DomainError("error.meeting_begun")
    why = clean(why)
    answered = await guard(session, {"why": why}, LONGEST_WHY, cleared=cleared)

    meeting.status, meeting.called_off_why, meeting.call_off_asked = MeetingStatus.INSTALLT, why, ""
    meeting.calendar_sequence += 1
    if not meeting.organizer_email:  # whoever asks why writes to the one who called it off
        await become_organizer(session, meeting, actor)
    told: dict[str, object] = {"submit": done, "fields": ["status"], **answered}
    record(session, actor_id, AuditAction.CHANGED, "meeting", meeting_id, now, **told)
    await withdraw(session, meeting)
    await tell_cancelled(session, meeting, actor_id, now)
    return meeting


async def keep_meeting(
    session: AsyncSession, actor: Person | None, meeting_id: int, asked: str, idempotency_key: str, now: datetime
) -> Meeting:
    """Leave a meeting as it is booked though its caller asked that it be called off, who is told once; return the meeting.

    `asked` is the caller's reason as the actor saw it. Nothing is done where that isn't asked any more, or something newer is,
    and the same key again does nothing more. Raises NotFoundError, NotAllowedError, and DomainError when it has begun.
    """
    meeting = await hold(session, Meeting, meeting_id, "error.meeting_missing")
    actor_id = await check_handler(session, actor, meeting.kommun_id)
    done = of_act(idempotency_key, "keep")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if not meeting.call_off_asked or meeting.call_off_asked != clean(asked) or meeting.status is not MeetingStatus.BOKAT:
        return meeting
    if meeting.starts_at and meeting.starts_at <= now:
        raise DomainError("error.meeting_begun")
    meeting.call_off_asked = ""
    told: dict[str, object] = {"submit": done, "fields": ["call_off_asked"]}
    record(session, actor_id, AuditAction.CHANGED, "meeting", meeting_id, now, **told)
    await tell_kept(session, meeting, idempotency_key, now)
    return meeting


async def close_meeting(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    not_held: NotHeld | None,
    idempotency_key: str,
    now: datetime,
) -> Meeting:
    """Keep that a meeting was held, or why it wasn't, and return it. What was kept by a slip of the finger can be changed.

    The caller was there and may tell, and so may those who handle the kommun's meetings. Raises NotFoundError, NotAllowedError,
    and DomainError for a meeting without a time, or whose time hasn't come.
    """
    meeting = await hold(session, Meeting, meeting_id, "error.meeting_missing")
    own = actor is not None and actor.id == meeting.caller_id
    actor_id = actor.id if actor and own else await check_handler(session, actor, meeting.kommun_id)
    done = of_act(idempotency_key, f"close:{not_held or ''}")
    if await submitted_before(session, "meeting", meeting_id, done):
        return meeting
    if meeting.status not in HAS_A_TIME or meeting.starts_at is None:
        raise DomainError("error.meeting_not_fixed")
    if meeting.starts_at > now:
        raise DomainError("error.meeting_ahead")

    meeting.status = MeetingStatus.INTE_HALLET if not_held else MeetingStatus.HALLET
    meeting.not_held, meeting.call_off_asked = not_held, ""
    record(session, actor_id, AuditAction.CHANGED, "meeting", meeting_id, now, submit=done, fields=["status"])
    await withdraw(session, meeting)
    return meeting
