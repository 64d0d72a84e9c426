"""A samverkansmöte: asked for on two cards, fixed by the coordinator, told to those concerned."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from backend.meetings.views import meeting_view
from bot.cards.meeting_card import fixing_card
from bot.flows.meeting import new_fixing
from models import Invitation, Meeting, OutboxMessage, Unit
from models.enums import Channel, Consent, MeetingForm, MeetingStatus, NoticeKind, PartyCode
from tests.bot.talk import KEY, Talk, coordinator, inputs, talking, values, words_of

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
    await talk.press("Skicka", **SENTENCES)
    karin = coordinator(talk)
    async with talk.house.database.read(talk.house.forbund_id) as session:
        view = await meeting_view(session, 1, for_handler=True)
    fixing = new_fixing(talk.desk.links, talk.house.forbund_id, 1, karin.person.id or 0, talk.now)
    await karin.chat.reply(fixing_card(view, fixing, talk.desk.words("sv")))
    return karin


async def test_two_cards_make_the_request_and_the_second_becomes_the_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, form="sip", reference="ärende A")
        assert "2 av 2" in words_of(talk.card)
        receipt = words_of(await talk.press("Skicka", **SENTENCES))

        assert "SM-2026-0001 är skickad" in receipt
        assert len(talk.chat.shown) == 1
        [meeting] = await meetings(talk)
        assert (meeting.form, meeting.consent, meeting.individual_takes_part) == (MeetingForm.SIP, Consent.JA, False)
        assert (meeting.purpose, meeting.reference) == (SENTENCES["purpose"], "ärende A")
        assert str(meeting.window_start) == "2026-03-19"
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


async def test_personal_data_in_the_reference_stops_the_first_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, reference="850709-9805")
        assert "1 av 2" in words_of(talk.card)
        assert values(talk.card)["reference"] == "[personnummer]"


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
