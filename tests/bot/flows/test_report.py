"""Reporting in Teams: from a message to a receipt, in two steps."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from backend.categories.classifier import model_key
from backend.reporting.reader import SHOWN_PROPOSALS
from models import OutboxMessage, Person, Report, ReportParty, Unit
from models.enums import PartyCode, Slag
from tests.bot.talk import KEY, Talk, buttons, coordinator, data_of, inputs, talking, titles, values, words_of

MESSAGE = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"
IDENTITY = "850709-9805"
PHONE = "070-123 45 67"


async def stored(talk: Talk) -> list[Report]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return list((await session.exec(select(Report))).all())


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


async def test_personal_data_in_a_message_is_marked_and_masked_and_nothing_is_stored(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK svarade inte om {IDENTITY} i Tranås, ring {PHONE}")

        shown = words_of(talk.card)
        assert "Jag hittade: personnummer, telefonnummer." in shown
        assert "Ingenting är sparat" in shown
        assert IDENTITY not in values(talk.card)["text"]
        assert PHONE not in values(talk.card)["text"]
        assert "[personnummer]" in values(talk.card)["text"]
        assert await stored(talk) == []


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


async def test_the_form_says_why_it_proposes_the_category_also_beside_what_was_found(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK kom inte på mötet i Tranås i tisdags. Det gällde {IDENTITY}.")
        shown = words_of(talk.card)
        assert "Jag hittade: personnummer." in shown
        assert "Jag föreslår ”Närvaro och deltagande” för att du skrev" in shown
        assert IDENTITY not in shown.partition("Jag föreslår")[2]


async def test_all_that_was_found_is_named_also_what_only_looks_like_a_name(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK svarade inte Kalle Karlsson om {IDENTITY} i Tranås")
        assert "Jag hittade: personnummer, kanske ett namn." in words_of(talk.card)


async def test_personal_data_in_the_form_comes_back_with_a_proposal_that_one_press_accepts(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka", text=f"FK kom inte till {IDENTITY} i Tranås", category="KONTAKT")

        assert await stored(talk) == []
        assert len(talk.chat.shown) == 1, "the form is mended where it stands"
        assert values(talk.card)["category"] == "KONTAKT", "everything else is kept"
        await talk.press("Skicka")
        [report] = await stored(talk)
        assert report.text == "FK kom inte till [personnummer] i Tranås"


async def test_nothing_of_what_the_guard_caught_reaches_the_database(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK svarade inte om {IDENTITY} i Tranås")
        await talk.press("Skicka", text=f"FK svarade inte om {IDENTITY}")
        await talk.press("Skicka")
    path = Path(talk.house.database.engine.url.database or "")
    written = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"[personnummer]" in written, "the masked text is what was looked through"
    assert IDENTITY.encode() not in written


async def test_missing_fields_are_asked_for_and_the_rest_is_kept(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        carried = {name: value for name, value in values(talk.card).items() if name not in ("kommun", "parties")}
        await talk.submit(**data_of(talk.card, "Skicka"), **carried)

        shown = words_of(talk.card)
        assert "Välj en av förbundets kommuner." in shown
        assert "Välj minst en part som det gäller." in shown
        assert values(talk.card)["text"] == MESSAGE
        assert await stored(talk) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-13", "Datumet kan inte ligga i framtiden"),
        ("i tisdags", "Jag kan inte läsa datumet"),
        ("2026-02-30", "Jag kan inte läsa datumet"),
        ("9999-99-99", "Jag kan inte läsa datumet"),
    ],
)
async def test_a_day_that_cannot_be_is_asked_for_again(sqlite_url: str, day: str, told: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(do="report.send", submit_id=KEY, **{**values(talk.card), "event_date": day})
        assert told in words_of(talk.card)
        assert await stored(talk) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"kommun": "999"},
        {"kommun": -1},
        {"kommun": {"id": 1}},
        {"parties": ["FK"]},
        {"parties": "XX"},
        {"category": "HITTEPA", "p": [["HITTEPA", 1]]},
        {"text": 5},
        {"p": [[1, 2, 3], "x", ["NARVARO", "hög"]], "category": ""},
        {"submit_id": {"a": 1}, "kommun": ""},
    ],
)
async def test_a_forged_form_gets_an_answer_and_stores_nothing_wrong(sqlite_url: str, forged: dict[str, object]) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{"do": "report.send", "submit_id": KEY, **values(talk.card), **forged})
        for report in await stored(talk):
            assert report.category in talk.desk.taxonomy.codes
            assert report.kommun_id == talk.house.tranas


@pytest.mark.parametrize("forged", ["", "Anna Ek 850709-9805", "0" * 65, None])
async def test_a_form_without_a_key_of_ours_logs_nothing_and_says_so(database_url: str, forged: str | None) -> None:
    async with talking(database_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "submit_id": forged})
        assert "ingenting är sparat" in words_of(talk.last)
        assert await stored(talk) == []


async def test_what_a_form_says_of_its_model_is_stored_only_when_it_can_be_one(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "model": "Anna Ek 850709-9805"})
        [report] = await stored(talk)
        assert report.model_version == ""


async def test_another_persons_form_shows_nothing_of_their_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        form = talk.card
        await talk.press("Skicka", form)
        other = coordinator(talk)
        await other.write("rapportera")
        await other.submit(**{**data_of(form, "Skicka"), **values(form), "text": "Något annat om FK i Tranås hände"})
        assert "SB-2026-0001" not in words_of(other.card)
        assert "hör till någon annan" in words_of(other.card)


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


async def test_a_text_that_is_too_long_is_kept_as_far_as_it_goes_and_told(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås. " * 1000)
        shown = words_of(talk.card)
        assert "tecken lång" in shown
        assert "Välj" not in shown, "what is too long is told alone"
        assert 3980 < len(values(talk.card)["text"]) <= 4000
        assert values(talk.card)["text"].endswith("Tranås.")


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


async def test_what_the_guard_finds_what_is_missing_and_the_order_of_days_are_told_at_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        form = {**data_of(talk.card, "Skicka"), **values(talk.card), "text": f"{MESSAGE}, ring {PHONE}", "parties": ""}
        await talk.submit(**{**form, "event_date": "2026-03-10", "event_until": "2026-03-02"})
        shown = words_of(talk.card)
        for told in ("telefonnummer", "Välj minst en part som det gäller.", "Den sista dagen"):
            assert told in shown
        await talk.submit(**{**form, "event_date": "2026-03-20"})
        assert "Datumet kan inte ligga i framtiden" in words_of(talk.card)
        assert "telefonnummer" in words_of(talk.card)
        assert await stored(talk) == []


async def test_a_suggestion_that_is_too_long_is_told_by_how_much_and_the_rest_is_kept(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka", suggestion="x" * 503, recurring="ja")
        assert "3 för mycket" in words_of(talk.card)
        assert values(talk.card)["recurring"] == "ja"
        assert await stored(talk) == []


async def test_what_was_read_as_recurring_is_said_in_the_form_and_on_the_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås i tisdags, det är tredje gången i år")
        assert "Återkommande: ja." in words_of(talk.card)
        await talk.press("Skicka")
        assert "Återkommande: Ja" in words_of(talk.card)
