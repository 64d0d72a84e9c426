"""The bot's own token, by which the Bot Connector knows it: fetched once, shared by all sends, renewed before it ends."""

import time
from collections.abc import Callable

import aiohttp
import structlog

from bot.seam.refresh import Refresh

# The Bot Connector's resource; `.default` asks for what the app was given.
SCOPE = "https://api.botframework.com/.default"
RENEW_BEFORE = 300.0  # seconds
PAUSE_AFTER_FAILURE = 5.0

log = structlog.get_logger(__name__)


class TokenUnavailableError(Exception):
    """The login service gave no token."""


class OutboundTokens:
    """The token of one app and scope, by OAuth 2.0 client credentials (RFC 6749, section 4.4) in the bot's own tenant."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        login_url: str,
        tenant_id: str,
        app_id: str,
        app_password: str,
        time_limit: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = f"{login_url.rstrip('/')}/{tenant_id}/oauth2/v2.0/token"
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": app_password,
            "scope": SCOPE,
        }
        self._time_limit = aiohttp.ClientTimeout(total=time_limit)
        self._clock = clock
        self._header: str | None = None
        self._ends_at = 0.0
        self._refresh = Refresh(self._fetch, TokenUnavailableError, PAUSE_AFTER_FAILURE, clock)

    async def authorization(self) -> str:
        """Return the value of the Authorization header. Raises `TokenUnavailableError` when there is none to be had."""
        left = self._ends_at - self._clock()
        if self._header is None or left < RENEW_BEFORE:
            try:
                await self._refresh()
            except TokenUnavailableError:
                if left <= 0:
                    raise
        if self._header is None:  # forgotten while we waited
            raise TokenUnavailableError
        return self._header

    def forget(self, authorization: str) -> None:
        """Drop a token that the other side didn't take, unless it has been renewed meanwhile."""
        if self._header == authorization:
            self._header = None

    async def close(self) -> None:
        """Stop a fetch that is under way."""
        await self._refresh.close()

    async def _fetch(self) -> None:
        try:
            async with self._session.post(
                self._url, data=self._form, timeout=self._time_limit, allow_redirects=False
            ) as response:
                # What the service says of a failure may hold more than a code; the status is enough to look it up.
                response.raise_for_status()
                answer = await response.json(content_type=None)
                header, lifetime = f"Bearer {answer['access_token']}", float(answer["expires_in"])
        except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError) as error:
            log.error("bot.token_unavailable", error=type(error).__name__, status=getattr(error, "status", None))
            raise TokenUnavailableError from None
        self._header, self._ends_at = header, self._clock() + lifetime
