"""What the tests themselves promise: they stay on this machine, and they ask both databases."""

import socket

import pytest

from tests.loopback import take_refused


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.invalid"])
def test_a_connection_beyond_loopback_is_refused_and_remembered(host: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, 9), timeout=1)

    assert take_refused() == [host]


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()

    assert take_refused() == []
