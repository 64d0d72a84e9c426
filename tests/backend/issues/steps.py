"""What tests of frågor do before they look: reports gathered, lifted, decided."""

from datetime import timedelta
from typing import Any

from backend.database import stored_id
from backend.issues.decide import lift_issue
from backend.issues.gather import open_issue
from backend.issues.views import IssueView, read_issue
from models import Group, Lift, OutboxMessage, Person
from models.enums import (
    GroupKind,
    NoticeKind,
    PartyCode,
    Paverkbar,
)
from tests.house import NOW, House, Row

LATER = NOW + timedelta(days=2)
QUESTION = "Ska kallelsen alltid säga om individen är med?"
DECISION = "Kallelsen säger från och med nu om individen är med."


async def one(house: House, table: type[Row]) -> Row:
    [row] = await house.all_of(table)
    return row


async def do(house: House, step: Any, /, *arguments: Any, actor: Person | None = None, **named: Any) -> Any:
    """Take a step in a transaction of its own, as the coordinator unless another is named."""
    async with house.database.begin(house.forbund_id) as session:
        return await step(session, actor or house.coordinator, *arguments, **named)


async def gathered(house: House, count: int = 2) -> int:
    """A fråga of some reports; its id."""
    ids = [stored_id(await house.report(f"k{number}")) for number in range(count)]
    return stored_id(await do(house, open_issue, "FK kommer inte", Paverkbar.LOKALT, ids, "s1", LATER))


async def group(house: House, name: str = "LSG Tranås", kind: GroupKind = GroupKind.LSG) -> int:
    async with house.database.begin(house.forbund_id) as session:
        made = Group(slug=name.lower().replace(" ", "-"), kind=kind, name=name)
        session.add(made)
        await session.flush()
        return stored_id(made)


async def lifted(house: House) -> tuple[int, int]:
    """A fråga before the LSG; the ids of the two."""
    issue_id = await gathered(house)
    await do(house, lift_issue, issue_id, await group(house), QUESTION, PartyCode.FK, "s2", LATER)
    return issue_id, stored_id(await one(house, Lift))


async def told(house: House, kind: NoticeKind) -> list[int]:
    """Of which reports somebody is told."""
    messages = [message for message in await house.all_of(OutboxMessage) if message.kind is kind]
    return sorted(number for message in messages for number in (message.subject_id, *message.details.get("also", ())))


async def seen(house: House, issue_id: int, viewer: Person | None) -> IssueView:
    async with house.database.begin(house.forbund_id) as session:
        return await read_issue(session, issue_id, viewer, LATER)
