import json
import socket
from pathlib import Path

import pytest

from backend.teams_client import ClientUser, TeamsClientError, TeamsClientProcess, write_client_config

INSTALLATION = Path(__file__).parents[1] / "e2e" / "client"
ANNA = ClientUser("user-anna", "Anna Exempel", "anna@example.test", "aaaaaaaa-0000-0000-0000-000000000001")
ENDPOINT = "http://127.0.0.1:9/api/messages"


def _config(folder: Path, others: int) -> Path:
    people = [ClientUser(f"user-{n}", f"Person {n}", f"p{n}@example.test", f"id-{n}") for n in range(others)]
    return write_client_config(folder, ANNA, [ANNA, *people], tenant_id="tenant", bot_id="bot")


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (2, ["user-0", "user-1", "chair-1", "chair-2", "chair-3"]),
        (7, ["user-0", "user-1", "user-2", "user-3", "user-4"]),
    ],
)
def test_the_configuration_has_exactly_five_colleagues_and_not_the_user(tmp_path: Path, others: int, expected: list[str]) -> None:
    config = json.loads(_config(tmp_path / "anna", others).read_text())

    assert config["currentUser"]["id"] == ANNA.id
    assert [user["id"] for user in config["users"]] == expected


async def test_a_client_that_is_not_installed_is_told_with_the_remedy(tmp_path: Path) -> None:
    client = TeamsClientProcess(tmp_path, tmp_path, 4410, ENDPOINT)

    with pytest.raises(TeamsClientError, match="npm ci"):
        await client.start()


@pytest.mark.e2e
async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    _config(tmp_path, others=0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        client = TeamsClientProcess(INSTALLATION, tmp_path, other.getsockname()[1], ENDPOINT)

        with pytest.raises(TeamsClientError, match="is taken by another program"):
            await client.start()


@pytest.mark.e2e
async def test_a_client_that_gives_up_tells_why_from_its_log(tmp_path: Path) -> None:
    path = _config(tmp_path, others=0)
    path.write_text(path.read_text().replace('"users"', '"nobody"'))
    client = TeamsClientProcess(INSTALLATION, tmp_path, 4411, ENDPOINT)

    with pytest.raises(TeamsClientError, match="users"):
        await client.start()

    await client.stop()
