"""A form or a text that is sent once more: logged once, or asked about."""

from datetime import UTC, datetime

from sqlmodel import select

from models import OutboxMessage
from models.enums import Slag
from tests.bot.flows.test_report import MESSAGE
from tests.bot.talk import buttons, stored, talking, values, words_of


async def test_pressing_twice_logs_once_and_shows_the_same_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        form = talk.card
        first = words_of(await talk.press("Skicka", form))
        again = words_of(await talk.press("Skicka", form))

        assert first == again
        assert len(await stored(talk)) == 1
        async with talk.house.database.read(talk.house.forbund_id) as session:
            notices = (await session.exec(select(OutboxMessage))).all()
        assert len(notices) == 2, "one in Teams and one by mail"


async def test_an_old_form_still_works(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        form = talk.card
        await talk.write("hej")
        talk.now = datetime(2026, 4, 20, 8, tzinfo=UTC)
        await talk.press("Skicka", form)
        assert len(await stored(talk)) == 1


async def test_the_same_words_once_more_are_asked_about_and_may_be_the_same_event(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka")
        await talk.write(MESSAGE)
        asked = words_of(await talk.press("Skicka"))
        assert "Är det här samma händelse som SB-2026-0001?" in asked
        assert buttons(talk.card) == ["Ja, visa SB-2026-0001", "Ja, komplettera SB-2026-0001", "Nej, skicka som en ny"]
        assert len(await stored(talk)) == 1
        assert "Rapport SB-2026-0001" in words_of(await talk.press("Ja, visa SB-2026-0001"))
        assert len(await stored(talk)) == 1


async def test_what_is_new_in_a_text_that_was_sent_already_can_be_added_to_its_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka")
        await talk.write(f"{MESSAGE}. Ingen svarade i telefon heller.")
        asked = words_of(await talk.press("Skicka", category="NARVARO"))
        assert "Det här är nytt:\nIngen svarade i telefon heller." in asked
        await talk.press("Ja, komplettera SB-2026-0001")
        assert values(talk.card) == {"text": "Ingen svarade i telefon heller."}
        assert "Ditt tillägg är sparat" in words_of(await talk.press("Skicka"))
        assert len(await stored(talk)) == 1


async def test_the_same_words_may_tell_of_a_new_event_with_all_that_was_filled_in(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka")
        await talk.write(MESSAGE)
        await talk.press("Skicka", recurring="ja", consequence="vantan", suggestion="Ring i tid", parties="FK,VARD")
        question = talk.card
        assert "SB-2026-0002" in words_of(await talk.press("Nej, skicka som en ny"))
        await talk.press("Nej, skicka som en ny", question)
        [_, report] = await stored(talk)
        assert (report.recurring, report.consequence, report.suggestion) == (True, "vantan", "Ring i tid")
        assert report.text == MESSAGE
        assert (report.event_date, report.slag) == ((await stored(talk))[0].event_date, Slag.BRIST)
