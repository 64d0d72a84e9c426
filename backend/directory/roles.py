"""What a person may do by the roles that they hold."""

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from models import Person, Role


async def holds(session: AsyncSession, person_id: int, *which: sa.ColumnElement[bool]) -> bool:
    """Whether a person holds a role that fulfils all these conditions on `Role`; one who has left holds none."""
    held = select(Role.id).join(Person, col(Role.person_id) == col(Person.id))
    found = await session.exec(held.where(Role.person_id == person_id, col(Person.active), *which))
    return found.first() is not None
