"""Fixing a time: who is invited, who is told, what is asked about once more, and what is refused."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.meetings.fix import fix_meeting
from backend.meetings.slot import Slot, UnusualTimeError
from backend.meetings.views import MeetingView, meeting_view
from backend.times import STOCKHOLM
from models import AuditEvent, Conversation, Invitation, Meeting, OutboxMessage, Person, Unit, UnitKommun
from models.enums import AuditAction, Channel, MeetingStatus, NoticeKind, PartyCode
from tests.house import NOW, House

STARTS = datetime(2026, 3, 18, 9, 0, tzinfo=STOCKHOLM)
LATER = NOW + timedelta(hours=3)


async def asked(house: House, *parties: PartyCode, kommun_id: int | None = None) -> int:
    changes = {"parties": parties or (PartyCode.FK, PartyCode.VARD), "kommun_id": kommun_id or house.tranas}
    return await house.ask_for_meeting(date(2026, 3, 16), date(2026, 3, 27), f"m-{parties}", **changes)


async def fix(
    house: House, meeting_id: int, key: str = "f1", actor: Person | None = None, confirmed: str | None = None, **changes: Any
) -> Meeting:
    """Fix a time; an unusual one is confirmed unless told otherwise."""
    slot = replace(Slot(STARTS, 60, "Jobbhuset, rum Ekorren"), **changes)
    confirmed = slot.confirmation if confirmed is None else confirmed
    async with house.database.begin(house.forbund_id) as session:
        return await fix_meeting(
            session, actor or house.coordinator, meeting_id, slot, key, LATER, confirmed=confirmed
        )  # fmt: skip


async def doubts(house: House, meeting_id: int, **changes: Any) -> list[str]:
    try:
        await fix(house, meeting_id, confirmed="", **changes)
    except UnusualTimeError as error:
        return [doubt.key.removeprefix("meeting.doubt.") for doubt in error.doubts]
    return []


async def view_of(house: House, meeting_id: int) -> MeetingView:
    async with house.database.read(house.forbund_id) as session:
        return await meeting_view(session, meeting_id, for_handler=True)


async def told(house: House, kind: NoticeKind) -> list[OutboxMessage]:
    return [message for message in await house.all_of(OutboxMessage) if message.kind is kind]


async def test_the_meeting_gets_its_time_and_place(house: House) -> None:
    meeting_id = await asked(house)
    await fix(house, meeting_id)

    view = await view_of(house, meeting_id)
    assert (view.status, view.place, view.minutes) == (MeetingStatus.BOKAT, "Jobbhuset, rum Ekorren", 60)
    assert (view.starts_at, view.ends_at) == (STARTS, STARTS + timedelta(hours=1))


async def test_the_functions_of_the_chosen_parties_that_serve_the_kommun_are_invited_by_mail(house: House) -> None:
    meeting_id = await asked(house, PartyCode.FK, PartyCode.VARD)
    await fix(house, meeting_id)

    invitations = await house.all_of(Invitation)
    assert {(row.party, row.function, row.email) for row in invitations} == {
        (PartyCode.FK, "samordnare, FK Tranås", "fk@tranas.example"),
        (PartyCode.VARD, "samordnare, VARD Tranås", "vard@tranas.example"),
    }
    mails = await told(house, NoticeKind.MEETING_INVITATION)
    assert {(mail.channel, mail.address) for mail in mails} == {
        (Channel.MAIL, "fk@tranas.example"),
        (Channel.MAIL, "vard@tranas.example"),
    }
    assert {mail.details["invitation_id"] for mail in mails} == {row.id for row in invitations}


async def test_a_unit_elsewhere_or_closed_is_not_invited(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        session.add(Unit(party=PartyCode.FK, name="FK Eksjö", function="samordnare", email="fk@eksjo.example"))
        closed = Unit(party=PartyCode.FK, name="Gamla FK", function="samordnare", email="gamla@fk.example", active=False)
        session.add(closed)
        await session.flush()
        session.add(UnitKommun(unit_id=stored_id(closed), kommun_id=house.tranas))
    await fix(house, await asked(house, PartyCode.FK))

    assert [row.email for row in await house.all_of(Invitation)] == ["fk@tranas.example"]


async def test_functions_that_share_a_mailbox_get_one_mail(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        second = Unit(party=PartyCode.FK, name="FK Nässjö", function="samordnare", email="FK@tranas.example")
        session.add(second)
        await session.flush()
        session.add(UnitKommun(unit_id=stored_id(second), kommun_id=house.tranas))
    await fix(house, await asked(house, PartyCode.FK))

    assert len(await house.all_of(Invitation)) == 2
    assert len(await told(house, NoticeKind.MEETING_INVITATION)) == 1


async def test_a_party_without_a_function_is_named_and_stops_nothing(house: House) -> None:
    meeting_id = await asked(house, PartyCode.FK, PartyCode.ANNAN)
    assert (await view_of(house, meeting_id)).parties_without_function == ()
    await fix(house, meeting_id)

    view = await view_of(house, meeting_id)
    assert view.parties_without_function == (PartyCode.ANNAN,)
    assert [invited.party for invited in view.invitations] == [PartyCode.FK]


async def test_the_caller_is_told_every_way_since_the_mail_holds_the_calendar_entry(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        person = (await session.exec(select(Person).where(col(Person.id) == house.reporter.id))).one()
        person.email = "hanna@tranas.example"
        session.add(person)
    await fix(house, await asked(house))

    notices = await told(house, NoticeKind.MEETING_FIXED)
    assert {(notice.channel, notice.person_id) for notice in notices} == {
        (Channel.TEAMS, house.reporter.id),
        (Channel.MAIL, house.reporter.id),
    }


async def test_a_caller_who_cannot_be_reached_stops_no_invitation(house: House) -> None:
    meeting_id = await asked(house)
    async with house.database.begin(house.forbund_id) as session:
        chat = (await session.exec(select(Conversation).where(Conversation.person_id == house.reporter.id))).one()
        await session.delete(chat)
    await fix(house, meeting_id)

    assert await told(house, NoticeKind.MEETING_FIXED) == []
    assert len(await told(house, NoticeKind.MEETING_INVITATION)) == 2


async def test_the_same_submit_twice_invites_once_also_at_the_same_moment(house: House) -> None:
    meeting_id = await asked(house)
    await asyncio.gather(*(fix(house, meeting_id) for _ in range(3)))

    assert len(await house.all_of(Invitation)) == 2
    assert len(await told(house, NoticeKind.MEETING_INVITATION)) == 2
    changes = [event for event in await house.all_of(AuditEvent) if event.action is AuditAction.CHANGED]
    assert [(event.actor_id, event.subject_id) for event in changes] == [(house.coordinator.id, meeting_id)]


async def test_of_two_who_fix_it_at_once_the_second_is_told(house: House) -> None:
    meeting_id = await asked(house)
    results = await asyncio.gather(
        fix(house, meeting_id, "f1"), fix(house, meeting_id, "f2", actor=house.office), return_exceptions=True
    )

    [refused] = [result for result in results if isinstance(result, DomainError)]
    assert refused.key == "error.meeting_fixed"
    assert len(await house.all_of(Invitation)) == 2


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("changes", "asked_about"),
    [
        ({}, []),
        ({"starts_at": at(17, 7), "minutes": 15}, []),
        ({"starts_at": at(16, 9)}, ["short_notice"]),
        ({"starts_at": at(27, 17), "minutes": 60}, []),
        ({"starts_at": at(13, 9)}, ["window", "short_notice"]),
        ({"starts_at": at(30, 9)}, ["window"]),
        ({"starts_at": at(18, 6, 55)}, ["hours"]),
        ({"starts_at": at(18, 17, 30)}, ["hours"]),
        ({"starts_at": at(18, 23, 30)}, ["hours"]),
        ({"starts_at": at(18, 2, 0)}, ["hours"]),
        ({"starts_at": at(21, 9)}, ["weekend"]),
        ({"starts_at": at(3, 9, month=4)}, ["window", "holiday"]),
        ({"starts_at": at(5, 3, month=4)}, ["window", "weekend", "hours"]),
        ({"starts_at": datetime(2026, 12, 24, 9, tzinfo=STOCKHOLM)}, ["window", "holiday"]),
    ],
)
async def test_a_time_that_looks_like_a_slip_is_asked_about_once_more(
    house: House, changes: dict[str, Any], asked_about: list[str]
) -> None:
    meeting_id = await asked(house)

    assert await doubts(house, meeting_id, **changes) == asked_about
    status = (await view_of(house, meeting_id)).status
    assert status is (MeetingStatus.BEGART if asked_about else MeetingStatus.BOKAT)
    if asked_about:
        await fix(house, meeting_id, **changes)
        assert (await view_of(house, meeting_id)).status is MeetingStatus.BOKAT


async def test_what_was_confirmed_is_that_time_and_no_other(house: House) -> None:
    meeting_id = await asked(house)
    sunday = Slot(at(22, 9), 60, "Jobbhuset")

    with pytest.raises(UnusualTimeError):
        await fix(house, meeting_id, starts_at=at(21, 9), confirmed=sunday.confirmation)


async def test_a_function_that_is_asked_to_two_meetings_at_once_is_named(house: House) -> None:
    first = await asked(house, PartyCode.FK)
    await fix(house, first)
    second = await asked(house, PartyCode.FK, PartyCode.VARD)

    with pytest.raises(UnusualTimeError) as error:
        await fix(house, second, "f2", starts_at=STARTS + timedelta(minutes=59), confirmed="")
    assert [(doubt.key, doubt.values) for doubt in error.value.doubts] == [
        ("meeting.doubt.busy", {"number": "SM-2026-0001", "function": "samordnare, FK Tranås"})
    ]
    assert await doubts(house, second, starts_at=STARTS + timedelta(minutes=60)) == []


async def test_meetings_of_other_functions_at_the_same_time_collide_with_nothing(house: House) -> None:
    await fix(house, await asked(house, PartyCode.FK))

    assert await doubts(house, await asked(house, PartyCode.AF), key="f2") == []


async def test_who_fixes_the_time_is_the_organizer_and_gets_a_copy(house: House) -> None:
    meeting_id = await asked(house)
    await fix(house, meeting_id)

    view = await view_of(house, meeting_id)
    assert (view.organizer_name, view.organizer_email) == ("Karin Exempel", "karin@hoglandet.example")
    [copy] = await told(house, NoticeKind.MEETING_COPY)
    assert (copy.channel, copy.person_id) == (Channel.MAIL, house.coordinator.id)


async def test_without_an_address_of_its_own_the_answers_go_to_forbundets_mailbox(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        karin = (await session.exec(select(Person).where(col(Person.id) == house.coordinator.id))).one()
        karin.email = None
    meeting_id = await asked(house)
    await fix(house, meeting_id, actor=karin)

    view = await view_of(house, meeting_id)
    assert (view.organizer_name, view.organizer_email) == ("Höglandet", "forbundet@hoglandet.example")
    [copy] = await told(house, NoticeKind.MEETING_COPY)
    assert copy.address == "forbundet@hoglandet.example"


async def test_an_organizer_whose_own_mailbox_is_a_function_is_told_once(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        unit = (await session.exec(select(Unit).where(Unit.party == PartyCode.FK))).one()
        unit.email = "Karin@hoglandet.example"
    await fix(house, await asked(house, PartyCode.FK))

    assert await told(house, NoticeKind.MEETING_INVITATION) == []
    assert len(await told(house, NoticeKind.MEETING_COPY)) == 1


async def test_the_caller_is_asked_when_the_meeting_ends_whether_it_was_held(house: House) -> None:
    await fix(house, await asked(house))

    [question] = await told(house, NoticeKind.MEETING_ENDED)
    assert (question.person_id, question.next_attempt_at) == (house.reporter.id, STARTS + timedelta(hours=1))


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"starts_at": LATER}, "error.time_past", "starts_at"),
        ({"starts_at": datetime(2026, 3, 11, 9, 0, tzinfo=STOCKHOLM)}, "error.time_past", "starts_at"),
        ({"minutes": 10}, "error.minutes", "minutes"),
        ({"minutes": 481}, "error.minutes", "minutes"),
        ({"place": "  "}, "error.place_missing", "place"),
        ({"place": "x" * 301}, "error.text_too_long", "place"),
    ],
)
async def test_what_will_not_do_is_told_by_field(house: House, changes: dict[str, Any], error: str, field: str) -> None:
    meeting_id = await asked(house)
    with pytest.raises(DomainError) as refused:
        await fix(house, meeting_id, **changes)

    assert (refused.value.key, refused.value.values["field"]) == (error, field)
    assert (await view_of(house, meeting_id)).status is MeetingStatus.BEGART


async def test_personal_data_in_the_place_is_refused(house: House) -> None:
    meeting_id = await asked(house)
    with pytest.raises(PersonalDataError) as error:
        await fix(house, meeting_id, place="Hos Anna, 070-174 06 05")

    assert list(error.value.fields) == ["place"]
    assert await told(house, NoticeKind.MEETING_INVITATION) == []


async def test_only_those_who_handle_the_kommun_fix_its_meetings(house: House) -> None:
    meeting_id = await asked(house, PartyCode.FK, kommun_id=house.eksjo)
    for actor in (house.reporter, house.coordinator):
        with pytest.raises(NotAllowedError):
            await fix(house, meeting_id, actor=actor)
    with pytest.raises(NotFoundError):
        await fix(house, 4711)
    await fix(house, meeting_id, actor=house.office)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
async def test_a_meeting_on_the_day_of_a_clock_change_keeps_its_hour_on_the_wall(house: House, day: date) -> None:
    meeting_id = await asked(house)
    starts = datetime(day.year, day.month, day.day, 9, 30, tzinfo=STOCKHOLM)
    await fix(house, meeting_id, starts_at=starts)

    stored = (await view_of(house, meeting_id)).starts_at
    assert stored is not None
    assert stored.astimezone(STOCKHOLM).strftime("%H:%M") == "09:30"
