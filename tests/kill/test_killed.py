import asyncio
import os
import random
import signal
import socket
import sys
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlmodel import col, select

from backend.categories.classifier import TrainedCategoriser
from backend.categories.taxonomy import Taxonomy
from backend.database import Database, migrate, stored_id
from backend.demo.seed import seed_demo
from backend.mail.letter import message_id
from backend.outbox import Acknowledgements
from backend.times import utc_now
from models import Conversation, Forbund, Kommun, OutboxMessage, Person, Report
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.kill.other_side import OtherSide

pytestmark = [pytest.mark.kill, pytest.mark.timeout(600)]

KILLS = 50
COORDINATOR_CHAT = "chat-karin"
MAIL_FROM = "lexheller@hoglandet.example"
SUBMITS_A_ROUND = 6
LONGEST_LIFE = 0.8  # seconds from ready to killed
# A sender that dies before it has read the acknowledgement can't know of it; that must stay rare.
MOST_REPEATED = 2 * KILLS
LEASE = 6.0  # seconds; a send is cut off after half of it, which must not happen to one that is merely slow here
TENANT = "11111111-1111-1111-1111-111111111111"
HANNA = "aaaaaaaa-0000-0000-0000-000000000001"


class Product:
    """The real process, started again and again on the same data."""

    def __init__(self, folder: Path, other_side: OtherSide) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LEXHELLER_")},
            "LEXHELLER_ENVIRONMENT": "development",
            "LEXHELLER_DATA_DIR": str(folder),
            "LEXHELLER_PORT": str(self.port),
            "LEXHELLER_SMTP_HOST": "127.0.0.1",
            "LEXHELLER_SMTP_PORT": str(other_side.smtp_port),
            "LEXHELLER_OUTBOX_SECONDS": "0.05",
            "LEXHELLER_OUTBOX_LEASE_SECONDS": str(LEASE),
            "LEXHELLER_MAIL_FROM": MAIL_FROM,
            "LEXHELLER_CLOCK_SECONDS": "3600",
            "LEXHELLER_LOG_LEVEL": "ERROR",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, http: aiohttp.ClientSession) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "backend.cli", "serve", env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )
        end = time.monotonic() + 30
        while time.monotonic() < end:
            assert self._process.returncode is None, "the product ended by itself"
            try:
                async with http.get(f"{self.url}/healthz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)
        raise TimeoutError("the product didn't start")

    async def kill(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()


async def test_killed_fifty_times_it_loses_no_report_and_tells_nobody_twice(tmp_path: Path) -> None:
    data = tmp_path / "data"
    url = f"sqlite+aiosqlite:///{data / 'lexheller.db'}"
    await migrate(url)
    await asyncio.to_thread(TrainedCategoriser.load, data / "models")
    database = Database(url)
    await seed_demo(database, Taxonomy.load(), utc_now())
    chance = random.Random(20260312)
    async with OtherSide() as other_side, aiohttp.ClientSession() as http:
        kommun_id = await put_everybody_in_teams(database, other_side.connector_url)
        product = Product(data, other_side)
        waiting: list[dict[str, Any]] = []
        sent: list[str] = []
        caught_in_a_turn = caught_sending = 0
        known: dict[str, int] = {}
        for _ in range(KILLS):
            await product.start(http)
            fresh = [submit(kommun_id, other_side.connector_url) for _ in range(SUBMITS_A_ROUND)]
            sent += [activity["value"]["submit_id"] for activity in fresh]
            # Teams sends again what was never answered
            posts = [asyncio.create_task(post(http, product.url, activity)) for activity in waiting + fresh]
            await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
            await product.kill()
            answered = await asyncio.gather(*posts)
            waiting = [activity for activity, ok in zip(waiting + fresh, answered, strict=True) if not ok]
            caught_in_a_turn += len(waiting)
            caught_sending += await being_sent(database)
            known = {**await known_deliveries(database, data, other_side), **known}
        assert caught_in_a_turn, "no kill came in the middle of a turn"
        assert caught_sending, "no kill came in the middle of a delivery"
        await product.start(http)
        assert all(await asyncio.gather(*(post(http, product.url, activity) for activity in waiting)))
        await until_nothing_waits(database)
        await product.kill()
    reports, messages = await stored(database)
    await database.close()
    assert Counter(report.idempotency_key for report in reports) == Counter(sent), "each submit is one report"
    assert len({report.number for report in reports}) == len(reports)
    assert {message.status for message in messages} == {OutboxStatus.LEVERERAD}
    mails = [message for message in messages if message.channel is Channel.MAIL]
    cards = [message for message in messages if message.channel is Channel.TEAMS]
    assert len(mails) == len(cards) == len(reports)
    numbers = {stored_id(report): report.number for report in reports}
    taken = {message.key: taken_by(other_side, message, numbers[message.subject_id]) for message in messages}
    assert all(taken.values()), "each message arrived"
    again = {key: count for key, count in known.items() if taken[key] > count}
    assert again == {}, "what the product knew to be acknowledged was sent again"
    assert sum(count - 1 for count in taken.values()) <= MOST_REPEATED


def taken_by(other_side: OtherSide, message: OutboxMessage, number: str) -> int:
    """Return how often the other side has taken a message."""
    if message.channel is Channel.MAIL:
        return other_side.mails[message_id(message.key, MAIL_FROM)]
    return sum(count for (chat, summary), count in other_side.cards.items() if chat == COORDINATOR_CHAT and number in summary)


async def known_deliveries(database: Database, data: Path, other_side: OtherSide) -> dict[str, int]:
    """Return how often each message had arrived that a killed process left marked, or noted, as acknowledged."""
    notes = Acknowledgements(data / "deliveries")
    reports, messages = await stored(database)
    numbers = {stored_id(report): report.number for report in reports}
    return {
        message.key: taken_by(other_side, message, numbers[message.subject_id])
        for message in messages
        if message.status is OutboxStatus.LEVERERAD or notes.read(message) is not None
    }


async def put_everybody_in_teams(database: Database, service_url: str) -> int:
    """Open the coordinator's chat; return the id of Tranås."""
    async with database.begin_for_every_forbund() as session:
        forbund_id = stored_id((await session.exec(select(Forbund))).one())
    async with database.begin(forbund_id) as session:
        kommun = (await session.exec(select(Kommun).where(Kommun.name == "Tranås"))).one()
        karin = (await session.exec(select(Person).where(col(Person.name).startswith("Karin")))).one()
        chat = Conversation(
            person_id=stored_id(karin),
            service_url=service_url,
            conversation_id=COORDINATOR_CHAT,
            tenant_id=TENANT,
            user_id="karin",
            bot_id="bot",
        )
        session.add(chat)
        return stored_id(kommun)


def submit(kommun_id: int, service_url: str) -> dict[str, Any]:
    """Return a pressed Skicka as Teams sends it."""
    return {
        "type": "message",
        "id": uuid.uuid4().hex,
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": "hanna", "name": "Hanna Exempel", "aadObjectId": HANNA},
        "recipient": {"id": "bot", "name": "Lex Heller"},
        "conversation": {"id": "chat-hanna", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "sv-SE",
        "replyToId": "1",
        "value": {
            "do": "report.send",
            "submit_id": uuid.uuid4().hex,
            "text": "FK kom inte på mötet och hade inte hört av sig.",
            "kommun": str(kommun_id),
            "parties": "FK",
            "category": "NARVARO",
            "slag": "brist",
            "p": [{"code": "NARVARO", "p": 0.9}],
            "model": "test",
        },
    }


async def post(http: aiohttp.ClientSession, url: str, activity: dict[str, Any]) -> bool:
    """Return whether the product took the activity: a killed one breaks off."""
    try:
        async with http.post(f"{url}/api/messages", json=activity) as answer:
            return answer.status in (200, 201, 202)
    except aiohttp.ClientError:
        return False


async def being_sent(database: Database) -> int:
    """Return how many messages were claimed and not marked when the process was killed."""
    async with database.begin_for_every_forbund() as session:
        claimed = select(OutboxMessage.id).where(OutboxMessage.status == OutboxStatus.SKICKAS)
        return len((await session.exec(claimed)).all())


async def until_nothing_waits(database: Database) -> None:
    end = time.monotonic() + 30
    waits = select(OutboxMessage.id).where(col(OutboxMessage.status).in_((OutboxStatus.VANTAR, OutboxStatus.SKICKAS)))
    while time.monotonic() < end:
        async with database.begin_for_every_forbund() as session:
            if (await session.exec(waits)).first() is None:
                return
        await asyncio.sleep(0.1)
    raise TimeoutError("the outbox isn't empty")


async def stored(database: Database) -> tuple[list[Report], list[OutboxMessage]]:
    """Return the reports that this test caused, not the demo's, and the notices of them: digests may have been due as well."""
    async with database.begin_for_every_forbund() as session:
        own = select(Report).where(col(Report.idempotency_key).not_like("demo-%"))
        notices = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_RECEIVED)
        return list((await session.exec(own)).all()), list((await session.exec(notices)).all())
