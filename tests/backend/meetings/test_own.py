"""A request that its caller takes back, or wants moved or called off; the receiver is told once."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from backend.courier import NeedlessError
from backend.errors import DomainError, NotAllowedError, PersonalDataError
from backend.i18n import Texts
from backend.links import Links
from backend.mail.meeting_letters import MeetingLetters
from backend.mail.paper import Paper
from backend.meetings.end import cancel_meeting, keep_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.own import ask_call_off, ask_other_time, take_back
from backend.meetings.slot import Slot, UnusualTimeError, day_to_propose, earliest_with_notice, sensible_window
from models import Meeting, OutboxMessage, Person
from models.enums import MeetingStatus, NoticeKind
from tests.house import NOW, House, small_house

FIRST, LAST = date(2026, 3, 16), date(2026, 3, 27)
SLOT = Slot(datetime(2026, 3, 18, 9, 0, tzinfo=UTC), 60, "Jobbhuset")


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    async with small_house(sqlite_url) as house:
        await house.ask_for_meeting(FIRST, LAST)
        yield house


async def fixed(house: House, slot: Slot = SLOT, now: datetime = NOW, confirmed: str = "") -> None:
    async with house.database.begin(house.forbund_id) as session:
        await fix_meeting(session, None, 1, slot, "f1", now, confirmed=confirmed)


async def asked(house: House, first: date, last: date, submit: str = "o1", by: Person | None = None) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await ask_other_time(session, by or house.reporter, 1, first, last, submit, NOW)


async def taken_back(house: House, submit: str = "t1", by: Person | None = None) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await take_back(session, by or house.reporter, 1, submit, NOW)


async def meeting(house: House) -> Meeting:
    async with house.database.read(house.forbund_id) as session:
        return (await session.exec(select(Meeting))).one()


async def told(house: House) -> list[tuple[str, int | None]]:
    async with house.database.read(house.forbund_id) as session:
        rows = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.MEETING_AMENDED))).all()
        return [(row.details["how"], row.person_id) for row in rows]


async def test_a_request_that_is_taken_back_is_called_off_and_its_receiver_told_once(house: House) -> None:
    await taken_back(house)
    await taken_back(house, "t2")
    assert (await meeting(house)).status is MeetingStatus.INSTALLT
    assert await told(house) == [("withdrawn", house.coordinator.id)]


async def test_a_wish_for_another_time_is_told_no_more_once_there_is_a_new_one(house: House) -> None:
    await fixed(house)
    await asked(house, date(2026, 3, 23), date(2026, 3, 27))
    links, texts = Links("a secret of thirty-two characters!", ""), Texts(("backend",))
    letters = MeetingLetters(Paper(texts), links, texts, "moten@example.org")
    async with house.database.begin(house.forbund_id) as session:
        message = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.MEETING_AMENDED))).one()
        assert "Annan tid" in (await letters.amended(session, message)).subject
        slot = Slot(datetime(2026, 3, 24, 9, 0, tzinfo=UTC), 60, "Jobbhuset")
        await move_meeting(session, None, 1, 0, slot, "v1", NOW, confirmed=slot.confirmation)
        with pytest.raises(NeedlessError, match="answered"):
            await letters.amended(session, message)


async def test_a_meeting_with_a_time_is_called_off_by_whoever_fixed_it(house: House) -> None:
    await fixed(house)
    with pytest.raises(DomainError, match=r"error\.meeting_has_time"):
        await taken_back(house)
    assert await told(house) == []


async def test_only_its_caller_takes_it_back_or_asks_for_another_time(house: House) -> None:
    for by in (house.coordinator, house.office):
        with pytest.raises(NotAllowedError):
            await taken_back(house, by=by)
        with pytest.raises(NotAllowedError):
            await asked(house, FIRST, LAST, by=by)


async def test_another_time_is_wished_for_until_the_meeting_is_moved(house: House) -> None:
    await fixed(house)
    await asked(house, date(2026, 4, 7), date(2026, 4, 17))
    await asked(house, date(2026, 4, 7), date(2026, 4, 17))
    stands = await meeting(house)
    assert (stands.status, stands.other_time_asked, stands.window_start) == (MeetingStatus.BOKAT, True, date(2026, 4, 7))
    assert stands.starts_at == SLOT.starts_at, "nothing moves by itself"
    assert await told(house) == [("other_time", house.coordinator.id)]
    async with house.database.begin(house.forbund_id) as session:
        await move_meeting(session, None, 1, 0, Slot(datetime(2026, 4, 8, 9, 0, tzinfo=UTC), 60, "Jobbhuset"), "mv", NOW)
    assert not (await meeting(house)).other_time_asked


async def asked_off(house: House, why: str = "Deltagaren har fått jobb.", submit: str = "c1", now: datetime = NOW) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await ask_call_off(session, house.reporter, 1, why, submit, now)


async def kept(
    house: House, submit: str = "k1", by: Person | None = None, seen: str = "Deltagaren har fått jobb.", now: datetime = NOW
) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await keep_meeting(session, by or house.coordinator, 1, seen, submit, now)


async def test_that_a_fixed_meeting_be_called_off_is_told_its_receiver_once_and_changes_nothing_else(house: House) -> None:
    await fixed(house)
    await asked_off(house)
    await asked_off(house)
    stands = await meeting(house)
    assert (stands.status, stands.call_off_asked) == (MeetingStatus.BOKAT, "Deltagaren har fått jobb.")
    assert stands.calendar_sequence == 0, "nobody's calendar hears of it"
    assert await told(house) == [("call_off", house.coordinator.id)]


async def test_an_organizer_who_isnt_the_receiver_is_told_as_well_that_a_meeting_is_to_be_called_off(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await fix_meeting(session, house.office, 1, SLOT, "f1", NOW)
    await asked_off(house)
    assert sorted(await told(house), key=str) == sorted(
        [("call_off", house.coordinator.id), ("call_off", house.office.id)], key=str
    )


async def test_a_meeting_that_is_kept_is_told_its_caller_once(house: House) -> None:
    await fixed(house)
    await asked_off(house)
    for submit in ("k1", "k1", "k2"):
        await kept(house, submit)
    assert (await meeting(house)).call_off_asked == ""
    async with house.database.read(house.forbund_id) as session:
        rows = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.MEETING_KEPT))).all()
    assert [row.person_id for row in rows] == [house.reporter.id]


async def test_what_is_asked_anew_stands_though_an_older_press_comes_late(house: House) -> None:
    await fixed(house)
    await asked_off(house)
    await kept(house, "k1")
    await asked_off(house, submit="c2")
    await kept(house, "k1")
    assert (await meeting(house)).call_off_asked == "Deltagaren har fått jobb.", "the same press again"
    await asked_off(house, "AF kan inte heller.", submit="c3")
    await kept(house, "k2")
    assert (await meeting(house)).call_off_asked == "AF kan inte heller.", "a press on what was asked before"
    await kept(house, "k3", seen="AF kan inte heller.")
    assert (await meeting(house)).call_off_asked == ""


async def test_what_has_begun_is_neither_kept_nor_called_off(house: House) -> None:
    await fixed(house)
    await asked_off(house)
    with pytest.raises(DomainError, match=r"error\.meeting_begun"):
        await kept(house, now=SLOT.starts_at)
    assert (await meeting(house)).call_off_asked


async def test_only_the_newest_wish_stands_and_a_move_or_an_end_answers_it(house: House) -> None:
    await fixed(house)
    await asked(house, FIRST, LAST)
    await asked_off(house)
    assert not (await meeting(house)).other_time_asked
    await asked(house, FIRST, LAST, "o2")
    assert (await meeting(house)).call_off_asked == ""
    await asked_off(house, submit="c2")
    slot = Slot(datetime(2026, 3, 24, 9, 0, tzinfo=UTC), 60, "Jobbhuset")
    async with house.database.begin(house.forbund_id) as session:
        await move_meeting(session, None, 1, 0, slot, "v1", NOW)
    assert (await meeting(house)).call_off_asked == ""
    await asked_off(house, submit="c3")
    async with house.database.begin(house.forbund_id) as session:
        await cancel_meeting(session, None, 1, "x1", NOW, why="Den behövs inte.")
    stands = await meeting(house)
    assert (stands.status, stands.call_off_asked) == (MeetingStatus.INSTALLT, "")
    with pytest.raises(DomainError, match=r"error\.meeting_over"):
        await asked_off(house, submit="c4")


async def test_what_cant_be_called_off_or_said_why_is_refused_and_nothing_kept(house: House) -> None:
    with pytest.raises(DomainError, match=r"error\.meeting_not_fixed"):
        await asked_off(house)
    await fixed(house)
    for why, error in ((" ", DomainError), ("x" * 301, DomainError), ("850709-9805 är sjuk.", PersonalDataError)):
        with pytest.raises(error):
            await asked_off(house, why)
    with pytest.raises(DomainError, match=r"error\.meeting_begun"):
        await asked_off(house, now=SLOT.starts_at)
    with pytest.raises(NotAllowedError):
        async with house.database.begin(house.forbund_id) as session:
            await ask_call_off(session, house.coordinator, 1, "Nej.", "c1", NOW)
    with pytest.raises(NotAllowedError):
        await kept(house, by=house.reporter)
    assert (await meeting(house)).call_off_asked == ""
    assert await told(house) == []


@pytest.mark.parametrize(("first", "last", "key"), [(LAST, FIRST, "order"), (date(2026, 3, 1), date(2026, 3, 2), "past")])
async def test_days_that_cant_be_are_refused(house: House, first: date, last: date, key: str) -> None:
    with pytest.raises(DomainError, match=f"error.window_{key}"):
        await asked(house, first, last)
    assert await told(house) == []


async def test_what_is_over_or_called_off_gets_no_other_time(house: House) -> None:
    await taken_back(house)
    with pytest.raises(DomainError, match=r"error\.meeting_over"):
        await asked(house, FIRST, LAST)


async def test_short_notice_is_asked_about_with_a_day_that_isnt(house: House) -> None:
    near = Slot(datetime(2026, 3, 16, 9, 0, tzinfo=UTC), 60, "Jobbhuset")
    with pytest.raises(UnusualTimeError) as raised:
        await fixed(house, near)
    [doubt] = raised.value.doubts
    assert (doubt.key, doubt.values) == ("meeting.doubt.short_notice", {"count": "3", "day": "2026-03-17"})
    await fixed(house, near, confirmed=near.confirmation)
    assert (await meeting(house)).status is MeetingStatus.BOKAT


def test_the_day_that_is_proposed_isnt_short_notice_where_the_window_lets_it() -> None:
    thursday = date(2026, 3, 12)
    assert earliest_with_notice(thursday) == date(2026, 3, 17)
    assert day_to_propose(thursday, LAST, thursday) == date(2026, 3, 17)
    assert day_to_propose(date(2026, 3, 21), LAST, thursday) == date(2026, 3, 23), "the first working day"
    assert day_to_propose(thursday, date(2026, 3, 13), thursday) == thursday, "there is no better one among those wished for"


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 27)),
        (date(2026, 3, 12), date(2026, 3, 17), date(2026, 3, 27)),
        (date(2026, 3, 15), date(2026, 3, 18), date(2026, 3, 27)),
    ],
)
def test_next_week_and_the_one_after_are_wished_for_without_what_is_short_notice(today: date, first: date, last: date) -> None:
    assert sensible_window(today) == (first, last)
