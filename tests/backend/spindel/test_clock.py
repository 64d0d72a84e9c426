"""By the clock: a measurement begins by its group's plan, is called to mind once, and is closed; each exactly once."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from backend.database import stored_id
from backend.directory.conveners import find_convener
from backend.spindel.due import run_spindel
from models import Group, GroupKommun, Person
from models.enums import NoticeKind
from tests.house import NOW
from tests.spindel import Ring

# the first working day of September 2026 is a Tuesday
FIRST = datetime(2026, 9, 1, 7, tzinfo=UTC)


async def plan(ring: Ring, *months: int) -> None:
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        (await session.get_one(Group, ring.group)).spindel_months = list(months)


async def test_it_begins_at_nine_on_the_first_working_day_of_a_planned_month_once(ring: Ring) -> None:
    await plan(ring, 3, 9)
    assert await run_spindel(ring.house.database, FIRST - timedelta(seconds=1)) == 0
    assert await run_spindel(ring.house.database, FIRST) == 1
    assert await run_spindel(ring.house.database, FIRST + timedelta(minutes=1)) == 0
    [measurement] = await ring.measurements()
    assert (measurement.asked, measurement.opened_at) == (6, FIRST)
    assert len(await ring.told()) == 6


async def test_a_month_that_begins_on_a_holiday_waits_for_a_working_day(ring: Ring) -> None:
    await plan(ring, 1)
    assert await run_spindel(ring.house.database, datetime(2027, 1, 1, 12, tzinfo=UTC)) == 0
    assert await run_spindel(ring.house.database, datetime(2027, 1, 4, 7, 59, tzinfo=UTC)) == 0
    assert await run_spindel(ring.house.database, datetime(2027, 1, 4, 8, tzinfo=UTC)) == 1


async def test_two_processes_at_once_begin_one(ring_on_each: Ring) -> None:
    ring = ring_on_each
    await plan(ring, 9)
    await asyncio.gather(*(run_spindel(ring.house.database, FIRST) for _ in range(3)))
    assert len(await ring.measurements()) == 1
    assert len(await ring.told()) == 6


async def test_a_week_of_downtime_begins_late_and_another_month_not_at_all(ring: Ring) -> None:
    await plan(ring, 9)
    assert await run_spindel(ring.house.database, FIRST + timedelta(days=30)) == 0
    assert await run_spindel(ring.house.database, FIRST + timedelta(days=7)) == 1


async def test_one_that_somebody_started_in_the_month_is_the_month_s(ring: Ring) -> None:
    await plan(ring, 9)
    started = FIRST - timedelta(hours=2)
    await ring.start(started, closes_on=date(2026, 9, 3))
    assert await run_spindel(ring.house.database, FIRST) == 0
    assert await run_spindel(ring.house.database, FIRST + timedelta(days=9)) == 1  # closes it, and begins none
    assert len(await ring.measurements()) == 1


async def test_one_that_ran_into_the_month_is_the_month_s_and_nobody_is_asked_again_at_night(ring: Ring) -> None:
    await plan(ring, 9)
    await ring.start(FIRST - timedelta(days=5), closes_on=date(2026, 9, 8))
    midnight = datetime(2026, 9, 8, 22, tzinfo=UTC)
    assert await run_spindel(ring.house.database, midnight) == 1
    assert await run_spindel(ring.house.database, midnight + timedelta(hours=9)) == 0
    assert len(await ring.measurements()) == 1


async def test_a_late_one_begins_at_nine_on_a_working_day_not_at_night_or_on_a_sunday(ring: Ring) -> None:
    await plan(ring, 9)
    assert await run_spindel(ring.house.database, datetime(2026, 9, 6, 10, tzinfo=UTC)) == 0
    assert await run_spindel(ring.house.database, datetime(2026, 9, 7, 1, tzinfo=UTC)) == 0
    assert await run_spindel(ring.house.database, datetime(2026, 9, 7, 7, tzinfo=UTC)) == 1


async def test_too_few_members_are_told_of_once_and_the_measurement_begins_when_they_are_enough(ring: Ring) -> None:
    await plan(ring, 9)
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        for member in ring.members[4:]:
            (await session.get_one(Person, stored_id(member))).active = False
    assert [await run_spindel(ring.house.database, FIRST + timedelta(hours=hour)) for hour in range(3)] == [1, 0, 0]
    [told, *_] = await ring.told(NoticeKind.SPINDEL_TOO_FEW)
    assert (told.person_id, told.subject_id, told.details) == (ring.house.coordinator.id, ring.group, {"members": 4})
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        (await session.get_one(Person, stored_id(ring.members[4]))).active = True
    assert await run_spindel(ring.house.database, FIRST + timedelta(days=2)) == 1
    assert [measurement.asked for measurement in await ring.measurements()] == [5]


async def test_too_few_members_of_several_kommuner_are_told_of_to_whoever_stands_in_for_the_convener(ring: Ring) -> None:
    await plan(ring, 9)
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        session.add(GroupKommun(group_id=ring.group, kommun_id=ring.house.eksjo))  # the first by name, not by id
        for member in ring.members:
            (await session.get_one(Person, stored_id(member))).active = False
        await session.flush()
        stands_in = await find_convener(session, ring.group)
    assert await run_spindel(ring.house.database, FIRST) == 1

    assert stands_in.person
    assert {message.person_id for message in await ring.told(NoticeKind.SPINDEL_TOO_FEW)} == {stands_in.person.id}


async def test_those_who_have_not_answered_are_reminded_once_three_working_days_before(ring: Ring) -> None:
    measurement = await ring.start()  # until Thursday 26 March
    await ring.answer(measurement, 0)
    await ring.answer(measurement, 2)
    reminds = datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert await run_spindel(ring.house.database, reminds - timedelta(seconds=1)) == 0
    assert await run_spindel(ring.house.database, reminds) == 1
    assert await run_spindel(ring.house.database, reminds + timedelta(days=1)) == 0
    again = [message.person_id for message in await ring.told() if "again" in message.details]
    assert again == [ring.members[number].id for number in (1, 3, 4, 5)]


async def test_a_short_one_is_called_to_mind_on_its_second_day(ring: Ring) -> None:
    await ring.start(closes_on=date(2026, 3, 13))
    assert await run_spindel(ring.house.database, datetime(2026, 3, 13, 7, 59, tzinfo=UTC)) == 0
    assert await run_spindel(ring.house.database, datetime(2026, 3, 13, 8, tzinfo=UTC)) == 1


async def test_it_closes_when_its_last_day_has_ended_in_stockholm_also_when_the_clocks_change(ring: Ring) -> None:
    await ring.start(closes_on=date(2026, 3, 29))
    ended = datetime(2026, 3, 29, 22, tzinfo=UTC)
    await run_spindel(ring.house.database, ended - timedelta(seconds=1))
    assert (await ring.measurements())[0].closed_at is None
    await run_spindel(ring.house.database, ended)
    assert (await ring.measurements())[0].closed_at == ended


async def test_several_processes_close_one_together(ring_on_each: Ring) -> None:
    ring = ring_on_each
    measurement = await ring.start()
    await ring.answer(measurement, 3)
    later = NOW + timedelta(days=30)
    await asyncio.gather(*(run_spindel(ring.house.database, later) for _ in range(3)))
    [closed] = await ring.measurements()
    assert closed.answered == 1
    assert len(await ring.told(NoticeKind.SPINDEL_CLOSED)) == 2
    assert [message for message in await ring.told() if "again" in message.details] == []
