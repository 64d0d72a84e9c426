"""The commands that run until they are stopped."""

import asyncio
import errno
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer

from backend.app import House, background, open_house, serving
from backend.cli.configuration import read_settings
from backend.cli.database import write_demo
from backend.cli.screen import err, out, working
from backend.clock import clock
from backend.database import migrate
from backend.demo.teams import demo_clients
from backend.settings import Settings
from backend.teams_client import TeamsClientProcess, is_taken
from backend.times import utc_now
from digests.demo import go_on


def serve(
    clock: Annotated[bool, typer.Option(help="Run clock and outbox in this process too.")] = True,
    demo: Annotated[bool, typer.Option("--demo", help="Migrate, and fill an empty database with the demo förbund.")] = False,
    teams_client: Annotated[
        Path | None, typer.Option(help="Folder with the Teams test client: start one for each demo person.")
    ] = None,
) -> None:
    """Serve web, bot, clock and outbox until stopped (Ctrl-C or SIGTERM)."""
    _run(_serve(read_settings(), clock, demo, teams_client))


async def _serve(settings: Settings, with_clock: bool, demo: bool, teams_client: Path | None) -> None:
    stop = _Stop()
    if settings.port and is_taken(settings.port):  # told before what takes half a minute
        raise OSError(errno.EADDRINUSE, f"port {settings.port} of 127.0.0.1 is taken")
    async with AsyncExitStack() as stack:
        with working("Starting"):
            err.print("Starting: half a minute, and the first time some minutes. Ctrl-C stops it.")
            if demo:
                await migrate(settings.effective_database_url)
                await write_demo(settings)
            house = await stack.enter_async_context(open_house(settings))
            url = await stack.enter_async_context(serving(house, with_clock=with_clock))
            if demo and with_clock:
                await stack.enter_async_context(clock(settings.clock_seconds, _going_on(house)))
            clients: list[tuple[str, str]] = []
            if teams_client:
                err.print("Starting Microsoft's Teams test client, once for each person …")
                for client, label in demo_clients(teams_client, settings.data_dir / "teams", f"{url}/api/messages"):
                    await stack.enter_async_context(client)
                    stack.callback(asyncio.create_task(_tell_of_end(client, label)).cancel)
                    clients.append((f"Teams, as {label}", client.url))
        _print_addresses(url, clients, settings.development)
        await stop.asked()


async def _tell_of_end(client: TeamsClientProcess, label: str) -> None:
    """Say so when a Teams test client ends while the product runs: its page would only stop answering."""
    how = await client.ended()
    err.print(f"Teams, as {label}, is no more; all else runs on. {how} Stop and start again to have it back.", markup=False)


def _going_on(house: House) -> Callable[[], Awaitable[None]]:
    """What the clock calls in the demo."""

    async def going_on() -> None:
        if await go_on(house.database, house.texts, house.taxonomy, utc_now()):
            house.outbox.wake()

    return going_on


def _print_addresses(url: str, clients: Sequence[tuple[str, str]], development: bool) -> None:
    pages = [("Report on the web", f"{url}/rapportera"), ("Mail, kept here", f"{url}/dev/mail")] if development else []
    addresses = [*clients, *pages]
    out.print(f"Lex Heller runs at {url}")
    width = max((len(what) for what, _ in addresses), default=0)
    for what, address in addresses:
        out.print(f"  {what:<{width}}  {address}", markup=False)
    if clients:
        out.print('Try it: open both, and write as the first one "FK kom inte på mötet i Tranås i tisdags".', markup=False)
    out.print("Ctrl-C stops it.")


class _Stop:
    """Ctrl-C or SIGTERM: what is being started is given up at once, and what runs is closed in its order."""

    def __init__(self) -> None:
        """Listen, in the task that starts things."""
        self._asked = asyncio.Event()
        self._starting = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._ask)

    def _ask(self) -> None:
        if self._asked.is_set():
            os._exit(1)  # asked twice: whoever presses again doesn't want to wait
        self._asked.set()
        out.print("\nStopping …")
        if self._starting:
            self._starting.cancel()

    async def asked(self) -> None:
        """Wait for it; from now on nothing is being started."""
        self._starting = None
        await self._asked.wait()


def _run(work: Coroutine[None, None, None]) -> None:
    """Run to the end what runs until it is stopped, and leave.

    A thread may still draw a PDF or train a model then. Nobody waits for what comes of it: all is closed, and what was due is
    done by the next process to look.
    """
    asyncio.run(_and_leave(work))


async def _and_leave(work: Coroutine[None, None, None]) -> None:
    with suppress(asyncio.CancelledError):  # stopped while it was being started
        await work
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def worker() -> None:
    """Run clock and outbox alone, beside `serve --no-clock`, until stopped."""
    _run(_worker(read_settings()))


async def _worker(settings: Settings) -> None:
    stop = _Stop()
    async with open_house(settings) as house, background(house):
        out.print("Clock and outbox run. Ctrl-C stops them.")
        await stop.asked()
