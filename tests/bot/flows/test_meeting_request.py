"""Asking for a samverkansmöte on two cards: what is demanded, what is kept, what the guard does."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Meeting, Person
from models.enums import Consent, MeetingForm, PartyCode
from tests.bot.talk import Talk, data_of, inputs, talking, told_below, values, words_of

SENTENCES = {"purpose": "Plan för återgång", "wanted_outcome": "En gemensam plan", "who_decides": "Handläggare på FK"}


async def first(talk: Talk, **changes: str) -> None:
    await talk.write("samverkansmöte")
    chosen = {"kommun": str(talk.house.tranas), "parties": "FK,VARD", "individual": "nej", "consent": "ja", **changes}
    await talk.press("Nästa", **chosen)


async def meetings(talk: Talk) -> list[Meeting]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return list((await session.exec(select(Meeting))).all())


async def test_two_cards_make_the_request_and_the_second_becomes_the_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, form="sip")
        assert "2\N{NO-BREAK SPACE}av\N{NO-BREAK SPACE}2" in words_of(talk.card)
        receipt = words_of(await talk.press("Skicka", **SENTENCES, reference="ärende A"))

        assert "SM-2026-0001 är skickad" in receipt
        assert all(sentence in receipt for sentence in SENTENCES.values()), "what all who are invited will read"
        assert len(talk.chat.shown) == 1
        [meeting] = await meetings(talk)
        assert (meeting.form, meeting.consent, meeting.individual_takes_part) == (MeetingForm.SIP, Consent.JA, False)
        assert (meeting.purpose, meeting.reference) == (SENTENCES["purpose"], "ärende A")
        assert (str(meeting.window_start), str(meeting.window_end)) == ("2026-03-17", "2026-03-27"), "two working weeks"
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


@pytest.mark.parametrize(
    ("form", "consent"), [("formote", "nej"), ("sip", "nej"), ("sip", "ej_aktuellt"), ("trepartsmote", "nej")]
)
async def test_nobody_is_spoken_of_who_neither_is_there_nor_has_consented(sqlite_url: str, form: str, consent: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, form=form, consent=consent)
        assert talk.desk.texts.t("sv", "error.consent_needed") in words_of(talk.card)
        assert "form" in inputs(talk.card), "it is mended where it was chosen, before anything more is asked"
        await talk.press("Nästa", consent="ja")
        assert "2\N{NO-BREAK SPACE}av\N{NO-BREAK SPACE}2" in words_of(talk.card)


async def test_what_fk_has_said_is_told_where_fk_is_chosen(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("samverkansmöte")
        assert "Försäkringskassan deltar bara när individen själv är med" in words_of(talk.card)


async def test_what_must_be_filled_in_on_the_second_card_bears_a_star(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        starred = [name for name, element in inputs(talk.card).items() if element["label"].endswith(" *")]
        assert starred == ["purpose", "wanted_outcome", "who_decides", "window_start", "window_end"]


async def test_why_and_when_are_taken_from_the_message_that_asks(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("jag vill ha ett samverkansmöte med FK och vården om rehab för 850709-9805 nästa vecka i Tranås")
        await talk.press("Nästa", form="trepartsmote", individual="ja", consent="ja")
        shown = values(talk.card)
        assert shown["purpose"].startswith("Rehab för [personnummer]"), "the matter, without the asking"
        monday = talk.now.date() + timedelta(days=7 - talk.now.weekday())
        assert shown["window_start"] == monday.isoformat()
        assert shown["window_end"] == (monday + timedelta(days=4)).isoformat()


async def test_going_back_and_on_again_keeps_what_was_ticked(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        written = "Kontakten mellan AF och FK brast, och Maria fick inget besked. Fatima kom inte."
        await talk.press("Skicka", **{**SENTENCES, "purpose": written})
        await talk.press("Tillbaka", cleared="0")
        await talk.press("Nästa")
        assert values(talk.card)["cleared"] == "0"
        await talk.press("Skicka")
        assert [meeting.purpose for meeting in await meetings(talk)] == [written.replace("Fatima", "[namn 2]")]


async def test_all_that_must_be_mended_is_told_at_once_below_its_field_and_what_was_written_stands(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        written = {"purpose": "Plan", "wanted_outcome": "x" * 1001, "who_decides": " "}
        await talk.press("Skicka", **written, reference="y" * 41, window_start="2026-03-20", window_end="2026-03-19")
        told = told_below(talk.card)
        assert list(told) == ["wanted_outcome", "who_decides", "window_end", "reference"]
        assert told["who_decides"] == "Skriv vem som måste kunna besluta."
        assert told["window_end"] == "Sista dagen kan inte ligga före första dagen."
        assert values(talk.card)["purpose"] == "Plan"
        await talk.press("Skicka", window_start="2028-01-01", window_end="i maj")
        assert told_below(talk.card)["window_start"] == "Dagen ligger mer än ett år fram. Välj en dag inom ett år."
        assert told_below(talk.card)["window_end"] == "Välj den senaste dagen."
        await talk.press("Tillbaka")
        await talk.submit(**{**data_of(talk.card, "Nästa"), "form": "sip", "kommun": "", "parties": "", "consent": "ja"})
        assert set(told_below(talk.card)) == {"kommun", "parties", "individual"}


async def test_a_field_that_gives_its_place_to_the_question_is_still_read(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        written = "Kontakten mellan AF och FK brast, och Maria fick inget besked."
        await talk.press("Skicka", **{**SENTENCES, "purpose": written}, reference="ärende A")
        assert "reference" not in inputs(talk.card)
        assert "ärende A" in words_of(talk.card)


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
        (13, "2026-03-18", "2026-03-27"),
        (15, "2026-03-18", "2026-03-27"),
        (16, "2026-03-23", "2026-04-03"),
    ],
)
async def test_the_form_begins_with_next_week_and_the_one_after_without_short_notice(
    sqlite_url: str, today: int, starts: str, ends: str
) -> None:
    async with talking(sqlite_url) as talk:
        talk.now = talk.now.replace(day=today)
        await first(talk)
        assert (values(talk.card)["window_start"], values(talk.card)["window_end"]) == (starts, ends)


async def test_a_meeting_with_one_s_own_party_alone_is_told_at_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, parties="KOMMUN")
        assert "1\N{NO-BREAK SPACE}av\N{NO-BREAK SPACE}2" in words_of(talk.card)
        assert "Bjud in minst en part till utöver din egen." in words_of(talk.card)
        await talk.press("Nästa", parties="KOMMUN,AF")
        assert "2\N{NO-BREAK SPACE}av\N{NO-BREAK SPACE}2" in words_of(talk.card)


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
        purpose = values(talk.card)["purpose"]
        assert purpose.endswith("Det gäller: Närvaro och deltagande."), "what it is about, and never the reporter's own words"
        assert values(talk.card)["window_start"] == "2026-03-17"
        await talk.press("Skicka", **{**SENTENCES, "purpose": purpose})
        [meeting] = await meetings(talk)
        assert (meeting.report_id, meeting.purpose) == (report.id, purpose)


async def test_a_press_without_a_key_of_ours_asks_for_nothing_and_says_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        await talk.submit(**{**talk.card["actions"][0]["data"], **SENTENCES, "submit_id": "Anna Ek 850709-9805"})
        assert "ingenting är sparat" in words_of(talk.last)
        assert await meetings(talk) == []


async def test_a_meeting_about_a_report_that_cannot_be_is_refused_in_words(database_url: str) -> None:
    async with talking(database_url) as talk:
        await first(talk)
        await talk.submit(**{**talk.card["actions"][0]["data"], **SENTENCES, "report": 10**30})
        assert all(meeting.report_id is None for meeting in await meetings(talk))
        assert words_of(talk.last)


async def test_the_order_of_days_is_told_together_with_what_the_guard_finds(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk)
        days = {"window_start": "2026-03-27", "window_end": "2026-03-20"}
        await talk.press("Skicka", **{**SENTENCES, "purpose": "Plan, ring 070-123 45 67"}, **days)
        assert "Sista dagen kan inte ligga före första dagen." in words_of(talk.card)
        assert "telefonnummer" in words_of(talk.card)
        assert await meetings(talk) == []


async def test_the_kommun_of_the_last_meeting_or_report_is_proposed_and_said_to_be_a_guess(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("samverkansmöte")
        assert values(talk.card)["kommun"] == ""
        await talk.house.report(kommun_id=talk.house.eksjo)
        await talk.write("samverkansmöte")
        assert values(talk.card)["kommun"] == str(talk.house.eksjo)
        assert inputs(talk.card)["kommun"]["label"] == "Kommun (förslag, kontrollera)"
        await talk.press("Nästa", kommun=str(talk.house.tranas), parties="FK", individual="ja", consent="ja")
        await talk.press("Skicka", **SENTENCES)
        await talk.write("samverkansmöte")
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        await talk.write("Boka ett samverkansmöte i Eksjö med FK")
        assert (values(talk.card)["kommun"], inputs(talk.card)["kommun"]["label"]) == (str(talk.house.eksjo), "Kommun")


async def test_a_meeting_between_units_is_asked_of_an_individual_like_all_and_what_contradicts_it_is_told(
    sqlite_url: str,
) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, form="verksamheter", individual="", consent="")
        assert {"individual", "consent"} <= set(told_below(talk.card))
        await first(talk, form="verksamheter", individual="ja", consent="ja")
        told = told_below(talk.card)
        assert "inte om någon individ" in told["individual"]
        assert "inte om någon individ" in told["consent"]
        await first(talk, form="verksamheter", individual="nej", consent="ej_aktuellt")
        await talk.press("Skicka", **SENTENCES)
        [meeting] = await meetings(talk)
        assert (meeting.individual_takes_part, meeting.consent) == (False, Consent.EJ_AKTUELLT)
