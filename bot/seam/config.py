"""How the adapter is set up, and which hosts it may talk to."""

import ipaddress
from dataclasses import dataclass, field
from functools import lru_cache

from yarl import URL

SERVICE_HOSTS = ("smba.trafficmanager.net", "*.smba.trafficmanager.net", "*.botframework.com")
OPENID_METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com"


class ConfigError(ValueError):
    """The adapter refuses to start; the message names the field and what it must be."""


class ServiceUrlRefusedError(ValueError):
    """An address that nothing may be sent to. It carries no text, since the address came from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds. Teams gives up on a turn after 10 to 15 s and sends it again, which all of this stays below."""

    keys: float = 5.0
    token: float = 5.0
    connect: float = 2.0
    send: float = 8.0
    body: float = 10.0
    key_refresh_interval: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterConfig:
    """The bot's registration (single tenant) and its limits. Raises `ConfigError` for what is unsafe outside development.

    Development turns authentication off and lets the service URL be loopback. `allowed_service_hosts` holds host names;
    `*.` stands for subdomains. `max_body_bytes` bounds what a request may carry: Teams' own limit of a message is 100 KB.
    """

    app_id: str = ""
    app_password: str = field(default="", repr=False)
    tenant_id: str = ""
    development: bool = False
    allowed_service_hosts: tuple[str, ...] = SERVICE_HOSTS
    openid_metadata_url: str = OPENID_METADATA_URL
    login_url: str = LOGIN_URL
    timeouts: Timeouts = Timeouts()
    max_body_bytes: int = 256 * 1024

    def __post_init__(self) -> None:
        """Fail closed: a bot without credentials would believe anybody."""
        if self.development:
            return
        for name in ("app_id", "app_password", "tenant_id"):
            if not getattr(self, name):
                raise ConfigError(f"{name} is empty: authentication can be left out in development only")
        for name in ("openid_metadata_url", "login_url"):
            if not is_confidential(URL(getattr(self, name))):
                raise ConfigError(f"{name} must be an https address")


def is_confidential(url: URL) -> bool:
    """Whether nobody on the way can read or change what is sent there: TLS, or this machine."""
    return url.scheme == "https" or (url.scheme == "http" and is_loopback(url.host))


def is_loopback(host: str | None) -> bool:
    """Whether the host is this machine, by address or as `localhost`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class ServiceUrls:
    """Which service URLs may be sent to. A request names its own, so an unchecked one would let anybody aim the bot."""

    def __init__(self, allowed_hosts: tuple[str, ...], *, loopback: bool) -> None:
        self._exact = frozenset(host.lower() for host in allowed_hosts if not host.startswith("*."))
        self._suffixes = tuple(host[1:].lower() for host in allowed_hosts if host.startswith("*."))
        self._loopback = loopback
        self.check = lru_cache(maxsize=1024)(self._check)

    def _check(self, service_url: str) -> URL:
        """Return the address to put paths after. Raises `ServiceUrlRefusedError`."""
        try:
            url = URL(service_url)
        except ValueError:
            raise ServiceUrlRefusedError from None
        # User information and queries have no place in a service URL, and have hidden the true host from other parsers.
        plain = url.user is None and url.password is None and not url.query_string and not url.fragment
        if not plain or not is_confidential(url) or not self._is_allowed((url.host or "").lower()):
            raise ServiceUrlRefusedError
        return url

    def _is_allowed(self, host: str) -> bool:
        return host in self._exact or host.endswith(self._suffixes) or (self._loopback and is_loopback(host))
