"""What tests of the outbox deliver with: senders that keep what they get, and a courier in this process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlmodel import select

from backend.acknowledgements import Acknowledgements
from backend.courier import Carry, CourierHere, NeverError
from backend.delivery import Outbox
from backend.outbox import tell
from models import OutboxMessage
from models.enums import Channel, NoticeKind
from tests.house import NOW, House

LEASE = timedelta(seconds=60)


async def call(content: Callable[[], Awaitable[str]]) -> str:
    """Hand over content that is a call."""
    return await content()


class FakeSender:
    """Keeps what it delivers; `answer` may raise instead."""

    def __init__(self, answer: Callable[[OutboxMessage], str] = lambda message: f"receipt-{message.id}") -> None:
        self.delivered: list[str] = []
        self.recalled: list[str] = []
        self._answer = answer

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        return await carry(partial(self._take, message))

    async def recall(self, message: OutboxMessage, receipt: str) -> None:
        self.recalled.append(receipt)

    async def _take(self, message: OutboxMessage) -> str:
        await asyncio.sleep(0)
        receipt = self._answer(message)
        self.delivered.append(message.key)
        return receipt


def left(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def outbox(
    house: House, folder: Path, teams: FakeSender | None = None, mail: FakeSender | None = None, lease: timedelta = LEASE
) -> Outbox:
    senders = {Channel.TEAMS: teams or FakeSender(), Channel.MAIL: mail or FakeSender()}
    kept = Acknowledgements(folder)
    return Outbox(house.database, senders, CourierHere({channel.value: call for channel in Channel}, kept), kept, lease)


async def tell_coordinator(house: House, key: str = "k", channel: Channel = Channel.MAIL) -> None:
    async with house.database.begin(house.forbund_id) as session:
        person_id = house.coordinator.id
        kind = NoticeKind.REPORT_RECEIVED
        tell(session, key=key, channel=channel, kind=kind, subject_id=1, person_id=person_id, now=NOW)


async def rows(house: House) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        return list((await session.exec(select(OutboxMessage).order_by(OutboxMessage.key))).all())


def never(_: OutboxMessage) -> str:
    raise NeverError("no")
