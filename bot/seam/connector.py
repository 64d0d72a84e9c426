"""The Bot Connector's REST service as a client: one shared session, retries with jitter, a circuit per host.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import asyncio
import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.seam.circuit import Circuits
from bot.seam.config import ServiceUrlRefusedError, ServiceUrls, Timeouts
from bot.seam.sending import Forbidden, Gone, Rejected, SendError, Throttled, TryAgainError, Unreachable
from bot.seam.tokens import OutboundTokens, TokenUnavailableError
from bot.seam.wire import encode

# Teams asks for a new try at 412, 429, 502 and 504; 503 is said by gateways. A 500 may have happened after the message was taken.
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
THROTTLED = frozenset({412, 429})
FIRST_WAIT = 0.25  # seconds, doubled at each try
LARGEST_ANSWER = 64 * 1024
CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is tried, and for how many seconds a new try may still begin."""

    tries: int
    seconds: float


# In a turn a person waits, and Teams sends the turn again after 10 s. The outbox comes back by itself, so it needn't wait here.
IN_TURN = Patience(tries=4, seconds=4.0)
PROACTIVE = Patience(tries=2, seconds=1.5)


class _NotNow(Unreachable):
    """What won't be otherwise in a second: no use trying at once."""


class Connector:
    """Calls the connector at a service URL."""

    def __init__(
        self, session: aiohttp.ClientSession, service_urls: ServiceUrls, tokens: OutboundTokens | None, timeouts: Timeouts
    ) -> None:
        """Without `tokens` nothing is said about who we are, which only development's connectors accept."""
        self._session = session
        self._service_urls = service_urls
        self._tokens = tokens
        self._time_limit = aiohttp.ClientTimeout(total=timeouts.send, sock_connect=timeouts.connect)
        self._circuits = Circuits()

    async def call(self, method: str, service_url: str, path: str, body: Any, patience: Patience) -> dict[str, Any]:
        """Return the connector's answer. `body` is JSON, one of the SDK's objects, or None for none.

        Raises `Throttled` and `Unreachable` when patience ran out, `Forbidden`, `Gone` and `Rejected` at once.
        """
        try:
            url = _join(self._service_urls.check(service_url), path)
        except ServiceUrlRefusedError:
            raise Forbidden("service_url") from None
        data = None if body is None else encode(body)
        clock = asyncio.get_running_loop().time
        end = clock() + patience.seconds
        tried = 0
        while True:
            tried += 1
            try:
                return await self._try(method, url, data)
            except TryAgainError as error:
                wait = error.retry_after.total_seconds() if error.retry_after else _back_off(tried)
                if tried >= patience.tries or clock() + wait > end or isinstance(error, _NotNow):
                    raise
            await asyncio.sleep(wait)

    async def _try(self, method: str, url: URL, data: bytes | None) -> dict[str, Any]:
        host = url.authority
        if not self._circuits.lets_through(host):
            raise _NotNow("circuit_open")
        try:
            authorization = await self._tokens.authorization() if self._tokens else None
            status, retry_after, answer = await self._exchange(method, url, data, authorization)
            if status == 401 and self._tokens and authorization:
                # The token may have been revoked, or our clock may have slept.
                self._tokens.forget(authorization)
                status, retry_after, answer = await self._exchange(method, url, data, await self._tokens.authorization())
        except TokenUnavailableError:
            raise _NotNow("no_token") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            self._circuits.failed(host)
            raise Unreachable(type(error).__name__) from None
        self._circuits.answered(host)
        if 200 <= status < 300:
            return answer
        raise _error(status, retry_after, answer)

    async def _exchange(
        self, method: str, url: URL, data: bytes | None, authorization: str | None
    ) -> tuple[int, timedelta | None, dict[str, Any]]:
        headers = {"Content-Type": "application/json"} if data is not None else {}
        if authorization:
            headers["Authorization"] = authorization
        # A redirect would carry the message, and on the same host the token, to where nobody has looked.
        async with self._session.request(
            method, url, data=data, headers=headers, timeout=self._time_limit, allow_redirects=False
        ) as response:
            retry_after = _retry_after(response.headers.get("Retry-After"))
            try:
                body = await response.content.read(LARGEST_ANSWER)
            except (aiohttp.ClientError, TimeoutError):
                if not response.ok:
                    raise
                body = b""  # it has said that it took the message, which must not be sent again; the id alone is lost
            return response.status, retry_after, _read(body)


def path_of(conversation_id: str, activity_id: str | None = None) -> str:
    """Return the path of a conversation's activities, or of one of them."""
    path = f"/v3/conversations/{quote(conversation_id, safe='')}/activities"
    return f"{path}/{quote(activity_id, safe='')}" if activity_id else path


def member_path(conversation_id: str, user_id: str) -> str:
    """Return the path of one member of a conversation."""
    return f"/v3/conversations/{quote(conversation_id, safe='')}/members/{quote(user_id, safe='')}"


def _join(base: URL, path: str) -> URL:
    """Put a path, quoted already, after a service URL, whose own path may end with a slash or not."""
    return URL.build(scheme=base.scheme, authority=base.raw_authority, path=base.raw_path.rstrip("/") + path, encoded=True)


def _back_off(tried: int) -> float:
    """Return seconds to wait, with jitter, so that those who failed together don't come back together."""
    return FIRST_WAIT * float(2 ** (tried - 1)) * random.uniform(0.5, 1.5)  # noqa: S311  # not a secret


def _retry_after(value: str | None) -> timedelta | None:
    """Return the wait that a Retry-After header asks for (RFC 9110, section 10.2.3); None without one that can be read."""
    if not value:
        return None
    try:
        wait = timedelta(seconds=float(value)) if value[0].isdigit() else parsedate_to_datetime(value) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(wait, timedelta())


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _error(status: int, retry_after: timedelta | None, answer: Mapping[str, Any]) -> SendError:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, Mapping) else None
    reason = code if isinstance(code, str) and CODE.fullmatch(code) else str(status)
    if status in THROTTLED:
        return Throttled(reason, retry_after)
    if status == 401:
        return _NotNow(reason)
    if status >= 500 or status == 408:
        return Unreachable(reason, retry_after)
    if status == 403:
        return Forbidden(reason)
    if status in (404, 410):
        return Gone(reason)
    return Rejected(reason)
