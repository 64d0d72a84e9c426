"""Quiet hours in the outbox: what waits, what doesn't, and that nothing is lost by waiting."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.directory.quiet import check_hours
from backend.directory.reach import tell_person
from backend.handling.handle import Handling, handle_report
from models import Forbund, OutboxMessage, Person
from models.enums import Channel, NoticeKind, ReportStatus
from tests.house import House, small_house

FRIDAY_EVENING = datetime(2026, 3, 13, 18, 30, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)


async def due(house: House, kind: NoticeKind) -> dict[Channel, datetime]:
    async with house.database.read(house.forbund_id) as session:
        found = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind))
        return {message.channel: message.next_attempt_at for message in found}


async def handled(house: House, now: datetime = FRIDAY_EVENING) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        karin = await session.get_one(Person, house.coordinator.id)
        await handle_report(session, karin, stored_id(report), Handling(status=ReportStatus.SORTERAD), "s1", now)


async def test_a_notice_in_teams_waits_for_working_hours(database_url: str) -> None:
    async with small_house(database_url) as house:
        await handled(house)
        assert await due(house, NoticeKind.REPORT_CHANGED) == {Channel.TEAMS: MONDAY_MORNING}


async def test_whoever_wants_it_at_once_gets_it_at_once(database_url: str) -> None:
    async with small_house(database_url) as house:
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Person, house.reporter.id)).told_any_time = True
        await handled(house)
        assert await due(house, NoticeKind.REPORT_CHANGED) == {Channel.TEAMS: FRIDAY_EVENING}


async def test_a_forbund_may_have_no_quiet_hours(database_url: str) -> None:
    async with small_house(database_url) as house:
        async with house.database.begin_for_every_forbund() as session:
            (await session.get_one(Forbund, house.forbund_id)).notice_hours = ""
        await handled(house)
        assert await due(house, NoticeKind.REPORT_CHANGED) == {Channel.TEAMS: FRIDAY_EVENING}


@pytest.mark.parametrize(
    ("before", "told"),
    [(MONDAY_MORNING, FRIDAY_EVENING), (MONDAY_MORNING + timedelta(hours=1), MONDAY_MORNING)],
)
async def test_what_would_come_too_late_comes_now_and_mail_waits_for_nothing(
    database_url: str, before: datetime, told: datetime
) -> None:
    async with small_house(database_url) as house:
        async with house.database.begin(house.forbund_id) as session:
            karin = await session.get_one(Person, house.coordinator.id)
            kind = NoticeKind.MEETING_FIXED
            now = FRIDAY_EVENING
            await tell_person(session, karin, key="k", kind=kind, subject_id=1, every_way=True, before=before, now=now)
        assert await due(house, NoticeKind.MEETING_FIXED) == {Channel.TEAMS: told, Channel.MAIL: FRIDAY_EVENING}


@pytest.mark.parametrize("hours", ["7-18", "18:00-07:00", "07:00-07:00", "07:00-25:00", "07:00–18:00"])
def test_hours_that_are_none_are_told(hours: str) -> None:
    with pytest.raises(ValueError):
        check_hours(hours)
