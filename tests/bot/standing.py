"""Two people's chats on the wire, with the outbox between them: what each reads in the place where it stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import select

from backend.acknowledgements import Acknowledgements
from backend.courier import CourierHere
from backend.delivery import Outbox
from backend.handling.handle import Handling, handle_report
from backend.links import Links
from backend.standing import SETTLES
from bot.carrier import carry_post
from bot.notices import TeamsSender
from models import OutboxMessage, Person
from models.enums import Channel, NoticeKind
from tests.bot.fake_connector import Sent
from tests.bot.talk import TAXONOMY, TEXTS, pressed_value
from tests.bot.wire import TEXT, Wire, wired

HANNA = {
    "from": {"id": "29:hanna", "name": "Hanna Exempel", "aadObjectId": "e-hanna"},
    "conversation": {"id": "chat-hanna", "conversationType": "personal"},
}
KARIN = {
    "from": {"id": "29:karin", "name": "Karin Exempel", "aadObjectId": "e-karin"},
    "conversation": {"id": "chat-karin", "conversationType": "personal"},
}


@dataclass
class Chats:
    """What stands in the chats, and what changes it."""

    wire: Wire
    outbox: Outbox

    async def write(self, who: dict[str, Any], text: str) -> str:
        """Write a message, and return the id of the answer."""
        await self.wire.send(self.wire.activity(text, **who))
        return f"m-{len(self.wire.connector.sent)}"

    async def press(self, who: dict[str, Any], activity_id: str, button: str, **typed: str) -> None:
        """Press a button of the card that stands in a message."""
        value = pressed_value(self.card(activity_id), button, typed)
        await self.wire.send(self.wire.activity(value=value, replyToId=activity_id, **who))

    def place_of(self, sent: Sent) -> str:
        """Return the id of a message that came to Teams."""
        return f"m-{self.wire.connector.sent.index(sent) + 1}"

    async def report(self) -> str:
        """Let Hanna log a report, and return the id of her receipt."""
        form = await self.write(HANNA, TEXT)
        await self.press(HANNA, form, "Skicka")
        return form

    async def handle(self, key: str = "h1", **how: Any) -> None:
        """Let Karin handle the report on the web."""
        async with self.wire.house.database.begin(self.wire.house.forbund_id) as session:
            karin = await session.get_one(Person, self.wire.house.coordinator.id)
            await handle_report(session, karin, 1, Handling(**how), key, self.wire.now)

    async def deliver(self) -> list[Sent]:
        """Let some time pass and the outbox deliver all that is due; return what came to Teams."""
        self.wire.now += SETTLES
        before = len(self.wire.connector.sent)
        while await self.outbox.deliver_due(self.wire.now):
            self.wire.now += timedelta(seconds=2)
        return self.wire.connector.sent[before:]

    def card(self, activity_id: str) -> dict[str, Any]:
        """The card that stands in a message now."""
        return dict(self._message(activity_id)["attachments"][0]["content"])

    def text(self, activity_id: str) -> str:
        """The line that stands in a message now."""
        return str(self._message(activity_id)["text"])

    def _message(self, activity_id: str) -> dict[str, Any]:
        sent = self.wire.connector.sent
        for index in range(len(sent) - 1, -1, -1):
            put = sent[index].method == "PUT" and sent[index].path.endswith(f"/{activity_id}")
            if put or (sent[index].method == "POST" and f"m-{index + 1}" == activity_id):
                return dict(sent[index].body)
        raise AssertionError(f"nothing stands in {activity_id}")

    async def rows(self, kind: NoticeKind) -> list[OutboxMessage]:
        """The outbox's rows of a kind, the oldest first."""
        async with self.wire.house.database.read(self.wire.house.forbund_id) as session:
            return list((await session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind))).all())


@asynccontextmanager
async def chatting(url: str, notes: Path) -> AsyncIterator[Chats]:
    """Yield the chats of Hanna, who reports, and Karin, who handles; both have written to the bot."""
    async with wired(url) as wire:
        links = Links("secret", "http://127.0.0.1:3978")
        sender = TeamsSender(wire.house.database, TEXTS, TAXONOMY, links, clock=lambda: wire.now)
        kept = Acknowledgements(notes)
        courier = CourierHere({Channel.TEAMS.value: partial(carry_post, wire.bot.adapter)}, kept)
        outbox = Outbox(wire.house.database, {Channel.TEAMS: sender}, courier, kept, timedelta(seconds=60))
        chats = Chats(wire, outbox)
        await chats.write(HANNA, "hjälp")
        await chats.write(KARIN, "hjälp")
        yield chats
