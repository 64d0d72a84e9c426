"""The web of a small town, with the error pages that it has in the product, and signing in to it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from aiohttp.test_utils import TestClient

import backend.web.routes
import digests
from backend.acknowledgements import Acknowledgements
from backend.courier import CourierHere
from backend.database import stored_id
from backend.delivery import Outbox
from backend.keys import DATABASE, LINKS, OUTBOX, SETTINGS, TAXONOMY, TEXTS
from backend.links import Links
from backend.settings import Environment, Settings
from backend.times import say_date, say_days, say_time, utc_now
from models import ForbundDomain, Person, SignIn
from models.enums import PartyCode
from tests.digests.drafts.town import Town

PAGE = {"Accept": "text/html"}
SIGNED = Links("k" * 32, "")


def site_of(town: Town, tmp_path: Path, *pages: Callable[[web.Application], None]) -> web.Application:
    """Return the web with these pages beside the backend's."""
    app = web.Application(middlewares=backend.web.routes.middlewares())
    app[SETTINGS] = Settings(environment=Environment.DEVELOPMENT, data_dir=tmp_path)
    app[DATABASE], app[TEXTS], app[LINKS], app[TAXONOMY] = town.database, town.texts, SIGNED, town.taxonomy
    folders = {
        "backend": Path(backend.web.routes.__file__).parent / "templates",
        "digests": Path(digests.__file__).parent / "templates",
    }
    loaders = {room: jinja2.FileSystemLoader(folder) for room, folder in folders.items()}
    environment = aiohttp_jinja2.setup(
        app, loader=jinja2.PrefixLoader(loaders), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.globals["t"] = app[TEXTS].t
    environment.filters.update(say_date=say_date, say_days=say_days, say_time=say_time)
    backend.web.routes.add_routes(app)
    for add in pages:
        add(app)
    notes = Acknowledgements(tmp_path / "deliveries")
    app[OUTBOX] = Outbox(town.database, {}, CourierHere({}, notes), notes, timedelta(seconds=60))
    return app


async def sign_in(client: "TestClient[web.Request, web.Application]", town: Town, person_id: int) -> str:
    """Sign a person in by a link to their address, and return where that leads."""
    async with town.database.begin(town.forbund) as session:
        if await session.get(ForbundDomain, ("example.test", town.forbund)) is None:
            session.add(ForbundDomain(domain="example.test", forbund_id=town.forbund, party=PartyCode.KOMMUN))
        address = (await session.get_one(Person, person_id)).email or ""
        session.add(row := SignIn(email=address, locale="sv", requested_at=utc_now()))
        await session.flush()
        link = SIGNED.to("sign_in", town.forbund, stored_id(row), None)
    async with client.post(link, data={}, allow_redirects=False) as response:
        return response.headers["Location"]
