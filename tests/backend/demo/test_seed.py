"""The demo is written whole or not at all, and has something of everything to show."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

import backend.demo.reports
from backend.categories.classifier import TrainedCategoriser
from backend.categories.proposal import Proposal
from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.demo.seed import seed_demo
from backend.patterns.morning import Morning
from backend.times import is_working_day, local_date
from digests.figures.years import YEARS
from models import Action, CodedText, Group, GroupMeeting, Issue, Lift, Meeting, MeetingLift, Pattern, Report, metadata
from models.enums import GroupKind, IssueStatus, LiftOutcome, MeetingStatus, PatternKind
from tests.backend.importing.fakes import Proposes
from tests.house import NOW

IN_NOVEMBER = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Named(Proposes):
    """A categoriser with one answer and a version."""

    def propose(self, text: str) -> Proposal:
        return replace(super().propose(text), version="model-1")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def counted(database: Database) -> dict[str, int]:
    """Return how many rows each table holds, of those that hold any."""
    async with database.engine.connect() as connection:
        counts = {
            table.name: await connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


async def test_a_first_start_that_dies_in_the_middle_leaves_nothing_and_the_next_writes_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: object) -> Report:
        raise InterruptedError

    with monkeypatch.context() as dying, pytest.raises(InterruptedError):
        dying.setattr(backend.demo.reports, "Report", die)
        await seed_demo(database, Taxonomy.load(), Named, NOW)
    assert await counted(database) == {}

    assert await seed_demo(database, Taxonomy.load(), Named, NOW)
    written = await counted(database)
    assert written["report"] > 350
    assert not await seed_demo(database, Taxonomy.load(), Named, NOW)
    assert await counted(database) == written


async def test_the_demo_is_one_forbund_s_and_has_something_of_everything(database: Database) -> None:
    await seed_demo(database, Taxonomy.load(), Named, IN_NOVEMBER)
    async with database.read_every_forbund() as session:
        reports = (await session.exec(select(Report))).all()
        issues = (await session.exec(select(Issue))).all()
        before_local_groups = select(Lift).join(Group).where(Group.kind == GroupKind.LSG)
        undecided = col(Lift.outcome).in_((LiftOutcome.VANTAR, LiftOutcome.UPPSKJUTEN))
        waiting = (await session.exec(before_local_groups.where(undecided))).all()
        carried_over = (await session.exec(select(MeetingLift).where(MeetingLift.outcome == LiftOutcome.UPPSKJUTEN))).all()
        meetings = Counter((await session.exec(select(Meeting.status))).all())
        coded = Counter(category is not None for category in (await session.exec(select(CodedText.category))).all())
        called_off = (await session.exec(select(GroupMeeting).where(col(GroupMeeting.cancelled)))).all()

    years = Counter(report.reported_at.year for report in reports)
    assert len(years) == YEARS and all(years[year] < years[year + 1] for year in range(2022, 2026))
    assert {report.model_version for report in reports} == {"model-1"} and all(report.proposed for report in reports)
    assert {issue.id for issue in issues} == {report.issue_id for report in reports} - {None}
    assert {issue.status for issue in issues} >= {IssueStatus.LYFT, IssueStatus.BESLUTAD, IssueStatus.AVSLUTAD}
    assert len(waiting) == 3 and len(carried_over) == 1 and len(called_off) == 1
    assert meetings.keys() == set(MeetingStatus)
    assert coded[True] and coded[False]
    owned = [table for table in metadata.sorted_tables if "forbund_id" in table.c]
    async with database.engine.connect() as connection:
        owners = {row[0] for table in owned for row in await connection.execute(sa.select(table.c.forbund_id))}
    assert len(owners) == 1


MOMENTS = {
    GroupMeeting: ("starts_at",),
    Issue: ("opened_at", "closed_at"),
    Lift: ("lifted_at", "decided_at"),
    MeetingLift: ("answered_at",),
    Action: ("done_at", "due"),
    Meeting: ("requested_at", "starts_at"),
    Report: ("reported_at", "answered_at", "closed_at", "event_date", "answer_due"),
}
"""What people do at work, by table."""


@pytest.mark.parametrize("now", [NOW, IN_NOVEMBER, IN_NOVEMBER + timedelta(days=5)])
async def test_nobody_meets_decides_or_answers_on_a_day_off(sqlite_url: str, now: datetime) -> None:
    database = Database(sqlite_url)
    await seed_demo(database, Taxonomy.load(), Named, now)
    async with database.read_every_forbund() as session:
        told = [
            (f"{table.__name__}.{name}", moment)
            for table, names in MOMENTS.items()
            for name in names
            for moment in (await session.exec(select(getattr(table, name)))).all()
            if moment
        ]
    await database.close()

    days = {(name, local_date(moment) if isinstance(moment, datetime) else moment) for name, moment in told}
    assert len({name for name, _ in days}) == sum(map(len, MOMENTS.values()))
    assert sorted((name, day) for name, day in days if not is_working_day(day)) == []


@pytest.mark.parametrize("now", [NOW, IN_NOVEMBER])
async def test_the_first_morning_proposes_what_two_tell_of_one_event_what_recurs_and_what_rises(
    database: Database, shipped: TrainedCategoriser, now: datetime
) -> None:
    await seed_demo(database, Taxonomy.load(), Named, now)
    await Morning(database, lambda: shipped.fingerprint).run(now)

    async with database.read_every_forbund() as session:
        kinds = set(await session.exec(select(Pattern.kind)))
    assert kinds >= {PatternKind.SAMMA_HANDELSE, PatternKind.UPPREPAS, PatternKind.OKNING}
