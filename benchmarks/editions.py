"""Every edition of a whole country: 290 kommuner and 80 boards out of a million reports, against one bare scan of the same rows.

`nice python -m benchmarks.editions [--reports 1000000] [--kommuner 290] [--forbund 80] [--keep FILE]`; the last line is JSON:
times in seconds of wall and of CPU, memory in MB. With `--keep` the reports are left in a file, and another run uses them again.
"""

import argparse
import asyncio
import json
import random
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from backend.categories.taxonomy import Taxonomy
from backend.database import Database, migrate, stored_id
from backend.every_forbund import every_forbund
from backend.i18n import Texts
from backend.times import at_local_time
from digests.compose import compose
from digests.due import due_editions
from digests.schedule import run_due
from models import Forbund, Group, GroupKommun, GroupMeeting, Kommun, Person, Report, ReportParty, Role
from models.enums import GroupKind, PartyCode, Paverkbar, ReportStatus, RoleName, Slag

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LAST_DAY = date(2026, 11, 22)
DAYS = 3 * 365
BATCH = 10_000
LEASE = timedelta(hours=12)
TEXT = "En påhittad händelse som är ungefär så lång som de brukar vara, två eller tre meningar. " * 3


def report_row(number: int, dice: random.Random, end: datetime, codes: tuple[str, ...], of: list[int]) -> dict[str, Any]:
    """Return a made-up report of one of the kommuner (`of` gives each one's förbund), most often answered and closed."""
    reported = end - timedelta(minutes=dice.randint(0, DAYS * 24 * 60))
    answered = reported + timedelta(days=dice.randint(1, 30))
    closed = answered + timedelta(days=dice.randint(1, 90))
    is_closed = closed < end and dice.random() < 0.95
    kommun, category = dice.randint(1, len(of)), dice.choice(codes)
    return {
        "id": number,
        "forbund_id": of[kommun - 1],
        "number": f"SB-{reported.year}-{number:07}",
        "idempotency_key": f"key-{number}",
        "reported_at": reported,
        "reporting_party": dice.choice([*PartyCode]),
        "source": "teams",
        "kommun_id": kommun,
        "text": TEXT,
        "suggestion": "",
        "slag": dice.choice([Slag.BRIST, Slag.BRIST, Slag.BEHOV, Slag.FRAMGANGSFAKTOR]),
        "paverkbar": dice.choice([None, *Paverkbar]),
        "internal": dice.random() < 0.02,
        "category": category,
        "reporter_category": category,
        "proposed": [],
        "model_version": "",
        "taxonomy_version": "1",
        "status": ReportStatus.AVSLUTAD if is_closed else ReportStatus.SORTERAD,
        "answer_due": (reported + timedelta(days=14)).date(),
        "answered_at": answered if answered < end else None,
        "closed_at": closed if is_closed else None,
    }


async def fill(database: Database, kommuner: int, forbund: int, reports: int, codes: tuple[str, ...], bar: Progress) -> None:
    """Store the förbund with their kommuner, an LSG for each that meets within the week, a board each, and the reports."""
    of = sorted(number % forbund + 1 for number in range(kommuner))
    for owner in range(1, forbund + 1):
        async with database.begin_for_every_forbund() as session:
            session.add(Forbund(id=owner, slug=f"f{owner}", name=f"Förbund {owner}", email=f"f{owner}@example.test"))
        async with database.begin(owner) as session:
            await _forbund(session, owner, [number for number, its in enumerate(of, 1) if its == owner])
    end, dice = at_local_time(LAST_DAY, clock_time(23)), random.Random(4711)
    task = bar.add_task("reports", total=reports)
    async with database.engine.begin() as connection:
        for start in range(1, reports + 1, BATCH):
            rows = [report_row(number, dice, end, codes, of) for number in range(start, min(start + BATCH, reports + 1))]
            await connection.execute(sa.insert(Report), rows)
            parties = [
                {"forbund_id": row["forbund_id"], "report_id": row["id"], "party": party}
                for row in rows
                for party in dice.sample([*PartyCode], dice.randint(1, 2))
            ]
            await connection.execute(sa.insert(ReportParty), parties)
            bar.advance(task, len(rows))
        await connection.execute(sa.text("ANALYZE"))


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
            counted = "SELECT kommun_id, category, slag, count(*) FROM report GROUP BY kommun_id, category, slag"
            await (await session.connection()).execute(sa.text(counted))

    async def figures() -> None:
        owners = await every_forbund(database)
        task = bar.add_task("figures", total=len(owners))
        for owner in owners:
            async with database.read(owner) as session:
                due = await due_editions(session, NOW)
            for each in due:
                async with database.read(owner) as session:
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
