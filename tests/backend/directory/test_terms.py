from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from backend.database import Database
from backend.directory.file import BadDirectory, read_directory
from backend.directory.load import load_directory
from backend.directory.terms import holds_on, keep_terms
from backend.times import at_local_time
from models import Role, RoleTerm
from models.enums import RoleName
from tests.backend.directory.test_load import FILE
from tests.house import NOW

FIRST = "begins = 2026-01-01, ends = 2026-03-31"
SECOND = "begins = 2026-04-01"
CONVENER = '{role = "sammankallande", group = "sjostad", '
ALWAYS = '{role = "ledamot", group = "sjostad"}'


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


def rotating(folder: Path, first: str = FIRST, second: str = SECOND) -> Path:
    """Kim convenes first, then Bo; both are members always."""
    person = '\n[[people]]\nname = "{}"\nemail = "{}@sjoar.example"\nroles = [{}, {}{}}}]\n'
    people = person.format("Kim Exempel", "kim", ALWAYS, CONVENER, first) + person.format(
        "Bo Exempel", "bo", ALWAYS, CONVENER, second
    )
    file = folder / "forbund.toml"
    file.write_text(FILE[: FILE.index("[[people]]")] + people, "utf-8")
    return file


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


async def conveners(database: Database, forbund_id: int) -> list[int]:
    async with database.read(forbund_id) as session:
        found = select(Role.person_id).where(Role.role == RoleName.SAMMANKALLANDE)
        return sorted((await session.exec(found)).all())


async def test_a_role_is_held_from_its_first_day_to_its_last_and_no_day_by_nobody(database: Database, tmp_path: Path) -> None:
    loaded = await load_directory(database, read_directory(rotating(tmp_path)), NOW)
    kim, bo = 1, 2
    for day, holder in (
        ("2025-12-31", []),
        ("2026-01-01", [kim]),
        ("2026-03-31", [kim]),
        ("2026-04-01", [bo]),
        ("2028-02-29", [bo]),
    ):
        await keep_terms(database, noon(day))
        assert await conveners(database, loaded.forbund_id) == holder, day
        assert await keep_terms(database, noon(day)) == 0
    async with database.read(loaded.forbund_id) as session:
        members = (await session.exec(select(Role).where(Role.role == RoleName.LEDAMOT))).all()
        over = [term.over for term in await session.exec(select(RoleTerm).order_by(col(RoleTerm.id)))]
    assert (len(members), over) == (2, [True, False])


async def test_the_day_is_stockholms(database: Database, tmp_path: Path) -> None:
    loaded = await load_directory(database, read_directory(rotating(tmp_path)), NOW)
    midnight = at_local_time(date(2026, 4, 1), datetime.min.time())
    await keep_terms(database, midnight - timedelta(seconds=1))
    assert await conveners(database, loaded.forbund_id) == [1]
    await keep_terms(database, midnight)
    assert await conveners(database, loaded.forbund_id) == [2]


async def test_loading_again_leaves_who_holds_it_and_a_term_that_is_gone_takes_its_role(
    database: Database, tmp_path: Path
) -> None:
    loaded = await load_directory(database, read_directory(rotating(tmp_path)), NOW)
    await keep_terms(database, noon("2026-02-01"))
    again = await load_directory(database, read_directory(rotating(tmp_path)), NOW)
    assert (again.added, again.changed) == (0, 0)
    assert await conveners(database, loaded.forbund_id) == [1]

    await load_directory(database, read_directory(rotating(tmp_path, first=SECOND)), NOW)
    await keep_terms(database, noon("2026-02-01"))
    assert await conveners(database, loaded.forbund_id) == []


@pytest.mark.parametrize(
    ("first", "told"), [("begins = 2026-04-01, ends = 2026-03-31", "end before it begins"), ('begins = "snart"', "begins")]
)
def test_days_that_can_not_be_are_told(tmp_path: Path, first: str, told: str) -> None:
    with pytest.raises(BadDirectory, match=told):
        read_directory(rotating(tmp_path, first=first))


def test_a_role_with_days_and_without_is_told(tmp_path: Path) -> None:
    file = rotating(tmp_path)
    file.write_text(file.read_text("utf-8").replace(CONVENER, '{role = "ledamot", group = "sjostad", '), "utf-8")
    with pytest.raises(BadDirectory, match="with days and without"):
        read_directory(file)


def test_a_term_without_an_end_or_a_beginning_is_open_there() -> None:
    term = RoleTerm(person_id=1, role=RoleName.LEDAMOT, ends=date(2026, 3, 31))
    assert holds_on(term, date(2000, 1, 1)) and holds_on(term, date(2026, 3, 31)) and not holds_on(term, date(2026, 4, 1))
