"""What the report's form is filled in with besides the words: days, kommun, parties, and what may be told further."""

from datetime import date

import pytest
from sqlmodel import select

from backend.times import say_days
from models import Person, UnitKommun
from models.enums import PartyCode, Slag, Source
from tests.bot.flows.test_report import MESSAGE
from tests.bot.talk import buttons, coordinator, data_of, inputs, stored, talking, titles, values, words_of

WITHOUT_PLACE = "FK kom inte på mötet i tisdags och hade inte hört av sig"


async def test_what_may_be_told_besides_is_kept_with_the_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        more = {"recurring": "ja", "spoken": "nej", "consequence": "avbruten_kedja", "suggestion": "Ring innan mötet"}
        await talk.press("Skicka", slag="behov", **more)
        [report] = await stored(talk)
        assert (report.slag, report.recurring, report.spoken_with_party) == (Slag.BEHOV, True, False)
        assert (report.consequence, report.suggestion, report.source) == ("avbruten_kedja", "Ring innan mötet", Source.TEAMS)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("I höstas kom FK aldrig på mötena i Tranås", ("2025-09-01", "2025-11-30")),
        ("Sedan augusti har FK inte svarat oss i Tranås", ("2025-08-01", "2026-03-12")),
        ("Två gånger den här månaden uteblev FK från mötet i Tranås", ("2026-03-01", "2026-03-12")),
    ],
)
async def test_what_went_on_for_longer_is_kept_with_its_first_and_last_day(
    sqlite_url: str, told: str, days: tuple[str, str]
) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(told)
        assert (values(talk.card)["event_date"], values(talk.card)["event_until"]) == days
        assert [inputs(talk.card)[name]["label"] for name in ("event_date", "event_until")] == ["Från och med", "Till och med"]
        await talk.press("Skicka", category="NARVARO")
        [report] = await stored(talk)
        assert (str(report.event_date), str(report.event_until)) == days
        said = say_days(date.fromisoformat(days[0]), date.fromisoformat(days[1]))
        assert f"När: {said}" in words_of(talk.card)
        await talk.press("Ändra")
        assert (values(talk.card)["event_date"], values(talk.card)["event_until"]) == days
        await talk.press("Spara", event_until="")
        [report] = await stored(talk)
        assert (str(report.event_date), report.event_until) == (days[0], None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"event_date": "2026-03-10", "event_until": "2026-03-09"}, "Den sista dagen ska ligga efter den första"),
        ({"event_date": "", "event_until": "2026-03-09"}, "Den sista dagen ska ligga efter den första"),
        ({"event_date": "2026-03-10", "event_until": "2026-03-13"}, "Datumet kan inte ligga i framtiden"),
        ({"event_date": "2026-03-10", "event_until": "i går"}, "Jag kan inte läsa datumet"),
    ],
)
async def test_days_that_cannot_be_are_asked_for_again(sqlite_url: str, typed: dict[str, str], told: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), **typed})
        assert told in words_of(talk.card)
        assert await stored(talk) == []


async def test_an_only_day_told_twice_is_one_day(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka", event_until="2026-03-10")
        [report] = await stored(talk)
        assert (str(report.event_date), report.event_until) == ("2026-03-10", None)


async def test_what_was_left_out_is_not_made_up(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka")
        [report] = await stored(talk)
        assert (report.recurring, report.spoken_with_party, report.consequence, report.suggestion) == (None, None, None, "")


async def test_a_recurrence_that_was_read_wrongly_is_taken_back_and_stays_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK uteblev igen från mötet i Tranås i tisdags")
        assert values(talk.card)["recurring"] == "ja"
        asked = [titles(talk.card, name)[-1] for name in ("recurring", "spoken", "consequence")]
        assert asked == ["Inte angivet"] * 3
        unsaid = {"recurring": "ingen", "spoken": "ingen", "consequence": "ingen"}
        await talk.press("Skicka", kommun="", category="NARVARO", **unsaid)
        assert values(talk.card)["recurring"] == "ingen", "given back for its kommun, it isn't read once more"
        await talk.press("Skicka", kommun=str(talk.house.tranas))
        [report] = await stored(talk)
        assert (report.recurring, report.spoken_with_party, report.consequence) == (None, None, None)


async def test_beside_a_long_text_the_answers_so_far_still_come_along(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        long_text = "FK kom inte på mötet i Tranås. " * 100
        await talk.press("Skicka", text=long_text, kommun="", suggestion="Ring innan", consequence="vantan")
        assert "Berätta mer" not in buttons(talk.card)
        await talk.press("Skicka", kommun=str(talk.house.tranas))
        [report] = await stored(talk)
        assert (report.suggestion, report.consequence) == ("Ring innan", "vantan")


async def test_the_kommun_of_the_last_report_is_proposed_and_said_to_be_a_proposal(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(WITHOUT_PLACE)
        assert values(talk.card)["kommun"] == ""
        await talk.house.report("k1", kommun_id=talk.house.eksjo)
        await talk.write(WITHOUT_PLACE)
        assert values(talk.card)["kommun"] == str(talk.house.eksjo)
        assert "förslag" in inputs(talk.card)["kommun"]["label"]
        await talk.write(MESSAGE)
        assert values(talk.card)["kommun"] == str(talk.house.tranas), "what is named goes before"
        assert inputs(talk.card)["kommun"]["label"] == "Kommun"


async def test_an_empty_form_begins_with_the_kommun_of_the_last_report_but_ticks_no_party(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1", parties=(PartyCode.FK, PartyCode.VARD))
        await talk.write("rapportera")
        assert (values(talk.card)["kommun"], values(talk.card)["parties"]) == (str(talk.house.tranas), "")


async def test_the_only_kommun_of_the_reporters_unit_is_proposed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            person = await session.get_one(Person, talk.house.reporter.id)
            person.unit_id = (await session.exec(select(UnitKommun.unit_id))).first()
        await talk.write(WITHOUT_PLACE)
        assert values(talk.card)["kommun"] == str(talk.house.tranas)


async def test_the_place_of_an_office_is_only_a_proposal(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK Tranås svarade aldrig på våra mejl om den gemensamma planen")
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        assert "kontrollera" in inputs(talk.card)["kommun"]["label"]


async def test_a_kommun_outside_the_forbund_is_told_and_none_is_proposed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.write("FK kom inte på mötet i Säffle igår")
        assert "Säffle ingår inte i förbundet" in words_of(talk.card)
        assert values(talk.card)["kommun"] == ""


async def test_the_writers_own_side_is_not_a_party_that_the_report_concerns(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.get_one(Person, talk.house.reporter.id)).party = None
        await talk.write("Vi på soc fick inget svar från kassan på tre veckor i Tranås")
        assert values(talk.card)["parties"] == "FK"
        assert values(talk.card)["own_party"] == "KOMMUN"


@pytest.mark.parametrize("written", ["", "   ", "\n\u200b\n", "🙈", "…"])
async def test_an_empty_text_is_asked_for_and_the_rest_is_kept(sqlite_url: str, written: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "text": written})
        assert "Skriv vad som hände." in words_of(talk.card)
        assert values(talk.card)["parties"] == "FK"
        assert await stored(talk) == []


async def test_a_form_without_a_key_of_ours_can_be_sent_at_the_next_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "submit_id": "x"})
        assert "ingenting är sparat" in words_of(talk.card)
        await talk.press("Skicka")
        assert len(await stored(talk)) == 1


async def test_a_form_of_another_person_can_be_sent_as_ones_own_at_the_next_press(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        form = talk.card
        await talk.press("Skicka", form)
        karin = coordinator(talk)
        await karin.write("rapportera")
        await karin.submit(**{**data_of(form, "Skicka"), **values(form), "text": "AF kom inte på mötet i Tranås"})
        await karin.press("Skicka")
        assert {report.reporter_id for report in await stored(talk)} == {talk.house.reporter.id, talk.house.coordinator.id}


@pytest.mark.parametrize("slag", ["ej_brist", "oklart", "x", 5, None])
async def test_a_forged_slag_is_none_of_ours(sqlite_url: str, slag: object) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.submit(**{**data_of(talk.card, "Skicka"), **values(talk.card), "slag": slag, "consequence": slag})
        # What no choice of ours sends is answered beside its field; what stands for no answer is none.
        assert {(report.slag, report.consequence) for report in await stored(talk)} <= {(Slag.BRIST, None)}
