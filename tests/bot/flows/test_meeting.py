"""A samverkansmöte that was asked for: fixed by the coordinator, moved, called off, told to those concerned."""

import json
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from backend.meetings.views import meeting_view
from bot.cards.meeting_fixing import fixing_card
from bot.flows.meeting import new_fixing
from models import Invitation, OutboxMessage, Unit
from models.enums import Channel, MeetingStatus, NoticeKind, PartyCode
from tests.bot.flows.test_meeting_request import SENTENCES, first, meetings
from tests.bot.talk import KEY, Talk, buttons, coordinator, inputs, talking, titles, told_below, values, words_of


async def asked(talk: Talk) -> Talk:
    """A meeting asked for; returns the coordinator with its card."""
    await first(talk)
    await talk.press("Skicka", **SENTENCES, window_end="2026-03-31")
    karin = coordinator(talk)
    async with talk.house.database.read(talk.house.forbund_id) as session:
        view = await meeting_view(session, 1, for_handler=True)
    fixing = new_fixing(talk.desk.links, talk.house.forbund_id, 1, karin.person.id or 0, talk.now)
    await karin.chat.reply(fixing_card(view, fixing, talk.desk.words_in("sv")))
    return karin


async def test_the_coordinator_fixes_the_time_and_the_functions_are_invited(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        fixed = words_of(await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", minutes="90", place="Rum 3"))

        assert "SM-2026-0001 är bokat" in fixed
        assert "måndag 30 mars 2026 kl. 09:30" in fixed
        assert "samordnare, FK Tranås" in fixed
        [meeting] = await meetings(talk)
        assert meeting.status is MeetingStatus.BOKAT
        assert meeting.starts_at == datetime(2026, 3, 30, 7, 30, tzinfo=UTC), "the clocks were changed the day before"
        async with talk.house.database.read(talk.house.forbund_id) as session:
            invited = (await session.exec(select(Invitation.party))).all()
            told = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.MEETING_INVITATION))).all()
        assert set(invited) == {PartyCode.FK, PartyCode.VARD}
        assert [message.channel for message in told] == [Channel.MAIL, Channel.MAIL]


async def test_the_card_that_books_says_who_will_be_invited_and_who_asked(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.exec(select(Unit).where(Unit.party == PartyCode.VARD))).one().active = False
        shown = words_of((await asked(talk)).card)
        assert "samordnare, FK Tranås" in shown
        assert "I katalogen saknas en mottagare för: Regionens vård." in shown
        assert "Hanna Exempel, " in shown


async def test_the_coordinator_puts_the_purpose_into_other_words_before_booking(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Ändra syftet")
        assert values(karin.card)["who_decides"] == SENTENCES["who_decides"]
        await karin.press("Spara ändringen", purpose="Plan för 850709-9805")
        assert values(karin.card)["purpose"] == "Plan för [personnummer]"
        assert [meeting.purpose for meeting in await meetings(talk)] == [SENTENCES["purpose"]]
        shown = words_of(await karin.press("Spara ändringen", purpose="Plan för våren", who_decides="Enhetschef"))
        assert "Plan för våren" in shown
        assert "Boka och bjud in" in buttons(karin.card), "where it goes on"
        assert [(m.purpose, m.who_decides) for m in await meetings(talk)] == [("Plan för våren", "Enhetschef")]


async def test_a_time_that_was_chosen_stands_there_still_after_the_purpose_was_changed_or_not(sqlite_url: str) -> None:
    chosen = {"day": "2026-03-30", "clock": "09:30", "minutes": "90", "place": "Rum 3"}
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        for press, words in (("Avbryt", {}), ("Spara ändringen", {"purpose": "Plan för våren"})):
            await karin.press("Ändra syftet", **(chosen if press == "Avbryt" else {}))
            await karin.press("Spara ändringen", purpose="Plan för 850709-9805")
            await karin.press(press, **words)
            assert {name: values(karin.card)[name] for name in chosen} == chosen
        assert "Plan för våren" in words_of(karin.card)
        assert "SM-2026-0001 är bokat" in words_of(await karin.press("Boka och bjud in"))


async def test_of_a_place_that_was_typed_nothing_certain_is_carried_on_in_the_form_of_other_words(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Ändra syftet", day="2026-03-30", place="Rum 3, för 850709-9805", other_clock="850709-9805")
        await karin.press("Spara ändringen", purpose="")
        assert "850709" not in json.dumps(karin.card)
        await karin.press("Avbryt")
        assert values(karin.card)["place"] == "Rum 3, för [personnummer]"
        assert "850709" not in json.dumps(karin.card)


async def test_everything_that_must_be_mended_in_a_time_is_told_at_once_each_below_its_field(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        data = karin.card["actions"][0]["data"]
        await karin.submit(**data, day="", clock="", other_clock="halv tio", minutes="5", place=" ")
        told = told_below(karin.card)
        assert told == {
            "day": "Välj en dag.",
            "other_clock": "Skriv klockslaget som timmar:minuter, till exempel 09:30.",
            "minutes": "Mötet kan vara mellan 15 och 480 minuter.",
            "place": "Skriv var ni ses: en plats, eller en länk till ett digitalt möte.",
        }
        assert values(karin.card)["other_clock"] == "halv tio"
        await karin.submit(**data, day="2026-03-11", clock="09:00", minutes="60", place="Rum 3")
        assert told_below(karin.card) == {"clock": "Tiden har redan varit. Välj en tid framåt."}
        await karin.submit(**data, day="2026-03-30", clock="", minutes="60", place="Rum 3")
        assert told_below(karin.card) == {"clock": "Välj ett klockslag."}


async def test_a_press_by_the_caller_puts_nothing_into_other_words(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await asked(talk)
        await talk.submit(do="meeting.reword", meeting=1)
        assert "purpose" not in inputs(talk.card)
        await talk.submit(do="meeting.reword.send", submit_id=KEY, meeting=1, purpose="Annat", who_decides="Chef")
        assert [meeting.purpose for meeting in await meetings(talk)] == [SENTENCES["purpose"]]


async def test_a_party_without_a_function_is_named(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.exec(select(Unit).where(Unit.party == PartyCode.VARD))).one().active = False
        karin = await asked(talk)
        fixed = words_of(await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", place="Rum 3"))
        assert "I katalogen saknas en mottagare för: Regionens vård." in fixed


@pytest.mark.parametrize(("day", "clock"), [("2026-03-11", "09:00"), ("2026-03-30", "25:00"), ("", "09:00"), ("x", "y")])
async def test_a_time_that_cannot_be_is_asked_for_again(sqlite_url: str, day: str, clock: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        data = karin.card["actions"][0]["data"]
        await karin.submit(**data, day=day, clock=clock, minutes="60", place="Rum 3")
        assert "place" in inputs(karin.card)
        assert values(karin.card)["place"] == "Rum 3"
        assert (await meetings(talk))[0].status is MeetingStatus.BEGART


async def test_a_second_coordinators_card_shows_what_the_first_fixed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        card = karin.card
        await karin.press("Boka och bjud in", card, day="2026-03-30", clock="09:30", place="Rum 3")
        data = {**card["actions"][0]["data"], "submit_id": KEY}
        await karin.submit(**data, day="2026-03-31", clock="10:00", minutes="60", place="Rum 4")
        assert "måndag 30 mars 2026 kl. 09:30" in words_of(karin.card)


async def test_a_time_without_a_key_of_ours_is_not_fixed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        data = {**karin.card["actions"][0]["data"], "submit_id": ""}
        await karin.submit(**data, day="2026-03-30", clock="09:30", minutes="60", place="Rum 3")
        assert "ingenting är sparat" in words_of(karin.last)
        assert (await meetings(talk))[0].status is MeetingStatus.BEGART


async def test_the_caller_cannot_fix_the_time(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        data = karin.card["actions"][0]["data"]
        await talk.submit(**data, day="2026-03-30", clock="09:30", minutes="60", place="Rum 3")
        assert (await meetings(talk))[0].status is MeetingStatus.BEGART


async def booked(talk: Talk) -> Talk:
    """A fixed meeting; returns the coordinator with its card."""
    karin = await asked(talk)
    await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", minutes="90", place="Rum 3")
    return karin


async def test_an_unusual_time_is_asked_about_once_more_and_booked_by_a_second_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Boka och bjud in", day="2026-04-04", clock="19:00", place="Rum 3")
        asked_about = words_of(karin.card)
        for why in ("utanför den önskade tiden", "lördag eller söndag", "efter kl. 18"):
            assert why in asked_about
        assert (await meetings(talk))[0].status is MeetingStatus.BEGART

        assert "är bokat" in words_of(await karin.press("Boka ändå"))


async def test_another_unusual_time_than_the_confirmed_one_is_asked_about_anew(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Boka och bjud in", day="2026-03-21", clock="09:00", place="Rum 3")
        await karin.press("Boka ändå", day="2026-03-22")
        assert "Boka ändå" in buttons(karin.card)
        assert (await meetings(talk))[0].status is MeetingStatus.BEGART


async def test_short_notice_is_said_with_a_better_day(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        assert values(karin.card)["day"] == "2026-03-17", "which isn't"
        told = words_of(await karin.press("Boka och bjud in", day="2026-03-16", clock="09:30", place="Rum 3"))
        assert "Det är kort varsel: de som kallas behöver minst 3 arbetsdagar." in told
        assert "Ta hellre 17 mars 2026 eller senare." in told
        assert "SM-2026-0001 är bokat" in words_of(await karin.press("Boka ändå"))


async def test_the_hours_of_the_offices_are_offered_and_any_other_time_is_typed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        offered = titles(karin.card, "clock")
        assert (offered[0], offered[1], offered[-1]) == ("07:00", "07:30", "17:30")
        await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", other_clock="kl 8.15", place="Rum 3")
        assert "kl. 08:15" in words_of(karin.card)
        await karin.press("Flytta")
        assert values(karin.card)["clock"] == "08:15"


async def test_a_time_that_is_chosen_after_a_typed_one_was_asked_about_is_the_one_that_is_booked(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", other_clock="kl 19.15", place="Rum 3")
        assert (values(karin.card)["clock"], values(karin.card)["other_clock"]) == ("19:15", "")
        assert "kl. 10:00" in words_of(await karin.press("Boka ändå", clock="10:00"))


async def test_a_typed_time_that_was_asked_about_is_booked_by_the_second_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", other_clock="kl 19.15", place="Rum 3")
        assert "kl. 19:15" in words_of(await karin.press("Boka ändå"))


async def test_a_fixed_meeting_says_what_it_is_for(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await talk.write("SM-2026-0001")
        for reader in (karin, talk):
            assert SENTENCES["purpose"] in words_of(reader.card)
