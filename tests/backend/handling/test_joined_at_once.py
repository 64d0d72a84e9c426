"""Several who make one event of reports at the same moment, on PostgreSQL, which lets them all begin."""

import asyncio

import pytest
import sqlalchemy as sa

from backend.database import AsyncSession
from backend.handling.same_event import join_tellings
from tests.backend.handling.test_same_event import counted_by, join, told
from tests.house import NOW, small_house

# A row is waited for as its transaction, which is of no database: whose connection waits is told by what else it has locked.
WAITING = sa.text(
    "SELECT count(DISTINCT waiting.pid) FROM pg_locks waiting JOIN pg_locks held USING (pid) WHERE NOT waiting.granted"
    " AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.mark.postgresql
async def test_of_three_who_join_in_a_ring_each_gets_a_turn(postgresql_url: str) -> None:
    async with small_house(postgresql_url) as house:
        first, second, third = await told(house, 3)
        async with house.database.begin(house.forbund_id) as session:
            await join_tellings(session, house.coordinator, [first, second], "s1", NOW)
            others = [asyncio.create_task(join(house, [one, third], f"s{one}")) for one in (second, first)]
            await _until_they_wait(session, len(others))
        await asyncio.gather(*others)

        assert await counted_by(house) == [None, first, first]


async def _until_they_wait(session: AsyncSession, many: int) -> None:
    """Return when so many other connections wait for a lock."""
    async with asyncio.timeout(60):
        while (await session.exec(WAITING)).scalar_one() < many:  # type: ignore[call-overload]  # noqa: ASYNC110  # plain SQL, polled
            await asyncio.sleep(0.01)  # the server tells nobody when a lock is asked for
