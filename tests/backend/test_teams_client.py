import asyncio
import json
import socket
from pathlib import Path

import pytest
from aiohttp import ClientSession

from backend.cli.serving import _tell_of_end
from backend.teams_client import ClientUser, TeamsClientError, TeamsClientProcess, write_client_config
from tests.ports import free_port

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


async def _name_at(url: str) -> str:
    """The person who is signed in at a client, as it tells a browser."""
    async with ClientSession() as session, session.get(f"{url}_internal/v1/config") as answer:
        return str(await answer.text())


@pytest.mark.e2e
async def test_two_started_at_once_at_one_port_tell_their_own_addresses(tmp_path: Path) -> None:
    people = ("anna", "bo")
    for person in people:
        user = ClientUser(person, f"{person.title()} Exempel", f"{person}@example.test", f"id-{person}")
        write_client_config(tmp_path / person, user, [], tenant_id="tenant", bot_id="bot")
    port = free_port()
    clients = [TeamsClientProcess(INSTALLATION, tmp_path / person, port, ENDPOINT) for person in people]
    try:
        await asyncio.gather(*(client.start() for client in clients))
        assert clients[0].url != clients[1].url
        for person, client in zip(people, clients, strict=True):
            assert f"{person}@example.test" in await _name_at(client.url)
    finally:
        for client in clients:
            await client.stop()


@pytest.mark.e2e
async def test_a_port_that_is_anothers_leaves_the_client_one_of_its_own(tmp_path: Path) -> None:
    _config(tmp_path, others=0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with TeamsClientProcess(INSTALLATION, tmp_path, port, ENDPOINT) as client:
            assert client.url not in ("", f"http://127.0.0.1:{port}/")
            assert ANNA.email in await _name_at(client.url)


@pytest.mark.e2e
async def test_a_client_that_gives_up_tells_why_from_its_log(tmp_path: Path) -> None:
    path = _config(tmp_path, others=0)
    path.write_text(path.read_text().replace('"users"', '"nobody"'))
    client = TeamsClientProcess(INSTALLATION, tmp_path, 4411, ENDPOINT)

    with pytest.raises(TeamsClientError, match="users"):
        await client.start()

    await client.stop()


async def test_one_that_ends_while_the_product_runs_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "devTools").mkdir()
    (tmp_path / "devTools" / "m365agentsplayground.log").write_text("out of memory")
    client = TeamsClientProcess(tmp_path, tmp_path, 4410, ENDPOINT)
    with pytest.raises(RuntimeError):
        await client.ended()
    client._process = await asyncio.create_subprocess_exec("sh", "-c", "exit 3")
    await _tell_of_end(client, "Hanna")
    said = " ".join(capsys.readouterr().err.split())
    assert "Teams, as Hanna, is no more" in said
    assert "It ended with 3. Its log ends: out of memory" in said
