"""One event told from several sides: each report keeps its own life, and the event is counted once."""

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from backend.categories.taxonomy import standard_taxonomy
from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.correct import Corrections
from backend.handling.handle import Handling, handle_report
from backend.handling.same_event import join_tellings, part_tellings, read_tellings
from backend.reporting.log import ReportDraft
from backend.reporting.own import change_report, withdraw_report
from digests.figures.counts import count_events
from digests.periods import Period
from models import AuditEvent, Person, Report
from models.enums import AuditAction, PartyCode, Slag
from tests.house import NOW, TEXT, House

OTHER_SIDE = "Vi på FK fick aldrig någon kallelse till mötet."
MONTH = Period(NOW.date().replace(day=1), NOW.date() + timedelta(days=1))


async def told(house: House, count: int = 2, key: str = "k") -> list[int]:
    """So many reports, each a minute after the one before; the first by the kommun, the others by FK."""
    ids = [stored_id(await house.report(f"{key}{number}", text=OTHER_SIDE if number else TEXT)) for number in range(count)]
    async with house.database.begin(house.forbund_id) as session:
        for number, report_id in enumerate(ids):
            report = await session.get_one(Report, report_id)
            report.reported_at = NOW + timedelta(minutes=number)
            report.reporting_party = PartyCode.FK if number else PartyCode.KOMMUN
    return ids


async def join(house: House, ids: list[int], submit: str = "s1", actor: Person | None = None) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await join_tellings(session, actor or house.coordinator, ids, submit, NOW)


async def part(house: House, report_id: int, submit: str = "p1") -> None:
    async with house.database.begin(house.forbund_id) as session:
        await part_tellings(session, house.office, report_id, submit, NOW)


async def change(house: House, report_id: int, submit: str, kommun_id: int, slag: Slag = Slag.BRIST) -> None:
    """Let the reporter change where it was, or what kind of thing."""
    draft = ReportDraft(text=TEXT, kommun_id=kommun_id, slag=slag, parties=(PartyCode.FK,), category="NARVARO")
    async with house.database.begin(house.forbund_id) as session:
        await change_report(session, house.reporter, report_id, draft, standard_taxonomy(), submit, NOW)


async def withdraw(house: House, report_id: int, submit: str = "w1") -> None:
    async with house.database.begin(house.forbund_id) as session:
        await withdraw_report(session, house.reporter, report_id, submit, NOW)


async def correct(house: House, report_id: int, submit: str, corrections: Corrections) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, house.office, report_id, Handling(corrections=corrections), submit, NOW)


async def counted(house: House, kommun_id: int | None = None) -> int:
    async with house.database.read(house.forbund_id) as session:
        return (await count_events(session, [kommun_id] if kommun_id else None, [MONTH]))[0]


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
    await part(house, first)

    assert await counted_by(house) == [None, None, second]
    assert await counted(house) == 2


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_form_that_parted_them_and_comes_once_more_leaves_what_a_colleague_joined_anew(house: House, place: int) -> None:
    ids = await told(house, 3)
    await join(house, ids)
    await part(house, ids[place])
    await join(house, ids, "s2", house.office)
    await part(house, ids[place])
    assert await counted(house) == 1

    await part(house, ids[place], "p2")
    assert await counted(house) == 2


async def test_a_form_that_joined_them_and_comes_once_more_leaves_what_a_colleague_parted(house: House) -> None:
    first, second = await told(house)
    await join(house, [second, first])
    await part(house, first)
    await join(house, [second, first])
    assert await counted(house) == 2

    await join(house, [second, first], "s2")
    assert await counted(house) == 1


async def test_joining_and_parting_by_forms_that_carry_the_same_key_are_both_done(house: House) -> None:
    first, second = await told(house)
    await correct(house, first, "s1", Corrections(recurring=True))
    await join(house, [second, first], "s1")
    assert await counted(house) == 1
    await part(house, first, "s1")
    assert await counted(house) == 2


async def test_when_the_first_is_taken_back_the_event_is_counted_by_the_other(house: House) -> None:
    first, second = await told(house)
    await join(house, [first, second])
    await withdraw(house, first)

    assert await counted_by(house) == [None, None]
    assert await counted(house) == 1


@pytest.mark.parametrize(
    "correction", [Corrections(internal=True), Corrections(slag=Slag.FRAMGANGSFAKTOR)], ids=["internal", "praise"]
)
async def test_a_first_that_no_longer_counts_leaves_the_event_to_the_other(house: House, correction: Corrections) -> None:
    first, second = await told(house)
    await join(house, [first, second])
    await correct(house, first, "h1", correction)

    assert await counted_by(house) == [None, None]
    assert await counted(house) == 1


async def test_only_who_handles_them_joins_reads_and_parts(house: House) -> None:
    first, second = await told(house)
    elsewhere = stored_id(await house.report("e1", kommun_id=house.eksjo))
    with pytest.raises(NotAllowedError):
        await join(house, [first, elsewhere])
    with pytest.raises(NotFoundError):
        await join(house, [first, 999])
    await join(house, [first, second])
    async with house.database.begin(house.forbund_id) as session:
        seen = await read_tellings(session, first, house.coordinator, NOW)
        assert [telling.report_id for telling in seen] == [second]
        with pytest.raises(NotAllowedError):
            await read_tellings(session, first, house.reporter, NOW)
        with pytest.raises(NotAllowedError):
            await part_tellings(session, house.reporter, first, "p1", NOW)


async def test_a_report_that_was_taken_back_is_joined_with_nothing(house: House) -> None:
    first, second = await told(house)
    await withdraw(house, first)
    with pytest.raises(NotFoundError):
        await join(house, [first, second])


@pytest.mark.parametrize("what", ["kommun", "praise"])
async def test_when_the_first_ones_reporter_changes_where_it_counts_the_event_is_counted_by_the_other(
    house: House, what: str
) -> None:
    first, second = await told(house)
    await join(house, [first, second])

    await change(
        house,
        first,
        "c1",
        kommun_id=house.eksjo if what == "kommun" else house.tranas,
        slag=Slag.FRAMGANGSFAKTOR if what == "praise" else Slag.BRIST,
    )

    assert await counted_by(house) == [None, None]
    assert await counted(house, house.tranas) == 1


async def test_what_stays_an_event_of_its_kommun_stays_the_same_event(house: House) -> None:
    first, second = await told(house)
    await join(house, [first, second])
    await change(house, first, "c1", kommun_id=house.tranas, slag=Slag.BEHOV)
    await correct(house, second, "h1", Corrections(slag=Slag.BEHOV))

    assert await counted_by(house) == [None, first]
    assert await counted(house) == 1


async def test_joins_at_the_same_moment_that_share_a_report_leave_one_event(house: House) -> None:
    first, second, third, fourth = await told(house, 4)

    await asyncio.gather(*(join(house, pair, f"s{pair[0]}") for pair in ([third, fourth], [first, second], [second, third])))

    assert await counted_by(house) == [None, first, first, first], "all point at the one that came first, none at one between"


@pytest.mark.parametrize("what", ["internal", "slag", "kommun_id"])
async def test_reports_that_arent_counted_in_one_place_arent_made_one_event(house: House, what: str) -> None:
    first, second = await told(house)
    wanted = {"internal": True, "slag": Slag.FRAMGANGSFAKTOR, "kommun_id": house.eksjo}[what]
    await correct(house, first, "h1", cast("Corrections", {what: wanted}))

    with pytest.raises(DomainError) as refused:
        await join(house, [first, second], actor=house.office)

    assert refused.value.key == "error.not_one_event"
    assert await counted_by(house) == [None, None]
    assert await counted(house, house.tranas) == 1


@dataclass
class _Told:
    """What is plainly true of a telling: where it counts, if it does, and which event it was said to tell of."""

    event: int
    kommun_id: int
    slag: Slag = Slag.BRIST
    internal: bool = False
    withdrawn: bool = False

    @property
    def place(self) -> int | None:
        left_out = self.withdrawn or self.internal or self.slag is Slag.FRAMGANGSFAKTOR
        return None if left_out else self.kommun_id


class _Plain:
    """The same tellings, followed without pointers: what is joined gets one event's number, what moves gets its own."""

    def __init__(self, kommun_id: int, ids: list[int]) -> None:
        self.told = {report_id: _Told(report_id, kommun_id) for report_id in ids}
        self._next = max(ids)

    def join(self, *ids: int) -> bool:
        of_one = {self.told[report_id].event for report_id in ids}
        group = [told for told in self.told.values() if told.event in of_one]
        if len({told.place for told in group}) > 1 or group[0].place is None:
            return False
        self._next += 1
        for told in group:
            told.event = self._next
        return True

    def change(self, report_id: int, **facts: object) -> bool:
        told = self.told[report_id]
        before = replace(told)
        for name, value in facts.items():
            setattr(told, name, value)
        if told.place != before.place:
            self.part(report_id)
        return any(getattr(before, name) != value for name, value in facts.items())

    def part(self, report_id: int) -> None:
        self._next += 1
        self.told[report_id].event = self._next

    def events(self, kommun_id: int) -> int:
        return len({told.event for told in self.told.values() if told.place == kommun_id})


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["join", "join", "join", "part", "own", "internal", "slag", "kommun", "withdraw"]),
            st.sampled_from([(0, 1), (1, 2), (2, 3), (0, 3)]),
            st.booleans(),
        ),
        max_size=9,
    )
)
@example(steps=[("join", (0, 1), True), ("join", (1, 2), True), ("own", (0, 1), True), ("part", (1, 2), True)])
@example(steps=[("join", (0, 1), True), ("internal", (0, 1), True), ("join", (1, 2), True), ("join", (0, 1), True)])
async def test_whatever_is_joined_changed_taken_back_and_parted_an_event_is_counted_once_and_never_nought_times(
    house: House, steps: list[tuple[str, tuple[int, int], bool]]
) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await session.exec(sa.update(Report).values(internal=True))  # those of the examples before
    key = uuid4().hex[:8]
    ids = await told(house, 4, key)
    plain = _Plain(house.tranas, ids)
    for number, (what, (first, second), on) in enumerate(steps):
        one, other, submit = ids[first], ids[second], f"{key}{number}"
        if plain.told[one].withdrawn or plain.told[other].withdrawn:
            continue
        kommun_id, slag = house.eksjo if on else house.tranas, Slag.FRAMGANGSFAKTOR if on else Slag.BEHOV
        match what:
            case "join":
                with nullcontext() if plain.join(one, other) else pytest.raises(DomainError):
                    await join(house, [one, other], submit, house.office)
            case "part":
                plain.part(one)
                await part(house, one, submit)
            case "own":
                plain.change(one, kommun_id=kommun_id, slag=Slag.BRIST)
                await change(house, one, submit, kommun_id=kommun_id)
            case "withdraw":
                plain.change(one, withdrawn=True)
                await withdraw(house, one, submit)
            case _:
                wanted = {"internal": on, "slag": slag, "kommun": kommun_id}[what]
                name = "kommun_id" if what == "kommun" else what
                if plain.change(one, **{name: wanted}):
                    await correct(house, one, submit, cast("Corrections", {name: wanted}))
        for place in (house.tranas, house.eksjo):
            assert await counted(house, place) == plain.events(place), f"after step {number}, {what}"
