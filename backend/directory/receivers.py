"""Who receives what a kommun's people send: somebody always does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, own_forbund, stored_id
from backend.directory.quiet import told_at
from backend.directory.reach import OPEN_CHAT, channels
from backend.directory.roles import holds
from backend.i18n import Say
from backend.outbox import tell_at_once
from backend.scope import kept
from models import Conversation, Person, Role
from models.enums import Channel, NoticeKind, RoleName

# A post of samverkanskoordinator may stand empty for a year: then the deputy, then förbundet's own office.
ORDER = (RoleName.KOORDINATOR, RoleName.STALLFORETRADARE, RoleName.VERKSAMHETSUTVECKLARE, RoleName.FORBUNDSCHEF)

# The roles whose names say nothing of where: a koordinator is one of several, the förbundschef is not.
_OF_A_KOMMUN = (RoleName.KOORDINATOR, RoleName.STALLFORETRADARE)

_CANDIDATES = kept(
    select(Role.role, Person, Conversation.id)
    .join(Person, col(Role.person_id) == Person.id)
    .outerjoin(Conversation, OPEN_CHAT)
    .where(
        col(Role.role).in_(ORDER),
        sa.or_(col(Role.kommun_id) == sa.bindparam("kommun_id"), col(Role.kommun_id).is_(None)),
        col(Person.active),
    )
    .order_by(col(Role.id))
)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person in a role with the channels that reach them, or the förbund's own address when nobody holds any of the roles.

    `hours` are the förbund's hours for notices.
    """

    person: Person | None
    role: RoleName | None
    channels: tuple[Channel, ...]
    address: str
    hours: str


async def find_receiver(session: AsyncSession, kommun_id: int | None) -> Receiver:
    """Return who receives for a kommun: the first in `ORDER` who is active and can be reached, else the förbund's address.

    `kommun_id` None gives who receives for förbundets office.
    """
    forbund = await own_forbund(session)
    found = await session.exec(_CANDIDATES, params={"kommun_id": kommun_id})
    for role, person, chat in sorted(found.all(), key=lambda row: ORDER.index(RoleName(row[0]))):
        if reached_by := channels(person, in_teams=chat is not None):
            return Receiver(person, RoleName(role), reached_by, forbund.email, forbund.notice_hours)
    return Receiver(None, None, (Channel.MAIL,), forbund.email, forbund.notice_hours)


async def tell_receiver(
    session: AsyncSession,
    receiver: Receiver,
    *,
    key: str,
    kind: NoticeKind,
    subject_id: int,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Queue a notice to the receiver, by every channel that reaches it; in Teams it waits for working hours."""
    await tell_at_once(
        session,
        key=key,
        at={channel: told_at(receiver.person, channel, receiver.hours, now) for channel in receiver.channels},
        kind=kind,
        subject_id=subject_id,
        person_id=stored_id(receiver.person) if receiver.person else None,
        address=None if receiver.person else receiver.address,
        details=details,
    )


async def tell_amended(
    session: AsyncSession, kommun_id: int, *, key: str, kind: NoticeKind, subject_id: int, how: str, now: datetime
) -> None:
    """Queue to a kommun's receiver what the one who sent them something did with it since, which `how` names.

    By the nearest channel alone: the thing itself came by every one. A mail steps in where Teams fails.
    """
    receiver = await find_receiver(session, kommun_id)
    nearest = replace(receiver, channels=receiver.channels[:1])
    await tell_receiver(session, nearest, key=key, kind=kind, subject_id=subject_id, details={"how": how}, now=now)


async def may_handle(session: AsyncSession, person_id: int, kommun_id: int) -> bool:
    """Whether a person sorts and answers for a kommun: its active coordinator and deputy, and förbundet's active office."""
    in_its_kommun = sa.or_(col(Role.kommun_id) == kommun_id, col(Role.kommun_id).is_(None))
    return await holds(session, person_id, col(Role.role).in_(ORDER), in_its_kommun)


def say_receiver(say: Say, role: RoleName | None, kommun: str) -> str:
    """Return who receives, by role: `samverkanskoordinatorn i Tranås`; the förbund when nobody has a role.

    `say` gives the text of a key with its values put in.
    """
    if role in _OF_A_KOMMUN:
        return say("report.receiver.kommun", role=say(f"role.{role}"), kommun=kommun)
    return say(f"role.{role}" if role else "role.forbundet")
