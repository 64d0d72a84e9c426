"""The demo is written whole or not at all."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import select

import backend.demo.seed
from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.demo.seed import seed_demo
from models import Group, Lift, Report, metadata
from models.enums import GroupKind, LiftOutcome
from tests.house import NOW

IN_NOVEMBER = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def counted(database: Database) -> dict[str, int]:
    """Return how many rows each table holds, of those that hold any."""
    async with database.engine.connect() as connection:
        counts = {
            table.name: await connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


async def test_a_first_start_that_dies_in_the_middle_leaves_nothing_and_the_next_writes_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: object) -> Report:
        raise InterruptedError

    with monkeypatch.context() as dying, pytest.raises(InterruptedError):
        dying.setattr(backend.demo.seed, "Report", die)
        await seed_demo(database, Taxonomy.load(), NOW)
    assert await counted(database) == {}

    assert await seed_demo(database, Taxonomy.load(), NOW)
    written = await counted(database)
    assert written["report"] > 150
    assert not await seed_demo(database, Taxonomy.load(), NOW)
    assert await counted(database) == written


async def test_the_demo_is_one_forbund_s_and_local_groups_decide_on_what_was_reported(
    database: Database,
) -> None:
    await seed_demo(database, Taxonomy.load(), IN_NOVEMBER)
    async with database.read_every_forbund() as session:
        gathered = {report.issue_id for report in await session.exec(select(Report))}
        waiting = select(Lift.issue_id).join(Group).where(Lift.outcome == LiftOutcome.VANTAR, Group.kind == GroupKind.LSG)
        lifted = set(await session.exec(waiting))
    assert (len(lifted), lifted - gathered) == (3, set())
    owned = [table for table in metadata.sorted_tables if "forbund_id" in table.c]
    async with database.engine.connect() as connection:
        owners = {row[0] for table in owned for row in await connection.execute(sa.select(table.c.forbund_id))}
    assert len(owners) == 1
