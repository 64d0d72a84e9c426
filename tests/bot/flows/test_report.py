"""Reporting in Teams: from a message to a receipt, in two steps."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from backend.categories.classifier import model_key
from backend.reporting.reader import SHOWN_PROPOSALS
from models import Person, ReportParty, Unit
from models.enums import PartyCode, Slag
from tests.bot.talk import KEY, buttons, inputs, stored, talking, titles, values, words_of

MESSAGE = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"
IDENTITY = "850709-9805"


async def test_a_message_is_answered_by_a_form_that_is_already_filled_in(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)

        assert values(talk.card) == {
            "text": MESSAGE,
            "category": "NARVARO",
            "kommun": str(talk.house.tranas),
            "parties": "FK",
            "event_date": "2026-03-10",
            "event_until": "",
            "slag": "brist",
            "recurring": "",
            "spoken": "",
            "consequence": "",
            "suggestion": "",
        }
        assert titles(talk.card, "category")[0] == "Närvaro och deltagande (förslag)"
        assert sum(title.endswith("(förslag)") for title in titles(talk.card, "category")) == SHOWN_PROPOSALS
        assert len(titles(talk.card, "category")) == len(talk.desk.taxonomy.codes)
        assert await stored(talk) == []


async def test_a_proposal_says_why_in_the_reporters_own_words(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        [told] = [line for line in words_of(talk.card).splitlines() if line.startswith("Jag föreslår")]
        quoted = re.findall("”([^”]+)”", told)

        assert quoted[0] == "Närvaro och deltagande"
        assert "kom inte" in " ".join(quoted[1:])
        assert all(phrase in MESSAGE for phrase in quoted[1:])


@pytest.mark.parametrize(
    ("asked_at", "last_tuesday"),
    [(datetime(2026, 3, 31, 8, tzinfo=UTC), "2026-03-24"), (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-20")],
)
async def test_days_are_counted_in_stockholm_when_the_clocks_change(
    sqlite_url: str, asked_at: datetime, last_tuesday: str
) -> None:
    async with talking(sqlite_url) as talk:
        talk.now = asked_at
        await talk.write(MESSAGE)
        assert values(talk.card)["event_date"] == last_tuesday


async def test_one_press_logs_the_report_and_turns_the_form_into_the_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        receipt = words_of(await talk.press("Skicka"))

        assert "Tack! SB-2026-0001 är mottagen" in receipt
        assert "Samverkanskoordinatorn i Tranås" in receipt
        assert "Svar senast: 26 mars 2026" in receipt
        assert "Vem ser den?" in receipt
        assert len(talk.chat.shown) == 1, "the receipt stands where the form stood"
        [report] = await stored(talk)
        assert (report.text, report.category, report.kommun_id) == (MESSAGE, "NARVARO", talk.house.tranas)
        assert report.event_date is not None
        assert report.proposed[0]["code"] == "NARVARO"
        assert report.model_version == model_key()
        assert talk.woken, "the coordinator is told at once"


async def test_what_the_person_changes_in_the_form_is_what_is_logged(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka", category="KONTAKT", kommun=str(talk.house.eksjo), parties="AF,FK", event_date="2026-03-02")

        [report] = await stored(talk)
        assert (report.category, report.kommun_id, str(report.event_date)) == ("KONTAKT", talk.house.eksjo, "2026-03-02")
        async with talk.house.database.read(talk.house.forbund_id) as session:
            parties = (await session.exec(select(ReportParty.party))).all()
        assert set(parties) == {PartyCode.AF, PartyCode.FK}


@pytest.mark.parametrize("asked", ["rapportera", "Jag vill rapportera en brist", "rapport", "Rapportera!"])
async def test_the_word_alone_opens_the_same_form_empty(sqlite_url: str, asked: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(asked)
        assert set(values(talk.card).values()) == {""}
        assert "isRequired" not in inputs(talk.card)["category"], "the category is proposed from the text"


async def test_an_empty_form_is_categorised_when_it_comes_back(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("rapportera")
        await talk.press("Skicka", text=MESSAGE, kommun=str(talk.house.tranas), parties="FK")
        [report] = await stored(talk)
        assert report.category == "NARVARO"
        assert report.proposed


async def test_an_empty_form_with_a_text_alone_comes_back_filled_in_to_be_looked_at(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("rapportera")
        assert {"kommun", "parties"}.isdisjoint(name for name, one in inputs(talk.card).items() if "isRequired" in one)
        await talk.press("Skicka", text="FK kom inte på mötet i Eksjö i tisdags och hade inte hört av sig")

        assert await stored(talk) == [], "where it goes is seen before it is sent"
        assert "Jag har läst din text" in words_of(talk.card)
        assert "Välj" not in words_of(talk.card), "nothing is asked for that the text says"
        shown = values(talk.card)
        assert (shown["kommun"], shown["parties"], shown["category"]) == (str(talk.house.eksjo), "FK", "NARVARO")
        await talk.press("Skicka")
        [report] = await stored(talk)
        assert report.kommun_id == talk.house.eksjo


async def test_the_text_goes_before_a_kommun_that_was_only_proposed_and_not_before_one_that_was_chosen(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        empty = await talk.write("rapportera")
        assert not isinstance(empty, str)
        text = "FK kom inte på mötet i Eksjö i tisdags och hade inte hört av sig"
        await talk.press("Skicka", empty, text=text, parties="FK")
        assert values(talk.card)["kommun"] == str(talk.house.eksjo)

        await talk.write("rapportera")
        await talk.press("Skicka", text="AF kom inte på mötet i Tranås i går", kommun=str(talk.house.eksjo), parties="AF")
        assert [report.kommun_id for report in await stored(talk)] == [talk.house.tranas, talk.house.eksjo]


async def test_a_text_that_nothing_is_clear_about_is_asked_for_its_category_instead_of_guessed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("rapportera")
        text = "Det blev inte som vi hade tänkt oss mellan parterna den här gången heller"
        await talk.press("Skicka", text=text, kommun=str(talk.house.tranas), parties="FK")

        assert await stored(talk) == []
        assert "mina tre förslag" in words_of(talk.card)
        assert values(talk.card)["text"] == text
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        assert titles(talk.card, "category")[0].endswith("(förslag)")

        await talk.press("Skicka", category="ADMIN")
        [report] = await stored(talk)
        assert report.category == "ADMIN"


async def test_the_form_says_why_it_proposes_the_category_also_beside_what_was_found(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK kom inte på mötet i Tranås i tisdags. Det gällde {IDENTITY}.")
        shown = words_of(talk.card)
        assert "Jag hittade: personnummer." in shown
        assert "Jag föreslår ”Närvaro och deltagande” för att du skrev" in shown
        assert IDENTITY not in shown.partition("Jag föreslår")[2]


async def test_a_good_example_is_welcomed_and_logged_as_one(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("Det fungerade jättebra med AF på mötet i Tranås idag, alla var förberedda och vi hade en plan efteråt")
        assert "Ett gott exempel!" in words_of(talk.card)
        await talk.press("Skicka", category="NARVARO")
        [report] = await stored(talk)
        assert report.slag is Slag.FRAMGANGSFAKTOR
        assert "goda exemplet" in words_of(talk.card)


async def test_what_is_no_samverkansbrist_is_answered_kindly_and_not_stored(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("Min chef är elak mot mig")
        assert buttons(talk.card)[0] == "Rapportera ändå"
        await talk.press("Rapportera ändå")
        assert values(talk.card)["text"] == "Min chef är elak mot mig"
        assert await stored(talk) == []


async def test_what_tells_of_nothing_is_told_what_the_bot_is_for(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("asdf qwer")
        assert "Jag tar emot det som brister" in words_of(talk.card)


async def test_a_person_whose_party_is_unknown_is_asked_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            person = await session.get_one(Person, talk.person.id)
            person.party = None
        await talk.write(MESSAGE)
        await talk.submit(do="report.send", submit_id=KEY, **{k: v for k, v in values(talk.card).items() if k != "own_party"})
        assert "Välj var du arbetar" in words_of(talk.card)
        await talk.press("Skicka", own_party="AF")
        [report] = await stored(talk)
        assert report.reporting_party is PartyCode.AF
        await talk.write(MESSAGE)
        assert "own_party" not in inputs(talk.card)


async def test_a_kommun_without_a_coordinator_goes_to_the_office(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Eksjö igår")
        receipt = words_of(await talk.press("Skicka", category="NARVARO"))
        assert "Förbundets verksamhetsutvecklare" in receipt


async def test_cancelling_leaves_a_line_and_nothing_else(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        assert await talk.press("Avbryt") == "Avbrutet. Ingenting är sparat."
        assert await stored(talk) == []


async def test_an_english_speaker_is_answered_in_english(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        talk.locale = "en"
        await talk.write(MESSAGE)
        assert talk.card["lang"] == "en"
        await talk.press("Send")
        assert "SB-2026-0001 is received" in words_of(talk.card)


async def test_where_the_text_tells_no_place_the_only_kommun_of_the_reporters_unit_is_proposed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            unit = (await session.exec(select(Unit).where(Unit.party == PartyCode.KOMMUN))).one()
            person = await session.get_one(Person, talk.house.reporter.id)
            person.unit_id = unit.id
        await talk.write("FK kom inte på mötet igår")
        assert values(talk.card)["kommun"] == str(talk.house.tranas)


async def test_what_was_read_as_recurring_is_said_in_the_form_and_on_the_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås i tisdags, det är tredje gången i år")
        assert "Återkommande: ja." in words_of(talk.card)
        await talk.press("Skicka")
        assert "Återkommande: Ja" in words_of(talk.card)
