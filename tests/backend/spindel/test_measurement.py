"""A measurement: asked once, answered once, and nothing that ties an answer to anybody."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.errors import DomainError, IncompleteError, NotAllowedError, NotFoundError
from backend.i18n import Texts
from backend.spindel.answer import answer_measurement, read_asking, read_closed
from backend.spindel.aspects import ASPECTS, FIELDS, VALUES, read_answers
from backend.spindel.due import run_spindel
from backend.spindel.start import start_measurement
from backend.spindel.views import read_groups
from models import AuditEvent, Person, Role, SpindelInvitation, SpindelTally
from models.enums import AuditAction, Channel, NoticeKind
from models.spindel import CANT_SAY
from tests.house import NOW
from tests.spindel import ALL_GOOD, Ring

REMINDED, CLOSED = NOW + timedelta(days=13), NOW + timedelta(days=16)


async def test_each_member_is_asked_by_the_nearest_way_and_has_a_fortnight(ring: Ring) -> None:
    measurement = await ring.start()
    told = await ring.told()
    assert [message.person_id for message in told] == [member.id for member in ring.members]
    assert [message.channel for message in told] == [Channel.TEAMS, *[Channel.MAIL] * 5]
    async with ring.house.database.read(ring.house.forbund_id) as session:
        asking = await read_asking(session, measurement, ring.members[1], NOW)
    assert (asking.group, asking.last_day, asking.answers) == ("LSG Tranås", date(2026, 3, 26), True)


async def test_a_second_one_waits_for_the_first_and_a_double_click_starts_one(ring: Ring) -> None:
    first = await ring.start()
    assert await ring.start() == first
    with pytest.raises(DomainError, match=r"error\.spindel_open"):
        await ring.start(submit="s2")
    assert len(await ring.told()) == 6


async def test_two_who_start_at_once_start_one(ring_on_each: Ring) -> None:
    ring = ring_on_each
    started = await asyncio.gather(ring.start(submit="a"), ring.start(submit="b"), return_exceptions=True)
    assert sorted(type(each).__name__ for each in started) == ["DomainError", "int"]
    assert len(await ring.measurements()) == 1


async def test_it_starts_only_by_those_who_speak_for_the_group(ring: Ring) -> None:
    for person in (ring.members[1], ring.house.reporter):
        async with ring.house.database.begin(ring.house.forbund_id) as session:
            with pytest.raises(NotAllowedError):
                await start_measurement(session, person, ring.group, None, "s", NOW)
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        started = await start_measurement(session, ring.house.coordinator, ring.group, None, "s", NOW)
        assert started.asked == 6


@pytest.mark.parametrize("days", [0, -1, 61])
async def test_its_last_day_lies_ahead_but_not_far(ring: Ring, days: int) -> None:
    with pytest.raises(DomainError, match=r"error\.spindel_closes"):
        await ring.start(closes_on=(NOW + timedelta(days=days)).date())


async def test_a_group_with_four_who_can_be_reached_is_not_asked(ring: Ring) -> None:
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        (await session.get_one(Person, stored_id(ring.members[5]))).active = False
        (await session.get_one(Person, stored_id(ring.members[4]))).email = None
        [state] = await read_groups(session, ring.house.office, NOW)
        assert (state.members, state.may_start) == (4, False)
    with pytest.raises(DomainError, match=r"error\.spindel_few"):
        await ring.start()
    assert await ring.measurements() == []


async def test_an_answer_grows_nine_sums_and_is_counted_once(ring_on_each: Ring) -> None:
    ring = ring_on_each
    measurement = await ring.start()
    answers = {**ALL_GOOD, 1: 0, 9: CANT_SAY}
    assert await ring.answer(measurement, 1, answers)
    assert not await ring.answer(measurement, 1, ALL_GOOD)
    assert await ring.tallies(measurement) == {(aspect, answers[aspect]): 1 for aspect in ASPECTS}


async def test_answers_at_the_same_moment_are_all_counted(ring_on_each: Ring) -> None:
    ring = ring_on_each
    measurement = await ring.start()
    members = [*range(6), *range(6)]
    counted = await asyncio.gather(*(ring.answer(measurement, member) for member in members))
    assert sorted(counted) == [False] * 6 + [True] * 6
    assert await ring.tallies(measurement) == dict.fromkeys(ALL_GOOD.items(), 6)


async def test_what_is_missing_is_told_by_field_and_nothing_is_counted(ring: Ring) -> None:
    measurement = await ring.start()
    with pytest.raises(IncompleteError) as missing:
        await ring.answer(measurement, 1, {aspect: 3 for aspect in ASPECTS if aspect not in (4, 8)})
    assert list(missing.value.fields) == ["aspect-4", "aspect-8"]
    with pytest.raises(DomainError, match=r"error\.spindel_nothing"):
        await ring.answer(measurement, 1, dict.fromkeys(ASPECTS, CANT_SAY))
    assert await ring.tallies(measurement) == {}
    assert await ring.answer(measurement, 1)


async def test_who_is_not_asked_and_who_comes_too_late_count_nothing(ring: Ring) -> None:
    measurement = await ring.start()
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        with pytest.raises(NotAllowedError):
            await answer_measurement(session, ring.house.coordinator, measurement, ALL_GOOD, NOW)
        with pytest.raises(NotFoundError):
            await answer_measurement(session, ring.members[1], measurement + 1, ALL_GOOD, NOW)
    with pytest.raises(DomainError, match=r"error\.spindel_closed"):
        await ring.answer(measurement, 1, now=CLOSED)
    assert await ring.tallies(measurement) == {}


async def test_nothing_that_is_kept_tells_who_answered_what_or_when(ring_on_each: Ring) -> None:
    """The promise of docs/threat-model.md: sums, and while it is open a tick for each who has answered."""
    ring = ring_on_each
    measurement = await ring.start()
    before = await trail(ring)
    await ring.answer(measurement, 4, {**ALL_GOOD, 2: 0})
    assert await trail(ring) == before
    async with ring.house.database.read(ring.house.forbund_id) as session:
        ticks = (await session.exec(select(SpindelInvitation))).all()
        assert {frozenset(tick.model_dump()) for tick in ticks} == {
            frozenset({"forbund_id", "measurement_id", "person_id", "answered"})
        }
        sums = (await session.exec(select(SpindelTally))).all()
        assert len(sums) == len(ASPECTS) * len(VALUES)
        assert {frozenset(each.model_dump()) for each in sums} == {
            frozenset({"forbund_id", "measurement_id", "aspect", "value", "count"})
        }

    await run_spindel(ring.house.database, REMINDED)
    assert len([message for message in await ring.told() if "again" in message.details]) == 5
    await run_spindel(ring.house.database, CLOSED)
    assert await ring.told() == [], "who was asked and who was reminded gives who had answered"
    assert await ring.tallies(measurement) == {}, "what one alone has said is kept for nobody"
    async with ring.house.database.read(ring.house.forbund_id) as session:
        assert (await session.exec(select(SpindelInvitation))).all() == []
        closed = await read_closed(session, measurement)
    assert (closed.asked, closed.answered, closed.told) == (6, 1, False)


async def trail(ring: Ring) -> list[tuple[AuditAction, str, int | None]]:
    async with ring.house.database.read(ring.house.forbund_id) as session:
        return [(event.action, event.subject, event.actor_id) for event in await session.exec(select(AuditEvent))]


async def test_who_left_the_group_meanwhile_may_still_answer_and_who_joined_may_not(ring: Ring) -> None:
    measurement = await ring.start()
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        for role in await session.exec(select(Role).where(Role.person_id == ring.members[1].id)):
            role.person_id = stored_id(ring.house.reporter)
    assert await ring.answer(measurement, 1)
    async with ring.house.database.begin(ring.house.forbund_id) as session:
        with pytest.raises(NotAllowedError):
            await answer_measurement(session, ring.house.reporter, measurement, ALL_GOOD, NOW)


async def test_while_it_runs_those_who_speak_for_the_group_see_how_many_and_no_result(ring: Ring) -> None:
    measurement = await ring.start()
    for member in range(5):
        await ring.answer(measurement, member)
    async with ring.house.database.read(ring.house.forbund_id) as session:
        [state] = await read_groups(session, ring.house.coordinator, NOW)
        assert state.running
        assert (state.running.answered, state.running.asked, state.measured) == (5, 6, ())
        with pytest.raises(NotFoundError):
            await read_closed(session, measurement)
        assert await read_groups(session, ring.members[1], NOW) == []
    await run_spindel(ring.house.database, CLOSED)
    async with ring.house.database.read(ring.house.forbund_id) as session:
        [state] = await read_groups(session, ring.house.coordinator, CLOSED)
    assert state.running is None
    assert [(each.answered, each.told) for each in state.measured] == [(5, True)]


def test_a_form_s_values_are_read_by_field_and_what_is_not_ours_is_left_out() -> None:
    typed = {**dict.fromkeys(FIELDS.values(), ""), "aspect-1": "4", "aspect-2": "ingen", "aspect-3": "5"}
    assert read_answers(typed.__getitem__) == {1: 4, 2: CANT_SAY}


async def test_who_speaks_for_the_group_is_told_once_that_it_is_closed(ring: Ring) -> None:
    await ring.start()
    assert await run_spindel(ring.house.database, CLOSED) == 1
    assert await run_spindel(ring.house.database, CLOSED) == 0
    told = await ring.told(NoticeKind.SPINDEL_CLOSED)
    assert [message.person_id for message in told] == [ring.members[0].id, ring.house.coordinator.id]


@pytest.mark.parametrize(("locale", "begins"), [("sv", "Hur bra "), ("en", "How well ")])
def test_the_scales_words_answer_each_question(locale: str, begins: str) -> None:
    texts = Texts(["backend"])
    assert {texts.t(locale, f"spindel.question.{aspect}")[: len(begins)] for aspect in ASPECTS} == {begins}
    assert texts.t(locale, "spindel.value.4").split()[-1] == begins.split()[-1]
