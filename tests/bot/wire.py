"""The product's bot behind the real adapter, met by what Teams sends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from bot.activities import LexhellerBot
from bot.messages import CARD_TYPE
from tests.bot.card_rules import check_card
from tests.bot.fake_connector import FakeConnector
from tests.bot.running_bot import RunningBot, bot_in_development, message
from tests.bot.talk import desk_of
from tests.house import NOW, TENANT, House, small_house

TEXT = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"


@dataclass
class Wire:
    """The bot in the small förbund, as Teams meets it."""

    house: House
    bot: RunningBot
    connector: FakeConnector
    now: datetime = NOW

    def activity(self, text: str | None = "", /, **more: Any) -> dict[str, Any]:
        """An activity from the reporter."""
        fields: dict[str, Any] = {
            "from": {"id": "29:hanna", "name": "Hanna Exempel", "aadObjectId": "e-hanna"},
            "channelData": {"tenant": {"id": TENANT}},
            **more,
        }
        return {**message(self.connector.service_url, text or ""), "text": text, **fields}

    async def send(self, activity: dict[str, Any]) -> None:
        status, _ = await self.bot.post(activity)
        assert status == 200

    async def ask(self, name: str, value: Any, /, **more: Any) -> dict[str, Any]:
        """Send an invoke, and return what it is answered with; its card passes the rules of cards."""
        status, body = await self.bot.post(self.activity(None, type="invoke", name=name, value=value, **more))
        assert status == 200
        return dict(body)

    @property
    def card(self) -> dict[str, Any]:
        """The newest card that was sent."""
        [attachment] = self.connector.sent[-1].body["attachments"]
        assert attachment["contentType"] == CARD_TYPE
        card: dict[str, Any] = attachment["content"]
        check_card(card)
        return card

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.house.database.read(self.house.forbund_id) as session:
            return list((await session.exec(select(table))).all())


@asynccontextmanager
async def wired(url: str, locale: str | None = None) -> AsyncIterator[Wire]:
    async with small_house(url) as house:
        desk, _ = desk_of(house)
        bot = LexhellerBot(desk, clock=lambda: wire.now, locale=locale)
        async with bot_in_development(bot.on_turn) as (running, connector):
            wire = Wire(house, running, connector)
            yield wire
