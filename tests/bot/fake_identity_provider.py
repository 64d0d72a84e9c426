"""Stands in for the Bot Framework's issuer of keys and for the login service of the bot's tenant, on loopback."""

import asyncio
import time
from functools import cache
from types import TracebackType
from typing import Any, Self

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "app-of-the-bot"
APP_PASSWORD = "password-of-the-bot"
TENANT_ID = "11111111-1111-1111-1111-111111111111"
ISSUER = "https://api.botframework.com"
LIFETIME = 3600  # seconds that a token holds


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """A key that is the same wherever the name is, since making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeIdentityProvider:
    """Gives keys and tokens; `hits` counts what was asked, and the switches make it fail in the ways that the real one can.

    It answers nothing while `answers` is cleared; `asked` is set by the first request.
    """

    def __init__(self) -> None:
        self.keys = ["first"]
        self.endorsements: list[str] | None = ["msteams", "emulator"]
        self.extra_keys: list[Any] = []
        self.hits = {"metadata": 0, "keys": 0, "token": 0}
        self.down = False
        self.delay = 0.0
        self.answers, self.asked = asyncio.Event(), asyncio.Event()
        self.answers.set()
        self.lifetime = 3600
        self.forms: list[dict[str, Any]] = []
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self._server = TestServer(app, host="127.0.0.1")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._server.close()

    @property
    def login_url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    @property
    def metadata_url(self) -> str:
        return f"{self.login_url}/v1/.well-known/openidconfiguration"

    def rotate(self, name: str) -> None:
        """Announce a new key beside the others."""
        self.keys.append(name)

    async def _metadata(self, request: web.Request) -> web.Response:
        await self._behave("metadata")
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.login_url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        await self._behave("keys")
        return web.json_response({"keys": [*map(self._jwk, self.keys), *self.extra_keys]})

    async def _token(self, request: web.Request) -> web.Response:
        await self._behave("token")
        self.forms.append({"tenant": request.match_info["tenant"], **await request.post()})
        token = f"token-{self.hits['token']}"
        return web.json_response({"token_type": "Bearer", "expires_in": self.lifetime, "access_token": token})

    async def _behave(self, what: str) -> None:
        self.hits[what] += 1
        self.asked.set()
        await self.answers.wait()
        await asyncio.sleep(self.delay)
        if self.down:
            raise web.HTTPServiceUnavailable

    def _jwk(self, name: str) -> dict[str, Any]:
        jwk = RSAAlgorithm.to_jwk(private_key(name).public_key(), as_dict=True)
        endorsed = {} if self.endorsements is None else {"endorsements": self.endorsements}
        return {**jwk, "kid": name, "use": "sig", "alg": "RS256", **endorsed}


def make_token(service_url: str, *, key: str = "first", kid: str | None = None, alg: str = "RS256", **claims: Any) -> str:
    """Return a token as the channel sends it; `claims` override its own, and None leaves one out."""
    now = int(time.time())  # noqa: TID251  # what holds is asked of the real clock
    all_claims = {"iss": ISSUER, "aud": APP_ID, "nbf": now, "exp": now + LIFETIME, "serviceurl": service_url, **claims}
    return jwt.encode(
        {name: value for name, value in all_claims.items() if value is not None},
        private_key(key) if alg != "none" else None,  # type: ignore[arg-type]  # `none` takes no key
        algorithm=alg,
        headers={"kid": kid or key},
    )
