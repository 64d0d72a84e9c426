"""The digests of one förbund with very many reports, against one bare GROUP BY over the same rows in the same run.

`python -m benchmarks.digests [--reports 100000] [--rounds 5]`; the last line is one JSON object, times in seconds.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, migrate
from backend.i18n import Texts
from backend.times import at_local_time
from digests.compose import compose
from digests.frozen import freeze
from digests.kind import Due
from digests.kinds.lsg import LsgKind
from digests.kinds.quarters import of_calendar
from digests.periods import Quarter
from models import Forbund, Group, GroupKommun, GroupMeeting, Kommun, Report, ReportParty
from models.enums import EditionKind, GroupKind, PartyCode, Paverkbar, ReportStatus, Slag

KOMMUNER = ("Aneby", "Eksjö", "Nässjö", "Sävsjö", "Tranås", "Vetlanda")
LAST_DAY = date(2026, 11, 22)
DAYS = 3 * 365
BATCH = 10_000
TEXT = "En påhittad händelse som är ungefär så lång som de brukar vara, två eller tre meningar. " * 3


def report_row(number: int, dice: random.Random, end: datetime, codes: tuple[str, ...], of: Sequence[int]) -> dict[str, Any]:
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


async def store_reports(
    database: Database, count: int, codes: tuple[str, ...], of: Sequence[int], told: Callable[[int], object]
) -> None:
    """Store made-up reports spread over three years; `told` is called with how many there are."""
    end, dice = at_local_time(LAST_DAY, clock_time(23)), random.Random(4711)
    async with database.engine.begin() as connection:
        for start in range(1, count + 1, BATCH):
            rows = [report_row(number, dice, end, codes, of) for number in range(start, min(start + BATCH, count + 1))]
            await connection.execute(sa.insert(Report), rows)
            parties = [
                {"forbund_id": row["forbund_id"], "report_id": row["id"], "party": party}
                for row in rows
                for party in dice.sample([*PartyCode], dice.randint(1, 2))
            ]
            await connection.execute(sa.insert(ReportParty), parties)
            told(start + len(rows) - 1)
        await connection.execute(sa.text("ANALYZE"))


async def group_by(session: AsyncSession) -> None:
    """Read what all figures are held against: one bare count of the session's reports."""
    counted = "SELECT kommun_id, category, slag, count(*) FROM report GROUP BY kommun_id, category, slag"
    await (await session.connection()).execute(sa.text(counted))


async def fill(database: Database, count: int, codes: tuple[str, ...]) -> None:
    """Store a förbund of six kommuner with an LSG each and a board, and the reports."""
    async with database.begin_for_every_forbund() as session:
        session.add(Forbund(id=1, slug="stor", name="Stort förbund", email="forbundet@example.test"))
    async with database.begin(1) as session:
        session.add(Group(id=100, slug="styrelsen", kind=GroupKind.STYRELSE, name="Styrelsen"))
        for number, name in enumerate(KOMMUNER, 1):
            session.add(Kommun(id=number, code=f"{number:04}", name=name, inhabitants_16_64=10_000))
            session.add(Group(id=number, slug=f"lsg{number}", kind=GroupKind.LSG, name=f"LSG {name}", digests_from=LAST_DAY))
        await session.flush()
        for number in range(1, len(KOMMUNER) + 1):
            session.add(GroupKommun(group_id=number, kommun_id=number))
            for months in (2, 5, 8, 11):
                session.add(GroupMeeting(group_id=number, starts_at=datetime(2026, months, 27, 12, tzinfo=UTC)))
    of = [1] * len(KOMMUNER)
    await store_reports(
        database, count, codes, of, lambda stored: print(f"\r{stored:,} of {count:,} reports", end="", flush=True)
    )
    print()


async def median(rounds: int, work: Callable[[], Awaitable[object]]) -> float:
    """Return the median time of the work in seconds; a first run warms the caches."""
    await work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        await work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


async def measure(reports: int, rounds: int) -> dict[str, float]:
    """Return the figures of one run."""
    taxonomy, texts = Taxonomy.load(), Texts(("backend", "digests"))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'benchmark.db'}"
        await migrate(url)
        database = Database(url)
        await fill(database, reports, taxonomy.codes)

        async def bare() -> None:
            async with database.read(1) as session:
                await group_by(session)

        async def due(kind: str, number: int) -> Due:
            async with database.read(1) as session:
                if kind == "styrelse":
                    return of_calendar(EditionKind.STYRELSE, 100, Quarter(2026, 3))
                return await LsgKind().as_of(session, await session.get_one(Group, number), LAST_DAY)

        async def figures(kind: str, numbers: range) -> None:
            for number in numbers:
                wanted = await due(kind, number)
                async with database.snapshot(1) as session:
                    await compose(session, wanted, texts, taxonomy)

        async def whole(kind: str, numbers: range) -> None:
            for number in numbers:
                wanted = await due(kind, number)
                async with database.snapshot(1) as session:
                    composed = await compose(session, wanted, texts, taxonomy)
                await freeze(composed, texts)

        six, one = range(1, len(KOMMUNER) + 1), range(1)
        plain = await median(rounds, bare)
        lsg, board = await median(rounds, lambda: figures("lsg", six)), await median(rounds, lambda: figures("styrelse", one))
        result = {
            "reports": float(reports),
            "group_by_s": plain,
            "lsg_six_figures_s": lsg,
            "board_figures_s": board,
            "lsg_six_whole_s": await median(rounds, lambda: whole("lsg", six)),
            "board_whole_s": await median(rounds, lambda: whole("styrelse", one)),
            "figures_to_group_by": (lsg + board) / plain,
        }
        await database.close()
    return {name: round(value, 4) for name, value in result.items()}


def main() -> None:
    """Read the arguments, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(json.dumps(asyncio.run(measure(arguments.reports, arguments.rounds))))


if __name__ == "__main__":
    main()
