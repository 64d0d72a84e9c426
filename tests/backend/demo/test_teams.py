"""The demo's test clients: at the same addresses from start to start, and past a port that is taken."""

from pathlib import Path

import pytest

from backend.demo import teams
from backend.demo.teams import FIRST_PORT, demo_clients


def ports(folder: Path) -> list[int]:
    return [client.port for client, _ in demo_clients(folder, folder, "http://127.0.0.1:3978/api/messages")]


def test_each_start_asks_for_the_same_ports_while_their_ports_are_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "is_taken", lambda _port: False)
    first = ports(tmp_path)
    assert first == ports(tmp_path) == [FIRST_PORT, FIRST_PORT + 1]
    monkeypatch.setattr(teams, "is_taken", lambda port: port == FIRST_PORT)
    assert ports(tmp_path) == [FIRST_PORT + 1, FIRST_PORT + 2]


def test_the_system_gives_none_of_them_away_by_itself() -> None:
    assert 1024 < FIRST_PORT < 32_000
