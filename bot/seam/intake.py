"""What a request must be before anybody looks at what it says."""

import asyncio
import json
from typing import Any

from aiohttp import web


class RefusedError(Exception):
    """A request that isn't served: the HTTP status that it is answered with, and a short code for the log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def check_kind(request: web.Request, max_body_bytes: int) -> None:
    """Raise `RefusedError` for anything but a POST (405) of JSON (415) of a bearable size (413), by its headers alone."""
    if request.method != "POST":
        raise RefusedError(405, "method")
    if request.content_type != "application/json":
        raise RefusedError(415, "content_type")
    if (request.content_length or 0) > max_body_bytes:
        raise RefusedError(413, "too_big")


async def read_object(request: web.Request, max_body_bytes: int, seconds: float) -> dict[str, Any]:
    """Return the JSON object of the body. Raises `RefusedError`: 413, 408 when it comes too slowly, 400 when it is none."""
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > max_body_bytes:
                    raise RefusedError(413, "too_big")
    except TimeoutError:
        raise RefusedError(408, "too_slow") from None
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise RefusedError(400, "not_json") from None
    if not isinstance(found, dict):
        raise RefusedError(400, "not_json")
    return found
