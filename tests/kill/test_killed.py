import asyncio
import itertools
import random
from collections import Counter
from contextlib import suppress
from functools import partial
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
from backend.times import utc_now
from models import Conversation, Forbund, Kommun, OutboxMessage, Person, Report
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.kill.other_side import OtherSide
from tests.kill.product import MAIL_FROM, Product
from tests.pressed import FOUND, TENANT, pressed_send

pytestmark = [pytest.mark.kill, pytest.mark.timeout(1200)]

KILLS = 50
COORDINATOR_CHAT = "chat-karin"
SUBMITS_A_ROUND = 6
LONGEST_LIFE = 0.8  # seconds from ready to killed
LONGEST_WAIT = 10.0  # seconds until a mail comes from a machine that is busy with other things
LEASE = 20.0  # seconds; a send is cut off after half of it, and the machine may be busy with other things
TEXT = "FK kom inte på mötet och hade inte hört av sig."
EVENTS = itertools.count(1)  # the same words again would be asked about


async def test_killed_fifty_times_it_loses_no_report_and_tells_nobody_twice(tmp_path: Path) -> None:
    data = tmp_path / "data"
    url = f"sqlite+aiosqlite:///{data / 'lexheller.db'}"
    await migrate(url)
    database = Database(url)
    await seed_demo(database, Taxonomy.load(), partial(TrainedCategoriser.load, data / "models"), utc_now())
    chance = random.Random(20260312)
    async with OtherSide() as other_side, aiohttp.ClientSession() as http, Product(data, other_side, LEASE) as product:
        kommun_id = await put_everybody_in_teams(database, other_side.connector_url)
        waiting: list[dict[str, Any]] = []
        sent: list[str] = []
        caught_in_a_turn = caught_unmarked = 0
        for number in range(KILLS):
            await product.start(http)
            fresh = [submit(kommun_id, other_side.connector_url) for _ in range(SUBMITS_A_ROUND)]
            sent += [activity["value"]["submit_id"] for activity in fresh]
            # Teams sends again what was never answered
            again, waiting = waiting[:SUBMITS_A_ROUND], waiting[SUBMITS_A_ROUND:]
            posts = [asyncio.create_task(post(http, product.url, activity)) for activity in again + fresh]
            await live(chance, other_side, sending=number % 2 == 0)
            await product.kill()
            answered = await asyncio.gather(*posts)
            unanswered = [activity for activity, ok in zip(again + fresh, answered, strict=True) if not ok]
            waiting += unanswered
            caught_in_a_turn += len(unanswered)
            caught_unmarked += await taken_and_not_marked(database, other_side)
        assert caught_in_a_turn, "no kill came in the middle of a turn"
        assert caught_unmarked, "no kill came between an acknowledgement and its mark"
        await product.start(http)
        while waiting:  # not all at once, which a busy machine's database can't take within its patience
            again, waiting = waiting[:SUBMITS_A_ROUND], waiting[SUBMITS_A_ROUND:]
            assert all(await asyncio.gather(*(post(http, product.url, activity) for activity in again)))
        await until_nothing_waits(database)
        await product.kill()
    reports, messages = await stored(database)
    await database.close()
    assert Counter(report.idempotency_key for report in reports) == Counter(sent), "each submit is one report"
    assert len({report.number for report in reports}) == len(reports)
    assert {report.model_version for report in reports} == {FOUND["model"]}, "what the card carries is taken as it is"
    assert {message.status for message in messages} == {OutboxStatus.LEVERERAD}
    mails = [message for message in messages if message.channel is Channel.MAIL]
    cards = [message for message in messages if message.channel is Channel.TEAMS]
    assert len(mails) == len(cards) == len(reports)
    numbers = {stored_id(report): report.number for report in reports}
    taken = {message.key: taken_by(other_side, message, numbers[message.subject_id]) for message in messages}
    assert {key: count for key, count in taken.items() if count != 1} == {}, "each message was taken once"


async def live(chance: random.Random, other_side: OtherSide, *, sending: bool) -> None:
    """Return when the product is to be killed: at some moment, or just when so many mails have been taken."""
    if not sending:
        await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_WAIT):
            await other_side.take_mails(chance.randint(1, SUBMITS_A_ROUND))


def taken_by(other_side: OtherSide, message: OutboxMessage, number: str) -> int:
    """Return how often the other side has taken a message."""
    if message.channel is Channel.MAIL:
        return other_side.mails[message_id(message.key, MAIL_FROM)]
    return sum(count for (chat, summary), count in other_side.cards.items() if chat == COORDINATOR_CHAT and number in summary)


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
    """Return a press that costs the product as little understanding as possible."""
    return pressed_send(service_url, kommun_id, f"{TEXT} Det var gång {next(EVENTS)}.", **FOUND)


async def post(http: aiohttp.ClientSession, url: str, activity: dict[str, Any]) -> bool:
    """Return whether the product took the activity: a killed one breaks off."""
    try:
        async with http.post(f"{url}/api/messages", json=activity) as answer:
            return answer.status in (200, 201, 202)
    except aiohttp.ClientError:
        return False


async def taken_and_not_marked(database: Database, other_side: OtherSide) -> int:
    """Return how many messages the other side had taken, of which the database of the killed process doesn't know."""
    reports, messages = await stored(database)
    numbers = {stored_id(report): report.number for report in reports}
    open_ones = [message for message in messages if message.status is OutboxStatus.SKICKAS]
    return sum(1 for message in open_ones if taken_by(other_side, message, numbers[message.subject_id]))


async def until_nothing_waits(database: Database) -> None:
    waits = select(OutboxMessage.id).where(col(OutboxMessage.status).in_((OutboxStatus.VANTAR, OutboxStatus.SKICKAS)))
    async with asyncio.timeout(LEASE + 240):  # what the last killed process had claimed comes back after a lease
        while True:
            async with database.begin_for_every_forbund() as session:
                if (await session.exec(waits)).first() is None:
                    return
            await asyncio.sleep(0.1)


async def stored(database: Database) -> tuple[list[Report], list[OutboxMessage]]:
    """Return the reports that this test caused, not the demo's, and the notices of them: digests may have been due as well."""
    async with database.begin_for_every_forbund() as session:
        own = select(Report).where(col(Report.idempotency_key).not_like("demo-%"))
        notices = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_RECEIVED)
        return list((await session.exec(own)).all()), list((await session.exec(notices)).all())
