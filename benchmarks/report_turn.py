"""A turn that logs a report, end to end, against an echo turn of the same adapter: `python -m benchmarks.report_turn`.

A pressed *Skicka* is understood, guarded, categorised, committed with its history and outbox rows (SQLite), and the form is
turned into the receipt. The product runs as in production but for authentication. Clock and outbox are left to a worker, which
there is none of, so that deliveries aren't measured. Every turn logs a report of its own; they are counted afterwards.
"""

import asyncio
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
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
from benchmarks.load import Figures, play, post
from benchmarks.seam import start
from models import Kommun, Report
from tests.e2e.ports import free_port
from tests.pressed import pressed_send

AT_ONCE = (1, 32)
ROUNDS = 6
ROUND_SECONDS = 2.0
TEXT = (
    "Försäkringskassan kom inte till avstämningsmötet som vi hade bokat för tre veckor sedan, och ingen hade hört av sig. "
    "Vi andra satt där i en timme utan att kunna besluta något, och planen skjuts nu upp till nästa månad."
)


def presses(service_url: str, kommun_id: int) -> Iterator[bytes]:
    """Yield requests for ever, each a press of its own, without proposals: the product has to understand the text itself."""
    while True:
        press = {**pressed_send(service_url, kommun_id, TEXT), "text": "echo"}
        yield post("/api/messages", json.dumps(press).encode())


async def start_product(stack: AsyncExitStack, folder: Path) -> int:
    """Start the product on a folder that is ready, and return its port; it ends with the stack."""
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
                    return port
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise RuntimeError("the product did not start")


async def count(database: Database) -> int:
    """Return how many reports there are."""
    async with database.begin_for_every_forbund() as session:
        return (await session.exec(select(func.count(col(Report.id))))).one()


async def run() -> dict[str, Any]:
    """Measure echo and report in turn, round by round, and return figures and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'lexheller.db'}"
        await migrate(url)
        await asyncio.to_thread(TrainedCategoriser.load, folder / "models")
        database = Database(url)
        await seed_demo(database, Taxonomy.load(), utc_now())
        async with database.begin_for_every_forbund() as session:
            kommun_id = (await session.exec(select(Kommun.id).where(Kommun.name == "Tranås"))).one() or 0
        async with AsyncExitStack() as stack:
            service_url = f"http://127.0.0.1:{await start(stack, 'connector')}"
            requests = presses(service_url, kommun_id)
            ports = {"echo": await start(stack, "ours"), "report": await start_product(stack, folder)}
            before, turns = await count(database), 0
            figures = {(what, at_once): Figures() for what in ports for at_once in AT_ONCE}
            for what, port in ports.items():  # warm up
                done = len(await play(port, requests, 4, 1.0))
                turns += done if what == "report" else 0
            for number, at_once in itertools.product(range(ROUNDS), AT_ONCE):
                for what in ("echo", "report") if number % 2 else ("report", "echo"):
                    began = asyncio.get_running_loop().time()
                    latencies = await play(ports[what], requests, at_once, ROUND_SECONDS)
                    figures[what, at_once].add(asyncio.get_running_loop().time() - began, latencies)
                    turns += len(latencies) if what == "report" else 0
        logged = await count(database) - before
        await database.close()
    if logged != turns:
        raise RuntimeError(f"{turns} turns logged {logged} reports")
    return {
        f"{at_once} at a time": {
            **{what: figures[what, at_once].summary() for what in ("echo", "report")},
            "report/echo": round(figures["echo", at_once].per_second / figures["report", at_once].per_second, 1),
        }
        for at_once in AT_ONCE
    }


if __name__ == "__main__":
    print(json.dumps({"benchmark": "report_turn", **asyncio.run(run())}))
