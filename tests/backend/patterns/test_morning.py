"""Each morning's look: proposed once, and told to those who handle the reports."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from structlog.testing import capture_logs

from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.patterns.morning import Morning, last_morning
from backend.patterns.views import open_patterns, read_pattern
from backend.reporting.own import withdraw_report
from models import AuditEvent, PatternReport, Role
from models.enums import Channel, PatternKind, RoleName
from tests.backend.patterns.fingerprints import by_words
from tests.backend.patterns.proposals import NEXT, coordinator_of_eksjo, gather, in_a_row, notices, reports, waiting
from tests.house import NOW, House


async def test_what_is_seen_is_proposed_and_told_once(house: House, morning: Morning) -> None:
    await reports(house, 3)

    assert await morning.look(house.forbund_id, NOW) == 1
    assert await morning.look(house.forbund_id, NEXT) == 0

    [row] = await waiting(house)
    assert (row.kind, row.kommuner, row.reports) == (PatternKind.UPPREPAS, ("Tranås",), 3)
    assert [(told.channel, told.person_id) for told in await notices(house)] == [
        (Channel.TEAMS, house.coordinator.id),
        (Channel.MAIL, house.coordinator.id),
    ]


async def test_two_processes_at_once_propose_and_tell_once(house: House) -> None:
    await reports(house, 3)
    looks = [Morning(house.database, lambda: by_words) for _ in range(2)]

    assert sum(await asyncio.gather(*(look.run(NOW) for look in looks))) == 1
    assert sum(await asyncio.gather(*(look.run(NOW) for look in looks))) == 0
    assert len(await notices(house)) == 2


async def test_a_proposal_grows_by_what_comes_later_and_nobody_is_told_again(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    await reports(house, 2, start=3)

    assert await morning.look(house.forbund_id, NEXT) == 0

    [row] = await waiting(house)
    assert row.reports == 5
    assert len(await notices(house)) == 2


async def test_however_much_is_seen_one_notice_comes(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await reports(house, 3, start=3, text="kallelsen gick till fel adress", category="KONTAKT")

    assert await morning.look(house.forbund_id, NOW) == 2
    assert len(await notices(house)) == 2


async def test_several_kommuner_are_told_each_and_see_their_own_reports(house: House, morning: Morning) -> None:
    await reports(house, 2)
    await reports(house, 1, start=2, kommun_id=house.eksjo)

    await morning.look(house.forbund_id, NOW)

    assert {told.person_id for told in await notices(house)} == {house.coordinator.id, house.office.id}
    async with house.database.begin(house.forbund_id) as session:
        [row] = await open_patterns(session, house.coordinator)
        seen = await read_pattern(session, row.id, house.coordinator, NOW)
        everything = await read_pattern(session, row.id, house.office, NOW)
        with pytest.raises(NotAllowedError):
            await read_pattern(session, row.id, house.reporter, NOW)
    assert (row.kind, row.kommuner) == (PatternKind.FLERA_KOMMUNER, ("Eksjö", "Tranås"))
    assert ({report.kommun for report in seen.reports}, seen.others) == ({"Tranås"}, 1)
    assert (len(everything.reports), everything.others) == (3, 0)


async def test_what_is_common_to_kommuner_of_several_coordinators_is_told_to_the_office_too(
    house: House, morning: Morning
) -> None:
    eva = await coordinator_of_eksjo(house)
    await reports(house, 2)
    await reports(house, 1, start=2, kommun_id=house.eksjo)

    await morning.look(house.forbund_id, NOW)

    assert {told.person_id for told in await notices(house)} == {house.coordinator.id, eva.id, house.office.id}


async def test_what_one_coordinator_sees_whole_is_not_told_to_the_office(house: House, morning: Morning) -> None:
    async with house.database.begin(house.forbund_id) as session:
        session.add(Role(person_id=stored_id(house.coordinator), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    await reports(house, 2)
    await reports(house, 1, start=2, kommun_id=house.eksjo)

    await morning.look(house.forbund_id, NOW)

    assert {told.person_id for told in await notices(house)} == {house.coordinator.id}


async def test_what_comes_later_joins_the_proposal_that_waits_with_one_of_its_reports(house: House, morning: Morning) -> None:
    ids = await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    async with house.database.begin(house.forbund_id) as session:
        for report_id in ids[1:]:
            await withdraw_report(session, house.reporter, report_id, f"w{report_id}", NOW)
    await reports(house, 2, start=3)
    await reports(house, 3, start=5, text="kallelsen gick till fel adress", category="KONTAKT")

    assert await morning.run(NEXT) == 1
    assert [row.reports for row in await waiting(house)] == [3, 3]


async def test_a_report_of_another_matter_is_not_gathered_with_a_proposal(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    [other] = await reports(house, 1, start=3, category="RESURSER")

    with pytest.raises(NotFoundError):
        await gather(house, house.coordinator, row.id, [other])

    assert len(await waiting(house)) == 1


async def test_one_matter_is_not_proposed_twice_under_two_centres(house: House, morning: Morning) -> None:
    await in_a_row(house, "a b c d", "a b e f", "c d g h")
    assert await morning.look(house.forbund_id, NOW) == 1
    # A new centre has more around it than the first has, and only the third in common with what waits.
    await in_a_row(house, "g h i j", "i j k l", "i j m n", start=3)

    assert await morning.look(house.forbund_id, NEXT) == 0
    assert [row.reports for row in await waiting(house)] == [6]


async def test_the_look_at_a_proposal_is_kept_in_the_audit_trail(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    async with house.database.begin(house.forbund_id) as session:
        await read_pattern(session, row.id, house.coordinator, NOW)

    async with house.database.read(house.forbund_id) as session:
        found = select(AuditEvent).where(AuditEvent.subject == "pattern", AuditEvent.subject_id == row.id)
        [kept] = (await session.exec(found)).all()
    assert (kept.actor_id, kept.details["reports"]) == (house.coordinator.id, [1, 2, 3])


@pytest.mark.parametrize(
    ("now", "morning_was"),
    [
        (datetime(2026, 3, 12, 5, 0, tzinfo=UTC), datetime(2026, 3, 12, 5, 0, tzinfo=UTC)),
        (datetime(2026, 3, 12, 4, 59, tzinfo=UTC), datetime(2026, 3, 11, 5, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 9, 0, tzinfo=UTC), datetime(2026, 3, 29, 4, 0, tzinfo=UTC)),
    ],
)
def test_the_morning_is_at_six_in_stockholm_in_winter_and_in_summer(now: datetime, morning_was: datetime) -> None:
    assert last_morning(now) == morning_was


async def test_a_look_that_meets_anothers_is_made_once_more_and_one_that_stays_broken_waits_for_the_next_morning(
    house: House, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[datetime] = []

    async def broken(_: int, now: datetime) -> int:
        looks.append(now)
        raise IntegrityError("", None, Exception())

    monkeypatch.setattr(morning, "look", broken)
    with capture_logs() as logs:
        for minutes in range(3):
            assert await morning.run(NOW + timedelta(minutes=minutes)) == 0
    assert (len(looks), [entry["log_level"] for entry in logs]) == (2, ["error"])
    await morning.run(NEXT)
    assert len(looks) == 4


async def test_what_was_proposed_of_the_same_reports_is_known_when_they_were_taken_out_since(
    house: House, morning: Morning
) -> None:
    await reports(house, 3)
    assert await morning.look(house.forbund_id, NOW) == 1
    async with house.database.begin(house.forbund_id) as session:
        for row in await session.exec(select(PatternReport)):
            await session.delete(row)
    assert await morning.look(house.forbund_id, NEXT) == 0
    assert [row.reports for row in await waiting(house)] == [3]
