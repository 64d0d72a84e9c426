"""The demo's people in the Teams test client: one process is one signed-in person."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from backend.demo.calendar import demo_directory
from backend.teams_client import ClientUser, TeamsClientProcess, is_taken, write_client_config

# After the product's own, and below those that the system gives away by itself: the same from start to start.
FIRST_PORT = 3979
BOT_ID = "22222222-2222-2222-2222-222222222222"
SIGNED_IN = {"hanna": "Hanna, handläggare i Tranås", "karin": "Karin, samverkanskoordinator i Tranås"}


def demo_clients(installation: Path, folder: Path, endpoint: str) -> Iterator[tuple[TeamsClientProcess, str]]:
    """Yield a client to start for each person who is signed in, with who it is; `endpoint` is the bot's address."""
    directory = demo_directory()
    users = {
        key: ClientUser(key, person.name, person.email, person.entra_id)
        for person in directory.people
        if person.entra_id and (key := person.name.split()[0].lower())
    }
    ports = (port for port in count(FIRST_PORT) if not is_taken(port))
    for key, label in SIGNED_IN.items():
        others = [user for other, user in users.items() if other != key]
        write_client_config(folder / key, users[key], others, directory.forbund.tenants[0], BOT_ID)
        yield TeamsClientProcess(installation, folder / key, next(ports), endpoint), label
