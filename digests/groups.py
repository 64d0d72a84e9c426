"""Which groups are local, and which kommuner a group looks at."""

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from models import Group, GroupKommun, Insats
from models.enums import GroupKind

LOCAL = (GroupKind.LSG, GroupKind.STYRGRUPP)
"""Some kommuner call the group of their kommunområde a styrgrupp."""


def is_local() -> sa.ColumnElement[bool]:
    """Return what holds for the groups of a kommunområde, and for no other: a styrgrupp that follows an insats isn't one."""
    return sa.and_(col(Group.kind).in_(LOCAL), ~follows_insats())


def follows_insats() -> sa.ColumnElement[bool]:
    """Return what holds for the groups that follow an insats."""
    return sa.exists(sa.select(col(Insats.id)).where(col(Insats.group_id) == col(Group.id), col(Insats.active)))


async def kommuner_of(session: AsyncSession, group_id: int) -> list[int]:
    """Return the ids of the kommuner in a group's område; none when it looks at the whole förbund."""
    found = await session.exec(select(GroupKommun.kommun_id).where(col(GroupKommun.group_id) == group_id))
    return list(found.all())
