"""Whether the process lives, whether it can serve, and its figures."""

import asyncio

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.database import database_revision
from backend.keys import DATABASE

DATABASE_SECONDS = 3

log = structlog.get_logger(__name__)


async def alive(_request: web.Request) -> web.Response:
    """Answer 200: the event loop turns."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """Answer 200 when the database answers and has the newest schema, else 503 with a short reason."""
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            current, newest = await database_revision(request.app[DATABASE])
    except Exception as error:  # whatever it is, the answer is the same, and nothing of it is for strangers
        log.warning("health.database_away", error=type(error).__name__)
        return web.json_response({"status": "unavailable", "reason": "database"}, status=503)
    if current != newest:
        return web.json_response({"status": "unavailable", "reason": "migration"}, status=503)
    return web.json_response({"status": "ok"})


async def metrics(_request: web.Request) -> web.Response:
    """Return the figures in Prometheus' text format; they are counts, never anybody's words."""
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
