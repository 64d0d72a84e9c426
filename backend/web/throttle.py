"""How often somebody may ask: counted in memory alone, and forgotten when the window has passed."""

import ipaddress
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from aiohttp import web

from backend.keys import SETTINGS

MOST_KEYS = 10_000


class Throttle:
    """At most `limit` times for each key within a window of time. Of very many keys the ones unused for longest are forgotten."""

    def __init__(self, limit: int, window: timedelta) -> None:
        """Begin with nothing counted."""
        self._limit = limit
        self._window = window
        self._times: OrderedDict[str, deque[datetime]] = OrderedDict()

    def take(self, key: str, now: datetime) -> bool:
        """Count once more, and return whether that was within the limit; what is beyond it isn't counted."""
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and times[0] <= now - self._window:
            times.popleft()
        if len(self._times) > MOST_KEYS:
            self._times.popitem(last=False)
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True


def remote_of(request: web.Request) -> str:
    """Return who sends a request, as our outermost proxy saw it; of IPv6 the network, which one household has to itself."""
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", []) for hop in line.split(",")]
    proxies = request.app[SETTINGS].proxies
    # Each of our proxies adds one at the end; what stands before these anybody can write.
    address = hops[-proxies] if 0 < proxies <= len(hops) else request.remote or ""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ip if ip.version == 4 else ipaddress.ip_network((ip, 64), strict=False))
