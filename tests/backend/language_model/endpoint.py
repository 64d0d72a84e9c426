"""A server on loopback that speaks the wire format of chat completions, and answers as badly as it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from backend.settings import Environment, Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def completion(content: object) -> dict[str, Any]:
    """A completion as servers write it; `content` is the message, as it stands or as JSON."""
    said = content if isinstance(content, str) else json.dumps(content)
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 18, "total_tokens": 918},
    }  # fmt: skip


@dataclass
class Endpoint:
    """The server; `asked` are the bodies that came, `heads` their headers and `paths` where they came to."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    handler: Handler | None = None

    def says(self, content: object) -> None:
        """Answer rightly, with this content."""

        async def handler(_: web.Request) -> web.StreamResponse:
            return web.json_response(completion(content))

        self.handler = handler

    def settings(self, **changes: Any) -> Settings:
        """The settings that point here."""
        given = {"language_model_url": f"{self.url}/v1", "language_model_name": "liten", "language_model_seconds": 8.0, **changes}
        return Settings(environment=Environment.DEVELOPMENT, **given)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.heads.append(dict(request.headers))
        self.paths.append(request.path_qs)
        assert self.handler
        return await self.handler(request)


@asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    """Yield the server on a free port."""
    served = Endpoint()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", served._answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield served
    finally:
        await runner.cleanup()


async def never(_: web.Request) -> web.StreamResponse:
    """Say nothing for as long as anybody waits."""
    await asyncio.Event().wait()
    raise AssertionError


async def html(_: web.Request) -> web.StreamResponse:
    """The page of a proxy that wants somebody to sign in."""
    return web.Response(text="<!doctype html><title>Logga in</title>", content_type="text/html")


async def failing(_: web.Request) -> web.StreamResponse:
    """A server that has a bad day, and repeats what it was asked."""
    return web.json_response({"error": {"message": "upstream failed"}}, status=500)


async def elsewhere(_: web.Request) -> web.StreamResponse:
    """Another address to ask instead."""
    raise web.HTTPTemporaryRedirect("/v1/somewhere/else")


async def endless(request: web.Request) -> web.StreamResponse:
    """An answer that doesn't end by itself."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for _ in range(1000):
        await response.write(b" " * 4096)
    return response


async def gzipped(_: web.Request) -> web.StreamResponse:
    """A small body that would unpack to a great one."""
    response = web.json_response(completion({"primary": "KONTAKT", "secondary": None}))
    response.enable_compression(web.ContentCoding.gzip)
    response.headers["Content-Encoding"] = "gzip"
    return response


async def hanging_up(request: web.Request) -> web.StreamResponse:
    """A connection that is cut."""
    assert request.transport
    request.transport.close()
    return web.Response()
