"""Who may read the editions of a group."""

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from models import GroupKommun, Person, Role
from models.enums import RoleName

OFFICE = (RoleName.FORBUNDSCHEF, RoleName.VERKSAMHETSUTVECKLARE)


async def may_read(session: AsyncSession, person_id: int, group_id: int) -> bool:
    """Whether a person may read a group's editions now.

    Its members may, those who receive for a kommun in its område, and förbundets office, while they are active.
    """
    kommun_ids = select(GroupKommun.kommun_id).where(col(GroupKommun.group_id) == group_id)
    found = await session.exec(
        select(Role.id)
        .join(Person, col(Role.person_id) == col(Person.id))
        .where(
            Role.person_id == person_id,
            col(Person.active),
            sa.or_(
                col(Role.group_id) == group_id,
                col(Role.kommun_id).in_(kommun_ids),
                col(Role.role).in_(OFFICE),
            ),
        )
    )
    return found.first() is not None
