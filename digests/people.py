"""Who holds which role, as editions are sent: a group's members, the coordinators of its kommuner, the förbundschef."""

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.directory.receivers import find_receiver
from digests.groups import kommuner_of
from models import Person, Role
from models.enums import RoleName

MEMBERS = (RoleName.LEDAMOT, RoleName.SAMMANKALLANDE)
NO_KOMMUN = "no_kommun"
NO_RECEIVER = "no_receiver"


async def members(session: AsyncSession, group_id: int) -> list[Person]:
    """Return a group's active members, each once."""
    return await _holders(session, col(Role.group_id) == group_id, col(Role.role).in_(MEMBERS))


async def chief(session: AsyncSession) -> list[Person]:
    """Return whoever is förbundschef and active."""
    return await _holders(session, col(Role.role) == RoleName.FORBUNDSCHEF)


async def local_receivers(session: AsyncSession, group_id: int) -> tuple[list[Person], list[str]]:
    """Return who gets a local edition for its kommuner, each once, and what the directory lacks for that.

    What a kommun without a coordinator is sent, its deputy or förbundets office gets.
    """
    kommun_ids = await kommuner_of(session, group_id)
    people = await _holders(session, col(Role.role) == RoleName.KOORDINATOR, col(Role.kommun_id).in_(kommun_ids))
    lacks = [] if kommun_ids else [NO_KOMMUN]
    for kommun_id in kommun_ids:
        receiver = (await find_receiver(session, kommun_id)).person
        if receiver is None:
            lacks = [NO_RECEIVER]
        elif receiver not in people:
            people.append(receiver)
    return people, lacks


async def _holders(session: AsyncSession, *where: sa.ColumnElement[bool]) -> list[Person]:
    holders = select(Role.person_id).where(*where)
    found = await session.exec(select(Person).where(col(Person.id).in_(holders), col(Person.active)).order_by(col(Person.id)))
    return list(found.all())
