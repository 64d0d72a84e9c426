"""Members answer Spindeln in Teams."""

from datetime import timedelta

import pytest

from backend.spindel.answer import read_asking
from backend.spindel.aspects import ASPECTS, FIELDS
from bot.cards.spindel import Answered, spindel_card
from bot.flows.spindel import spindel_url
from tests.bot.talk import Talk, buttons, inputs, talking, values, words_of
from tests.house import NOW
from tests.spindel import Ring, ring_of

GOOD = dict.fromkeys(FIELDS.values(), "3")


async def asked(talk: Talk, measured_at: timedelta = timedelta()) -> tuple[Talk, Ring, int]:
    """The convener with the card."""
    ring = await ring_of(talk.house)
    measurement = await ring.start(NOW - measured_at)
    convener = Talk(talk.house, talk.desk, ring.members[0], talk.woken, talk.now)
    async with talk.house.database.read(talk.house.forbund_id) as session:
        asking = await read_asking(session, measurement, ring.members[0], NOW - measured_at)
    url = spindel_url(talk.desk.links, talk.house.forbund_id, asking, ring.members[0].id or 0)
    await convener.chat.reply(spindel_card(asking, Answered(url=url), talk.desk.words_in("sv")))
    return convener, ring, measurement


async def test_nine_questions_in_two_parts_are_sent_as_one_and_thanked_for(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        convener, ring, measurement = await asked(talk)
        assert list(inputs(convener.card)) == list(FIELDS.values())
        assert "aldrig vem" in words_of(convener.card)
        assert buttons(convener.card) == [
            "Vidare till fråga 6–9",
            "Skicka svaren",
            "Tillbaka till fråga 1–5",
            "Öppna på webben",
        ]

        assert "Tack för att du svarade" in words_of(await convener.press("Skicka svaren", **GOOD))
        assert inputs(convener.card) == {}
        assert await ring.tallies(measurement) == {(aspect, 3): 1 for aspect in ASPECTS}


async def test_what_is_missing_is_named_where_it_stands_and_the_rest_is_kept(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        convener, ring, measurement = await asked(talk)
        shown = words_of(await convener.press("Skicka svaren", **{**GOOD, "aspect-7": "", "aspect-2": "ingen"}))
        assert "7. Informationsflödet mellan parterna: Välj ett svar, eller Kan inte bedöma." in shown
        hidden = [part["id"] for part in convener.card["body"] if part.get("isVisible") is False]
        assert hidden == ["first"]
        assert values(convener.card)["aspect-2"] == "ingen"
        assert await ring.tallies(measurement) == {}


async def test_pressed_twice_and_answered_on_the_web_meanwhile_counts_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        convener, ring, measurement = await asked(talk)
        await ring.answer(measurement, 0)
        shown = words_of(await convener.press("Skicka svaren", **dict.fromkeys(FIELDS.values(), "0")))
        assert ("Du har redan svarat" in shown, "Tack för att" in shown) == (True, False)
        assert await ring.tallies(measurement) == {(aspect, 3): 1 for aspect in ASPECTS}


async def test_a_card_pressed_too_late_says_that_it_is_closed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        convener, ring, measurement = await asked(talk, timedelta(days=20))
        shown = words_of(await convener.press("Skicka svaren", **GOOD))
        assert "Mätningen är stängd" in shown
        assert inputs(convener.card) == {}
        assert await ring.tallies(measurement) == {}


@pytest.mark.parametrize("asked", ["spindeln", "Visa Spindeln", "svara på spindeln", "spider"])
async def test_spindeln_opens_what_is_to_be_answered_and_where_it_stands(sqlite_url: str, asked: str) -> None:
    async with talking(sqlite_url) as talk:
        ring = await ring_of(talk.house)
        convener = Talk(talk.house, talk.desk, ring.members[0], talk.woken, talk.now)
        assert "Inte mätt än" in words_of(await convener.write(asked))
        await ring.start(NOW)
        await convener.write(asked)
        questions, groups = convener.chat.shown[-2:]
        assert not isinstance(questions, str)
        assert list(inputs(questions)) == list(FIELDS.values())
        assert "0 av 6" in words_of(groups)
        member = Talk(talk.house, talk.desk, ring.members[1], talk.woken, talk.now)
        await member.write(asked)
        assert len(member.chat.shown) == 1
        assert "Skicka svaren" in buttons(member.card)
        await member.press("Skicka svaren", **GOOD)
        assert "Tack för att du svarade" in words_of(await member.write(asked))


async def test_who_isnt_asked_is_told_what_spindeln_is(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "en grupps egen bild" in words_of(await talk.write("spindeln"))
