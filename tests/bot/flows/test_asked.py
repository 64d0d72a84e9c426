"""What only looks like a person is asked about: one press either way, nothing is stored on the way, and what is certain stops."""

import pytest
from sqlmodel import select

from backend.database import stored_id
from backend.reporting.asked import MOST_ASKED
from backend.reporting.words import LONGEST_TEXT
from bot.cards.marked import MOST_LETTERS
from models import AuditEvent, Meeting, ReportComment, Unit, UnitAlias
from models.enums import PartyCode
from tests.bot.flows.test_meeting_request import SENTENCES, first
from tests.bot.flows.test_triage import at_work
from tests.bot.talk import Talk, data_of, inputs, stored, talking, titles, values, words_of

PERSON = "Kontakten mellan AF och FK i Tranås brast, och Maria fick inget besked i tisdags"
FALSE_ALARM = "Vi på kommunen i Tranås väntade på Maria i en timme, men FK kom inte"
IDENTITY = "850709-9805"


async def cleared_in_trail(talk: Talk) -> list[object]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        events = (await session.exec(select(AuditEvent))).all()
    assert "Maria" not in str([event.details for event in events])
    return [event.details["cleared"] for event in events if "cleared" in event.details]


async def test_a_likely_name_is_asked_about_and_stands_masked_in_the_text_meanwhile(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(PERSON)
        assert "Är det här namnet på en person?" in words_of(talk.card)
        assert titles(talk.card, "cleared") == ["”Maria” är inte en person"]
        assert values(talk.card)["cleared"] == "", "nobody has answered yet"
        assert values(talk.card)["text"] == PERSON.replace("Maria", "[namn]")
        assert await stored(talk) == []


@pytest.mark.parametrize("written", [PERSON, f"FK svarade inte om {IDENTITY} i Tranås"])
async def test_whoever_wrote_it_in_a_message_is_advised_to_delete_that(sqlite_url: str, written: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(written)
        assert "Står det kvar i ett meddelande?" in words_of(talk.card)


async def test_a_name_beside_a_party_gets_its_categories_proposed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("Maria på FK ringde aldrig tillbaka")
        assert values(talk.card)["text"] == "[namn] på FK ringde aldrig tillbaka"
        assert values(talk.card)["category"] == "KONTAKT"
        assert titles(talk.card, "category")[0].endswith("(förslag)")


async def test_two_names_are_told_apart_and_the_ticked_one_alone_is_put_back(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"{FALSE_ALARM}. Fatima fick vänta på Maria.")
        assert values(talk.card)["text"] == f"{FALSE_ALARM.replace('Maria', '[namn 1]')}. [namn 2] fick vänta på [namn 1]."
        await talk.press("Skicka", cleared="0")
        assert [report.text for report in await stored(talk)] == [f"{FALSE_ALARM}. [namn 2] fick vänta på Maria."]


async def test_a_tick_that_is_taken_away_again_asks_anew(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(FALSE_ALARM)
        await talk.press("Skicka", cleared="0", parties="")
        await talk.press("Skicka", cleared="", parties="FK")
        assert await stored(talk) == []
        await talk.press("Skicka")
        [report] = await stored(talk)
        assert "Maria" not in report.text


async def test_a_name_that_is_typed_back_without_a_tick_is_asked_about_again(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(FALSE_ALARM)
        await talk.press("Skicka", text=FALSE_ALARM)
        assert await stored(talk) == []
        assert titles(talk.card, "cleared") == ["”Maria” är inte en person"]


async def test_sent_without_an_answer_it_is_taken_out(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(PERSON)
        await talk.press("Skicka", category="KONTAKT")
        [report] = await stored(talk)
        assert report.text == PERSON.replace("Maria", "[namn]")
        assert await cleared_in_trail(talk) == []


async def test_one_tick_keeps_a_word_that_is_nobody_and_the_trail_tells_how_many_of_what_kind(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(FALSE_ALARM)
        await talk.press("Skicka", cleared="0")
        [report] = await stored(talk)
        assert report.text == FALSE_ALARM
        assert await cleared_in_trail(talk) == [{"namn": 1}]


async def test_the_answer_stands_while_something_else_is_mended(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(FALSE_ALARM)
        await talk.press("Skicka", cleared="0", parties="")
        assert await stored(talk) == []
        assert values(talk.card)["cleared"] == "0"
        await talk.press("Skicka", parties="FK")
        assert [report.text for report in await stored(talk)] == [FALSE_ALARM]


async def test_a_name_that_is_written_after_the_question_is_asked_about_too(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(FALSE_ALARM)
        await talk.press("Skicka", cleared="0", text=f"{FALSE_ALARM}. Fatima fick vänta.")
        assert await stored(talk) == []
        assert titles(talk.card, "cleared") == ["”Maria” är inte en person", "”Fatima” är inte en person"]
        assert values(talk.card)["cleared"] == "0"
        await talk.press("Skicka")
        assert [report.text for report in await stored(talk)] == [f"{FALSE_ALARM}. [namn 2] fick vänta."]


@pytest.mark.parametrize("ticked", ["0", "all"])
@pytest.mark.parametrize("put", ["[namn]", "[personnummer]", "FK"])
async def test_a_forged_card_clears_nothing_that_is_certain(sqlite_url: str, ticked: str, put: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(PERSON)
        written = f"FK kom inte till {IDENTITY} i Tranås"
        forged = {
            **data_of(talk.card, "Skicka"),
            **values(talk.card),
            "text": written,
            "asked": [[IDENTITY, put]],
            "cleared": ticked,
        }
        await talk.submit(**forged)
        assert await stored(talk) == []
        assert values(talk.card)["text"] == "FK kom inte till [personnummer] i Tranås"


@pytest.mark.parametrize(
    "asked", ["Maria", [7, None, {"a": 1}, ["Maria"], ["Maria", 1], ["Maria", "Maria"]], [["x" * 5000, "[namn]"]], None]
)
async def test_a_forged_list_of_words_answers_nothing(sqlite_url: str, asked: object) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(PERSON)
        await talk.submit(
            **{**data_of(talk.card, "Skicka"), **values(talk.card), "text": PERSON, "asked": asked, "cleared": "all"}
        )
        assert await stored(talk) == []
        assert titles(talk.card, "cleared") == ["”Maria” är inte en person"]


async def test_forged_words_that_hold_one_anothers_marks_do_not_grow_the_text(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(PERSON)
        words = [["[namn 2] [namn 2]", "[namn 1]"], ["[namn 3] [namn 3]", "[namn 2]"], ["Kupan", "[namn 3]"]]
        text = "FK kom inte till [namn 1] eller [namn 3] i Tranås"
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "text": text, "asked": words, "cleared": "all"})
        [report] = await stored(talk)
        assert report.text == "FK kom inte till [namn 2] [namn 2] eller Kupan i Tranås"


async def test_of_what_is_too_long_the_beginning_comes_back_masked(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", answer=f"Ring 070-174 06 05 {'x ' * 15_000}Ring 070-174 06 05")
        assert "tecken lång" in words_of(karin.card)
        assert values(karin.card)["answer"].startswith("Ring [telefon] x x")


@pytest.mark.parametrize("field", ["answer", "text"])
async def test_what_was_not_read_of_a_text_that_is_too_long_does_not_come_back(sqlite_url: str, field: str) -> None:
    diagnoses = "Hon har aspergers syndrom, 070-174 06 05. " * 60
    written = f"{diagnoses}{'x ' * ((LONGEST_TEXT - len(diagnoses)) // 2)}Ring 070-174 06 99"
    async with talking(sqlite_url) as talk:
        who = await at_work(talk)
        if field == "text":
            who = talk
            await talk.write("status SB-2026-0001")
            await talk.press("Komplettera")
        await who.press("Spara" if field == "answer" else "Skicka", **{field: written})
        assert f"{len(written)} tecken lång" in words_of(who.card)
        assert "070-174" not in values(who.card)[field]


async def test_many_words_are_answered_for_together_and_a_list_of_people_is_taken_out(sqlite_url: str) -> None:
    names = ["Maria", "Fatima", "Ahmed", "Karin", "Johan", "Lars", "Eva", "Anders", "Erik", "Mohammed", "Kristina", "Birgitta"]
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås. " + " ".join(f"Vi väntade på {name}." for name in names))
        assert len(titles(talk.card, "cleared")) == 1
        assert not any(name in values(talk.card)["text"] for name in names)
        await talk.press("Skicka", cleared="all")
        [report] = await stored(talk)
        assert all(name in report.text for name in names[:MOST_ASKED])
        assert report.text.count("[namn]") == len(names) - MOST_ASKED


async def test_the_forbunds_own_names_are_not_asked_about(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            session.add(
                unit := Unit(party=PartyCode.VARD, name="Beroendemottagningen", function="Kontakt", email="vard@example.se")
            )
            await session.flush()
            session.add(UnitAlias(unit_id=stored_id(unit), alias="Maria"))
        await talk.write(FALSE_ALARM)
        assert "cleared" not in inputs(talk.card)
        await talk.press("Skicka")
        assert [report.text for report in await stored(talk)] == [FALSE_ALARM]


async def test_an_addition_and_an_answer_ask_in_the_same_way(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        desk = await at_work(talk)
        await talk.write("status SB-2026-0001")
        await talk.press("Komplettera")
        await talk.press("Skicka", text=FALSE_ALARM)
        assert values(talk.card)["text"] == FALSE_ALARM.replace("Maria", "[namn]")
        await talk.press("Skicka", cleared="0")

        await desk.press("Spara", answer=PERSON)
        assert titles(desk.card, "cleared") == ["”Maria” är inte en person"]
        await desk.press("Spara")
        async with talk.house.database.read(talk.house.forbund_id) as session:
            said = [comment.text for comment in await session.exec(select(ReportComment))]
        assert said == [FALSE_ALARM, PERSON.replace("Maria", "[namn]")]
        assert await cleared_in_trail(talk) == [{"namn": 1}]


async def test_a_meetings_purpose_asks_and_keeps_the_reference_out_of_sight_meanwhile(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await first(talk, form="sip")
        await talk.press("Skicka", **{**SENTENCES, "purpose": FALSE_ALARM, "reference": "ärende A"})
        assert "reference" not in inputs(talk.card)
        await talk.press("Skicka", cleared="0")
        async with talk.house.database.read(talk.house.forbund_id) as session:
            [meeting] = (await session.exec(select(Meeting))).all()
        assert (meeting.purpose, meeting.reference) == (FALSE_ALARM, "ärende A")


async def test_the_receipt_doesn_t_repeat_the_advice_of_the_form(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(f"FK svarade inte om {IDENTITY} i Tranås")
        shown = words_of(await talk.press("Skicka"))
        assert len(await stored(talk)) == 1
        assert "Står det kvar i ett meddelande?" not in shown


async def test_words_that_a_card_has_no_room_for_are_taken_out_at_once(sqlite_url: str) -> None:
    first = ["Alexander", "Christina", "Elisabeth", "Margareta", "Sebastian", "Charlotte", "Katarina", "Mohammed"]
    names = [f"{name} Gustafsson" for name in first]
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås. " + " ".join(f"Vi väntade på {name}." for name in names))
        asked = data_of(talk.card, "Skicka")["asked"]
        assert 0 < sum(len(word) for word, _ in asked) <= MOST_LETTERS
        assert not any(name in values(talk.card)["text"] for name in names)
