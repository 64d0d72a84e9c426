"""Starting a measurement: every member of the group who can be reached is asked once."""

from datetime import date, datetime, timedelta

from sqlmodel import col, select

from backend.access import hold, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.conveners import decides_in
from backend.directory.reach import channels_to, tell_person
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.spindel.aspects import ASPECTS, FEWEST, VALUES
from backend.times import local_date, start_of_day
from models import Group, Person, Role, SpindelInvitation, SpindelMeasurement, SpindelTally
from models.enums import AuditAction, NoticeKind, RoleName

OPEN_DAYS = 14
LONGEST_DAYS = 60
MEMBERS = (RoleName.LEDAMOT, RoleName.SAMMANKALLANDE)


async def start_measurement(
    session: AsyncSession, actor: Person | None, group_id: int, closes_on: date | None, submit: str, now: datetime
) -> SpindelMeasurement:
    """Ask a group's members and return the measurement; `closes_on` is the last day to answer, a fortnight from now if None.

    `actor` None is förbundet's own mailbox, the command line or the clock. The same submit again returns the same. Raises
    NotFoundError; NotAllowedError for one who doesn't speak for the group; and DomainError when it is being asked already, has
    too few members who can be reached, or for a day that has come or lies too far ahead.
    """
    group = await hold(session, Group, group_id, "error.spindel_group")
    actor_id = stored_id(actor) if actor else None
    if actor_id is not None and not await decides_in(session, actor_id, group_id):
        raise NotAllowedError("error.not_yours")
    if not group.active:
        raise NotFoundError("error.spindel_group")
    if running := await open_measurement(session, group_id):
        if await submitted_before(session, "spindel", stored_id(running), submit):
            return running
        raise DomainError("error.spindel_open")
    last_day = _last_day(closes_on, local_date(now))
    people = await reachable_members(session, group_id)
    if len(people) < FEWEST:
        raise DomainError("error.spindel_few", count=len(people), fewest=FEWEST)
    return await _ask(session, actor_id, group_id, people, last_day, submit, now)


def _last_day(wanted: date | None, today: date) -> date:
    last_day = wanted or today + timedelta(days=OPEN_DAYS)
    if not today < last_day <= today + timedelta(days=LONGEST_DAYS):
        raise DomainError("error.spindel_closes", field="closes", days=LONGEST_DAYS)
    return last_day


async def _ask(
    session: AsyncSession, actor_id: int | None, group_id: int, people: list[Person], last_day: date, submit: str, now: datetime
) -> SpindelMeasurement:
    closes_at = start_of_day(last_day + timedelta(days=1))
    measurement = SpindelMeasurement(group_id=group_id, opened_at=now, closes_at=closes_at, asked=len(people))
    session.add(measurement)
    await session.flush()
    measurement_id = stored_id(measurement)
    session.add_all(SpindelInvitation(measurement_id=measurement_id, person_id=stored_id(person)) for person in people)
    # Every sum is there from the beginning: which rows there are tells nothing of any answer.
    session.add_all(
        SpindelTally(measurement_id=measurement_id, aspect=aspect, value=value) for aspect in ASPECTS for value in VALUES
    )
    record(session, actor_id, AuditAction.CREATED, "spindel", measurement_id, now, submit=submit, asked=len(people))
    for person in people:
        await tell_person(
            session,
            person,
            key=f"spindel:{measurement_id}",
            kind=NoticeKind.SPINDEL_ASKED,
            subject_id=measurement_id,
            now=now,
            before=closes_at,
        )
    await session.flush()
    return measurement


async def open_measurement(session: AsyncSession, group_id: int) -> SpindelMeasurement | None:
    """Return a group's measurement that hasn't been closed, if there is one."""
    still = select(SpindelMeasurement).where(SpindelMeasurement.group_id == group_id, col(SpindelMeasurement.closed_at).is_(None))
    return (await session.exec(still)).first()


async def reachable_members(session: AsyncSession, group_id: int) -> list[Person]:
    """Return a group's members and conveners whom Teams or mail reaches, each once."""
    holders = select(Role.person_id).where(Role.group_id == group_id, col(Role.role).in_(MEMBERS))
    found = await session.exec(select(Person).where(col(Person.id).in_(holders), col(Person.active)).order_by(col(Person.id)))
    return [person for person in found.all() if await channels_to(session, person)]


async def find_group(session: AsyncSession, slug: str) -> int:
    """Return the id of the group with a short name; raise NotFoundError."""
    group = (await session.exec(select(Group).where(Group.slug == slug, col(Group.active)))).first()
    if group is None:
        raise NotFoundError("error.spindel_group")
    return stored_id(group)
