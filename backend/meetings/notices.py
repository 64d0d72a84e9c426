"""Who is told what about a fixed meeting: those invited, the organizer, the caller; each once for each time it gets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.reach import tell_person
from backend.outbox import tell
from models import Forbund, Invitation, Meeting, OutboxMessage, Person
from models.enums import Channel, NoticeKind, OutboxStatus

# What tells when a meeting is: worthless once it is moved, called off or over.
OF_A_TIME = (
    NoticeKind.MEETING_INVITATION,
    NoticeKind.MEETING_FIXED,
    NoticeKind.MEETING_KEPT,
    NoticeKind.MEETING_COPY,
    NoticeKind.MEETING_ENDED,
)

log = structlog.get_logger(__name__)


async def become_organizer(session: AsyncSession, meeting: Meeting, actor: Person | None) -> None:
    """Let the actor get the answers to the invitation; förbundet's mailbox does for somebody without an address."""
    if actor and actor.email:
        meeting.organizer_id, meeting.organizer_email = actor.id, actor.email
    else:
        forbund = await session.get_one(Forbund, session.info["scope"])
        meeting.organizer_id, meeting.organizer_email = None, forbund.email


async def withdraw(session: AsyncSession, meeting: Meeting) -> None:
    """Take back what waits to be told about a time that doesn't hold any more; what is being sent notices by itself."""
    waiting = select(OutboxMessage).where(
        OutboxMessage.subject_id == meeting.id,
        col(OutboxMessage.kind).in_(OF_A_TIME),
        OutboxMessage.status == OutboxStatus.VANTAR,
    )
    for message in await session.exec(waiting.with_for_update(skip_locked=True)):
        await session.delete(message)
    await session.flush()


async def tell_calendars(session: AsyncSession, meeting: Meeting, now: datetime, *, before: datetime | None = None) -> None:
    """Queue the invitations, the organizer's copy, the word to the caller, and the question afterwards whether it was held.

    `before` is when the meeting was, if it is moved.
    """
    details = {"sequence": meeting.calendar_sequence, **({"before": before.isoformat()} if before else {})}
    await _tell_functions(session, meeting, NoticeKind.MEETING_INVITATION, details, now)
    if meeting.organizer_id is None or meeting.organizer_id != meeting.caller_id:
        _tell_organizer(session, meeting, NoticeKind.MEETING_COPY, details, now)
    if not await _tell_caller(session, meeting, NoticeKind.MEETING_FIXED, details, now):
        log.warning("meetings.caller_unreachable", meeting=meeting.id)
    await _ask_afterwards(session, meeting, details)
    await session.flush()


async def tell_cancelled(session: AsyncSession, meeting: Meeting, actor_id: int | None, now: datetime) -> None:
    """Queue that the meeting is called off. Who called it off knows."""
    details = {"sequence": meeting.calendar_sequence}
    await _tell_functions(session, meeting, NoticeKind.MEETING_CANCELLED, details, now)
    if meeting.organizer_id != actor_id and meeting.organizer_id != meeting.caller_id:
        _tell_organizer(session, meeting, NoticeKind.MEETING_CANCELLED, details, now)
    if not await _tell_caller(session, meeting, NoticeKind.MEETING_CANCELLED, details, now):
        log.warning("meetings.caller_unreachable", meeting=meeting.id)
    await session.flush()


async def tell_kept(session: AsyncSession, meeting: Meeting, submit: str, now: datetime) -> None:
    """Queue to the caller, who asked that the meeting be called off, that it is kept."""
    caller = await session.get(Person, meeting.caller_id) if meeting.caller_id else None
    if caller is None or not await tell_person(
        session,
        caller,
        key=f"meeting:{meeting.id}:kept:{submit}",
        kind=NoticeKind.MEETING_KEPT,
        subject_id=stored_id(meeting),
        details={"sequence": meeting.calendar_sequence},
        before=meeting.starts_at,
        now=now,
    ):
        log.warning("meetings.caller_unreachable", meeting=meeting.id)
    await session.flush()


def _key(meeting: Meeting, kind: NoticeKind) -> str:
    return f"meeting:{meeting.id}:{kind}:{meeting.calendar_sequence}"


async def _tell_functions(
    session: AsyncSession, meeting: Meeting, kind: NoticeKind, details: Mapping[str, Any], now: datetime
) -> None:
    invited = select(Invitation).where(Invitation.meeting_id == meeting.id).order_by(col(Invitation.id))
    caller = await session.get(Person, meeting.caller_id) if meeting.caller_id else None
    # Two functions may share a mailbox, which needs one invitation; the organizer and the caller have letters of their own.
    mailboxes = {meeting.organizer_email.lower(), (caller.email or "").lower() if caller else ""}
    for invitation in await session.exec(invited):
        if invitation.email.lower() in mailboxes:
            continue
        mailboxes.add(invitation.email.lower())
        tell(
            session,
            key=_key(meeting, kind),
            channel=Channel.MAIL,
            kind=kind,
            subject_id=stored_id(meeting),
            address=invitation.email,
            details={**details, "invitation_id": invitation.id},
            now=now,
        )


def _tell_organizer(session: AsyncSession, meeting: Meeting, kind: NoticeKind, details: Mapping[str, Any], now: datetime) -> None:
    tell(
        session,
        key=_key(meeting, kind),
        channel=Channel.MAIL,
        kind=kind,
        subject_id=stored_id(meeting),
        person_id=meeting.organizer_id,
        address=None if meeting.organizer_id else meeting.organizer_email,
        details=details,
        now=now,
    )


async def _tell_caller(
    session: AsyncSession, meeting: Meeting, kind: NoticeKind, details: Mapping[str, Any], now: datetime
) -> bool:
    caller = await session.get(Person, meeting.caller_id) if meeting.caller_id else None
    return caller is not None and await tell_person(
        session,
        caller,
        key=_key(meeting, kind),
        kind=kind,
        subject_id=stored_id(meeting),
        every_way=True,
        before=meeting.starts_at,
        details=details,
        now=now,
    )


async def _ask_afterwards(session: AsyncSession, meeting: Meeting, details: Mapping[str, Any]) -> None:
    """Queue the question, to be sent when the meeting ends: to the caller, who was there, else to the organizer."""
    if meeting.ends_at is None:
        raise ValueError("a meeting without a time doesn't end")
    for person_id in filter(None, (meeting.caller_id, meeting.organizer_id)):
        person = await session.get_one(Person, person_id)
        if await tell_person(
            session,
            person,
            key=_key(meeting, NoticeKind.MEETING_ENDED),
            kind=NoticeKind.MEETING_ENDED,
            subject_id=stored_id(meeting),
            details=details,
            now=meeting.ends_at,
        ):
            return
    _tell_organizer(session, meeting, NoticeKind.MEETING_ENDED, details, meeting.ends_at)
