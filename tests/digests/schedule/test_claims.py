"""Who makes an edition when several could, and what becomes of one that fails on the way."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select
from structlog.testing import capture_logs

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.i18n import Texts
from digests import schedule
from digests.due import due_editions
from digests.frozen import freeze
from digests.kind import Due
from digests.schedule import run_due
from models import Edition, Group, Report
from models.enums import EditionStatus, ReportStatus
from tests.digests.schedule.town import DUE, LEASE, Town

pytestmark = pytest.mark.usefixtures("quick_paper")

WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def test_two_processes_at_once_make_one_edition(town: Town) -> None:
    other = Database(town.database.url)

    mine, theirs = await asyncio.gather(town.run(DUE), run_due(other, town.texts, town.taxonomy, DUE, LEASE))

    await other.close()
    assert len(mine) + len(theirs) == 1
    assert (len(await town.editions()), len(await town.outbox())) == (1, 4)


class Killed(BaseException):
    """What a process that is killed does next: nothing at all."""


async def test_a_claim_that_ran_out_is_taken_over_and_one_that_holds_is_not(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def killed(*_: object) -> bool:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(schedule, "_make", killed)
        await town.run(DUE)
    (claimed,) = await town.editions()
    assert claimed.status is EditionStatus.PABORJAD

    assert await town.run(DUE + LEASE - timedelta(seconds=1)) == []
    assert await town.run(DUE + LEASE + timedelta(seconds=1)) == [claimed.id]
    assert len(await town.outbox()) == 4


async def test_a_run_that_is_stopped_lets_go_of_its_claim(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stopped(*_: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched, pytest.raises(asyncio.CancelledError):
        patched.setattr(schedule, "_make", stopped)
        await town.run(DUE)
    (let_go,) = await town.editions()

    assert await town.run(DUE + timedelta(seconds=1)) == [let_go.id]
    assert len(await town.outbox()) == 4


async def test_whoever_lost_the_claim_on_the_way_stores_and_sends_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[int] = []

    async def slow(*arguments: object) -> object:
        monkeypatch.setattr(schedule, "freeze", freeze)
        later.extend(await town.run(DUE + 2 * LEASE))
        return await freeze(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(schedule, "freeze", slow)
    first = await town.run(DUE)

    (edition,) = await town.editions()
    assert (first, later) == ([], [edition.id])
    assert edition.made_at == DUE + 2 * LEASE
    assert len(await town.outbox()) == 4


async def test_who_took_the_claim_over_and_isnt_done_is_left_to_it(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*arguments: object) -> object:
        async with small_town.database.begin(small_town.forbund) as session:
            (await session.exec(select(Edition))).one().claimed_until = DUE + 3 * LEASE
        return await freeze(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(schedule, "freeze", slow)

    assert await small_town.run(DUE) == []
    (edition,) = await small_town.editions()
    assert edition.status is EditionStatus.PABORJAD and await small_town.outbox() == []


async def test_figures_that_disagree_stop_their_edition_and_no_other_and_the_log_says_where(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        report = (await session.exec(select(Report))).one()
        report.status = ReportStatus.AVSLUTAD
    other = await Town(small_town.database, small_town.texts, small_town.taxonomy).build("annat")

    with capture_logs() as logs:
        made = await small_town.run(DUE)

    (stopped,), (edition,) = await small_town.editions(), await other.editions()
    assert (stopped.status, made) == (EditionStatus.PABORJAD, [edition.id])
    assert await small_town.outbox() == []
    (entry,) = [entry for entry in logs if entry["event"] == "digest.figures_disagree"]
    assert (entry["table"], entry["found"]) == (f"kommun {small_town.kommun}: status and day of closing", 1)


async def test_an_edition_that_fails_is_made_again_when_its_claim_ends(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("what was written must not be logged")

    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr(schedule, "freeze", broken)
        assert await small_town.run(DUE) == []

    assert [(entry["event"], entry["error"]) for entry in logs] == [("digest.failed", "RuntimeError")]
    assert len(await small_town.run(DUE + LEASE + timedelta(seconds=1))) == 1


async def test_a_forbund_whose_rows_cant_be_read_doesnt_hold_back_the_next(small_town: Town) -> None:
    async with small_town.database.begin(small_town.forbund) as session:
        (await session.exec(select(Group))).one().digest_days_before = 10**9  # farther back than dates go
    other = await Town(small_town.database, small_town.texts, small_town.taxonomy).build("annat")

    with capture_logs() as logs:
        made = await small_town.run(DUE)

    assert made == [edition.id for edition in await other.editions()] != []
    (entry,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert (entry["event"], entry["forbund"], entry["error"]) == ("digest.due_failed", small_town.forbund, "OverflowError")


async def test_an_edition_that_the_database_refuses_is_told_in_the_log_and_the_next_one_is_made(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def with_a_bad_one(session: AsyncSession, now: datetime) -> list[Due]:
        (good,) = await due_editions(session, now)
        return [replace(good, group_id=10**6), good]

    monkeypatch.setattr(schedule, "due_editions", with_a_bad_one)
    with capture_logs() as logs:
        made = await town.run(DUE)

    assert made == [edition.id for edition in await town.editions()] != []
    (entry,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert (entry["event"], entry["group"], entry["error"]) == ("digest.failed", 10**6, "IntegrityError")


@pytest.mark.postgresql
async def test_who_inserts_the_row_second_leaves_the_edition_to_the_first(
    postgresql_url: str, texts: Texts, taxonomy: Taxonomy
) -> None:
    """SQLite has one writer at a time, so that the second sees the row; PostgreSQL lets both insert it."""
    database = Database(postgresql_url)
    town = await Town(database, texts, taxonomy).build()
    async with database.begin(town.forbund) as first:
        (due,) = await due_editions(first, DUE)
        first.add(
            Edition(
                kind=due.kind,
                group_id=due.group_id,
                period=due.key,
                period_start=due.period.start,
                period_end=due.period.end,
                due_at=DUE,
                claimed_until=DUE + LEASE,
                as_of=due.period.until,
            )
        )
        await first.flush()
        with capture_logs() as logs:
            second = asyncio.create_task(town.run(DUE))
            await _until_it_waits(first)
            await first.commit()
            assert await second == []

    await database.close()
    assert logs == []


async def _until_it_waits(session: AsyncSession) -> None:
    """Return when another connection waits for this one's transaction."""
    async with asyncio.timeout(60):
        while not (await session.exec(WAITING)).scalar_one():  # type: ignore[call-overload]  # noqa: ASYNC110  # plain SQL, polled
            await asyncio.sleep(0.01)  # the server tells nobody when a lock is asked for
