"""The public pages that the Teams app and every page of ours point at: what is stored of whom, and on which terms it is used."""

from urllib.parse import urlsplit

from aiohttp import web
from sqlmodel import select

from backend.directory.sign_in import LINK_LIFE, SESSION_LIFE
from backend.keys import DATABASE, SETTINGS
from backend.web.page import draw
from models import Forbund

PRIVACY, TERMS = "/integritet", "/villkor"
_MINUTE, _HOUR = 60, 3600


async def privacy(request: web.Request) -> web.Response:
    """Tell what is stored, why, how long and who sees it; anybody may read it, before they have written anything."""
    forbund, address = await _forbund(request), request.app[SETTINGS].language_model_url
    asked = [each.name for each in forbund if each.language_model] if address else []
    context = {
        "forbund": forbund,
        "asked": asked,
        "model_host": urlsplit(address).hostname,
        "link_minutes": int(LINK_LIFE.total_seconds()) // _MINUTE,
        "session_hours": int(SESSION_LIFE.total_seconds()) // _HOUR,
        "terms_url": TERMS,
    }
    return draw(request, "privacy.html", context)


async def terms(request: web.Request) -> web.Response:
    """Tell what the service is for, and what it isn't."""
    return draw(request, "terms.html", {"forbund": await _forbund(request)})


async def _forbund(request: web.Request) -> list[Forbund]:
    """Return the förbund that answer for what is stored here: public bodies, whose names and addresses are no secret."""
    async with request.app[DATABASE].read_every_forbund() as session:
        return list(await session.exec(select(Forbund).order_by(Forbund.name)))
