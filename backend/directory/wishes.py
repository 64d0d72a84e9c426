"""What a person wants to be told, and when, and in which language."""

from datetime import datetime

from backend.audit import record
from backend.database import AsyncSession, stored_id
from models import Person
from models.enums import AuditAction


async def wish_notices(
    session: AsyncSession,
    person: Person,
    now: datetime,
    *,
    of_own: bool | None = None,
    any_time: bool | None = None,
    weekly: bool | None = None,
) -> Person:
    """Keep a person's wishes; None leaves one as it is. Return the person.

    They are whether they are told of new statuses and answers of their own reports, whether also outside working hours, and
    whether one who receives for a kommun gets Monday's note. What somebody else waits for can't be wished away: a question back,
    a meeting they have asked for, what comes to one who handles.
    """
    person = await session.get_one(Person, stored_id(person))
    before = _wishes(person)
    person.told_of_own = person.told_of_own if of_own is None else of_own
    person.told_any_time = person.told_any_time if any_time is None else any_time
    person.told_weekly = person.told_weekly if weekly is None else weekly
    if before != (wishes := _wishes(person)):
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


def _wishes(person: Person) -> dict[str, bool]:
    return {"told_of_own": person.told_of_own, "told_any_time": person.told_any_time, "told_weekly": person.told_weekly}
