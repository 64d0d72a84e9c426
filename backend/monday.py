"""Monday's clock: whoever receives for a kommun gets a note of the week, once, unless they have said that they want none."""

from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from backend.directory.reach import tell_person
from backend.directory.receivers import find_receiver
from backend.every_forbund import in_every_forbund
from backend.times import add_working_days, at_local_time, local_date, working_day_from
from models import Kommun, OutboxMessage, Person
from models.enums import NoticeKind

CLOCK = time(7)


def week_to_tell(now: datetime) -> date | None:
    """Return the Monday of the week that is to be told of now; None when it is too early or too late for that.

    It is told from seven o'clock on the week's first working day, and, if no process ran then, until the end of the second.
    """
    today = local_date(now)
    monday = today - timedelta(days=today.weekday())
    first = working_day_from(monday)
    in_time = at_local_time(first, CLOCK) <= now and today <= add_working_days(first, 1)
    return monday if in_time and first < monday + timedelta(days=5) else None


async def tell_weeks(database: Database, now: datetime) -> int:
    """Queue the notes of this week that nobody has queued yet, in every förbund, and return how many.

    One förbund's trouble is logged and doesn't stop the others.
    """
    monday = week_to_tell(now)
    if monday is None:
        return 0
    return await in_every_forbund(database, "week", lambda session: _tell(session, monday, now))


async def _tell(session: AsyncSession, monday: date, now: datetime) -> int:
    known = await session.exec(
        select(OutboxMessage.person_id).where(
            OutboxMessage.kind == NoticeKind.WEEK, OutboxMessage.subject_id == monday.toordinal()
        )
    )
    done = set(known.all())
    told = 0
    for person in await _receivers(session):
        if person.id in done or not person.told_weekly:
            continue
        told += await tell_person(
            session,
            person,
            key=f"week:{monday}",
            kind=NoticeKind.WEEK,
            subject_id=monday.toordinal(),
            now=now,
        )
    await session.flush()
    return told


async def _receivers(session: AsyncSession) -> list[Person]:
    """Return whoever receives for a kommun now, each once."""
    people: dict[int, Person] = {}
    for kommun_id in await session.exec(select(Kommun.id).where(col(Kommun.active)).order_by(col(Kommun.name))):
        person = (await find_receiver(session, kommun_id)).person
        if person is not None:
            people.setdefault(stored_id(person), person)
    return list(people.values())
