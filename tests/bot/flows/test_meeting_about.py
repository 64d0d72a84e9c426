"""A meeting about a report: asked for in a sentence, and its number stands wherever the request is read."""

import pytest

from bot.flows.meeting_request import report_to_meet_about
from models import Meeting
from tests.bot.flows.test_meeting_request import SENTENCES
from tests.bot.flows.test_mine import a_stranger
from tests.bot.talk import Talk, buttons, coordinator, talking, values, words_of

NUMBER = "SB-2026-0001"
CHOSEN = {"individual": "ja", "consent": "ja"}


async def reported(talk: Talk) -> None:
    await talk.write("FK kom inte på mötet i Tranås i tisdags")
    await talk.press("Skicka")


@pytest.mark.parametrize(
    "text",
    [
        f"jag vill ha ett samverkansmöte om {NUMBER}",
        f"Be om samverkansmöte om {NUMBER}",
        f"Samverkansmöte om {NUMBER}",
        "kan du boka ett möte kring rapport 1 i nästa vecka?",
        f"I want a meeting about {NUMBER}, please",
    ],
)
async def test_a_sentence_opens_the_form_about_that_report(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        shown = words_of(await talk.write(text))
        assert f"Gäller rapport: {NUMBER}" in shown
        filled = values(talk.card)
        assert (filled["kommun"], filled["parties"]) == (str(talk.house.tranas), "FK")
        assert "Kryssa för fler parter" in shown
        assert "deltar bara när individen själv är med" in shown, "told where FK is chosen"


@pytest.mark.parametrize(
    "text",
    [
        f"status {NUMBER}",
        f"när är mötet om {NUMBER}?",
        f"vi skulle ha möte om {NUMBER} men FK kom inte",
        f"vad hände med {NUMBER}",
        "jag vill boka om mötet SM-2026-0001",
        "jag vill ha ett möte om SM-2026-0001",
        "vi behöver ett möte om tre veckor",
    ],
)
def test_other_sentences_with_a_number_ask_for_no_meeting(text: str) -> None:
    assert report_to_meet_about(text) == ""


async def test_anothers_report_and_none_are_told_alike_and_a_withdrawn_one_by_itself(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        stranger = await a_stranger(talk)
        assert f"inget med nummer {NUMBER}" in words_of(await stranger.write(f"samverkansmöte om {NUMBER}"))
        assert "inget med nummer SB-2026-0099" in words_of(await talk.write("samverkansmöte om SB-2026-0099"))
        await talk.write(f"status {NUMBER}")
        await talk.press("Ta tillbaka")
        await talk.press("Ta tillbaka rapporten")
        assert f"{NUMBER} är återtagen" in words_of(await talk.write(f"samverkansmöte om {NUMBER}"))


async def test_the_number_follows_the_request_to_whoever_reads_it(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.write(f"samverkansmöte om {NUMBER}")
        assert f"Gäller rapport: {NUMBER}" in words_of(await talk.press("Nästa", **CHOSEN))
        assert "SM-2026-0001" in words_of(await talk.press("Skicka", **SENTENCES))
        assert f"Gäller rapport: {NUMBER}" in words_of(talk.card)
        [meeting] = await talk.house.all_of(Meeting)
        assert meeting.report_id == 1
        handler = coordinator(talk)
        assert f"Gäller rapport: {NUMBER}" in words_of(await handler.write("SM-2026-0001"))
        assert "Boka och bjud in" in buttons(handler.card)


async def test_a_number_that_was_forged_into_the_form_is_not_told(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        stranger = await a_stranger(talk)
        await stranger.write("samverkansmöte")
        shown = await stranger.submit(do="meeting.next", submit_id="a" * 32, report=1, **CHOSEN)
        assert NUMBER not in words_of(shown)
