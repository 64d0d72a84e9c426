"""The other side of everything that the product sends: a Bot Connector and an SMTP server that remember what they took."""

import asyncio
import email
import email.policy
from collections import Counter
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session


class OtherSide:
    """Both servers, on free loopback ports. They count how often each message was taken.

    A mail is known by its Message-ID, a `letter` by its receiver and its subject, a card by its chat and what it says in short.
    """

    def __init__(self) -> None:
        self.mails: Counter[str] = Counter()
        self.letters: Counter[tuple[str, str]] = Counter()
        self.cards: Counter[tuple[str, str]] = Counter()
        self.connector_url = ""
        self.smtp_port = 0
        self._stack = AsyncExitStack()
        self._number = 0
        self._mail_came = asyncio.Event()

    async def take_mails(self, count: int) -> None:
        """Return as soon as so many more mails have been taken."""
        end = self.mails.total() + count
        while self.mails.total() < end:
            self._mail_came.clear()
            await self._mail_came.wait()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._take)
        app.router.add_post("/v3/conversations/{conversation}/activities/{id}", self._take)
        app.router.add_put("/v3/conversations/{conversation}/activities/{id}", self._update)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.connector_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, hostname="localhost", loop=loop), "127.0.0.1", 0)
        self._stack.callback(server.close)
        self.smtp_port = server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stack.aclose()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._number += 1
        self.cards[request.match_info["conversation"], _summary(body)] += 1
        return web.json_response({"id": str(self._number)}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["id"]})

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails[str(message["Message-ID"])] += 1
        self.letters.update((receiver, str(message["Subject"])) for receiver in envelope.rcpt_tos)
        self._mail_came.set()
        return "250 kept"


def _summary(body: Any) -> str:
    return str(body.get("summary") or body.get("text") or "")
