"""Whether a request comes from the Bot Connector, by the rules of its documentation.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import time
from dataclasses import dataclass
from typing import Any

import jwt

from bot.seam.intake import RefusedError
from bot.seam.keys import KeysUnavailableError, SigningKey, SigningKeys

ISSUER = "https://api.botframework.com"
ALGORITHMS = ("RS256", "RS384", "RS512")
# The documentation allows five minutes; our clock and Microsoft's are both set by the network.
LEEWAY_SECONDS = 60
# A key is endorsed for many channels, and in most of the others a client writes its sender and its tenant itself.
CHANNEL = "msteams"
MOST_VERIFIED = 256


@dataclass(frozen=True, slots=True)
class Caller:
    """What a verified token says about the one who sent the request."""

    service_url: str
    endorsements: frozenset[str]

    def check(self, service_url: str, channel_id: str | None) -> None:
        """Raise `RefusedError`: 401 unless the token is for this service URL by a key of this channel, 403 for any but Teams."""
        if not self.service_url or self.service_url.rstrip("/") != service_url.rstrip("/"):
            raise RefusedError(401, "other_service_url")
        if channel_id not in self.endorsements:
            raise RefusedError(401, "not_endorsed")
        if channel_id != CHANNEL:
            raise RefusedError(403, "other_channel")


@dataclass(frozen=True, slots=True)
class _Verified:
    """A token that held: until it ends, and as long as its key is the one that the issuer announced last."""

    caller: Caller
    key_id: str
    key: SigningKey
    ends_at: float


class Authenticator:
    """Verifies the tokens of one app id.

    The channel sends the same token for an hour, and checking its signature costs as much as the rest of a turn, so a token that
    held is remembered. Only such tokens are: strangers can't fill the memory.
    """

    def __init__(self, keys: SigningKeys, app_id: str) -> None:
        self._keys = keys
        self._app_id = app_id
        self._verified: dict[str, _Verified] = {}

    async def verify(self, authorization: str | None) -> Caller:
        """Return who sends. Raises `RefusedError`: 401 for a token that doesn't hold, 503 when the issuer can't be asked."""
        token = _bearer(authorization)
        known = self._verified.get(token)
        if known and time.time() < known.ends_at and self._keys.known(known.key_id) is known.key:
            return known.caller
        try:
            header = jwt.get_unverified_header(token)
            key_id = header.get("kid")
            if header.get("alg") not in ALGORITHMS or not isinstance(key_id, str):
                raise RefusedError(401, "algorithm")
            key = self._keys.known(key_id)
            if key is None:
                # What no key could make right must not make us ask the issuer.
                self._claims(token, None)
                key = await self._keys.find(key_id)
            if key is None:
                raise RefusedError(401, "unknown_key")
            claims = self._claims(token, key.public_key)
        except jwt.PyJWTError as error:
            raise RefusedError(401, type(error).__name__) from None
        except KeysUnavailableError:
            raise RefusedError(503, "keys_unavailable") from None
        service_url = claims.get("serviceurl")
        caller = Caller(service_url if isinstance(service_url, str) else "", key.endorsements)
        if len(self._verified) >= MOST_VERIFIED:
            self._verified.clear()
        self._verified[token] = _Verified(caller, key_id, key, int(claims["exp"]) + LEEWAY_SECONDS)
        return caller

    def _claims(self, token: str, public_key: Any) -> dict[str, Any]:
        """Return the claims, checked in all but the signature where no key is given."""
        return jwt.decode(
            token,
            public_key,
            algorithms=ALGORITHMS,
            audience=self._app_id,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={
                "require": ["iss", "aud", "exp"],
                "verify_signature": public_key is not None,
                # said, since without a signature the library would check none of them
                "verify_exp": True,
                "verify_nbf": True,
                "verify_iat": True,
                "verify_aud": True,
                "verify_iss": True,
            },
        )


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise RefusedError(401, "no_token")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedError(401, "no_token")
    return token
