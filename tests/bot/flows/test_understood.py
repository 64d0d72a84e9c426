"""What a message is met by: the form with what it says, one question back, the right door, or a kind word."""

from datetime import date

import pytest
from sqlmodel import select

from backend.times import say_days
from models import Person, Report, UnitKommun
from models.enums import PartyCode, Slag, Source
from tests.bot.talk import Talk, buttons, coordinator, data_of, inputs, talking, values, words_of

MESSAGE = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"
WITHOUT_PLACE = "FK kom inte på mötet i tisdags och hade inte hört av sig"


async def stored(talk: Talk) -> list[Report]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return list((await session.exec(select(Report))).all())


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
        assert "förslag" in inputs(talk.card)["kommun"]["label"]


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


async def test_praise_is_thanked_for_and_has_no_consequence_to_tell_of(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("Bra samarbete med AF i Tranås, de ringde upp direkt och vi löste det tillsammans")
        assert "Det här är värt att sprida." in words_of(talk.card)
        assert values(talk.card)["slag"] == "framgangsfaktor"
        assert "consequence" not in inputs(talk.card)


@pytest.mark.parametrize(
    "text",
    [
        "Handläggaren på AF är otrevlig och nonchalant mot alla sökande",
        "Jag kommer inte in i systemet, mitt lösenord fungerar inte",
        "Det här är ett missförhållande som ska anmälas enligt lex Sarah",
    ],
)
async def test_what_belongs_elsewhere_is_shown_the_door_and_not_stored(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write(text))
        assert "Det här hör nog hemma någon annanstans" in shown
        assert "Ingenting är sparat." in shown
        assert await stored(talk) == []
        await talk.press("Rapportera ändå")
        assert values(talk.card)["text"] == text


async def test_the_door_is_shown_once_for_what_is_typed_in_an_empty_form(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("rapportera")
        text = "Det här är ett missförhållande på boendet som ska anmälas enligt lex Sarah"
        await talk.press("Skicka", text=text, kommun=str(talk.house.tranas), parties="KOMMUN", category="OVRIGT")
        assert "lex Sarah" in words_of(talk.card)
        assert await stored(talk) == []
        await talk.press("Skicka")
        assert len(await stored(talk)) == 1


async def test_a_vague_text_gets_one_question_whose_answer_fills_in_the_form(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        vague = "det funkar inte så bra alltid med samverkan"
        assert "Vad var det som inte fungerade?" in words_of(await talk.write(vague))
        assert len(buttons(talk.card)) == 5
        await talk.press("Någon kom inte", text=f"{vague}, AF uteblev")
        assert values(talk.card)["category"] == "NARVARO"
        assert values(talk.card)["text"] == f"{vague}, AF uteblev"
        assert values(talk.card)["parties"] == "AF"


async def test_a_vague_text_may_be_about_what_worked(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("det funkar inte så bra alltid med samverkan")
        await talk.press("Något fungerade bra", text="Samverkan med vården fungerade till slut")
        assert values(talk.card)["slag"] == "framgangsfaktor"


@pytest.mark.parametrize("text", ["tack!", "Tack så mycket", "ok", "hej då"])
async def test_thanks_get_a_kind_word_and_no_card(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        assert str(await talk.write(text)).startswith("Varsågod!")


@pytest.mark.parametrize("text", ["👍", "🙂🙂", "❤️", "😡!!", "..."])
async def test_a_message_without_words_gets_an_answer_with_buttons(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write(text))
        assert shown.startswith("Vad vill du göra?")
        assert "inga ord" not in shown
        assert buttons(talk.card)[0] == "Rapportera"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> [a](http://x)", "https://example.org/FK-kom-inte", "{x=1}", "x" * 30_000, "[födelsedatum]"],
)
async def test_markup_an_address_or_a_letter_held_down_is_told_to_be_without_words(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write(text))
        assert shown.startswith("Vad vill du göra?")
        assert "Jag hittar inga ord i det du skrev." in shown
        assert buttons(talk.card)[0] == "Rapportera"


@pytest.mark.parametrize("text", ["asdf qwer", "blä", "Vad blir det för väder?"])
async def test_nonsense_is_offered_to_be_reported_last_of_all(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(text)
        assert buttons(talk.card) == ["Begär samverkansmöte", "Mina rapporter", "Rapportera ändå"]
        await talk.press("Rapportera ändå")
        assert values(talk.card)["text"] == text


async def test_a_reason_stands_only_where_a_category_is_chosen_beforehand(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write("AF och kommunen bollade planen mellan sig utan att remissen kom"))
        assert values(talk.card)["category"]
        assert "för att du skrev" in shown
        shown = words_of(await talk.write("FK och vården hade en sak som inte gick ihop i tisdags"))
        assert values(talk.card)["category"] == ""
        assert "för att du skrev" not in shown


@pytest.mark.parametrize("text", ["hej", "Hej!", "Hello", "hi"])
async def test_a_greeting_is_returned(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        assert words_of(await talk.write(text)).startswith("Hej!")
        assert "Rapportera" in buttons(talk.card)


async def test_help_offers_what_the_role_may_do(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write("hjälp"))
        assert "inkorg" not in shown
        assert "sammanfatta" not in shown
        shown = words_of(await coordinator(talk).write("hjälp"))
        assert "Skriv ”inkorg”" in shown
        assert "”sammanfatta Tranås”" in shown


@pytest.mark.parametrize("written", ["avbryt", "cancel"])
async def test_a_written_cancel_says_how_where_no_form_is_known_to_stand(sqlite_url: str, written: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        told = words_of(await talk.write(written))
        assert "Inget är sparat förrän du trycker på Skicka." in told
        assert buttons(talk.card) == ["Rapportera", "Mina rapporter"]
        assert await stored(talk) == []


@pytest.mark.parametrize("text", ["Jag vill anmäla lex Sarah", "jag vill rapportera lex sarah", "Vill göra en lex Sarah-anmälan"])
async def test_who_asks_for_a_lex_sarah_is_shown_its_door_and_no_form(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "lex Sarah" in words_of(await talk.write(text))
        assert "Skicka" not in buttons(talk.card)


@pytest.mark.parametrize("text", ["ta bort min rapport", "jag vill ta tillbaka min rapport", "kan jag ångra min rapport?"])
async def test_who_wants_a_sent_report_gone_is_told_how_to_take_it_back(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "öppna rapporten och tryck på Ta tillbaka" in words_of(await talk.write(text))
        assert buttons(talk.card) == ["Mina rapporter"]


async def test_an_english_report_is_a_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        talk.locale = "en"
        await talk.write("The social insurance officer did not show up at the meeting in Tranås last Tuesday")
        assert values(talk.card)["parties"] == "FK"
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        assert values(talk.card)["event_date"] == "2026-03-10"


HOSTILE = {
    "html": "FK kom inte i Tranås <script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "FK kom inte i Tranås [tryck här](https://evil.example) **nu** <at>alla</at>",
    "right to left": "FK kom inte i Tranås \u202eموعد الاجتماع\u202c",
    "emoji": "FK kom inte på mötet i Tranås igår 🙈🙈🙈",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_words_are_kept_as_they_stand_and_shown_where_nothing_follows_them(sqlite_url: str, name: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(HOSTILE[name])
        await talk.press("Skicka", category="NARVARO")
        [report] = await stored(talk)
        assert report.text == HOSTILE[name]


async def test_thirty_thousand_characters_are_answered_and_the_beginning_kept(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås igår. " * 850)
        shown = words_of(talk.card)
        assert "tecken lång" in shown
        assert "Här står början" in shown
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        await talk.press("Skicka")
        assert len(await stored(talk)) == 1


async def test_a_button_of_an_unknown_card_is_told_and_its_text_lands_in_a_form(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.submit(do="report.v0", text=MESSAGE)
        assert "Kortet var gammalt eller ändrat" in words_of(talk.card)
        assert values(talk.card)["text"] == MESSAGE
        assert "gammalt eller ändrat kort" in words_of(await talk.submit(do="unknown"))
        assert await stored(talk) == []


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


async def test_a_complaint_in_a_few_words_gets_the_one_question(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "Vad var det som inte fungerade?" in words_of(await talk.write("det krånglar jämt"))
        assert "Det här kan jag inte ta emot" in words_of(await talk.write("pizza"))


async def test_who_handles_reports_gets_to_the_inbox_from_words_that_are_not_understood(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = coordinator(talk)
        for who in (talk, karin):
            await who.write("kanelbullar")
            assert ("Inkorg" in buttons(who.card)) == (who is karin)
