"""One event told from several sides: each report keeps its own life, and the event is counted once."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.correct import Corrections
from backend.handling.handle import Handling, handle_report
from backend.handling.same_event import join_tellings, part_tellings, read_tellings
from backend.reporting.own import withdraw_report
from digests.figures.counts import count_events
from digests.periods import Period
from models import AuditEvent, Report
from models.enums import AuditAction, PartyCode, Slag
from tests.house import NOW, TEXT, House, small_house

OTHER_SIDE = "Vi på FK fick aldrig någon kallelse till mötet."
MONTH = Period(NOW.date().replace(day=1), NOW.date() + timedelta(days=1))


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with small_house(database_url) as house:
        yield house


async def told(house: House, count: int = 2) -> list[int]:
    """So many reports, each an hour after the one before; the first by the kommun, the others by FK."""
    ids = [stored_id(await house.report(f"k{number}", text=OTHER_SIDE if number else TEXT)) for number in range(count)]
    async with house.database.begin(house.forbund_id) as session:
        for number, report_id in enumerate(ids):
            report = await session.get_one(Report, report_id)
            report.reported_at = NOW + timedelta(minutes=number)
            report.reporting_party = PartyCode.FK if number else PartyCode.KOMMUN
    return ids


async def join(house: House, ids: list[int], submit: str = "s1") -> None:
    async with house.database.begin(house.forbund_id) as session:
        await join_tellings(session, house.coordinator, ids, submit, NOW)


async def counted(house: House) -> int:
    async with house.database.read(house.forbund_id) as session:
        return (await count_events(session, None, [MONTH]))[0]


async def counted_by(house: House) -> list[int | None]:
    async with house.database.read(house.forbund_id) as session:
        return list(await session.exec(select(Report.same_event_as_id).order_by(col(Report.id))))


async def test_an_event_that_two_have_told_is_counted_once_and_both_sides_are_read_beside_one_another(house: House) -> None:
    first, second = await told(house)
    assert await counted(house) == 2

    await join(house, [second, first])

    assert await counted(house) == 1
    assert await counted_by(house) == [None, first], "by the one that came first"
    async with house.database.begin(house.forbund_id) as session:
        [other] = await read_tellings(session, first, house.coordinator, NOW)
        [one] = await read_tellings(session, second, house.coordinator, NOW)
    assert (other.report_id, other.party, other.text) == (second, PartyCode.FK, OTHER_SIDE)
    assert (one.report_id, one.party, one.text) == (first, PartyCode.KOMMUN, TEXT)


async def test_the_look_at_the_other_side_is_kept_in_the_audit_trail(house: House) -> None:
    first, second = await told(house)
    await join(house, [first, second])
    async with house.database.begin(house.forbund_id) as session:
        await read_tellings(session, first, house.coordinator, NOW)
    async with house.database.read(house.forbund_id) as session:
        viewed = (await session.exec(select(AuditEvent).where(AuditEvent.action == AuditAction.VIEWED))).all()
    assert [(look.subject_id, look.actor_id, look.details["beside"]) for look in viewed] == [
        (second, house.coordinator.id, first)
    ]


async def test_a_third_who_tells_of_it_joins_the_same_event_and_a_second_press_changes_nothing(house: House) -> None:
    first, second, third = await told(house, 3)
    await join(house, [second, third])
    await join(house, [first, third], "s2")
    await join(house, [first, third], "s2")

    assert await counted_by(house) == [None, first, first]
    assert await counted(house) == 1


async def test_what_turns_out_to_be_two_events_is_parted_and_what_is_left_is_still_counted(house: House) -> None:
    first, second, third = await told(house, 3)
    await join(house, [first, second, third])
    async with house.database.begin(house.forbund_id) as session:
        await part_tellings(session, house.coordinator, first, "p1", NOW)

    assert await counted_by(house) == [None, None, second]
    assert await counted(house) == 2


async def test_when_the_first_is_taken_back_the_event_is_counted_by_the_other(house: House) -> None:
    first, second = await told(house)
    await join(house, [first, second])
    async with house.database.begin(house.forbund_id) as session:
        await withdraw_report(session, house.reporter, first, "w1", NOW)

    assert await counted_by(house) == [None, None]
    assert await counted(house) == 1


@pytest.mark.parametrize(
    "correction", [Corrections(internal=True), Corrections(slag=Slag.FRAMGANGSFAKTOR)], ids=["internal", "praise"]
)
async def test_a_first_that_no_longer_counts_leaves_the_event_to_the_other(house: House, correction: Corrections) -> None:
    first, second = await told(house)
    await join(house, [first, second])
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, house.coordinator, first, Handling(corrections=correction), "h1", NOW)

    assert await counted_by(house) == [None, None]
    assert await counted(house) == 1


async def test_only_who_handles_them_joins_reads_and_parts(house: House) -> None:
    first, second = await told(house)
    elsewhere = stored_id(await house.report("e1", kommun_id=house.eksjo))
    with pytest.raises(NotAllowedError):
        await join(house, [first, elsewhere])
    with pytest.raises(NotFoundError):
        await join(house, [first, 999])
    async with house.database.begin(house.forbund_id) as session:
        await join_tellings(session, house.office, [first, second, elsewhere], "s1", NOW)
    async with house.database.begin(house.forbund_id) as session:
        seen = await read_tellings(session, first, house.coordinator, NOW)
        assert [telling.report_id for telling in seen] == [second], "Eksjö's is not theirs to read"
        with pytest.raises(NotAllowedError):
            await read_tellings(session, first, house.reporter, NOW)
        with pytest.raises(NotAllowedError):
            await part_tellings(session, house.reporter, first, "p1", NOW)


async def test_a_report_that_was_taken_back_is_joined_with_nothing(house: House) -> None:
    first, second = await told(house)
    async with house.database.begin(house.forbund_id) as session:
        await withdraw_report(session, house.reporter, first, "w1", NOW)
    with pytest.raises(NotFoundError):
        await join(house, [first, second])
