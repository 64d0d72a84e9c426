"""Microsoft's Teams test client as a process: one process is one signed-in person, for the demo and the tests.

The client is installed from npm into a folder of its own and is never part of the product; this is all that knows how
it is configured and started.
"""

import asyncio
import json
import os
import re
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

COLLEAGUES = 5  # the client refuses any other number of users beside the signed-in one
START_SECONDS = 90.0  # a few, on a machine that isn't busy
STOP_SECONDS = 5.0
LOG_LINES = 15
STARTS = 3  # a port that is free when the client looks may be another's when it takes it

_CONFIG_NAME = ".m365agentsplayground.yml"
_LOG = Path("devTools", "m365agentsplayground.log")
_OUTPUT = "output.txt"
_LISTENS = re.compile(rb"^Listening on (\d+)$", re.MULTILINE)


class TeamsClientError(RuntimeError):
    """The test client can't be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ClientUser:
    """A made-up person in the test client's tenant."""

    id: str
    name: str
    email: str
    aad_object_id: str


def write_client_config(
    folder: Path, user: ClientUser, others: Sequence[ClientUser], tenant_id: str, bot_id: str, bot_name: str = "Lex Heller"
) -> Path:
    """Write the client's configuration for one signed-in user into `folder` and return its path.

    Of `others` the first five are the colleagues that the client shows; missing ones are filled up with empty chairs.
    """
    chairs = [_empty_chair(number) for number in range(1, COLLEAGUES + 1)]
    colleagues = [*(other for other in others if other.id != user.id), *chairs][:COLLEAGUES]
    config = {
        "version": "0.1.1",
        "tenantId": tenant_id,
        "bot": {"id": bot_id, "name": bot_name},
        "currentUser": _person(user),
        "users": [_person(colleague) for colleague in colleagues],
        "personalChat": {"id": f"personal-{user.id}"},
        "groupChat": {"id": "group-arbetsgrupp", "name": "Arbetsgrupp"},
        "team": {
            "id": "19:samverkan@thread.tacv2",
            "name": "Samverkan",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": "19:lsg@thread.tacv2", "name": "LSG"}],
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _CONFIG_NAME
    # every JSON text is YAML too, so that the product needs no YAML library for this
    path.write_text(json.dumps(config, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


class TeamsClientProcess:
    """A running test client; use it as `async with`, or call `start` and `stop`.

    `installation` is the folder where `npm ci` put the client, `folder` the one that holds the user's configuration
    and receives the client's log, `endpoint` the bot's address for messages. It listens on loopback, at `port` where that is free
    and at another otherwise: `url` is where, as the started process itself tells; empty until it is started.
    """

    def __init__(self, installation: Path, folder: Path, port: int, endpoint: str) -> None:
        """Keep where things are; nothing is started yet."""
        self.url = ""
        self._installation = installation.resolve()
        self._folder = folder.resolve()
        self.port = port
        self._endpoint = endpoint
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start, see `start`."""
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop, see `stop`."""
        await self.stop()

    async def start(self) -> None:
        """Start the client and return when it answers; raise `TeamsClientError` when it doesn't within 90 seconds."""
        program = self._installation / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
        if not program.exists():
            raise TeamsClientError(f"the Teams test client isn't installed: run `npm ci` in {self._installation}")
        for _ in range(STARTS):
            self._process = await self._started(program)
            async with AsyncExitStack() as unless_it_answers:
                unless_it_answers.push_async_callback(self.stop)
                port = await self._port_of(self._process)
                unless_it_answers.pop_all()
            if port:
                self.url = f"http://127.0.0.1:{port}/"
                return
        raise TeamsClientError(f"the Teams test client ended {STARTS} times: other programs take its port")

    async def _started(self, program: Path) -> asyncio.subprocess.Process:
        # the log of an earlier run would be told as the reason of this one
        (self._folder / _LOG).unlink(missing_ok=True)
        # A file: nobody would empty a pipe while the client runs.
        with (self._folder / _OUTPUT).open("wb") as output:
            try:
                return await asyncio.create_subprocess_exec(
                    "node",
                    *("--require", str(self._installation / "loopback.cjs"), str(program)),
                    *("start", "-e", self._endpoint, "-c", "msteams", "-p", str(self.port), "--disable-telemetry"),
                    cwd=self._folder,
                    env=_environment(),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=asyncio.subprocess.DEVNULL,
                )
            except FileNotFoundError:
                raise TeamsClientError("the Teams test client needs Node.js 20 or newer: `node` was not found") from None

    async def ended(self) -> str:
        """Return, once the started process has ended by itself, how it did and the end of its log."""
        process = self._process
        if process is None:
            raise RuntimeError("the Teams test client isn't started")
        return f"It ended with {await process.wait()}. {self._log_tail()}"

    async def stop(self) -> None:
        """End the process, by force when it takes more than five seconds; does nothing when it has ended."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _port_of(self, process: asyncio.subprocess.Process) -> int | None:
        """Return where the process says that it listens, when it answers; None when another program took its port first."""
        loop = asyncio.get_running_loop()
        end = loop.time() + START_SECONDS
        while loop.time() < end:
            ended = process.returncode is not None
            listens = _LISTENS.search((self._folder / _OUTPUT).read_bytes())
            if listens and not ended and await _answers(port := int(listens[1])):
                return port
            if ended and not listens and is_taken(self.port):
                return None
            if ended:
                break
            await asyncio.sleep(0.05)
        why = f"didn't answer within {START_SECONDS:.0f} s" if process.returncode is None else f"ended with {process.returncode}"
        raise TeamsClientError(f"the Teams test client {why}. {self._log_tail()}")

    def _log_tail(self) -> str:
        log = self._folder / _LOG
        if not log.exists():
            return "It wrote no log."
        return "Its log ends: " + "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])


async def _answers(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        await writer.drain()
        line = await asyncio.wait_for(reader.readline(), 2)
        return line.startswith(b"HTTP/1.1 200")
    except OSError:
        return False
    finally:
        writer.close()


def is_taken(port: int) -> bool:
    """Return whether a program listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _person(user: ClientUser) -> dict[str, str]:
    given, _, family = user.name.partition(" ")
    return {
        "id": user.id,
        "name": user.name,
        "userPrincipleName": user.email,  # the client's spelling
        "aadObjectId": user.aad_object_id,
        "givenName": given,
        "surname": family or given,
        "email": user.email,
    }


def _empty_chair(number: int) -> ClientUser:
    return ClientUser(
        id=f"chair-{number}",
        name=f"Ledig {number}",
        email=f"ledig{number}@example.test",
        aad_object_id=f"00000000-0000-0000-0000-0000000001{number:02}",
    )


def _environment() -> dict[str, str]:
    """Return our environment without the product's own settings, and without the client's browser and telemetry."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LEXHELLER_")}
    return {**ours, "TEAMSAPPTESTER_BROWSER": "none", "APPLICATION_INSIGHTS_NO_STATSBEAT": "1"}
