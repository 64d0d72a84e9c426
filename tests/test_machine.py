"""What setting up a machine promises: what is installed is bound by hashes, and tests stay on this machine."""

import json
import re
import socket
import tomllib
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.database import Database
from tests.loopback import take_refused

REPOSITORY = Path(__file__).resolve().parents[1]
LOCKS = REPOSITORY / ".ci" / "lock"
TOP_LEVEL = {
    *("bot", "backend", "models", "digests", "tests", "docs", "benchmarks"),
    *("Dockerfile", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile"),
}
MADE_BY_TOOLS = {"build", "dist", "lexheller.egg-info"}


def _pins(lock: str) -> set[str]:
    """Return `name==version` of each requirement; the same name may stand twice, for two versions of Python."""
    return set(re.findall(r"^([a-z0-9._-]+==[^ ;\\]+)", (LOCKS / lock).read_text(), re.MULTILINE))


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found.group()).lower()


@pytest.mark.parametrize("lock", ["build.txt", "run.txt", "dev.txt"])
def test_a_lock_file_pins_each_package_by_hash_and_names_no_address(lock: str) -> None:
    text = (LOCKS / lock).read_text()
    requirements = [part for part in re.split(r"\n(?=[a-z0-9])", text) if not part.startswith("#")]

    assert _pins(lock)
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    assert "://" not in text
    assert not re.search(r"^\s*--(index|extra-index|find-links|trusted)", text, re.MULTILINE)


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    run = {pin.split("==")[0] for pin in _pins("run.txt")}
    dev = {pin.split("==")[0] for pin in _pins("dev.txt")}

    assert {_name(requirement) for requirement in project["dependencies"]} <= run
    assert {_name(requirement) for requirement in project["optional-dependencies"]["dev"]} <= dev


def test_the_tests_run_with_the_versions_that_the_product_runs_with() -> None:
    assert _pins("run.txt") <= _pins("dev.txt")


def test_the_lock_file_of_the_test_client_binds_it_by_hash_and_names_no_address() -> None:
    lock = json.loads((REPOSITORY / "tests/e2e/client/package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())


def test_the_top_level_holds_the_rooms_and_nothing_else() -> None:
    visible = {path.name for path in REPOSITORY.iterdir() if not path.name.startswith(".")}

    assert visible - MADE_BY_TOOLS <= TOP_LEVEL


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.invalid"])
def test_a_connection_beyond_loopback_is_refused_and_remembered(host: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, 9), timeout=1)

    assert take_refused() == [host]


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()

    assert take_refused() == []


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_a_database_of_its_own(database_url: str, turn: int) -> None:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        # would fail in the second turn if the first one's database were still in use
        await connection.execute(sa.text("CREATE TABLE left_behind (id INTEGER)"))
    await database.close()
