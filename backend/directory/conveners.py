"""Who speaks for a group: its convener, who may change from meeting to meeting, else whoever receives for its kommun."""

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, own_forbund
from backend.directory.reach import OPEN_CHAT, channels
from backend.directory.receivers import ORDER, Receiver, find_receiver
from backend.directory.roles import holds
from models import Conversation, GroupKommun, Kommun, Person, Role
from models.enums import RoleName


async def find_convener(session: AsyncSession, group_id: int) -> Receiver:
    """Return who convenes a group now, with the nearest way that reaches them.

    Of several conveners it is the one who got the role last. When none can be reached, it is who receives for the group.
    """
    holders = await session.exec(
        select(Person, Conversation.id)
        .join(Role, col(Role.person_id) == col(Person.id))
        .outerjoin(Conversation, OPEN_CHAT)
        .where(Role.role == RoleName.SAMMANKALLANDE, Role.group_id == group_id, col(Person.active))
        .order_by(col(Role.id).desc())
    )
    forbund = await own_forbund(session)
    for person, chat in holders.all():
        if reached_by := channels(person, in_teams=chat is not None):
            return Receiver(person, RoleName.SAMMANKALLANDE, reached_by[:1], forbund.email, forbund.notice_hours)
    receiver = await find_receiver_of_group(session, group_id)
    return replace(receiver, channels=receiver.channels[:1])


async def find_receiver_of_group(session: AsyncSession, group_id: int) -> Receiver:
    """Return who receives for a group: for the first kommun of its område by name, or without one the förbund's office."""
    kommuner = await session.exec(
        select(Kommun.id)
        .join(GroupKommun, col(GroupKommun.kommun_id) == col(Kommun.id))
        .where(GroupKommun.group_id == group_id)
        .order_by(col(Kommun.name))
    )
    return await find_receiver(session, kommuner.first())


async def decides_in(session: AsyncSession, person_id: int, group_id: int) -> bool:
    """Whether a person may say what a group decided: its convener, who receives for a kommun in its område, and the office."""
    kommun_ids = select(GroupKommun.kommun_id).where(GroupKommun.group_id == group_id)
    convenes = sa.and_(col(Role.role) == RoleName.SAMMANKALLANDE, col(Role.group_id) == group_id)
    receives = sa.and_(col(Role.role).in_(ORDER), sa.or_(col(Role.kommun_id).in_(kommun_ids), col(Role.kommun_id).is_(None)))
    return await holds(session, person_id, sa.or_(convenes, receives))
