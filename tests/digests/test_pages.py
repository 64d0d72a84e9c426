from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.errors import DomainError, NotFoundError
from backend.i18n import Texts
from backend.keys import DATABASE, LINKS, TEXTS
from backend.links import Links
from digests.pages import add_routes
from digests.schedule import run_due
from models import Edition
from models.enums import EditionStatus, GroupKind
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_report

SIGNED = Links("a secret of thirty-two characters!", "")
Client = TestClient[web.Request, web.Application]


@web.middleware
async def error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Stand in for the product's error pages: the status and the key of what is told."""
    try:
        return await handler(request)
    except DomainError as error:
        return web.Response(status=404 if isinstance(error, NotFoundError) else 410, text=error.key)


@pytest.fixture
async def edition(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> Edition:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        await make_report(session, kommun, at("2026-02-02"))
    await run_due(sqlite, texts, taxonomy, at("2026-04-20"), timedelta(minutes=5))
    async with sqlite.read(forbund) as session:
        return (await session.exec(select(Edition))).one()


@pytest.fixture
async def client(sqlite: Database, texts: Texts) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[error_pages])
    app[DATABASE], app[TEXTS], app[LINKS] = sqlite, texts, SIGNED
    add_routes(app)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_the_link_shows_the_frozen_page_with_its_paper_and_its_style(client: Client, edition: Edition) -> None:
    path = SIGNED.to("edition", edition.forbund_id, edition.id or 0, None)

    answer = await client.get(path)
    shown = await answer.text()

    assert (answer.status, answer.content_type) == (200, "text/html")
    assert edition.html in shown
    assert f'href="{path}/pdf"' in shown
    assert '<link rel="stylesheet" href="/utgava/style.css">' in shown
    paper = await client.get(f"{path}/pdf")
    assert (paper.content_type, await paper.read()) == ("application/pdf", edition.pdf)
    assert "styrelse-styrelsen-2026-03-31.pdf" in paper.headers["Content-Disposition"]
    style = await client.get("/utgava/style.css")
    assert (style.status, style.content_type) == (200, "text/css")


@pytest.mark.parametrize("suffix", ["", "/pdf"])
async def test_a_forged_link_shows_nothing(client: Client, edition: Edition, suffix: str) -> None:
    forged = Links("another secret of 32 characters!!!", "").to("edition", edition.forbund_id, edition.id or 0, None)

    answer = await client.get(forged + suffix)

    assert (answer.status, await answer.text()) == (410, "error.link")


async def test_a_link_of_one_forbund_never_shows_anothers_edition(client: Client, sqlite: Database, edition: Edition) -> None:
    other = await make_forbund(sqlite, "annat", "Ett annat förbund")

    answer = await client.get(SIGNED.to("edition", other, edition.id or 0, None))

    assert (answer.status, await answer.text()) == (404, "paper.error.missing")


async def test_an_edition_that_is_still_being_made_is_not_shown(client: Client, sqlite: Database, edition: Edition) -> None:
    async with sqlite.begin(edition.forbund_id) as session:
        (await session.exec(select(Edition))).one().status = EditionStatus.PABORJAD

    answer = await client.get(SIGNED.to("edition", edition.forbund_id, edition.id or 0, None))

    assert answer.status == 404
