"""How people are told: which channel reaches whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, own_forbund
from backend.directory.quiet import told_at
from backend.outbox import tell
from models import Conversation, Person
from models.enums import Channel, NoticeKind

# Joined to a person from the left: the chat, if there is one and it is open.
OPEN_CHAT = sa.and_(col(Conversation.person_id) == col(Person.id), col(Conversation.blocked_at).is_(None))


def channels(person: Person, *, in_teams: bool) -> tuple[Channel, ...]:
    """Return the channels that reach a person, the nearest first; none for somebody without an open chat and an address."""
    return (*([Channel.TEAMS] if in_teams else []), *([Channel.MAIL] if person.email else []))


async def channels_to(session: AsyncSession, person: Person) -> tuple[Channel, ...]:
    """Return the channels that reach a person, the nearest first."""
    open_chat = select(Conversation.id).join(Person, OPEN_CHAT).where(Person.id == person.id)
    return channels(person, in_teams=(await session.exec(open_chat)).first() is not None)


async def tell_person(
    session: AsyncSession,
    person: Person,
    *,
    key: str,
    kind: NoticeKind,
    subject_id: int,
    now: datetime,
    every_way: bool = False,
    before: datetime | None = None,
    details: Mapping[str, Any] | None = None,
) -> bool:
    """Queue a notice by the nearest channel, or by every one; return whether there was any. A mail steps in where Teams fails.

    In Teams it waits for working hours, unless that would be after `before`.
    """
    reached_by = await channels_to(session, person)
    hours = (await own_forbund(session)).notice_hours
    for channel in reached_by if every_way else reached_by[:1]:
        tell(
            session,
            key=key,
            channel=channel,
            kind=kind,
            subject_id=subject_id,
            person_id=person.id,
            details=details,
            now=told_at(person, channel, hours, now, before=before),
        )
    return bool(reached_by)
