"""The page of a result: for those who may read the group's papers, when it is closed and enough have answered."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import col, select
from structlog.testing import capture_logs

from backend.categories.taxonomy import Taxonomy
from backend.database import Database, stored_id
from backend.i18n import Texts
from backend.keys import DATABASE, LINKS, TAXONOMY, TEXTS
from digests.spindel_pages import add_spindel_routes
from models import AuditEvent, SpindelMeasurement, SpindelTally
from models.enums import RoleName
from tests.digests.builders import make_forbund, make_group, make_kommun, make_person
from tests.digests.test_pages import SIGNED, error_pages
from tests.digests.test_spindel import BEFORE, LAST, alike, measured


@dataclass
class Shown:
    """The page's site, and who may see it."""

    client: TestClient[web.Request, web.Application]
    database: Database
    forbund: int
    group: int
    member: int
    stranger: int

    async def get(self, measurement: int, person: int | None) -> tuple[int, str]:
        """Return the status and what the page says."""
        async with self.client.get(f"{SIGNED.to('spindel', self.forbund, measurement, person)}/resultat") as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def shown(sqlite: Database, texts: Texts) -> AsyncIterator[Shown]:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        member = await make_person(session, "Lena Exempel", RoleName.LEDAMOT, group_id=group)
        stranger = await make_person(session, "Hanna Exempel")
    app = web.Application(middlewares=[error_pages])
    app[DATABASE], app[TEXTS], app[LINKS], app[TAXONOMY] = sqlite, texts, SIGNED, Taxonomy.load()
    add_spindel_routes(app)
    async with TestClient(TestServer(app)) as client:
        yield Shown(client, sqlite, forbund, group, member, stranger)


async def measure(shown: Shown, many: int) -> int:
    async with shown.database.begin(shown.forbund) as session:
        await measured(session, shown.group, BEFORE, alike(7, a7=1))
        return stored_id(await measured(session, shown.group, LAST, alike(many, a7=3)))


async def test_members_and_the_forbund_see_the_diagram_with_its_table_and_the_questions(shown: Shown) -> None:
    measurement = await measure(shown, 7)
    for reader in (shown.member, None):
        status, page = await shown.get(measurement, reader)
        assert status == 200
        assert "Spindeln: så ser vi på samverkan – LSG Tranås" in page
        assert "Mätningen till och med 10 september 2026: 7 av 9 svarade." in page
        assert "har blivit bättre: från 1,0 till 3,0." in page
        assert page.count('role="img"') == 1
        assert page.count("<li>") == 4
    async with shown.database.read(shown.forbund) as session:
        looks = [(look.actor_id, look.subject) for look in await session.exec(select(AuditEvent))]
    assert looks == [(shown.member, "spindel"), (None, "spindel")]


async def test_somebody_else_and_one_who_comes_too_early_see_nothing(shown: Shown) -> None:
    measurement = await measure(shown, 7)
    assert await shown.get(measurement, shown.stranger) == (403, "error.not_yours")
    async with shown.database.begin(shown.forbund) as session:
        row = await session.get_one(SpindelMeasurement, measurement)
        row.closed_at = row.answered = None
    assert await shown.get(measurement, shown.member) == (404, "error.spindel_missing")


async def test_of_too_few_answers_the_page_says_that_there_is_no_result(shown: Shown) -> None:
    status, page = await shown.get(await measure(shown, 4), shown.member)
    assert status == 200
    assert "Med färre än fem svar visas inget resultat." in page
    assert "<svg" not in page
    assert "<table" not in page


async def test_when_the_sums_disagree_nothing_is_shown_and_the_page_says_so(shown: Shown) -> None:
    measurement = await measure(shown, 7)
    async with shown.database.begin(shown.forbund) as session:
        await session.exec(sa.delete(SpindelTally).where(col(SpindelTally.measurement_id) == measurement))
    with capture_logs() as logs:
        assert await shown.get(measurement, shown.member) == (410, "paper.error.figures")
    assert [(told["event"], told["measurement"]) for told in logs] == [("spindel.figures_disagree", measurement)]
