"""No test reaches beyond this machine, whichever library tries."""

import ipaddress
import socket
import sys
from functools import cache

_refused: list[str] = []


@cache
def guard_sockets() -> None:
    """Refuse connections and name look-ups that would leave loopback, in this process, from now on.

    An audit hook sees every library, also those that keep their own reference to the socket functions. It can't be
    taken away again, hence once per process.
    """
    sys.addaudithook(_refuse_the_outside)


def take_refused() -> list[str]:
    """Return the hosts that were refused since the last call, and forget them."""
    hosts = sorted(set(_refused))
    _refused.clear()
    return hosts


def _refuse_the_outside(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        own, address = arguments
        if not isinstance(own, socket.socket) or own.family not in (socket.AF_INET, socket.AF_INET6):
            return
        host = address[0] if isinstance(address, tuple) else address
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not _is_here(name):
        _refused.append(name)
        raise ConnectionRefusedError(f"tests may connect to loopback only, not to {name}")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # a server that listens on every address looks 0.0.0.0 up by the same call
    return address.is_loopback or address.is_unspecified
