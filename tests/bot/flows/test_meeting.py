"""A samverkansmöte: asked for on two cards, fixed by the coordinator, told to those concerned."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from backend.meetings.views import meeting_view
from bot.cards.meeting_card import fixing_card
from bot.flows.meeting import new_fixing
from models import Invitation, Meeting, OutboxMessage, Person, Unit
from models.enums import Channel, Consent, MeetingForm, MeetingStatus, NotHeld, NoticeKind, PartyCode
from tests.bot.talk import KEY, Talk, buttons, coordinator, inputs, talking, values, words_of

SENTENCES = {"purpose": "Plan för återgång", "wanted_outcome": "En gemensam plan", "who_decides": "Handläggare på FK"}


async def first(talk: Talk, **changes: str) -> None:
    await talk.write("samverkansmöte")
    chosen = {"kommun": str(talk.house.tranas), "parties": "FK,VARD", "individual": "nej", "consent": "ja", **changes}
    await talk.press("Nästa", **chosen)


async def meetings(talk: Talk) -> list[Meeting]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return list((await session.exec(select(Meeting))).all())


async def asked(talk: Talk) -> Talk:
    """A meeting asked for; returns the coordinator with its card."""
    await first(talk)
    await talk.press("Skicka", **SENTENCES, window_end="2026-03-31")
    karin = coordinator(talk)
    async with talk.house.database.read(talk.house.forbund_id) as session:
        view = await meeting_view(session, 1, for_handler=True)
    fixing = new_fixing(talk.desk.links, talk.house.forbund_id, 1, karin.person.id or 0, talk.now)
    await karin.chat.reply(fixing_card(view, fixing, talk.desk.words("sv")))
    return karin


async def test_two_cards_make_the_request_and_the_second_becomes_the_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, form="sip")
        assert "2 av 2" in words_of(talk.card)
        receipt = words_of(await talk.press("Skicka", **SENTENCES, reference="ärende A"))

        assert "SM-2026-0001 är skickad" in receipt
        assert len(talk.chat.shown) == 1
        [meeting] = await meetings(talk)
        assert (meeting.form, meeting.consent, meeting.individual_takes_part) == (MeetingForm.SIP, Consent.JA, False)
        assert (meeting.purpose, meeting.reference) == (SENTENCES["purpose"], "ärende A")
        assert (str(meeting.window_start), str(meeting.window_end)) == ("2026-03-16", "2026-03-27"), "two working weeks"
        assert talk.woken


async def test_a_message_that_names_them_fills_in_kommun_and_parties(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("Boka ett samverkansmöte i Tranås med FK och AF")
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        assert set(values(talk.card)["parties"].split(",")) == {"AF", "FK"}


async def test_the_caller_is_told_that_fk_takes_part_only_when_the_individual_does(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        assert talk.desk.texts.t("sv", "meeting.advice.fk_absent") in words_of(talk.card)
        await talk.press("Tillbaka")
        await talk.press("Nästa", individual="ja")
        assert talk.desk.texts.t("sv", "meeting.advice.fk_absent") not in words_of(talk.card)


async def test_going_back_keeps_what_was_written(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        await talk.press("Tillbaka", purpose="Ett syfte")
        assert values(talk.card)["parties"] == "FK,VARD"
        await talk.press("Nästa")
        assert values(talk.card)["purpose"] == "Ett syfte"


async def test_a_meeting_needs_samtycke_when_it_is_held_without_the_individual(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, form="formote", consent="nej")
        await talk.press("Skicka", **SENTENCES)
        assert "1 av 2" in words_of(talk.card), "it is mended where it was answered"
        assert await meetings(talk) == []


async def test_personal_data_is_masked_and_nothing_is_stored(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        await talk.press("Skicka", **{**SENTENCES, "purpose": "Plan för 850709-9805"})
        assert await meetings(talk) == []
        assert "personnummer" in words_of(talk.card)
        await talk.press("Skicka")
        [meeting] = await meetings(talk)
        assert meeting.purpose == "Plan för [personnummer]"


async def test_personal_data_in_the_reference_is_masked_as_well(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        await talk.press("Skicka", **SENTENCES, reference="850709-9805")
        assert values(talk.card)["reference"] == "[personnummer]"
        assert await meetings(talk) == []


@pytest.mark.parametrize(
    ("today", "starts", "ends"),
    [
        (9, "2026-03-16", "2026-03-27"),
        (13, "2026-03-16", "2026-03-27"),
        (15, "2026-03-16", "2026-03-27"),
        (16, "2026-03-23", "2026-04-03"),
    ],
)
async def test_the_form_begins_with_two_working_weeks_from_next_monday(
    sqlite_url: str, today: int, starts: str, ends: str
) -> None:
    async with talking(sqlite_url) as talk:
        talk.now = talk.now.replace(day=today)
        await first(talk)
        assert (values(talk.card)["window_start"], values(talk.card)["window_end"]) == (starts, ends)


async def test_a_meeting_with_one_s_own_party_alone_is_told_at_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, parties="KOMMUN")
        assert "1 av 2" in words_of(talk.card)
        assert "Bjud in minst en part till utöver din egen." in words_of(talk.card)
        await talk.press("Nästa", parties="KOMMUN,AF")
        assert "2 av 2" in words_of(talk.card)


async def test_one_whose_party_is_unknown_is_asked_before_the_parties_are_counted(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.get_one(Person, talk.person.id)).party = None
        await first(talk, parties="FK", own_party="FK")
        assert "Bjud in minst en part till utöver din egen." in words_of(talk.card)
        await talk.press("Nästa", own_party="AF")
        await talk.press("Skicka", **SENTENCES)
        [meeting] = await meetings(talk)
        assert meeting.calling_party is PartyCode.AF


async def test_nobody_is_kept_on_the_second_card_by_what_is_not_filled_in(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        assert not any(element.get("isRequired") for element in inputs(talk.card).values())
        await talk.press("Skicka", purpose="Ett syfte")
        assert "Skriv vem som måste kunna besluta." in words_of(talk.card)
        assert values(talk.card)["purpose"] == "Ett syfte"


async def test_pressing_twice_asks_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        card = talk.card
        await talk.press("Skicka", card, **SENTENCES)
        await talk.press("Skicka", card, **SENTENCES)
        assert len(await meetings(talk)) == 1


async def test_a_meeting_about_a_report_knows_its_kommun_and_parties(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        report = await talk.house.report()
        await talk.write("status SB-2026-0001")
        await talk.press("Begär samverkansmöte")
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        await talk.press("Nästa", individual="nej", consent="ja")
        await talk.press("Skicka", **SENTENCES)
        [meeting] = await meetings(talk)
        assert meeting.report_id == report.id


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


async def test_a_press_without_a_key_of_ours_asks_for_nothing_and_says_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        await talk.submit(**{**talk.card["actions"][0]["data"], **SENTENCES, "submit_id": "Anna Ek 850709-9805"})
        assert "ingenting är sparat" in words_of(talk.last)
        assert await meetings(talk) == []


async def test_a_time_without_a_key_of_ours_is_not_fixed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        data = {**karin.card["actions"][0]["data"], "submit_id": ""}
        await karin.submit(**data, day="2026-03-30", clock="09:30", minutes="60", place="Rum 3")
        assert "ingenting är sparat" in words_of(karin.last)
        assert (await meetings(talk))[0].status is MeetingStatus.BEGART


async def test_a_meeting_about_a_report_that_cannot_be_is_refused_in_words(database_url: str) -> None:
    async with talking(database_url) as talk:
        await first(talk)
        await talk.submit(**{**talk.card["actions"][0]["data"], **SENTENCES, "report": 10**30})
        assert all(meeting.report_id is None for meeting in await meetings(talk))
        assert words_of(talk.last)


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


async def test_the_coordinator_moves_a_fixed_meeting_and_the_form_begins_with_how_it_is(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Flytta")
        assert values(karin.card) == {"day": "2026-03-30", "clock": "09:30", "minutes": "90", "place": "Rum 3"}
        await karin.press("Flytta", day="2026-03-31")

        assert "tisdag 31 mars 2026 kl. 09:30" in words_of(karin.card)
        [meeting] = await meetings(talk)
        assert (meeting.calendar_sequence, meeting.status) == (1, MeetingStatus.BOKAT)
        assert len(karin.chat.shown) == 1


async def test_moving_to_where_it_is_says_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Flytta")
        await karin.press("Flytta")
        assert "Tiden och platsen är redan de här." in words_of(karin.card)


async def test_a_length_of_the_page_s_own_can_be_kept_when_the_meeting_is_moved(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            meeting = (await session.exec(select(Meeting))).one()
            assert meeting.starts_at
            meeting.ends_at = meeting.starts_at + timedelta(minutes=75)
        await karin.press("Flytta")
        assert values(karin.card)["minutes"] == "75"


async def test_a_meeting_is_called_off_after_a_question_and_the_caller_is_told(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await booked(talk)
        await karin.press("Ställ in")
        assert "Det går inte att ångra." in words_of(karin.card)
        await karin.press("Nej, behåll mötet")
        assert (await meetings(talk))[0].status is MeetingStatus.BOKAT
        await karin.press("Ställ in")
        await karin.press("Ja, ställ in")

        assert "är inställt" in words_of(karin.card)
        [meeting] = await meetings(talk)
        assert meeting.status is MeetingStatus.INSTALLT
        async with talk.house.database.read(talk.house.forbund_id) as session:
            told = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.MEETING_CANCELLED))).all()
        assert [message.person_id for message in told if message.channel is Channel.TEAMS] == [talk.person.id]


async def test_the_caller_sees_a_fixed_meeting_without_what_only_the_coordinator_may(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        await talk.submit(do="meeting.show", meeting=1)
        assert buttons(talk.card) == ["Öppna på webben"]
        assert "karin@hoglandet.example" not in words_of(talk.card)


async def test_a_forged_press_by_the_caller_neither_moves_nor_calls_off(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        for do in ("meeting.move", "meeting.cancelled"):
            await talk.submit(
                do=do, submit_id=KEY, meeting=1, seen=0, day="2026-03-31", clock="10:00", minutes="60", place="Rum 4"
            )
        [meeting] = await meetings(talk)
        assert (meeting.calendar_sequence, meeting.status) == (0, MeetingStatus.BOKAT)


async def test_one_press_tells_that_a_meeting_was_not_held_and_why(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        talk.now = datetime(2026, 3, 30, 12, tzinfo=UTC)
        await talk.submit(do="meeting.show", meeting=1)
        await talk.press("Nej: Individen kom inte")

        assert "SM-2026-0001 hölls inte" in words_of(talk.card)
        assert "Individen kom inte" in words_of(talk.card)
        [meeting] = await meetings(talk)
        assert (meeting.status, meeting.not_held) == (MeetingStatus.INTE_HALLET, NotHeld.INDIVIDEN_UTEBLEV)


async def test_an_answer_that_no_button_of_ours_gives_is_refused(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await booked(talk)
        await talk.submit(do="meeting.close", submit_id=KEY, meeting=1, answer="x")
        assert (await meetings(talk))[0].status is MeetingStatus.BOKAT


async def test_a_meeting_in_an_address_can_be_gone_to_from_its_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await asked(talk)
        await karin.press("Boka och bjud in", day="2026-03-30", clock="09:30", place="https://video.example/m")
        assert "Gå till mötet" in buttons(karin.card)
        await karin.press("Flytta")
        await karin.press("Flytta", place="javascript:alert(1)")
        assert "Gå till mötet" not in buttons(karin.card)
