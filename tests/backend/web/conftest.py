"""The backend's pages, served on loopback over a small förbund."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
import pytest
import time_machine
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.acknowledgements import Acknowledgements
from backend.categories.proposal import Candidate, Phrase, Proposal
from backend.categories.taxonomy import Taxonomy
from backend.courier import CourierHere
from backend.delivery import Outbox
from backend.handling.inbox import WaitingDraft
from backend.i18n import Texts
from backend.keys import DATABASE, LINKS, OUTBOX, READER, SETTINGS, TAXONOMY, TEXTS, WAITING_DRAFTS
from backend.links import Links
from backend.reporting.reader import Reader
from backend.settings import Environment, Settings
from backend.times import say_date, say_days, say_time
from backend.web import routes
from models.enums import Slag
from tests.categorisers import OneForAll
from tests.house import NOW, House, small_house

TEMPLATES = Path(routes.__file__).parent / "templates"
PAGE = {"Accept": "text/html"}


class SureOfAbsence:
    """A categoriser that has learned one thing; `slag` is what it takes every text for."""

    slag = Slag.BRIST

    def propose(self, text: str) -> Proposal:
        """Return the same for every text."""
        candidates = (Candidate("NARVARO", 0.8), Candidate("KONTAKT", 0.1), Candidate("OVRIGT", 0.05))
        return Proposal(candidates, self.slag, None, version="0123456789abcdef", why=lambda: (Phrase("kom inte", 3, 11),))


@dataclass
class Site:
    """A running site and the förbund behind it."""

    client: TestClient[web.Request, web.Application]
    house: House
    links: Links
    settings: Settings

    async def page(self, path: str, status: int = 200) -> str:
        """Return a page's HTML; fail when its status is another."""
        async with self.client.get(path, headers=PAGE) as response:
            assert response.status == status
            return await response.text()

    async def send(self, path: str, data: Any) -> tuple[int, str, str]:
        """Send a form; return the status, where it leads and the page. One that comes back is seen where it leads."""
        async with self.client.post(path, data=data, headers=PAGE, allow_redirects=False) as response:
            where = response.headers.get("Location", "").removeprefix(self.settings.public_url)
            if "ifyllt=" not in where:
                return response.status, where, await response.text()
        async with self.client.get(where, headers=PAGE) as seen:
            return seen.status, "", await seen.text()

    def path(self, kind: Any, subject_id: int, person_id: int | None) -> str:
        """Return the path of a signed link."""
        url = self.links.to(kind, self.house.forbund_id, subject_id, person_id)
        return url.removeprefix(self.settings.public_url)


async def _no_drafts(*_: object) -> list[WaitingDraft]:
    return []


@asynccontextmanager
async def site_of(house: House, settings: Settings, *more: Callable[[web.Application], None]) -> AsyncIterator[Site]:
    """Serve the pages over a förbund; `more` adds those of other rooms."""
    links = Links("k" * 32, settings.public_url)
    app = web.Application(middlewares=routes.middlewares())
    app[SETTINGS], app[DATABASE], app[TEXTS] = settings, house.database, Texts(("backend", "digests"))
    app[LINKS], app[TAXONOMY] = links, Taxonomy.load()
    notes = Acknowledgements(settings.data_dir / "deliveries")
    app[WAITING_DRAFTS] = _no_drafts
    app[READER] = Reader(OneForAll(SureOfAbsence()))
    app[OUTBOX] = Outbox(house.database, {}, CourierHere({}, notes), notes, timedelta(seconds=60))
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.PrefixLoader({"backend": jinja2.FileSystemLoader(TEMPLATES)}),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals["t"] = app[TEXTS].t
    environment.filters.update(say_date=say_date, say_days=say_days, say_time=say_time)
    routes.add_routes(app)
    for add in more:
        add(app)
    async with TestClient(TestServer(app)) as client:
        yield Site(client, house, links, settings)


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    """What the small förbund sent is seen an hour later."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Development on this machine."""
    return Settings(environment=Environment.DEVELOPMENT, data_dir=tmp_path)


@pytest.fixture
async def site(sqlite_url: str, settings: Settings) -> AsyncIterator[Site]:
    """The pages over the small förbund; storage is tested below them, so SQLite does here."""
    async with small_house(sqlite_url) as house, site_of(house, settings) as site:
        yield site
