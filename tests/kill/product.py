"""The real product, as the tests start and kill it."""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

from tests.kill.other_side import OtherSide
from tests.ports import free_port

MAIL_FROM = "lexheller@hoglandet.example"


class Product:
    """The real process, started again and again on the same data; use it as `async with`."""

    def __init__(self, folder: Path, other_side: OtherSide, lease: float, clock_seconds: float = 3600.0) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LEXHELLER_")},
            "LEXHELLER_ENVIRONMENT": "development",
            "LEXHELLER_DATA_DIR": str(folder),
            "LEXHELLER_PORT": str(self.port),
            "LEXHELLER_SMTP_HOST": "127.0.0.1",
            "LEXHELLER_SMTP_PORT": str(other_side.smtp_port),
            "LEXHELLER_OUTBOX_SECONDS": "0.05",
            "LEXHELLER_OUTBOX_LEASE_SECONDS": str(lease),
            "LEXHELLER_MAIL_FROM": MAIL_FROM,
            "LEXHELLER_CLOCK_SECONDS": str(clock_seconds),
            "LEXHELLER_LOG_LEVEL": "ERROR",
        }
        self._launcher: asyncio.subprocess.Process
        self._pid = 0

    async def __aenter__(self) -> Self:
        command = (sys.executable, "-c", "from tests.kill.launcher import launch; launch()")
        pipe = asyncio.subprocess.PIPE
        self._launcher = await asyncio.create_subprocess_exec(*command, env=self._environment, stdin=pipe, stdout=pipe)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pid:
            await self.kill()
        self._launcher.kill()
        await self._launcher.wait()

    async def _told(self) -> str:
        assert self._launcher.stdout
        return (await self._launcher.stdout.readline()).decode().strip()

    async def begin(self, command: str, now: datetime | None = None, point: str = "") -> None:
        """Begin a life; with `now` its clock stands there, and at the point it kills itself (`tests.kill.fate`)."""
        assert self._launcher.stdin
        words = [command, now.isoformat(), point] if now else [command]
        self._launcher.stdin.write(f"{' '.join(words)}\n".encode())
        self._pid = int(await self._told())

    async def live(self, command: str, now: datetime, point: str) -> None:
        """Begin a life, and return when it has ended at its point."""
        await self.begin(command, now, point)
        await self._ended()

    async def start(self, http: aiohttp.ClientSession) -> None:
        """Serve, and return when it answers."""
        await self.begin("serve")
        async with asyncio.timeout(240):
            while not await self._answers(http):  # noqa: ASYNC110  # another process
                await asyncio.sleep(0.02)

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.url}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        await self._ended()

    async def _ended(self) -> None:
        assert await self._told() == "ended"
        self._pid = 0
