"""A real PostgreSQL server for the storage tests: one cluster a session, one new database a test."""

import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[1]
SUPERUSER = "lexheller"
NOT_RUN = "not run: PostgreSQL isn't installed (initdb and pg_ctl were not found; `.ci/system-packages test` installs it)"
START_ATTEMPTS = 3


class PostgresqlMissing(RuntimeError):
    """No server program was found; the message is the reason that the report prints."""


def find_programs() -> Path:
    """Return the folder that holds initdb, pg_ctl and psql, the newest version's; or raise `PostgresqlMissing`.

    Debian keeps them off PATH, in a folder by version; `.system` is where they land when unpacked without root.
    """
    by_version = [folder for root in (REPOSITORY / ".system", Path("/")) for folder in root.glob("usr/lib/postgresql/*/bin")]
    by_version.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*by_version, *([Path(on_path).resolve().parent] if on_path else [])]:
        if all((folder / program).exists() for program in ("initdb", "pg_ctl", "psql")):
            return folder
    raise PostgresqlMissing(NOT_RUN)


class PostgresqlCluster:
    """A server in a temporary folder, on loopback alone, that forgets everything when it stops.

    It skips every wait for the disk: the tests ask what the database means, not whether it survives a power cut.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._password = secrets.token_hex(16)
        self._owner = _unprivileged_owner()
        self._folder = Path(tempfile.mkdtemp(prefix="lexheller-postgresql-"))
        self._port = 0

    def __enter__(self) -> Self:
        with ExitStack() as unless_it_starts:
            unless_it_starts.callback(shutil.rmtree, self._folder, ignore_errors=True)
            self._initialise()
            self._start()
            unless_it_starts.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._run("pg_ctl", "stop", "--pgdata", str(self._data), "--mode", "immediate", "--wait")
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def url(self, database: str) -> str:
        """Return the address of one database, as the product's settings take it."""
        return f"postgresql+asyncpg://{SUPERUSER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def create(self, database: str, template: str = "template0") -> str:
        """Create a database as a copy of another and return its address."""
        self._sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database and end the connections that a test forgot."""
        self._sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _initialise(self) -> None:
        secret = self._folder / "password"
        secret.write_text(self._password)
        if self._owner:
            for path in (self._folder, secret):
                shutil.chown(path, *self._owner)
        self._run(
            *("initdb", "--pgdata", str(self._data), "--username", SUPERUSER, "--pwfile", str(secret)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )

    def _start(self) -> None:
        for attempt in range(1, START_ATTEMPTS + 1):
            self._port = free_port()
            settings = {
                "listen_addresses": "127.0.0.1",
                "port": self._port,
                "unix_socket_directories": "",
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "jit": "off",
                "max_connections": 200,
            }
            options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
            log = self._folder / "data" / "server.log"
            try:
                self._run("pg_ctl", "start", "--pgdata", str(self._data), "--log", str(log), "--wait", "--options", options)
                return
            except RuntimeError:
                # another program may have taken the port between the look and the start
                if attempt == START_ATTEMPTS:
                    raise

    def _sql(self, statement: str) -> None:
        self._run("psql", "--no-psqlrc", "--quiet", "--command", statement, self.url("postgres").replace("+asyncpg", ""))

    def _run(self, program: str, *arguments: str) -> None:
        user, group = self._owner or (None, None)
        # output to a file: the server inherits it, and a pipe would stay open as long as the server runs
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                timeout=240,
                check=False,
                user=user,
                group=group,
                extra_groups=[] if self._owner else None,
            )
            output.seek(0)
            said = output.read().decode(errors="replace")
        if done.returncode:
            said = re.sub(re.escape(self._password), "***", said)
            raise RuntimeError(f"{program} ended with {done.returncode}:\n{said}")


def _unprivileged_owner() -> tuple[int, int] | None:
    """Return the user and group to run the server as, or None for ourselves: initdb refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_uid, user.pw_gid
    raise PostgresqlMissing("not run: PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")
