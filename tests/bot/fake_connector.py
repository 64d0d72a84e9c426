"""Stands in for the Bot Connector: keeps what was sent, and answers as it is told to."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True)
class Sent:
    """One call that reached the connector."""

    method: str
    path: str
    authorization: str | None
    body: Any


@dataclass(frozen=True)
class Answer:
    """What the connector answers to one call."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


def refusal(status: int, code: str, **headers: str) -> Answer:
    """The connector's own way of saying no."""
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, {"error": {"code": code}})


class FakeConnector:
    """Takes messages at `service_url`. `answers` are given one each, in order; after them every call succeeds.

    `members` is what it knows of people, by their Teams id; looking somebody up is no message and isn't kept.
    """

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.answers: deque[Answer] = deque()
        self.members: dict[str, dict[str, str]] = {}
        self.delay = 0.0
        app = web.Application()
        app.router.add_get("/teams/v3/conversations/{conversation}/members/{id}", self._member)
        app.router.add_route("*", "/{path:.*}", self._take)
        self._server = TestServer(app, host="127.0.0.1")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._server.close()

    @property
    def service_url(self) -> str:
        return str(self._server.make_url("/teams"))

    @property
    def texts(self) -> list[str]:
        """What a person would have read."""
        return [sent.body["text"] for sent in self.sent]

    async def _member(self, request: web.Request) -> web.Response:
        member = self.members.get(request.match_info["id"])
        return web.json_response(member or {"error": {"code": "MemberNotFoundInConversation"}}, status=200 if member else 404)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.sent.append(Sent(request.method, request.raw_path, request.headers.get("Authorization"), body))
        await asyncio.sleep(self.delay)
        if self.answers:
            answer = self.answers.popleft()
            return web.json_response(answer.body, status=answer.status, headers=answer.headers)
        return web.json_response({"id": f"m-{len(self.sent)}"}, status=201)
