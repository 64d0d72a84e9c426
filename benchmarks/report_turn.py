"""A turn that logs a report, end to end, against echo turns in the same run: `python -m benchmarks.report_turn`, two minutes.

A pressed *Skicka* is guarded, committed with its history and outbox rows (SQLite), the form is turned into the receipt, and where
that stands is remembered. The product runs as in production but for authentication. Clock and outbox are left to a worker, which
there is none of, so that deliveries aren't measured. Every turn logs a report of its own, in words of its own; they are counted
afterwards.

`report` is what a form that the bot drew sends: with the proposals that stood in it. `understood` carries none, as an old card
does, so that the text is understood first. `help` asks the product for help: it reads the person and the directory, and stores
nothing. `echo` is our adapter alone and `stock` Microsoft's botbuilder, both without a database.
"""

import asyncio
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func
from sqlmodel import col, select

from backend.categories.classifier import TrainedCategoriser
from backend.categories.taxonomy import Taxonomy
from backend.database import Database, migrate
from backend.demo.seed import seed_demo
from backend.times import utc_now
from benchmarks.load import Figures, cpu_seconds, play, post
from benchmarks.seam import Server, start
from models import Kommun, Report
from tests.ports import free_port
from tests.pressed import FOUND, pressed_send

AT_ONCE = (1, 32)
ROUNDS = 6
ROUND_SECONDS = 1.0
TEXT = (
    "Försäkringskassan kom inte till avstämningsmötet som vi hade bokat för tre veckor sedan, och ingen hade hört av sig. "
    "Vi andra satt där i en timme utan att kunna besluta något, och planen skjuts nu upp till nästa månad."
)
LOGS = ("report", "understood")
AGAINST = ("echo", "stock", "help")


def presses(service_url: str, kommun_id: int, **proposed: Any) -> Iterator[bytes]:
    """Yield requests for ever, each a press of its own with words of its own, as nobody's report is another's."""
    for number in itertools.count(1):
        yield _post(pressed_send(service_url, kommun_id, f"{TEXT} Det var gång {number}.", **proposed))


def messages(service_url: str, text: str) -> Iterator[bytes]:
    """Yield the same message for ever."""
    while True:
        yield _post({**pressed_send(service_url, 0, ""), "value": None, "text": text})


def _post(activity: Any) -> bytes:
    return post("/api/messages", json.dumps(activity).encode())


async def start_product(stack: AsyncExitStack, folder: Path) -> Server:
    """Start the product on a folder that is ready; it ends with the stack."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LEXHELLER_")},
        "LEXHELLER_ENVIRONMENT": "development",
        "LEXHELLER_DATA_DIR": str(folder),
        "LEXHELLER_PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backend.cli", "serve", "--no-clock"), env=environment, stdout=asyncio.subprocess.DEVNULL
    )

    async def end() -> None:
        process.terminate()
        await process.wait()

    stack.push_async_callback(end)
    async with aiohttp.ClientSession() as http:
        for _ in range(600):
            try:
                async with http.get(f"http://127.0.0.1:{port}/healthz"):
                    return Server(port, process.pid)
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise RuntimeError("the product did not start")


async def count(database: Database) -> int:
    """Return how many reports there are."""
    async with database.begin_for_every_forbund() as session:
        return (await session.exec(select(func.count(col(Report.id))))).one()


async def measure(servers: dict[str, Server], requests: dict[str, Iterator[bytes]]) -> tuple[dict[tuple[str, int], Figures], int]:
    """Return the figures by turn and how many at once, and how many reports were sent. The order changes round by round."""
    names, figures, logged = list(servers), {(name, at_once): Figures() for name in servers for at_once in AT_ONCE}, 0
    for name in names:  # warm up
        done = await play(servers[name].port, requests[name], 4, 1.0)
        logged += len(done) if name in LOGS else 0
    for number, at_once in itertools.product(range(ROUNDS), AT_ONCE):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            server, began = servers[name], asyncio.get_running_loop().time()
            used = cpu_seconds(server.pid)
            latencies = await play(server.port, requests[name], at_once, ROUND_SECONDS)
            took = asyncio.get_running_loop().time() - began
            figures[name, at_once].add(took, latencies, cpu_seconds(server.pid) - used)
            logged += len(latencies) if name in LOGS else 0
    return figures, logged


def report(figures: dict[tuple[str, int], Figures]) -> dict[str, Any]:
    """Return all figures, and how many of the others' turns one that logs a report takes, by the rate and by CPU time."""
    found: dict[str, Any] = {}
    for at_once in AT_ONCE:
        of = {name: each for (name, times), each in figures.items() if times == at_once}
        found[f"{at_once} at a time"] = {
            **{name: each.summary() for name, each in of.items()},
            **{
                f"{name}/{other}": {
                    "rate": round(of[other].per_second / of[name].per_second, 1),
                    "cpu": round(of[name].cpu_seconds / of[other].cpu_seconds, 1),
                }
                for name in LOGS
                for other in AGAINST
            },
        }
    return found


async def run() -> dict[str, Any]:
    """Prepare a förbund, start everything, measure, and see that each turn has logged its report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'lexheller.db'}"
        await migrate(url)
        database = Database(url)
        await seed_demo(database, Taxonomy.load(), partial(TrainedCategoriser.load, folder / "models"), utc_now())
        async with database.begin_for_every_forbund() as session:
            kommun_id = (await session.exec(select(Kommun.id).where(Kommun.name == "Tranås"))).one() or 0
        async with AsyncExitStack() as stack:
            service_url = f"http://127.0.0.1:{(await start(stack, 'connector')).port}"
            product = await start_product(stack, folder)
            servers = {
                "echo": await start(stack, "ours"),
                "stock": await start(stack, "stock"),
                "help": product,
                "report": product,
                "understood": product,
            }
            requests = {
                "echo": messages(service_url, "hej"),
                "stock": messages(service_url, "hej"),
                "help": messages(service_url, "hjälp"),
                "report": presses(service_url, kommun_id, **FOUND),
                "understood": presses(service_url, kommun_id),
            }
            before = await count(database)
            figures, sent = await measure(servers, requests)
        logged = await count(database) - before
        await database.close()
    if logged != sent:
        raise RuntimeError(f"{sent} turns logged {logged} reports")
    return report(figures)


if __name__ == "__main__":
    print(json.dumps({"benchmark": "report_turn", **asyncio.run(run())}))
