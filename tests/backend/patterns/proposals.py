"""What tests of proposals share: reports that come, the proposals that wait, and what coordinators do with them."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from backend.database import stored_id
from backend.issues.gather import open_issue
from backend.patterns.settle import settle_pattern
from backend.patterns.views import PatternRow, open_patterns
from models import Issue, OutboxMessage, Person, Role
from models.enums import NoticeKind, Paverkbar, RoleName
from tests.house import NOW, House

NEXT = NOW + timedelta(days=1)


async def reports(house: House, count: int, start: int = 0, **changes: Any) -> list[int]:
    """Let so many reports with the same words come, and return their ids."""
    return [stored_id(await house.report(f"k{start + number}", **changes)) for number in range(count)]


async def in_a_row(house: House, *texts: str, start: int = 0, **changes: Any) -> None:
    """Let a report with each of the texts come."""
    for number, text in enumerate(texts, start):
        await house.report(f"r{number}", text=text, **changes)


async def waiting(house: House) -> list[PatternRow]:
    """Return the proposals that wait for the coordinator."""
    async with house.database.read(house.forbund_id) as session:
        return await open_patterns(session, house.coordinator)


async def gather(house: House, actor: Person, pattern_id: int, ids: list[int]) -> Issue:
    """Gather reports of a proposal as its page does."""
    async with house.database.begin(house.forbund_id) as session:
        issue = await open_issue(session, actor, "FK kommer inte", Paverkbar.LOKALT, ids, f"s{actor.id}", NEXT)
        await settle_pattern(session, actor, pattern_id, ids, f"s{actor.id}", NEXT)
        return issue


async def decline(house: House) -> PatternRow:
    """Say of the one proposal that waits that it is no fråga, and return it."""
    [row] = await waiting(house)
    async with house.database.begin(house.forbund_id) as session:
        await settle_pattern(session, house.coordinator, row.id, (), "s1", NOW)
    return row


async def notices(house: House) -> list[OutboxMessage]:
    """Return what was told of proposals, the first first."""
    async with house.database.read(house.forbund_id) as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.PATTERNS_FOUND).order_by(col(OutboxMessage.id))
        return list((await session.exec(found)).all())


async def coordinator_of_eksjo(house: House) -> Person:
    """Return a coordinator who handles the reports of another kommun alone."""
    async with house.database.begin(house.forbund_id) as session:
        person = Person(name="Eva Exempel", email="eva@hoglandet.example")
        session.add(person)
        await session.flush()
        session.add(Role(person_id=stored_id(person), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    return person
