"""What a person wants to be told, and when, and in which language."""

from datetime import datetime

from backend.audit import record
from backend.database import AsyncSession, stored_id
from models import Person
from models.enums import AuditAction


async def wish_notices(
    session: AsyncSession, person: Person, now: datetime, *, of_own: bool | None = None, any_time: bool | None = None
) -> Person:
    """Keep whether a person is told of new statuses and answers of their own reports, and whether also outside working hours.

    None leaves a wish as it is. Return the person. What somebody else waits for can't be wished away: a question back, a meeting
    they have asked for, what comes to one who handles.
    """
    person = await session.get_one(Person, stored_id(person))
    before = (person.told_of_own, person.told_any_time)
    person.told_of_own = person.told_of_own if of_own is None else of_own
    person.told_any_time = person.told_any_time if any_time is None else any_time
    if before != (person.told_of_own, person.told_any_time):
        wishes = {"told_of_own": person.told_of_own, "told_any_time": person.told_any_time}
        record(session, person.id, AuditAction.CHANGED, "person", stored_id(person), now, **wishes)
    await session.flush()
    return person


async def choose_language(session: AsyncSession, person: Person, locale: str, now: datetime) -> Person:
    """Keep the language in which a person wants to be written to, one of `LOCALES`; return the person."""
    person = await session.get_one(Person, stored_id(person))
    if (person.locale, person.locale_chosen) != (locale, True):
        person.locale, person.locale_chosen = locale, True
        record(session, person.id, AuditAction.CHANGED, "person", stored_id(person), now, locale=locale)
    await session.flush()
    return person
