"""The demo's people in the Teams test client: one process is one signed-in person."""

import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from backend.teams_client import ClientUser, TeamsClientProcess, write_client_config

FIRST_PORT = 56150
BOT_ID = "22222222-2222-2222-2222-222222222222"
SIGNED_IN = {"hanna": "Hanna, handläggare i Tranås", "karin": "Karin, samverkanskoordinator i Tranås"}


def demo_clients(installation: Path, folder: Path, endpoint: str) -> Iterator[tuple[TeamsClientProcess, str]]:
    """Yield a client to start for each person who is signed in, with who it is; `endpoint` is the bot's address."""
    data = json.loads(resources.files(__package__).joinpath("hoglandet.json").read_text("utf-8"))
    users = {
        person["key"]: ClientUser(person["key"], person["name"], person["email"], person["entra_id"])
        for person in data["people"]
        if "entra_id" in person
    }
    for number, (key, label) in enumerate(SIGNED_IN.items()):
        others = [user for other, user in users.items() if other != key]
        write_client_config(folder / key, users[key], others, data["tenants"][0], BOT_ID)
        yield TeamsClientProcess(installation, folder / key, FIRST_PORT + number, endpoint), label
