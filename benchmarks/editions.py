"""Every edition of a whole country: 290 kommuner and 80 boards out of a million reports, against one bare scan of the same rows.

`nice python -m benchmarks.editions [--reports 1000000] [--kommuner 290] [--forbund 80] [--keep FILE]`; the last line is JSON:
times in seconds of wall and of CPU, memory in MB. With `--keep` the reports are left in a file, and another run uses them again.
"""

import argparse
import asyncio
import json
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from backend.categories.taxonomy import Taxonomy
from backend.database import Database, migrate, stored_id
from backend.every_forbund import every_forbund
from backend.i18n import Texts
from benchmarks.digests import LAST_DAY, group_by, store_reports
from digests.compose import compose
from digests.due import due_editions
from digests.schedule import run_due
from models import Forbund, Group, GroupKommun, GroupMeeting, Kommun, Person, Role
from models.enums import GroupKind, RoleName

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEASE = timedelta(hours=12)


async def fill(database: Database, kommuner: int, forbund: int, reports: int, codes: tuple[str, ...], bar: Progress) -> None:
    """Store the förbund with their kommuner, an LSG for each that meets within the week, a board each, and the reports."""
    of = sorted(number % forbund + 1 for number in range(kommuner))
    for owner in range(1, forbund + 1):
        async with database.begin_for_every_forbund() as session:
            session.add(Forbund(id=owner, slug=f"f{owner}", name=f"Förbund {owner}", email=f"f{owner}@example.test"))
        async with database.begin(owner) as session:
            await _forbund(session, owner, [number for number, its in enumerate(of, 1) if its == owner])
    task = bar.add_task("reports", total=reports)
    await store_reports(database, reports, codes, of, lambda stored: bar.update(task, completed=stored))


async def _forbund(session: Any, owner: int, kommuner: list[int]) -> None:
    board = Group(id=10_000 + owner, slug="styrelsen", kind=GroupKind.STYRELSE, name="Styrelsen")
    session.add(board)
    for number in kommuner:
        session.add(Kommun(id=number, code=f"{number:04}", name=f"Kommun {number}", inhabitants_16_64=10_000 + number))
        group = Group(id=number, slug=f"lsg{number}", kind=GroupKind.LSG, name=f"LSG {number}", digests_from=LAST_DAY)
        session.add(group)
    await session.flush()
    for number in kommuner:
        session.add(GroupKommun(group_id=number, kommun_id=number))
        session.add_all(
            GroupMeeting(group_id=number, starts_at=datetime(2026, month, 27, 12, tzinfo=UTC)) for month in (2, 5, 8, 11)
        )
    for number in (*kommuner, 10_000 + owner):
        person = Person(name=f"Person {number}", email=f"person{number}@example.test", entra_id=f"entra-{number}")
        session.add(person)
        await session.flush()
        session.add(Role(person_id=stored_id(person), role=RoleName.LEDAMOT, group_id=number))


async def timed(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Return how long the work takes, and how much of a processor's time."""
    wall, processor = time.perf_counter(), time.process_time()
    await work()
    return time.perf_counter() - wall, time.process_time() - processor


async def measure(arguments: argparse.Namespace, database: Database, bar: Progress) -> dict[str, float]:
    """Return the figures of one run."""
    taxonomy, texts = Taxonomy.load(), Texts(("backend", "digests"))

    async def bare() -> None:
        async with database.read_every_forbund() as session:
            await group_by(session)

    async def figures() -> None:
        owners = await every_forbund(database)
        task = bar.add_task("figures", total=len(owners))
        for owner in owners:
            async with database.read(owner) as session:
                due = await due_editions(session, NOW)
            for each in due:
                async with database.snapshot(owner) as session:
                    await compose(session, each, texts, taxonomy)
            bar.advance(task)

    made: list[int] = []

    async def whole() -> None:
        task = bar.add_task("editions", total=1)
        made.extend(
            await run_due(database, texts, taxonomy, NOW, LEASE, progress=lambda share: bar.update(task, completed=share))
        )

    await bare()
    bare_wall, bare_cpu = await timed(bare)
    figures_wall, figures_cpu = await timed(figures)
    whole_wall, whole_cpu = await timed(whole)
    return {
        "reports": arguments.reports,
        "editions": len(made),
        "scan_s": bare_wall,
        "scan_cpu_s": bare_cpu,
        "figures_s": figures_wall,
        "figures_cpu_s": figures_cpu,
        "figures_to_scan": figures_wall / bare_wall,
        "whole_s": whole_wall,
        "whole_cpu_s": whole_cpu,
        "edition_cpu_s": whole_cpu / max(len(made), 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


async def _run(arguments: argparse.Namespace) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.db"
        if filled := bool(arguments.keep and arguments.keep.exists()):
            shutil.copyfile(arguments.keep, path)
        url = f"sqlite+aiosqlite:///{path}"
        await migrate(url)
        database = Database(url)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            if not filled:
                codes = Taxonomy.load().codes
                await fill(database, arguments.kommuner, arguments.forbund, arguments.reports, codes, bar)
            if arguments.keep and not filled:
                with closing(sqlite3.connect(path)) as made, closing(sqlite3.connect(arguments.keep)) as kept:
                    made.backup(kept)
            result = await measure(arguments, database, bar)
        await database.close()
    return {name: round(value, 3) for name, value in result.items()}


def main() -> None:
    """Read the arguments, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--kommuner", type=int, default=290)
    parser.add_argument("--forbund", type=int, default=80)
    parser.add_argument("--keep", type=Path)
    print(json.dumps(asyncio.run(_run(parser.parse_args()))))


if __name__ == "__main__":
    main()
