"""What a group decided at its meeting, as its convener tells it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from backend.directory.conveners import find_convener
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.issues.decide import decide_lift
from backend.issues.held import Held, Said, answer_held, read_held
from backend.issues.onwards import NATION
from models import GroupMeeting, Lift, MeetingLift, OutboxMessage, Person, Role
from models.enums import LiftOutcome, NoticeKind, RoleName
from tests.held import MET, Met, group_that_met
from tests.house import NOW, House, small_house

LATER = NOW + timedelta(hours=3)


@pytest.fixture
async def any_house(database_url: str) -> AsyncIterator[House]:
    """For what is about storage: once on SQLite and once on PostgreSQL."""
    async with small_house(database_url) as house:
        yield house


async def tell(house: House, met: Met, *said: Said, actor: Person | None, submit: str = "s1") -> None:
    async with house.database.begin(house.forbund_id) as session:
        await answer_held(session, actor, met.meeting, said, submit, LATER)


async def held(house: House, met: Met, viewer: Person | None = None) -> Held:
    async with house.database.begin(house.forbund_id) as session:
        return await read_held(session, met.meeting, viewer, LATER)


async def outcomes(house: House) -> list[LiftOutcome | None]:
    async with house.database.read(house.forbund_id) as session:
        return [row.outcome for row in await session.exec(select(MeetingLift).order_by(col(MeetingLift.id)))]


async def answers_told(house: House) -> int:
    async with house.database.read(house.forbund_id) as session:
        told = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_ANSWERED))
        return len(told.all())


async def test_the_convener_decides_what_the_own_group_had_before_it(house: House) -> None:
    met = await group_that_met(house, questions=3)
    decided, postponed, _ = met.lifts
    said = (Said(decided, LiftOutcome.BESLUTAD, "Vi provar."), Said(postponed, LiftOutcome.UPPSKJUTEN, ""))
    await tell(house, met, *said, actor=met.convener)

    view = await held(house, met, met.convener)
    assert [asked.outcome for asked in view.questions] == [LiftOutcome.BESLUTAD, LiftOutcome.UPPSKJUTEN, None]
    assert [asked.decision for asked in view.questions] == ["Vi provar.", "", ""]
    assert [asked.lift_id for asked in view.waiting] == met.lifts[2:]
    assert await answers_told(house) == 1, "a decision is told to whoever reported"


async def test_the_same_answers_at_the_same_moment_are_kept_once(any_house: House) -> None:
    met = await group_that_met(any_house, questions=1)
    said = Said(met.lifts[0], LiftOutcome.BESLUTAD, "Vi provar.")
    await asyncio.gather(*(tell(any_house, met, said, actor=met.convener) for _ in range(3)))

    assert await outcomes(any_house) == [LiftOutcome.BESLUTAD]
    assert await answers_told(any_house) == 1


async def test_what_is_answered_is_not_answered_again_and_nothing_of_the_rest_is_kept(house: House) -> None:
    met = await group_that_met(house)
    first, second = met.lifts
    await tell(house, met, Said(first, LiftOutcome.UPPSKJUTEN, ""), actor=met.convener)
    both = (Said(first, LiftOutcome.UPPSKJUTEN, ""), Said(second, LiftOutcome.UPPSKJUTEN, ""))

    with pytest.raises(DomainError, match=r"error\.lift_decided") as refused:
        await tell(house, met, *both, actor=met.convener, submit="s2")

    assert refused.value.values["field"] == f"outcome-{first}"
    assert await outcomes(house) == [LiftOutcome.UPPSKJUTEN, None]


@pytest.mark.parametrize(
    ("outcome", "words", "key", "field"),
    [
        (LiftOutcome.BESLUTAD, "", "error.words_missing.decision", "decision"),
        (None, "Vi provar.", "error.choose", "outcome"),
        (LiftOutcome.VANTAR, "", "error.choose", "outcome"),
        (LiftOutcome.LYFT_VIDARE, "Gruppen kan inte.", "error.onwards_missing", "outcome"),
    ],
)
async def test_what_is_wrong_is_told_of_its_field(
    house: House, outcome: LiftOutcome | None, words: str, key: str, field: str
) -> None:
    met = await group_that_met(house, questions=1)
    with pytest.raises(DomainError) as refused:
        await tell(house, met, Said(met.lifts[0], outcome, words), actor=met.convener)

    assert (refused.value.key, refused.value.values["field"]) == (key, f"{field}-{met.lifts[0]}")


async def test_personal_data_is_found_before_anything_is_stored(house: House) -> None:
    met = await group_that_met(house)
    first, second = met.lifts
    said = (Said(first, LiftOutcome.UPPSKJUTEN, ""), Said(second, LiftOutcome.BESLUTAD, "Ring 070-174 06 05."))
    with pytest.raises(PersonalDataError) as refused:
        await tell(house, met, *said, actor=met.convener)

    assert list(refused.value.fields) == [f"decision-{second}"]
    assert await outcomes(house) == [None, None]


async def test_nobody_else_looks_or_answers(house: House) -> None:
    met = await group_that_met(house, questions=1)
    said = Said(met.lifts[0], LiftOutcome.UPPSKJUTEN, "")
    with pytest.raises(NotAllowedError):
        await tell(house, met, said, actor=house.reporter)
    with pytest.raises(NotAllowedError):
        await held(house, met, house.reporter)
    async with house.database.begin(house.forbund_id) as session:
        role = (await session.exec(select(Role).where(Role.person_id == met.convener.id))).one()
        await session.delete(role)
    with pytest.raises(NotAllowedError):
        await tell(house, met, said, actor=met.convener)
    await tell(house, met, said, actor=house.coordinator)
    assert await outcomes(house) == [LiftOutcome.UPPSKJUTEN]


async def test_the_convener_decides_nothing_before_another_group(house: House) -> None:
    met = await group_that_met(house, questions=1)
    async with house.database.begin(house.forbund_id) as session:
        role = (await session.exec(select(Role).where(Role.person_id == met.convener.id))).one()
        role.role = RoleName.LEDAMOT
    with pytest.raises(NotAllowedError):
        async with house.database.begin(house.forbund_id) as session:
            arguments = (met.issues[0], met.lifts[0], LiftOutcome.UPPSKJUTEN, "", "s1", LATER)
            await decide_lift(session, met.convener, *arguments)


async def test_nothing_and_what_was_not_on_the_paper_is_refused(house: House) -> None:
    met = await group_that_met(house, questions=1)
    with pytest.raises(DomainError, match=r"error\.nothing_answered"):
        await tell(house, met, Said(met.lifts[0], None, " "), actor=met.convener)
    with pytest.raises(NotFoundError):
        await tell(house, met, Said(met.lifts[0] + 1, LiftOutcome.UPPSKJUTEN, ""), actor=met.convener)
    with pytest.raises(NotFoundError):
        met.meeting += 1
        await tell(house, met, Said(met.lifts[0], LiftOutcome.UPPSKJUTEN, ""), actor=met.convener)


async def test_what_the_coordinator_records_on_the_fraga_s_page_counts_for_the_meeting(house: House) -> None:
    met = await group_that_met(house, questions=1)
    async with house.database.begin(house.forbund_id) as session:
        arguments = (met.issues[0], met.lifts[0], LiftOutcome.BESLUTAD, "Vi provar.", "s1", LATER)
        await decide_lift(session, house.coordinator, *arguments)

    assert await outcomes(house) == [LiftOutcome.BESLUTAD]
    assert (await held(house, met)).waiting == ()


async def test_a_meeting_before_the_last_one_is_over(any_house: House) -> None:
    met = await group_that_met(any_house, questions=1)
    async with any_house.database.begin(any_house.forbund_id) as session:
        session.add(GroupMeeting(group_id=met.group, starts_at=MET + timedelta(hours=4)))
        session.add(GroupMeeting(group_id=met.group, starts_at=MET + timedelta(hours=5), cancelled=True))

    assert (await held(any_house, met)).waiting == ()
    with pytest.raises(DomainError, match=r"error\.not_last_meeting"):
        await tell(any_house, met, Said(met.lifts[0], LiftOutcome.UPPSKJUTEN, ""), actor=met.convener)
    async with any_house.database.begin(any_house.forbund_id) as session:
        arguments = (met.issues[0], met.lifts[0], LiftOutcome.UPPSKJUTEN, "", "s1", LATER)
        await decide_lift(session, any_house.coordinator, *arguments)
        lift = (await session.exec(select(Lift))).one()
    assert lift.outcome is LiftOutcome.UPPSKJUTEN
    assert await outcomes(any_house) == [None], "it was postponed at the later meeting"


async def test_whoever_got_the_role_last_convenes_and_else_whoever_receives_there(house: House) -> None:
    met = await group_that_met(house, questions=0)
    async with house.database.begin(house.forbund_id) as session:
        session.add(Role(person_id=house.office.id or 0, role=RoleName.SAMMANKALLANDE, group_id=met.group))
        await session.flush()
        assert (await find_convener(session, met.group)).person == await session.get_one(Person, house.office.id)
        for role in await session.exec(select(Role).where(Role.role == RoleName.SAMMANKALLANDE)):
            await session.delete(role)
        await session.flush()
        receiver = await find_convener(session, met.group)
    assert receiver.person is not None
    assert (receiver.person.id, receiver.role) == (house.coordinator.id, RoleName.KOORDINATOR)
    assert len(receiver.channels) == 1, "one card, and no mail beside it"


async def told_of(house: House) -> list[tuple[int | None, list[int]]]:
    async with house.database.read(house.forbund_id) as session:
        found = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.DECISIONS_TOLD))
        return [(message.person_id, message.details["lifts"]) for message in found]


async def test_whoever_goes_on_with_the_fragor_is_told_once_and_not_of_their_own_words(house: House) -> None:
    met = await group_that_met(house, questions=3)
    first, second, third = (Said(lift, LiftOutcome.LYFT_VIDARE, "", NATION) for lift in met.lifts)
    for _ in range(2):
        await tell(house, met, first, second, actor=met.convener)
    await tell(house, met, third, actor=house.coordinator, submit="s2")

    assert await told_of(house) == [(house.coordinator.id, met.lifts[:2])]


async def test_who_answered_is_told_whom_to_ask_for_a_correction_and_who_corrects_is_not(house: House) -> None:
    met = await group_that_met(house)
    assert (await held(house, met, met.convener)).corrected_by == (), "nothing is answered"
    await tell(house, met, Said(met.lifts[0], LiftOutcome.UPPSKJUTEN, ""), actor=met.convener)
    (whom,) = (await held(house, met, met.convener)).corrected_by
    async with house.database.read(house.forbund_id) as session:
        karin = await session.get_one(Person, whom.person_id)
    assert whom.told == f"{karin.name} ({karin.email})"
    assert (await held(house, met, karin)).corrected_by == ()

    async with house.database.begin(house.forbund_id) as session:
        for person in await session.exec(select(Person).where(col(Person.id) != met.convener.id)):
            person.active = False
    (mailbox,) = (await held(house, met, met.convener)).corrected_by
    assert (mailbox.person_id, mailbox.told) == (None, "forbundet@hoglandet.example")
