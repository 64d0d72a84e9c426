"""A fixed meeting that is moved, called off, held or not held: the same entry, told once."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, PersonalDataError
from backend.handling.own_list import own_page
from backend.meetings.end import LONGEST_WHY, cancel_meeting, close_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.slot import Slot, UnusualTimeError
from backend.meetings.views import MeetingView, meeting_view
from backend.times import STOCKHOLM
from models import OutboxMessage, Person
from models.enums import Channel, MeetingStatus, NotHeld, NoticeKind, OutboxStatus, PartyCode
from tests.house import NOW, House

FIRST = Slot(datetime(2026, 3, 18, 9, 0, tzinfo=STOCKHOLM), 60, "Jobbhuset")
SECOND = Slot(datetime(2026, 3, 19, 13, 0, tzinfo=STOCKHOLM), 60, "Stadshuset")
AFTER = FIRST.ends_at + timedelta(hours=1)


async def asked(house: House, key: str = "m1") -> int:
    return await house.ask_for_meeting(date(2026, 3, 16), date(2026, 3, 27), key, parties=(PartyCode.FK, PartyCode.VARD))


async def fixed(house: House) -> int:
    meeting_id = await asked(house)
    async with house.database.begin(house.forbund_id) as session:
        await fix_meeting(session, house.coordinator, meeting_id, FIRST, "f1", NOW)
    return meeting_id


async def move(
    house: House, meeting_id: int, slot: Slot = SECOND, key: str = "v1", seen: int = 0, actor: Person | None = None
) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await move_meeting(session, actor or house.coordinator, meeting_id, seen, slot, key, NOW)


async def cancel(house: House, meeting_id: int, key: str = "c1", actor: Person | None = None, now: datetime = NOW) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await cancel_meeting(session, actor or house.coordinator, meeting_id, key, now)


async def close(
    house: House,
    meeting_id: int,
    not_held: NotHeld | None = None,
    key: str = "e1",
    actor: Person | None = None,
    now: datetime = AFTER,
) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await close_meeting(session, actor or house.reporter, meeting_id, not_held, key, now)


async def view_of(house: House, meeting_id: int) -> MeetingView:
    async with house.database.read(house.forbund_id) as session:
        return await meeting_view(session, meeting_id, for_handler=True)


async def told(house: House, kind: NoticeKind) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        waiting = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(col(OutboxMessage.id))
        return list((await session.exec(waiting)).all())


async def all_sent(house: House) -> None:
    """Let all that waits be delivered, but the question after the meeting."""
    async with house.database.begin(house.forbund_id) as session:
        for message in await session.exec(select(OutboxMessage).where(OutboxMessage.kind != NoticeKind.MEETING_ENDED)):
            message.status = OutboxStatus.LEVERERAD


async def test_a_moved_meeting_is_the_same_entry_one_step_on(house: House) -> None:
    before = await view_of(house, meeting_id := await fixed(house))
    await move(house, meeting_id)

    after = await view_of(house, meeting_id)
    assert (after.starts_at, after.place, after.status) == (SECOND.starts_at, "Stadshuset", MeetingStatus.BOKAT)
    assert (after.calendar_uid, after.calendar_sequence) == (before.calendar_uid, 1)
    assert (after.organizer_email, after.invitations) == (before.organizer_email, before.invitations)


async def test_everybody_who_was_invited_is_told_of_the_new_time_once(house: House) -> None:
    meeting_id = await fixed(house)
    await all_sent(house)
    for _ in range(2):
        await move(house, meeting_id)

    mails = [mail for mail in await told(house, NoticeKind.MEETING_INVITATION) if mail.details["sequence"] == 1]
    assert [mail.address for mail in mails] == ["fk@tranas.example", "vard@tranas.example"]
    assert {mail.details["before"] for mail in mails} == {"2026-03-18T08:00:00+00:00"}
    assert len(await told(house, NoticeKind.MEETING_FIXED)) == 2
    assert [mail.person_id for mail in await told(house, NoticeKind.MEETING_COPY)] == [house.coordinator.id] * 2


async def test_a_time_that_was_never_told_is_not_told_any_more(house: House) -> None:
    meeting_id = await fixed(house)
    await move(house, meeting_id)

    for kind in (NoticeKind.MEETING_INVITATION, NoticeKind.MEETING_FIXED, NoticeKind.MEETING_COPY, NoticeKind.MEETING_ENDED):
        assert {message.details["sequence"] for message in await told(house, kind)} == {1}, kind


async def test_the_question_whether_it_was_held_moves_with_the_meeting(house: House) -> None:
    await move(house, await fixed(house))

    assert [question.next_attempt_at for question in await told(house, NoticeKind.MEETING_ENDED)] == [SECOND.ends_at]


async def test_of_two_who_move_it_at_once_the_second_is_told(house: House) -> None:
    meeting_id = await fixed(house)
    elsewhere = Slot(SECOND.starts_at, 60, "Biblioteket")
    results = await asyncio.gather(
        move(house, meeting_id), move(house, meeting_id, elsewhere, "v2", actor=house.office), return_exceptions=True
    )

    assert [result.key for result in results if isinstance(result, DomainError)] == ["error.meeting_changed"]
    assert (await view_of(house, meeting_id)).calendar_sequence == 1


async def test_moving_asks_once_more_about_an_unusual_time_but_not_about_the_meeting_itself(house: House) -> None:
    meeting_id = await fixed(house)
    with pytest.raises(UnusualTimeError):
        await move(house, meeting_id, Slot(datetime(2026, 3, 21, 9, 0, tzinfo=STOCKHOLM), 60, "Jobbhuset"))
    await move(house, meeting_id, Slot(FIRST.starts_at + timedelta(minutes=30), 60, "Jobbhuset"))


async def test_a_move_to_where_it_is_tells_nobody(house: House) -> None:
    meeting_id = await fixed(house)
    with pytest.raises(DomainError, match="meeting_unchanged"):
        await move(house, meeting_id, FIRST)
    assert (await view_of(house, meeting_id)).calendar_sequence == 0


async def test_a_meeting_without_a_time_cannot_be_moved(house: House) -> None:
    with pytest.raises(DomainError, match="meeting_not_fixed"):
        await move(house, await asked(house))


async def test_a_cancelled_meeting_is_told_to_all_who_were_invited_and_the_caller_once(house: House) -> None:
    meeting_id = await fixed(house)
    await all_sent(house)
    for _ in range(2):
        await cancel(house, meeting_id)

    view = await view_of(house, meeting_id)
    assert (view.status, view.calendar_sequence) == (MeetingStatus.INSTALLT, 1)
    notices = {
        (message.channel, message.person_id, message.address) for message in await told(house, NoticeKind.MEETING_CANCELLED)
    }
    assert notices == {
        (Channel.MAIL, None, "fk@tranas.example"),
        (Channel.MAIL, None, "vard@tranas.example"),
        (Channel.TEAMS, house.reporter.id, None),
    }
    assert await told(house, NoticeKind.MEETING_ENDED) == []


async def test_an_organizer_is_told_when_somebody_else_calls_the_meeting_off(house: House) -> None:
    await cancel(house, await fixed(house), actor=house.office)

    assert house.coordinator.id in {message.person_id for message in await told(house, NoticeKind.MEETING_CANCELLED)}


async def test_a_request_can_be_closed_before_it_has_a_time_and_the_caller_knows_whom_to_ask(house: House) -> None:
    meeting_id = await asked(house)
    await cancel(house, meeting_id)

    view = await view_of(house, meeting_id)
    assert (view.status, view.organizer_email) == (MeetingStatus.INSTALLT, "karin@hoglandet.example")
    assert [message.person_id for message in await told(house, NoticeKind.MEETING_CANCELLED)] == [house.reporter.id]


async def test_a_meeting_that_has_begun_is_held_or_not_but_never_called_off(house: House) -> None:
    meeting_id = await fixed(house)
    with pytest.raises(DomainError, match="meeting_begun"):
        await cancel(house, meeting_id, now=FIRST.starts_at)
    await close(house, meeting_id, now=FIRST.starts_at)
    with pytest.raises(DomainError, match="meeting_over"):
        await cancel(house, meeting_id, "c2", now=AFTER)


async def test_only_those_who_handle_the_kommun_move_and_call_off_its_meetings(house: House) -> None:
    meeting_id = await fixed(house)
    with pytest.raises(NotAllowedError):
        await move(house, meeting_id, actor=house.reporter)
    with pytest.raises(NotAllowedError):
        await cancel(house, meeting_id, actor=house.reporter)


@pytest.mark.parametrize("not_held", [None, *NotHeld])
async def test_afterwards_one_answer_tells_whether_it_was_held(house: House, not_held: NotHeld | None) -> None:
    meeting_id = await fixed(house)
    await close(house, meeting_id, not_held)

    view = await view_of(house, meeting_id)
    assert (view.status, view.not_held) == (MeetingStatus.INTE_HALLET if not_held else MeetingStatus.HALLET, not_held)
    assert await told(house, NoticeKind.MEETING_ENDED) == [], "who has answered isn't asked"


async def test_an_answer_that_slipped_can_be_changed_also_by_the_coordinator(house: House) -> None:
    meeting_id = await fixed(house)
    await close(house, meeting_id, NotHeld.ANNAT)
    await close(house, meeting_id, None, "e2", actor=house.coordinator)

    view = await view_of(house, meeting_id)
    assert (view.status, view.not_held) == (MeetingStatus.HALLET, None)


async def test_another_answer_by_the_next_button_of_the_same_card_is_kept_and_the_first_again_is_not(house: House) -> None:
    meeting_id = await fixed(house)
    for not_held in (None, NotHeld.ANNAT, None):
        await close(house, meeting_id, not_held, "the card's")

    assert (await view_of(house, meeting_id)).not_held is NotHeld.ANNAT


async def test_a_meeting_ahead_or_without_a_time_was_neither_held_nor_not(house: House) -> None:
    meeting_id = await fixed(house)
    with pytest.raises(DomainError, match="meeting_ahead"):
        await close(house, meeting_id, now=FIRST.starts_at - timedelta(seconds=1))
    with pytest.raises(DomainError, match="meeting_not_fixed"):
        await close(house, await asked(house, "m2"))


async def test_somebody_who_was_not_there_cannot_tell(house: House) -> None:
    meeting_id = await fixed(house)
    stranger = Person(name="Sven Exempel", email="sven@nassjo.example", party=PartyCode.AF)
    async with house.database.begin(house.forbund_id) as session:
        session.add(stranger)
    with pytest.raises(NotAllowedError):
        await close(house, meeting_id, actor=stranger)


async def test_a_person_s_own_meetings_are_listed_the_newest_first(house: House) -> None:
    first, second = await fixed(house), await asked(house, "m2")
    async with house.database.read(house.forbund_id) as session:
        assert [view.id for view in (await own_page(session, stored_id(house.reporter), length=5)).rows] == [second, first]
        assert (await own_page(session, stored_id(house.coordinator), length=5)).rows == ()


async def test_the_reason_is_kept_clean_and_once(house: House) -> None:
    meeting_id = await fixed(house)
    for why in ("  FK kan inte komma.\r\n", "Något annat"):
        async with house.database.begin(house.forbund_id) as session:
            await cancel_meeting(session, house.coordinator, meeting_id, "c1", NOW, why=why)
    assert (await view_of(house, meeting_id)).called_off_why == "FK kan inte komma."


@pytest.mark.parametrize(("why", "error"), [("Ring 070-123 45 67", PersonalDataError), ("x" * (LONGEST_WHY + 1), DomainError)])
async def test_a_reason_that_cant_be_kept_calls_nothing_off(house: House, why: str, error: type[DomainError]) -> None:
    meeting_id = await fixed(house)
    with pytest.raises(error):
        async with house.database.begin(house.forbund_id) as session:
            await cancel_meeting(session, house.coordinator, meeting_id, "c1", NOW, why=why)
    view = await view_of(house, meeting_id)
    assert (view.status, view.called_off_why) == (MeetingStatus.BOKAT, "")
