"""A kommun that has gone into another leaves nothing behind: what was told of it is the other's, in papers made from then on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from backend.database import Database
from backend.directory.file import BadDirectory
from backend.directory.load import load_directory
from digests.figures.counts import count_events
from digests.periods import Period
from models import AuditEvent, Kommun, Report
from tests.backend.directory.test_load import FILE, directory
from tests.digests.builders import at, make_report
from tests.house import NOW

NAMES = ("Sjöstad", "Sjövik")
YEAR = Period(at("2026-01-01").date(), at("2026-12-31").date())
TWO = FILE + '\n[[kommuner]]\ncode = "1981"\nname = "Sjövik"\n'
MERGED = TWO + 'active = false\nmerged_into = "Sjöstad"\n'


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def test_what_was_told_of_a_merged_kommun_is_counted_in_the_one_it_went_into(database: Database, tmp_path: Path) -> None:
    forbund_id = (await load_directory(database, directory(tmp_path, TWO), NOW)).forbund_id
    async with database.begin(forbund_id) as session:
        stays, goes = [(await session.exec(select(Kommun).where(Kommun.name == name))).one().id or 0 for name in NAMES]
        for kommun_id in (stays, goes, goes):
            await make_report(session, kommun_id, at("2026-03-02"))
    assert (await load_directory(database, directory(tmp_path, MERGED), NOW)).changed == 3, "the kommun and its two reports"
    assert (await load_directory(database, directory(tmp_path, MERGED), NOW)).changed == 0
    async with database.read(forbund_id) as session:
        assert await count_events(session, [stays], [YEAR]) == (3,)
        assert set(await session.exec(select(Report.kommun_id))) == {stays}
        moved = (await session.exec(select(AuditEvent).where(col(AuditEvent.subject) == "report"))).all()
    assert [event.details for event in moved] == [{"fields": ["kommun_id"]}] * 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWO + 'merged_into = "Sjöstad"\n', "active = false"),
        (TWO + 'active = false\nmerged_into = "Sjöby"\n', "Sjöby"),
        (TWO + 'active = false\nmerged_into = "Sjövik"\n', "lasting kommun"),
    ],
)
def test_a_merger_that_can_not_be_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadDirectory, match=said):
        directory(tmp_path, text)
