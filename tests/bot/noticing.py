"""A notice on its way to Teams: what is waiting, what is delivered, and what came there."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlmodel import select

from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from backend.links import Links
from bot.carrier import carry_post
from bot.notices import TeamsSender
from bot.seam.sending import ConversationTarget, SendError
from models import OutboxMessage, Person
from models.enums import Channel, NoticeKind
from tests.bot.card_rules import check_card
from tests.bot.talk import TAXONOMY, TEXTS
from tests.house import NOW, House


class FakeAdapter:
    """Keeps what is sent, or refuses it."""

    def __init__(self, refusal: SendError | None = None) -> None:
        self.refusal = refusal
        self.sent: list[tuple[ConversationTarget, Mapping[str, Any]]] = []
        self.updated: list[tuple[str, Mapping[str, Any]]] = []

    async def send(self, target: ConversationTarget, activity: Mapping[str, Any]) -> str:
        if self.refusal:
            raise self.refusal
        self.sent.append((target, activity))
        return "m-1"

    async def update(self, target: ConversationTarget, activity_id: str, activity: Mapping[str, Any]) -> str:
        if self.refusal:
            raise self.refusal
        self.updated.append((activity_id, activity))
        return activity_id

    @property
    def card(self) -> dict[str, Any]:
        card: dict[str, Any] = self.sent[-1][1]["attachments"][0]["content"]
        check_card(card)
        return card


async def deliver(house: House, adapter: FakeAdapter, message: OutboxMessage) -> str:
    sender = TeamsSender(house.database, TEXTS, TAXONOMY, Links("secret", "http://127.0.0.1:3978"), clock=lambda: NOW)
    return await sender.deliver(message, partial(carry_post, adapter))


async def waiting(house: House, kind: NoticeKind) -> OutboxMessage:
    async with house.database.read(house.forbund_id) as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.channel == Channel.TEAMS)
        return (await session.exec(found)).one()


async def handled(house: House, handling: Handling) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        coordinator = await session.get_one(Person, house.coordinator.id)
        await handle_report(session, coordinator, stored_id(report), handling, "s1", NOW)
