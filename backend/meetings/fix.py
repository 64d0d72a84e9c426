"""Fixing a meeting's time: the functions are invited, and the caller is told."""

from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select

from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.reach import tell_person
from backend.directory.receivers import may_handle
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.outbox import tell
from backend.reporting.words import check_words, clean
from models import AuditEvent, Invitation, Meeting, MeetingParty, Person, Unit, UnitKommun
from models.enums import AuditAction, Channel, MeetingStatus, NoticeKind

SHORTEST_MINUTES = 15
LONGEST_MINUTES = 480
LONGEST_PLACE = 300

log = structlog.get_logger(__name__)


async def fix_meeting(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    starts_at: datetime,
    minutes: int,
    place: str,
    idempotency_key: str,
    now: datetime,
) -> Meeting:
    """Set time and place, invite the functions of the meeting's parties that serve the kommun, and return the meeting.

    `actor` None is förbundet's own mailbox, which a signed link vouches for. The same key again does nothing more. A party
    without a function in the directory stops nothing: `MeetingView.parties_without_function` names it. The caller is told every
    way there is: only a mail carries the calendar entry, and a caller without an address gets time and place in Teams alone.

    Raises NotFoundError, NotAllowedError, PersonalDataError for the place, and DomainError (`values["field"]` names the
    argument) for a time in the past, a length or place that won't do, and a meeting whose time is fixed already; nothing is
    stored then.
    """
    place = clean(place)
    meeting = await _hold(session, meeting_id)
    actor_id = stored_id(actor) if actor else None
    if actor_id is not None and not await may_handle(session, actor_id, meeting.kommun_id):
        raise NotAllowedError("error.not_yours")
    if await _fixed_before(session, meeting_id, idempotency_key):
        return meeting
    _check(meeting, starts_at, minutes, place, now)

    meeting.starts_at = starts_at
    meeting.ends_at = starts_at + timedelta(minutes=minutes)
    meeting.place = place
    meeting.status = MeetingStatus.BOKAT
    record(session, actor_id, AuditAction.CHANGED, "meeting", meeting_id, now, submit=idempotency_key, fields=["time", "place"])
    invitations = await _invite(session, meeting, now)
    await _tell(session, meeting, invitations, now)
    return meeting


async def _hold(session: AsyncSession, meeting_id: int) -> Meeting:
    """Return the meeting as it stands now, locked: of two who fix it at once, the second is told that it is fixed."""
    locked = select(Meeting).where(col(Meeting.id) == meeting_id).with_for_update().execution_options(populate_existing=True)
    meeting = (await session.exec(locked)).first()
    if meeting is None:
        raise NotFoundError("error.meeting_missing")
    return meeting


async def _fixed_before(session: AsyncSession, meeting_id: int, idempotency_key: str) -> bool:
    changes = select(AuditEvent).where(
        AuditEvent.subject == "meeting",
        AuditEvent.subject_id == meeting_id,
        col(AuditEvent.action) == AuditAction.CHANGED,
    )
    return any(event.details.get("submit") == idempotency_key for event in await session.exec(changes))


def _check(meeting: Meeting, starts_at: datetime, minutes: int, place: str, now: datetime) -> None:
    if meeting.status is not MeetingStatus.BEGART:
        raise DomainError("error.meeting_fixed")
    if starts_at <= now:
        raise DomainError("error.time_past", field="starts_at")
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise DomainError("error.minutes", field="minutes", least=SHORTEST_MINUTES, most=LONGEST_MINUTES)
    if not place:
        raise DomainError("error.place_missing", field="place")
    if len(place) > LONGEST_PLACE:
        raise DomainError("error.place_too_long", field="place", limit=LONGEST_PLACE)
    check_words({"place": place})


async def _invite(session: AsyncSession, meeting: Meeting, now: datetime) -> list[Invitation]:
    parties = select(MeetingParty.party).where(MeetingParty.meeting_id == meeting.id)
    serving = (
        select(Unit)
        .join(UnitKommun, col(UnitKommun.unit_id) == col(Unit.id))
        .where(UnitKommun.kommun_id == meeting.kommun_id, col(Unit.active), col(Unit.party).in_(parties))
        .order_by(col(Unit.party), col(Unit.name))
    )
    invitations = [
        Invitation(
            meeting_id=stored_id(meeting),
            unit_id=stored_id(unit),
            party=unit.party,
            function=f"{unit.function}, {unit.name}",
            email=unit.email,
            invited_at=now,
        )
        for unit in await session.exec(serving)
    ]
    session.add_all(invitations)
    await session.flush()
    return invitations


async def _tell(session: AsyncSession, meeting: Meeting, invitations: list[Invitation], now: datetime) -> None:
    meeting_id = stored_id(meeting)
    mailboxes: dict[str, Invitation] = {}
    for invitation in invitations:  # two functions may share a mailbox, which needs one invitation
        mailboxes.setdefault(invitation.email.lower(), invitation)
    for invitation in mailboxes.values():
        tell(
            session,
            key=f"meeting:{meeting_id}:invited",
            channel=Channel.MAIL,
            kind=NoticeKind.MEETING_INVITATION,
            subject_id=meeting_id,
            address=invitation.email,
            details={"invitation_id": invitation.id},
            now=now,
        )
    caller = await session.get(Person, meeting.caller_id) if meeting.caller_id else None
    told = caller is not None and await tell_person(
        session,
        caller,
        key=f"meeting:{meeting_id}:fixed",
        kind=NoticeKind.MEETING_FIXED,
        subject_id=meeting_id,
        every_way=True,
        now=now,
    )
    if not told:
        log.warning("meetings.caller_unreachable", meeting=meeting_id)
    await session.flush()
