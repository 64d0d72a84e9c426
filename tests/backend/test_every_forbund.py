"""The clock's work in every förbund: what another process was first with is no trouble, and trouble in one stops no other."""

from collections.abc import AsyncIterator, Mapping

import pytest
import sqlalchemy as sa
from sqlmodel import select
from structlog.testing import capture_logs

from backend.database import AsyncSession, Database, own_forbund
from backend.every_forbund import Work, each_in_every_forbund, in_every_forbund
from models import Forbund, Kommun


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """Two förbund, each with a kommun."""
    database = Database(sqlite_url)
    for slug in ("first", "second"):
        async with database.begin_for_every_forbund() as session:
            session.add(forbund := Forbund(slug=slug, name=slug, email=f"{slug}@example.org"))
            await session.flush()
        async with database.begin(forbund.id or 0) as session:
            session.add(Kommun(code="0001", name="Sjöstad"))
    yield database
    await database.close()


async def again(session: AsyncSession) -> int:
    """Write a kommun that stands there already."""
    session.add(Kommun(code="0001", name="Sjöstad"))
    await session.flush()
    return 1


async def test_what_another_process_did_meanwhile_is_found_at_a_second_look_and_is_no_trouble(database: Database) -> None:
    looks: list[str] = []

    async def work(session: AsyncSession) -> int:
        looks.append((await own_forbund(session)).slug)
        return await again(session) if looks.count("first") == 1 and looks[-1] == "first" else 0

    with capture_logs() as logs:
        assert await in_every_forbund(database, "week", work) == 0
    assert looks == ["first", "first", "second"]
    assert logs == []


async def test_a_constraint_that_stays_broken_is_logged_as_trouble_and_the_others_work_is_done(database: Database) -> None:
    async def work(session: AsyncSession) -> int:
        if (await own_forbund(session)).slug == "first":
            return await again(session)
        session.add(Kommun(code="0002", name="Skogby"))
        return 1

    with capture_logs() as logs:
        assert await in_every_forbund(database, "week", work) == 1
    [told] = logs
    assert (told["log_level"], told["work"], told["forbund"], told["error"]) == ("error", "week", 1, "IntegrityError")
    async with database.read_every_forbund() as session:
        assert (await session.exec(select(sa.func.count()).select_from(Kommun))).one() == 3


async def test_each_piece_of_work_is_done_by_itself_and_what_another_process_did_is_no_trouble(database: Database) -> None:
    done_elsewhere: set[str] = set()

    async def taken(session: AsyncSession) -> int:
        done_elsewhere.add("taken")
        return await again(session)

    async def well(session: AsyncSession) -> int:
        session.add(Kommun(code="0002", name="Skogby"))
        return 1

    async def find(_: AsyncSession) -> Mapping[str, Work]:
        work: dict[str, Work] = {"broken": again, "taken": taken, "well": well}
        return {key: each for key, each in work.items() if key not in done_elsewhere}

    with capture_logs() as logs:
        assert await each_in_every_forbund(database, "week", find) == 2
    told = [(entry["log_level"], entry["forbund"], entry["key"]) for entry in logs]
    assert told == [("error", 1, "broken"), ("info", 1, "taken"), ("error", 2, "broken")]


async def test_a_forbund_in_which_nothing_can_be_found_holds_back_no_other(database: Database) -> None:
    async def find(session: AsyncSession) -> Mapping[str, Work]:
        if (await own_forbund(session)).slug == "first":
            raise OverflowError
        return {"nothing": nothing}

    async def nothing(_: AsyncSession) -> int:
        return 1

    with capture_logs() as logs:
        assert await each_in_every_forbund(database, "week", find) == 1
    assert [(entry["forbund"], entry["error"]) for entry in logs] == [(1, "OverflowError")]
