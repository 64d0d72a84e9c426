"""The commands that run until they are stopped."""

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer

from backend.app import background, open_house, serving
from backend.cli.configuration import read_settings
from backend.cli.database import write_demo
from backend.cli.screen import out
from backend.database import migrate
from backend.demo.teams import demo_clients
from backend.settings import Settings


def serve(
    clock: Annotated[bool, typer.Option(help="Run clock and outbox in this process too.")] = True,
    demo: Annotated[bool, typer.Option("--demo", help="Migrate, and fill an empty database with the demo förbund.")] = False,
    teams_client: Annotated[
        Path | None, typer.Option(help="Folder with the Teams test client: start one for each demo person.")
    ] = None,
) -> None:
    """Serve web, bot, clock and outbox until stopped (Ctrl-C or SIGTERM)."""
    asyncio.run(_serve(read_settings(), clock, demo, teams_client))


async def _serve(settings: Settings, with_clock: bool, demo: bool, teams_client: Path | None) -> None:
    stopped = _stop_signal()
    if demo:
        await migrate(settings.effective_database_url)
        await write_demo(settings)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings))
        url = await stack.enter_async_context(serving(house, with_clock=with_clock))
        out.print(f"Lex Heller  {url}")
        if settings.development:
            out.print(f"Web form    {url}/rapportera")
            out.print(f"Mail        {url}/dev/mail")
        if teams_client:
            for client, label in demo_clients(teams_client, settings.data_dir / "teams", f"{url}/api/messages"):
                await stack.enter_async_context(client)
                out.print(f"Teams       {client.url}  {label}")
        out.print("Stop with Ctrl-C.")
        await stopped.wait()


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


def worker() -> None:
    """Run clock and outbox alone, beside `serve --no-clock`, until stopped."""
    asyncio.run(_worker(read_settings()))


async def _worker(settings: Settings) -> None:
    stopped = _stop_signal()
    async with open_house(settings) as house, background(house):
        out.print("Clock and outbox run. Stop with Ctrl-C.")
        await stopped.wait()
