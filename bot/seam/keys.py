"""The keys that the channel signs its tokens with: fetched by aiohttp, kept, and looked up again when Microsoft rotates them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from yarl import URL

from bot.seam.config import is_confidential
from bot.seam.refresh import Refresh

DAY = 24 * 3600.0
# The Bot Connector's documentation asks for a new look at least once a day, and announces a key five days before its use.
FRESH_SECONDS = DAY
USABLE_SECONDS = 5 * DAY
SMALLEST_KEY = 2048
PAUSE_AFTER_FAILURE = 1.0

log = structlog.get_logger(__name__)


class KeysUnavailableError(Exception):
    """The issuer didn't give its keys, so nobody can be told from anybody else."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key, and the channels that it is endorsed for."""

    public_key: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """The issuer's keys by their id.

    An unknown id makes at most one fetch per `refresh_interval` seconds: ids come from outside, so a flood of made-up ones
    must not become a flood of requests to the issuer.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        metadata_url: str,
        *,
        time_limit: float,
        refresh_interval: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._time_limit = aiohttp.ClientTimeout(total=time_limit)
        self._refresh_interval = refresh_interval
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._looked_again_at: float | None = None
        self._refresh = Refresh(self._fetch, KeysUnavailableError, PAUSE_AFTER_FAILURE, clock)

    def known(self, key_id: str) -> SigningKey | None:
        """Return a key without asking anybody; None when it is unknown, or the keys are more than a day old."""
        return self._keys.get(key_id) if self._age() < FRESH_SECONDS else None

    async def find(self, key_id: str) -> SigningKey | None:
        """Return a key, asking the issuer where that may help; None when there is no such key.

        Raises `KeysUnavailableError` when the issuer doesn't answer within the time limit and no usable keys are left.
        """
        if self._age() >= FRESH_SECONDS:
            try:
                await self._refresh()
            except KeysUnavailableError:
                if self._age() >= USABLE_SECONDS:
                    raise
        elif key_id not in self._keys and (self._refresh.running or self._may_look_again()):
            await self._refresh()
        return self._keys.get(key_id)

    async def close(self) -> None:
        """Stop a fetch that is under way."""
        await self._refresh.close()

    def _age(self) -> float:
        return float("inf") if self._fetched_at is None else self._clock() - self._fetched_at

    def _may_look_again(self) -> bool:
        now = self._clock()
        if self._looked_again_at is not None and now - self._looked_again_at < self._refresh_interval:
            return False
        self._looked_again_at = now
        return True

    async def _fetch(self) -> None:
        try:
            metadata = await self._get(self._metadata_url)
            self._keys = dict(_read_keys(await self._get(metadata["jwks_uri"])))
        except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError, AttributeError) as error:
            log.error("bot.keys_unavailable", error=type(error).__name__)
            raise KeysUnavailableError from None
        self._fetched_at = self._clock()
        log.info("bot.keys_fetched", keys=len(self._keys))

    async def _get(self, address: str) -> Any:
        url = URL(address)
        if not is_confidential(url):
            raise ValueError("keys are fetched by https only")
        async with self._session.get(url, timeout=self._time_limit) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


def _read_keys(jwks: Any) -> list[tuple[str, SigningKey]]:
    """Return the usable keys of a key set; one that we can't use is left out, so that it doesn't take the others with it."""
    found = []
    for jwk in jwks["keys"]:
        try:
            key_id = jwk["kid"]
            key = RSAAlgorithm.from_jwk(jwk)
        except (jwt.InvalidKeyError, ValueError, LookupError, TypeError) as error:
            log.warning("bot.key_left_out", error=type(error).__name__)
            continue
        if isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_KEY:
            found.append((key_id, SigningKey(key, frozenset(jwk.get("endorsements") or ()))))
    return found
