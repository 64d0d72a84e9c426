"""The servers that `benchmarks.seam` compares, each in a process of its own: `python -m benchmarks.seam_servers NAME PORT …`.

Every bot says "echo" and what it was told. Port 0 takes a free one; the port stands on the first line of output.
With authentication, the SDKs' own token for the connector is a fixed one: fetching it over and over, as the stock SDK does,
would be measured as network and not as work.
"""

import argparse
import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
APP_ID = "app-of-the-bot"
TENANT_ID = "11111111-1111-1111-1111-111111111111"


async def serve_ours(options: argparse.Namespace) -> None:
    """Our adapter, with all its guards."""
    from bot.adapter import AdapterConfig, TeamsAdapter

    config = (
        AdapterConfig(
            app_id=APP_ID,
            app_password="secret",
            tenant_id=TENANT_ID,
            allowed_service_hosts=("127.0.0.1",),
            openid_metadata_url=f"{options.issuer}/v1/.well-known/openidconfiguration",
            login_url=options.issuer,
        )
        if options.issuer
        else AdapterConfig(development=True)
    )

    async def on_turn(context: Any) -> None:
        await context.send_activity(f"echo {context.activity.text}")

    async with TeamsAdapter(config, lambda locale: "failed") as adapter:
        await _serve(lambda request: adapter.process(request, on_turn), options.port)


async def serve_stock(options: argparse.Namespace) -> None:
    """Microsoft's botbuilder as it comes."""
    from botbuilder.core import ActivityHandler, TurnContext
    from botbuilder.integration.aiohttp import (
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
        ConfigurationServiceClientCredentialFactory,
    )
    from botframework.connector.auth import ChannelValidation, MicrosoftAppCredentials

    class FixedToken(MicrosoftAppCredentials):
        def get_access_token(self, force_refresh: bool = False) -> str:
            return "fixed"

    class Credentials(ConfigurationServiceClientCredentialFactory):
        async def create_credentials(self, app_id: str, oauth_scope: str, login_endpoint: str, validate_authority: bool) -> Any:
            return FixedToken(APP_ID, "secret", TENANT_ID, oauth_scope) if options.issuer else MicrosoftAppCredentials.empty()

    class Settings:
        APP_ID = globals()["APP_ID"] if options.issuer else ""
        APP_PASSWORD = "secret"
        APP_TYPE = "SingleTenant" if options.issuer else "MultiTenant"
        APP_TENANTID = TENANT_ID

    class Echo(ActivityHandler):
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"echo {turn_context.activity.text}")

    ChannelValidation.open_id_metadata_endpoint = f"{options.issuer}/v1/.well-known/openidconfiguration"
    authentication = ConfigurationBotFrameworkAuthentication(Settings(), credentials_factory=Credentials(Settings()))
    adapter, bot = CloudAdapter(authentication), Echo()
    await _serve(lambda request: adapter.process(request, bot), options.port)


async def serve_agents(options: argparse.Namespace) -> None:
    """Microsoft's Agents SDK, botbuilder's successor."""
    from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
    from microsoft_agents.hosting.core import ActivityHandler
    from microsoft_agents.hosting.core.authorization import (
        AgentAuthConfiguration,
        AnonymousTokenProvider,
        ClaimsIdentity,
        _entra_issuers,
    )

    class FixedToken(AnonymousTokenProvider):
        async def get_access_token(self, resource_url: str, scopes: list[str], force_refresh: bool = False) -> str:
            return "fixed" if options.issuer else ""

    configuration = AgentAuthConfiguration(
        client_id=APP_ID, tenant_id=TENANT_ID, anonymous_allowed=not options.issuer, validate_issuer=True
    )

    class Connections:
        """One token for everything."""

        def get_connection(self, connection_name: str) -> FixedToken:
            return FixedToken()

        def get_default_connection(self) -> FixedToken:
            return FixedToken()

        def get_token_provider(self, claims_identity: ClaimsIdentity, service_url: str) -> FixedToken:
            return FixedToken()

        def get_token_provider_from_activity(self, claims_identity: ClaimsIdentity, activity: Any) -> FixedToken:
            return FixedToken()

        def get_default_connection_configuration(self) -> AgentAuthConfiguration:
            return configuration

    class Echo(ActivityHandler):
        async def on_message_activity(self, turn_context: Any) -> None:
            await turn_context.send_activity(f"echo {turn_context.activity.text}")

    for issuer in _entra_issuers.BOTFRAMEWORK_JWKS_URIS:
        _entra_issuers.BOTFRAMEWORK_JWKS_URIS[issuer] = f"{options.issuer}/keys"
    logging.disable(logging.WARNING)  # it warns at each turn, and writing that would be measured too
    adapter, bot = CloudAdapter(connection_manager=Connections()), Echo()

    async def messages(request: web.Request) -> web.StreamResponse:
        response = await adapter.process(request, bot)
        return response or web.Response()

    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = configuration  # the SDK looks it up by this name
    await _serve(messages, options.port, app)


async def serve_bare(options: argparse.Namespace) -> None:
    """What aiohttp costs by itself: nothing is read and nothing is sent."""

    async def messages(request: web.Request) -> web.StreamResponse:
        return web.Response()

    await _serve(messages, options.port)


async def serve_echo(options: argparse.Namespace) -> None:
    """The least that an echo can cost with aiohttp: read JSON, post JSON, no guards."""
    async with aiohttp.ClientSession() as session:

        async def messages(request: web.Request) -> web.StreamResponse:
            activity = await request.json()
            url = f"{activity['serviceUrl']}/v3/conversations/{activity['conversation']['id']}/activities/{activity['id']}"
            async with session.post(url, json={"type": "message", "text": f"echo {activity['text']}"}) as response:
                await response.read()
            return web.Response()

        await _serve(messages, options.port)


class _Connector(asyncio.Protocol):
    """Takes any message; cheap, so that the servers and not this are measured. GET tells how many echoes came."""

    echoes = 0

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in head else 0
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            _Connector.echoes += b"echo hej" in body
            answer = json.dumps({"id": "m-1", "echoes": _Connector.echoes}).encode()
            self._transport.write(
                b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer
            )


async def serve_connector(options: argparse.Namespace) -> None:
    """Stands in for Teams' connector."""
    server = await asyncio.get_running_loop().create_server(_Connector, "127.0.0.1", options.port)
    _say_port(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _serve(handler: Handler, port: int, app: web.Application | None = None) -> None:
    app = app or web.Application()
    app.router.add_post("/api/messages", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    _say_port(runner.addresses[0][1])
    await asyncio.Event().wait()


def _say_port(port: int) -> None:
    print(port, flush=True)


SERVERS = {
    "ours": serve_ours,
    "stock": serve_stock,
    "agents": serve_agents,
    "bare": serve_bare,
    "echo": serve_echo,
    "connector": serve_connector,
}


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=SERVERS)
    parser.add_argument("port", type=int)
    parser.add_argument("--issuer", default="", help="address of the fake issuer; without it authentication is off")
    options = parser.parse_args()
    asyncio.run(SERVERS[options.name](options))


if __name__ == "__main__":
    main()
