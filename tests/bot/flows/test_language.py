"""Choosing one's language: by a word or from the help, for the chat, the notices and the pages."""

from pathlib import Path

import pytest

from backend.directory.people import person_from_teams
from bot.flows.language import asked_for
from models import AuditEvent, Person
from models.enums import ReportStatus
from tests.bot.standing import HANNA, Chats, chatting
from tests.bot.talk import buttons, talking, values, words_of


async def chosen(chats: Chats) -> tuple[str, bool]:
    [hanna] = [person for person in await chats.wire.rows(Person) if person.entra_id == "e-hanna"]
    return hanna.locale, hanna.locale_chosen


@pytest.mark.parametrize(
    "text", ["English", "in English please", "på engelska, tack", "byt språk till engelska", "Switch to English!"]
)
def test_english_is_asked_for(text: str) -> None:
    assert asked_for(text) == "en"


@pytest.mark.parametrize("text", ["svenska", "På svenska", "change language to Swedish", "Swedish please"])
def test_swedish_is_asked_for(text: str) -> None:
    assert asked_for(text) == "sv"


@pytest.mark.parametrize(
    "text", ["FK skickade beslutet på engelska", "Ingen tolk till engelska fanns på mötet", "engelska skolan svarar inte", "tack"]
)
def test_what_tells_of_a_language_asks_for_none(text: str) -> None:
    assert asked_for(text) is None


async def test_who_only_asks_is_told_how_it_is_and_offered_the_other(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "Jag skriver till dig på svenska" in words_of(await talk.write("språk"))
        assert buttons(talk.card) == ["English", "Hjälp"]
        assert "I write to you in English" in words_of(await talk.press("English"))
        assert buttons(talk.card) == ["Svenska", "Help"]


async def test_the_help_offers_the_other_language(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("hjälp")
        assert buttons(talk.card)[-1] == "English"


ENGLISH = "FK did not come to the meeting in Tranås yesterday and nobody had told us"


async def test_a_form_for_an_english_text_offers_english_and_keeps_what_stands_in_it(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(ENGLISH)
        assert "English" in buttons(talk.card)
        shown = words_of(await talk.press("English", suggestion="A phone call", category="KONTAKT"))
        assert "Report" in shown
        assert {"Send", "Cancel"} <= set(buttons(talk.card))
        assert "Svenska" not in buttons(talk.card)
        kept = values(talk.card)
        assert (kept["text"], kept["suggestion"], kept["category"], kept["parties"]) == (ENGLISH, "A phone call", "KONTAKT", "FK")
        assert kept["event_date"] == "2026-03-11"
        async with talk.house.database.read(talk.house.forbund_id) as session:
            person = await session.get_one(Person, talk.house.reporter.id)
            assert (person.locale, person.locale_chosen) == ("en", True)


@pytest.mark.parametrize(("text", "locale"), [("FK kom inte på mötet i Tranås igår", "sv"), (ENGLISH, "en")])
async def test_a_form_in_the_language_of_its_text_offers_no_other(sqlite_url: str, text: str, locale: str) -> None:
    async with talking(sqlite_url) as talk:
        talk.locale = locale
        await talk.write(text)
        assert not {"English", "Svenska"} & set(buttons(talk.card))


async def test_the_choice_beats_teams_own_language_and_notices_follow_it(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        told = await chats.write(HANNA, "English")
        assert "I write to you in English" in words_of(chats.card(told))
        await chats.wire.send(chats.wire.activity("help", locale="sv-SE", **HANNA))
        assert "What I can help you with" in words_of(chats.wire.card)
        assert await chosen(chats) == ("en", True)
        form = await chats.write(HANNA, "FK kom inte på mötet i Tranås i tisdags")
        await chats.press(HANNA, form, "Send")
        await chats.deliver()
        await chats.handle(status=ReportStatus.HOS_PART)
        notice = next(sent for sent in await chats.deliver() if sent.method == "POST")
        assert notice.body["summary"] == "SB-2026-0001 has a new status: With the party concerned"


async def test_without_a_choice_teams_own_language_counts(sqlite_url: str, tmp_path: Path) -> None:
    async with chatting(sqlite_url, tmp_path) as chats:
        await chats.wire.send(chats.wire.activity("help", locale="en-GB", **HANNA))
        assert await chosen(chats) == ("en", False)


async def test_the_choice_goes_along_when_two_rows_turn_out_to_be_one_person(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("English")
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            person = await person_from_teams(
                session, entra_id="e-hanna", name="", email=talk.house.office.email, locale="sv", address=None
            )
            assert (person.id, person.locale, person.locale_chosen) == (talk.house.office.id, "en", True)
            assert (await session.get_one(AuditEvent, 1)).details == {"locale": "en"}


async def test_what_the_guard_put_in_is_told_in_the_readers_language(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        talk.locale = "en"
        form = words_of(await talk.write("AF never called back in Tranås yesterday, 070-174 06 05"))
        assert "[telefon] (phone number)" in form, "the mark is read by those who receive the report"
        assert "I found: phone number." in form
