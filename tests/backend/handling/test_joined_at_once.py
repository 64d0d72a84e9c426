"""Several who make one event of reports, or change them, at the same moment, on PostgreSQL, which lets them all begin."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from backend.access import hold_all
from backend.database import AsyncSession
from backend.handling.correct import Corrections
from backend.handling.same_event import join_tellings
from models import Report
from tests.backend.handling.test_same_event import change, correct, counted_by, join, told, withdraw
from tests.house import NOW, House, small_house

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


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "how",
    [
        withdraw,
        lambda house, report: change(house, report, "c1", kommun_id=house.eksjo),
        lambda house, report: correct(house, report, "h1", Corrections(internal=True)),
    ],
    ids=["taken back", "moved", "internal"],
)
async def test_who_takes_a_report_out_of_its_event_gets_a_turn_as_those_who_join_it_do(
    postgresql_url: str, how: Callable[[House, int], Coroutine[None, None, None]]
) -> None:
    async with small_house(postgresql_url) as house:
        second, first, third = await told(house, 3)
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Report, first)).reported_at = NOW - timedelta(hours=1)
        await join(house, [first, second], "s0")
        async with house.database.begin(house.forbund_id) as session:
            await hold_all(session, Report, col(Report.id) == second)
            joins = asyncio.create_task(join(house, [first, third], "s1"))
            await _until_they_wait(session, 1)  # for the second, which it needs as well
            moves = asyncio.create_task(how(house, first))
            await _until_they_wait(session, 2)
        await asyncio.gather(joins, moves)

        assert await counted_by(house) == [None, None, second]


async def _until_they_wait(session: AsyncSession, many: int) -> None:
    """Return when so many other connections wait for a lock."""
    async with asyncio.timeout(60):
        while (await session.exec(WAITING)).scalar_one() < many:  # type: ignore[call-overload]  # noqa: ASYNC110  # plain SQL, polled
            await asyncio.sleep(0.01)  # the server tells nobody when a lock is asked for
