"""A bot of a few lines behind the real adapter and a real HTTP server, as Teams meets it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from botbuilder.core import TurnContext

from bot.adapter import AdapterConfig, OnTurn, TeamsAdapter, Timeouts
from tests.bot.fake_connector import FakeConnector
from tests.bot.fake_identity_provider import APP_ID, APP_PASSWORD, TENANT_ID, FakeIdentityProvider, make_token

FAILED = {"sv": "Något gick fel.", "en": "Something went wrong."}


async def echo(context: TurnContext) -> None:
    """Say what was said."""
    await context.send_activity(f"echo {context.activity.text}")


def message(service_url: str, text: str = "hej", **more: Any) -> dict[str, Any]:
    """A message as Teams sends it."""
    return {
        "type": "message",
        "id": "a-1",
        "timestamp": "2026-03-12T09:30:00.1234567Z",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": "29:user", "name": "Kim Ek", "aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"},
        "conversation": {"conversationType": "personal", "tenantId": TENANT_ID, "id": "a:1/2"},
        "recipient": {"id": "28:bot", "name": "Lex Heller"},
        "locale": "sv-SE",
        "text": text,
        "channelData": {"tenant": {"id": TENANT_ID}},
        **more,
    }


def invoke(service_url: str, name: str, value: Any) -> dict[str, Any]:
    """A pressed button or an opened dialog."""
    return {**message(service_url), "type": "invoke", "name": name, "value": value, "text": None}


@dataclass(frozen=True)
class RunningBot:
    """The bot's address, and the adapter for what is sent outside turns."""

    url: str
    adapter: TeamsAdapter
    client: aiohttp.ClientSession

    async def post(self, activity: Mapping[str, Any], token: str | None = None) -> tuple[int, Any]:
        """Send an activity as the channel does; return the status, and the body where there is one."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.client.post(self.url, json=activity, headers=headers) as response:
            return response.status, await response.json() if response.content_type == "application/json" else None

    async def post_signed(self, activity: Mapping[str, Any], **claims: Any) -> int:
        """Send an activity with a token made for its service URL."""
        status, _ = await self.post(activity, make_token(activity["serviceUrl"], **claims))
        return status


@asynccontextmanager
async def running_bot(config: AdapterConfig, on_turn: OnTurn = echo) -> AsyncIterator[RunningBot]:
    """Serve the bot while the context is open."""
    async with TeamsAdapter(config, lambda locale: FAILED[(locale or "sv")[:2]]) as adapter:

        async def messages(request: web.Request) -> web.Response:
            return await adapter.process(request, on_turn)

        app = web.Application()
        app.router.add_route("*", "/api/messages", messages)
        server = TestServer(app, host="127.0.0.1")
        await server.start_server()
        try:
            async with aiohttp.ClientSession() as client:
                yield RunningBot(str(server.make_url("/api/messages")), adapter, client)
        finally:
            await server.close()


def in_development(**changes: Any) -> AdapterConfig:
    """Without authentication, and with loopback allowed."""
    return AdapterConfig(development=True, **changes)


def in_production(provider: FakeIdentityProvider, **changes: Any) -> AdapterConfig:
    """With authentication; the fake connector's host is allowed by name."""
    return AdapterConfig(
        app_id=APP_ID,
        app_password=APP_PASSWORD,
        tenant_id=TENANT_ID,
        allowed_service_hosts=("127.0.0.1",),
        openid_metadata_url=provider.metadata_url,
        login_url=provider.login_url,
        **changes,
    )


@asynccontextmanager
async def bot_in_production(
    on_turn: OnTurn = echo, **timeouts: float
) -> AsyncIterator[tuple[RunningBot, FakeConnector, FakeIdentityProvider]]:
    """Serve the bot with authentication, and with the connector and the issuer that it needs."""
    async with (
        FakeConnector() as connector,
        FakeIdentityProvider() as provider,
        running_bot(in_production(provider, timeouts=Timeouts(**timeouts)), on_turn) as bot,
    ):
        yield bot, connector, provider


@asynccontextmanager
async def bot_in_development(on_turn: OnTurn = echo, **changes: Any) -> AsyncIterator[tuple[RunningBot, FakeConnector]]:
    """Serve the bot without authentication, and with the connector that it needs."""
    async with FakeConnector() as connector, running_bot(in_development(**changes), on_turn) as bot:
        yield bot, connector
