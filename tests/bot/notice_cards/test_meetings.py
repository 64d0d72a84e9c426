"""Notices of a samverkansmöte, as cards in Teams."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.courier import NeedlessError
from backend.meetings.end import cancel_meeting, keep_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.own import ask_call_off, take_back
from backend.meetings.slot import Slot
from backend.times import local_date
from models import Person
from models.enums import NoticeKind
from tests.bot.noticing import FakeAdapter, deliver, waiting
from tests.bot.talk import buttons, values, words_of
from tests.house import NOW, House, small_house

FIXED = Slot(datetime(2026, 3, 18, 9, 0, tzinfo=UTC), 60, "Jobbhuset")


async def asked_for_a_meeting(house: House) -> int:
    today = local_date(NOW)
    return await house.ask_for_meeting(today, today + timedelta(days=14))


async def fixed_meeting(house: House) -> int:
    meeting_id = await asked_for_a_meeting(house)
    async with house.database.begin(house.forbund_id) as session:
        await fix_meeting(session, house.coordinator, meeting_id, FIXED, "f1", NOW)
    return meeting_id


async def test_the_coordinator_gets_a_card_to_fix_a_meeting_with(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await asked_for_a_meeting(house)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_REQUESTED))

        assert "SIP att boka i Tranås" in words_of(adapter.card)
        assert values(adapter.card)["day"] == "2026-03-17"


async def test_a_request_that_was_fixed_on_the_page_first_is_shown_as_it_stands(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await fixed_meeting(house)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_REQUESTED))

        assert "SM-2026-0001 är bokat" in words_of(adapter.card)
        assert {"Flytta", "Ställ in"} <= set(buttons(adapter.card))


async def test_the_caller_is_told_of_a_time_a_move_and_that_a_meeting_is_off(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        meeting_id = await fixed_meeting(house)
        first = await waiting(house, NoticeKind.MEETING_FIXED)
        await deliver(house, adapter, first)
        assert "SM-2026-0001 är bokat" in words_of(adapter.card)

        async with house.database.begin(house.forbund_id) as session:
            moved = replace(FIXED, starts_at=FIXED.starts_at + timedelta(days=1))
            await move_meeting(session, house.coordinator, meeting_id, 0, moved, "v1", NOW)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_FIXED))
        assert "SM-2026-0001 är flyttat eller ändrat" in words_of(adapter.card)
        assert "torsdag 19 mars 2026 kl. 10:00" in words_of(adapter.card)
        assert "Be om annan tid" in buttons(adapter.card), "as on the receipt"
        with pytest.raises(NeedlessError, match="changed since"):
            await deliver(house, adapter, first)

        async with house.database.begin(house.forbund_id) as session:
            await cancel_meeting(session, house.coordinator, meeting_id, "c1", NOW, why="FK kan inte komma.")
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_CANCELLED))
        assert "SM-2026-0001 är inställt" in words_of(adapter.card)
        assert "Därför ställdes mötet in: FK kan inte komma." in words_of(adapter.card)
        assert buttons(adapter.card) == ["Begär nytt möte", "Öppna på webben"]


async def test_the_caller_is_asked_in_teams_whether_a_meeting_was_held(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await fixed_meeting(house)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_ENDED))

        assert "Hölls SM-2026-0001?" in words_of(adapter.card)
        assert buttons(adapter.card) == [
            "Ja, det hölls",
            "Nej: En part kom inte",
            "Nej: Individen kom inte",
            "Nej: Samtycke saknades",
            "Nej: Annat skäl",
        ]


async def test_a_request_that_is_taken_back_is_told_as_it_stands_or_in_a_line_beside_its_card(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        meeting_id = await asked_for_a_meeting(house)
        async with house.database.begin(house.forbund_id) as session:
            await take_back(session, await session.get_one(Person, house.reporter.id), meeting_id, "t1", NOW)
        message = await waiting(house, NoticeKind.MEETING_AMENDED)
        await deliver(house, adapter, message)
        assert "SM-2026-0001 är återtagen" in words_of(adapter.card)
        await deliver(house, adapter, message)
        assert words_of(adapter.card) == "Begäran är återtagen av den som begärde mötet: SM-2026-0001, Tranås"
        assert buttons(adapter.card) == ["Visa"]


async def test_who_asked_that_a_meeting_be_called_off_reads_that_it_is_kept_and_whom_to_write_to(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        meeting_id = await fixed_meeting(house)
        async with house.database.begin(house.forbund_id) as session:
            caller = await session.get_one(Person, house.reporter.id)
            await ask_call_off(session, caller, meeting_id, "Ingen kan.", "c1", NOW)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_AMENDED))
        assert "Ingen kan." in words_of(adapter.card)
        assert {"Ställ in", "Behåll"} <= set(buttons(adapter.card))

        async with house.database.begin(house.forbund_id) as session:
            await keep_meeting(session, house.coordinator, meeting_id, "Ingen kan.", "k1", NOW)
        message = await waiting(house, NoticeKind.MEETING_KEPT)
        await deliver(house, adapter, message)
        assert "SM-2026-0001 blir av som bokat" in words_of(adapter.card)
        assert f"Bokat av: {house.coordinator.name}" in words_of(adapter.card)

        async with house.database.begin(house.forbund_id) as session:
            await cancel_meeting(session, house.coordinator, meeting_id, "x1", NOW)
        with pytest.raises(NeedlessError, match="changed since"):
            await deliver(house, adapter, message)
