"""What all tests share: a database of each kind, and a network that ends at loopback."""

import asyncio
import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, settings

from backend.database import migrate
from tests.loopback import guard_sockets, take_refused
from tests.postgres import PostgresqlCluster, PostgresqlMissing, find_programs

TEMPLATE = "lexheller_template"
ABOUT_THE_SHELL = {
    "FORCE_COLOR",
    "NO_COLOR",
    "PY_COLORS",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "GITHUB_ACTIONS",
    "TERMINAL_WIDTH",
    "LINES",
}

# The same examples at each run; and a busy machine is no fault of an example, since the whole test has its time limit.
settings.register_profile("house", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# What the shell that starts the tests says about itself: settings of its own, its width and its colours.
for name in [name for name in os.environ if name.startswith("LEXHELLER_") or name in ABOUT_THE_SHELL]:
    del os.environ[name]
os.environ["COLUMNS"] = "80"

_numbers = itertools.count(1)


@pytest.fixture(
    params=[
        pytest.param("sqlite", id="sqlite"),
        pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
    ]
)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a new database without tables, once on each kind: for what tests the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: PostgresqlCluster = request.getfixturevalue("postgresql_cluster")
    name = f"empty_{next(_numbers)}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture(
    params=[
        pytest.param("sqlite", id="sqlite"),
        pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
    ]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a new database with the newest schema and no rows: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """Address of a new, migrated SQLite file: for tests whose subject is not the storage."""
    path = tmp_path / "lexheller.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_cluster: PostgresqlCluster, _postgresql_template: str) -> Iterator[str]:
    """Address of a new, migrated PostgreSQL database; it is removed afterwards."""
    name = f"test_{next(_numbers)}"
    yield postgresql_cluster.create(name, _postgresql_template)
    postgresql_cluster.drop(name)


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[PostgresqlCluster]:
    """The session's PostgreSQL server, started by the first test that asks for it.

    Without a server its tests are reported as not run, by name; in CI they fail, since half the promise would go
    untested there.
    """
    try:
        cluster = PostgresqlCluster(find_programs())
    except PostgresqlMissing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
    with cluster:
        yield cluster


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    # the last connection that closes moves the journal into the file, so a copy of the one file is whole
    assert not path.with_name(path.name + "-wal").exists()
    return path


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_cluster: PostgresqlCluster) -> str:
    asyncio.run(migrate(postgresql_cluster.create(TEMPLATE)))
    return TEMPLATE


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect on another day in each process that shares the tests: a name that holds the time then fails at every run."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    with time_machine.travel(timedelta(days=number, hours=number), tick=True):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Fail a test that tried to leave this machine, also when the code it tests swallowed the refusal."""
    take_refused()
    yield
    assert not (hosts := take_refused()), f"the test tried to reach {', '.join(hosts)}"


guard_sockets()
