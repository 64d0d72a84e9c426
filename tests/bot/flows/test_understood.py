"""What a message is met by: the form with what it says, one question back, the right door, or a kind word."""

import pytest

from tests.bot.flows.test_report import MESSAGE
from tests.bot.talk import buttons, coordinator, inputs, stored, talking, values, words_of


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
        assert "Lex Sarah" in words_of(talk.card)
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
        shown = words_of(await talk.write("AF tog tillbaka det som var sagt med vården i tisdags"))
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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Jag vill anmäla lex Sarah", "Lex Sarah gäller"),
        ("jag vill rapportera lex sarah", "Lex Sarah gäller"),
        ("Vill göra en lex Sarah-anmälan", "Lex Sarah gäller"),
        ("hur anmäler jag lex Sarah?", "Lex Sarah gäller"),
        ("är detta en lex sarah eller lex heller?", "Lex Sarah gäller"),
        ("vem anmäler man lex Maria till?", "Lex Maria gäller"),
        ("hur rapporterar jag en vårdskada", "Lex Maria gäller"),
        ("vart vänder sig en patient som vill klaga på vården?", "patientnämnden"),
        ("hur överklagar man ett beslut från FK?", "överklagas hos"),
        ("hur byter jag lösenord", "it-stöd"),
        ("hur anmäler jag en otrevlig handläggare?", "den personens chef"),
        ("vem anmäler jag arbetsmiljöproblem till?", "skyddsombudet"),
    ],
)
async def test_who_asks_for_what_belongs_elsewhere_or_how_is_shown_its_door_and_no_form(
    sqlite_url: str, text: str, told: str
) -> None:
    async with talking(sqlite_url) as talk:
        assert told in words_of(await talk.write(text))
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


@pytest.mark.parametrize(
    "text", ["Anna Karlsson", "anna karlsson", "850709-9805", "Lena Bergström 070-174 06 05", "Anna Karlsson och Lena Bergström"]
)
async def test_a_name_or_a_number_alone_gets_advice_and_no_form(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        shown = words_of(await talk.write(text))
        assert "vad som hände mellan organisationerna" in shown
        assert "Ta gärna bort det där" in shown
        assert buttons(talk.card) == ["Rapportera"]
        assert not any(part in shown for part in text.split() if part != "och")


@pytest.mark.parametrize("text", ["Tranås", "SB-2026-0001", "AF Tranås"])
async def test_a_place_a_unit_or_a_number_of_ours_points_nobody_out(sqlite_url: str, text: str) -> None:
    async with talking(sqlite_url) as talk:
        answer = await talk.write(text)
        assert "mellan organisationerna" not in (answer if isinstance(answer, str) else words_of(answer))
