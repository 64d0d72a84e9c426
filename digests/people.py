"""Who holds which role, as editions are sent: a group's members, the coordinators of its kommuner, the förbundschef."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.directory.receivers import find_receiver
from backend.directory.terms import held_on
from backend.times import local_date
from digests.groups import kommuner_of
from models import Edition, GroupMeeting, Person, Role, RoleTerm
from models.enums import RoleName

MEMBERS = (RoleName.LEDAMOT, RoleName.SAMMANKALLANDE)
LACKS_KOMMUN = "no_kommun"
LACKS_RECEIVER = "no_receiver"


async def members(session: AsyncSession, group_id: int) -> list[Person]:
    """Return a group's active members, each once."""
    return await _holders(session, col(Role.group_id) == group_id, col(Role.role).in_(MEMBERS))


async def members_ahead(session: AsyncSession, group_id: int) -> list[Person]:
    """Return a group's active members, of today and those whose term begins later, each once."""
    term = select(RoleTerm.person_id).where(RoleTerm.group_id == group_id, col(RoleTerm.role).in_(MEMBERS), ~col(RoleTerm.over))
    found = await session.exec(select(Person).where(col(Person.id).in_(term), col(Person.active)).order_by(col(Person.id)))
    today = await members(session, group_id)
    return [*today, *(person for person in found if person not in today)]


async def members_on(session: AsyncSession, group_id: int, day: date) -> list[Person]:
    """Return who are a group's members on a day: those of today, but for roles that aren't held then."""
    term = select(RoleTerm.person_id).where(RoleTerm.group_id == group_id, col(RoleTerm.role).in_(MEMBERS))
    turning = (
        select(RoleTerm.id)
        .where(RoleTerm.person_id == Role.person_id, RoleTerm.group_id == Role.group_id, RoleTerm.role == Role.role)
        .exists()
    )
    always = select(Role.person_id).where(col(Role.group_id) == group_id, col(Role.role).in_(MEMBERS), ~turning)
    person = col(Person.id)
    who = sa.or_(person.in_(always), person.in_(term.where(held_on(day))))
    return list((await session.exec(select(Person).where(who, col(Person.active)).order_by(person))).all())


async def members_for(session: AsyncSession, edition: Edition) -> list[Person]:
    """Return the members whom an edition is for: those of the day of its meeting, else those of today."""
    found = await session.exec(select(GroupMeeting.starts_at).where(GroupMeeting.id == edition.group_meeting_id))
    starts_at = found.first()
    if starts_at is None:
        return await members(session, edition.group_id)
    return await members_on(session, edition.group_id, local_date(starts_at))


async def chief(session: AsyncSession) -> list[Person]:
    """Return whoever is förbundschef and active."""
    return await _holders(session, col(Role.role) == RoleName.FORBUNDSCHEF)


async def local_receivers(session: AsyncSession, group_id: int) -> tuple[list[Person], list[str]]:
    """Return who gets a local edition for its kommuner, each once, and what the directory lacks for that.

    What a kommun without a coordinator is sent, its deputy or förbundets office gets.
    """
    kommun_ids = await kommuner_of(session, group_id)
    people = await _holders(session, col(Role.role) == RoleName.KOORDINATOR, col(Role.kommun_id).in_(kommun_ids))
    lacks = [] if kommun_ids else [LACKS_KOMMUN]
    for kommun_id in kommun_ids:
        receiver = (await find_receiver(session, kommun_id)).person
        if receiver is None:
            lacks = [LACKS_RECEIVER]
        elif receiver not in people:
            people.append(receiver)
    return people, lacks


async def _holders(session: AsyncSession, *where: sa.ColumnElement[bool]) -> list[Person]:
    holders = select(Role.person_id).where(*where)
    found = await session.exec(select(Person).where(col(Person.id).in_(holders), col(Person.active)).order_by(col(Person.id)))
    return list(found.all())
