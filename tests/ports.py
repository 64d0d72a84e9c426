"""Ports for programs that can't be given port 0."""

import secrets
import socket

# Below those that the system gives to whoever connects: between the look and the start it would give one of them away.
FIRST, LAST = 10_000, 32_000


def free_port() -> int:
    """Return a loopback port that nobody listens on right now."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
