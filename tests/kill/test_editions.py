"""Each edition of each meeting is frozen once and sent once, wherever in making and sending it its processes are killed.

The lives are of `lexheller worker`, in a week in March 2026 and the next: each begins when the leases of the one before it have
ended, so that nothing here waits for a time to pass.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import Database, migrate
from models import Conversation, Edition, OutboxMessage
from models.enums import EditionStatus, NoticeKind, OutboxStatus, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person
from tests.kill.other_side import OtherSide
from tests.kill.product import Product

pytestmark = [pytest.mark.kill, pytest.mark.timeout(1200)]

LEASE = 120.0  # seconds of the outbox's: a send is cut off after half of it, however busy the machine is
LEASES_END = timedelta(minutes=6)  # an edition's lease, too, which is five minutes
CLOCK_SECONDS = 0.5  # of the clock that makes the editions
TOWNS = ("Tranås", "Vetlanda")
MEETINGS = {"25 mars 2026": at("2026-03-25", 13), "1 april 2026": at("2026-04-01", 13)}
DAYS_BEFORE = 10
MONDAY = at("2026-03-16", 9)  # the first meetings' editions have been due since Friday; the second ones' are a week later
WAYS = 4  # that lead to a group's readers
OPEN = (OutboxStatus.VANTAR, OutboxStatus.SKICKAS)


async def test_killed_at_every_step_and_down_for_a_week_it_freezes_and_sends_each_edition_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    url = f"sqlite+aiosqlite:///{data / 'lexheller.db'}"
    await migrate(url)
    database = Database(url)
    async with (
        OtherSide() as other_side,
        Product(data, other_side, LEASE, CLOCK_SECONDS) as first,
        Product(data, other_side, LEASE, CLOCK_SECONDS) as second,
    ):
        await make_groups(database, other_side.connector_url)
        now = MONDAY
        for point in ("begun", "composed", "frozen", "queued"):
            await first.live("worker", now, point)
            (edition,), messages = await stored(database)
            assert (edition.status, messages) == (EditionStatus.PABORJAD, []), "it is stored and told as one, or not at all"
            now += LEASES_END
        editions: Sequence[Edition] = []
        for point in ("stored", "taken", "sent"):
            await first.live("worker", now, point)
            editions, messages = await stored(database)
            assert editions[0].status is EditionStatus.KLAR
            # on a busy machine the other group's has been made as well before the kill comes
            assert len(messages) == WAYS * len([edition for edition in editions if edition.status is EditionStatus.KLAR])
            assert not any(message.status is OutboxStatus.LEVERERAD for message in messages), "it was killed before that"
            assert bool(papers(other_side)) is (point == "sent")
            now += LEASES_END
        frozen = editions[0]
        now = MONDAY + timedelta(weeks=1)
        await asyncio.gather(*(each.live("worker", now, "composed") for each in (first, second)))
        editions, _ = await stored(database)
        assert len([edition for edition in editions if edition.status is EditionStatus.PABORJAD]) == 2, "one each"
        for each in (first, second):
            await each.begin("worker", now + LEASES_END, "none")
        editions = await all_sent(database)
        await asyncio.gather(first.kill(), second.kill())
    await database.close()
    titles = [f"Underlag till LSG {town} {day}" for town in TOWNS for day in MEETINGS]
    assert [edition.title for edition in editions] == titles, "each meeting has one"
    assert editions[0].model_dump() == frozen.model_dump(), "what is frozen stays as it is"
    for before, after in itertools.pairwise(editions):
        assert before.group_id != after.group_id or after.period_start == before.period_end + timedelta(days=1)
    taken = papers(other_side)
    assert Counter(title for _, title in taken) == dict.fromkeys(titles, WAYS), "each reader has each"
    assert {paper: times for paper, times in taken.items() if times != 1} == {}, "each was taken once"


def papers(other_side: OtherSide) -> dict[tuple[str, str], int]:
    """Return how often the other side has taken each edition for each reader."""
    every = other_side.letters + other_side.cards
    return {(reader, title): times for (reader, title), times in every.items() if title.startswith("Underlag till")}


async def make_groups(database: Database, service_url: str) -> None:
    """Store two local groups, each with one who reads mail, one who reads in Teams and one who reads both."""
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        for town in TOWNS:
            kommun = await make_kommun(session, town)
            group = await make_group(session, town, f"LSG {town}", kommun, digest_days_before=DAYS_BEFORE, draft_working_days=0)
            for meeting in MEETINGS.values():
                await make_meeting(session, group, meeting)
            await make_person(session, "Maja Exempel", RoleName.LEDAMOT, group_id=group)
            await make_person(session, "Stina Exempel", RoleName.SAMMANKALLANDE, group_id=group, email=False, teams=True)
            await make_person(session, "Karin Exempel", RoleName.KOORDINATOR, kommun_id=kommun, teams=True)
        await session.exec(sa.update(Conversation).values(service_url=service_url))


async def all_sent(database: Database) -> Sequence[Edition]:
    """Return the editions when all are made and no message waits."""
    async with asyncio.timeout(300):
        while True:
            editions, messages = await stored(database)
            made = [edition for edition in editions if edition.status is EditionStatus.KLAR]
            if len(made) == len(TOWNS) * len(MEETINGS) and not any(message.status in OPEN for message in messages):
                return editions
            await asyncio.sleep(0.1)


async def stored(database: Database) -> tuple[Sequence[Edition], Sequence[OutboxMessage]]:
    """Return the editions, by their groups and days, and the messages that bring them."""
    async with database.read_every_forbund() as session:
        editions = await session.exec(select(Edition).order_by(col(Edition.group_id), col(Edition.period_end)))
        messages = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.EDITION))
        return editions.all(), messages.all()
