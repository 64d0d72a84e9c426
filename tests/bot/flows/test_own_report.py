"""What a reporter does with a report afterwards, on its own card: change, add, take back, ask for a meeting about it."""

import pytest
from sqlmodel import select

from backend.handling.handle import Handling, handle_report
from models import OutboxMessage, Report, ReportComment
from models.enums import Consequence, NoticeKind, ReportStatus, Slag
from tests.bot.talk import KEY, Talk, buttons, coordinator, data_of, inputs, talking, values, words_of
from tests.house import NOW

MESSAGE = "FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig"


async def stored(talk: Talk) -> Report:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return (await session.exec(select(Report))).one()


async def told(talk: Talk) -> list[str]:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        messages = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_AMENDED))
        return [message.details["how"] for message in messages]


async def sort(talk: Talk, status: ReportStatus = ReportStatus.SORTERAD, answer: str = "") -> None:
    report = await stored(talk)
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        await handle_report(session, talk.house.coordinator, report.id or 0, Handling(status=status, answer=answer), "h1", NOW)


async def reported(talk: Talk) -> None:
    await talk.write(MESSAGE)
    await talk.press("Skicka")


async def test_the_receipt_offers_what_can_be_done_with_the_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        assert buttons(talk.card) == ["Ändra", "Komplettera", "Ta tillbaka", "Begär samverkansmöte", "Mina rapporter"]
        assert [action["title"] for action in talk.card["actions"]] == ["Mina rapporter"], "harmless where Skicka stood"


async def test_change_opens_the_form_as_it_was_sent_and_saves_over(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write(MESSAGE)
        await talk.press("Skicka", spoken="nej", consequence="vantan", suggestion="Ring innan")
        await talk.press("Ändra")
        assert "Ändra rapport SB-2026-0001" in words_of(talk.card)
        shown = values(talk.card)
        assert (shown["text"], shown["spoken"], shown["consequence"]) == (MESSAGE, "nej", "vantan")
        assert shown["suggestion"] == "Ring innan"
        await talk.press("Spara", text="FK kom inte på mötet i Tranås, och AF gick tidigt", parties="AF,FK", slag="behov")
        assert "SB-2026-0001 är ändrad" in words_of(talk.card)
        assert len(talk.chat.shown) == 1, "the card is changed where it stands"
        report = await stored(talk)
        assert (report.text, report.slag) == ("FK kom inte på mötet i Tranås, och AF gick tidigt", Slag.BEHOV)
        assert (report.consequence, report.spoken_with_party) == (Consequence.VANTAN, False)
        assert await told(talk) == ["changed"]


@pytest.mark.parametrize(
    ("button", "then", "typed"),
    [
        ("Ändra", "Spara", {"text": "FK kom inte på mötet i Tranås, och AF gick tidigt"}),
        ("Komplettera", "Skicka", {"text": "Det hände igen i dag."}),
        ("Ta tillbaka", "Ta tillbaka rapporten", {}),
    ],
)
async def test_what_the_receipt_promised_still_stands_afterwards(
    sqlite_url: str, button: str, then: str, typed: dict[str, str]
) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.press(button)
        shown = words_of(await talk.press(then, **typed))
        withdrawn = button == "Ta tillbaka"
        assert ("Tas emot av: Samverkanskoordinatorn i Tranås" in shown) is not withdrawn
        assert "Vem ser den?" in shown
        assert "Vad händer nu?" in shown
        assert "inte få meddelanden" not in shown, "nobody has chosen that"
        assert ("Svar senast: 26 mars 2026" in shown) is not withdrawn
        assert ("Du har tagit tillbaka rapporten." in shown) is withdrawn


async def test_a_double_press_of_save_tells_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        form = await talk.press("Ändra")
        assert not isinstance(form, str)
        await talk.press("Spara", form, text="Något annat om FK i Tranås")
        await talk.press("Spara", form, text="Något annat om FK i Tranås")
        assert await told(talk) == ["changed"]


async def test_what_the_guard_finds_in_a_change_or_an_addition_is_given_back_and_not_stored(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.press("Ändra")
        await talk.press("Spara", suggestion="Ring 070-123 45 67")
        assert "Tryck på Spara om texten är bra" in words_of(talk.card)
        assert values(talk.card)["suggestion"] == "Ring [telefon]"
        await talk.press("Avbryt")
        await talk.press("Komplettera")
        await talk.press("Skicka", text="Gäller 850709-9805")
        assert values(talk.card)["text"] == "Gäller [personnummer]"
        assert await told(talk) == []
        await talk.press("Skicka")
        assert await told(talk) == ["added"]


async def test_a_sorted_report_can_be_added_to_but_not_changed_from_an_old_receipt(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        receipt = talk.card
        await sort(talk)
        await talk.press("Ändra", receipt)
        shown = words_of(talk.card)
        assert "kan inte ändras" in shown
        assert "Status: Sorterad" in shown, "the card shows how it stands today"
        assert "Ändra" not in buttons(talk.card)
        assert "Komplettera" in buttons(talk.card)


@pytest.mark.parametrize(
    ("ended", "button", "why"),
    [
        ("withdrawn", "Ändra", "återtagen"),
        ("withdrawn", "Komplettera", "återtagen"),
        ("withdrawn", "Ta tillbaka", "SB-2026-0001 är återtagen"),
        ("closed", "Ändra", "avslutad och kan inte ändras"),
        ("closed", "Ta tillbaka", "avslutad och kan inte tas tillbaka"),
    ],
)
async def test_an_old_receipt_of_a_report_that_has_ended_says_why_nothing_happens(
    sqlite_url: str, ended: str, button: str, why: str
) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        receipt = talk.card
        if ended == "withdrawn":
            await talk.press("Ta tillbaka")
            await talk.press("Ta tillbaka rapporten")
        else:
            await sort(talk, ReportStatus.AVSLUTAD, "Det är löst.")
        await talk.press(button, receipt)
        assert why in words_of(talk.card)
        assert "Komplettera den i stället" not in words_of(talk.card), "there is no such button"
        assert buttons(talk.card)[-1] == "Mina rapporter"


async def test_a_form_that_lay_open_while_the_report_was_sorted_keeps_what_was_written(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.press("Ändra")
        await sort(talk)
        await talk.press("Spara", text="Det jag hann skriva")
        assert "kan inte ändras" in words_of(talk.card)
        assert values(talk.card)["text"] == "Det jag hann skriva"
        assert (await stored(talk)).text == MESSAGE


async def test_an_addition_stands_on_the_report_and_reaches_the_one_who_handles_it(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.press("Komplettera")
        await talk.press("Skicka", text="Det hände igen i dag.")
        shown = words_of(talk.card)
        assert "Det hände igen i dag." in shown
        assert "Tillägg från den som rapporterade, 12 mars 2026" in shown
        karin = coordinator(talk)
        assert "Det hände igen i dag." in words_of(await karin.write("SB-2026-0001"))


async def test_taking_back_asks_once_more_and_can_be_regretted(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.press("Ta tillbaka")
        await talk.press("Behåll den")
        assert (await stored(talk)).status is ReportStatus.MOTTAGEN
        await talk.press("Ta tillbaka")
        await talk.press("Ta tillbaka rapporten")
        assert "SB-2026-0001 är återtagen" in words_of(talk.card)
        assert buttons(talk.card) == ["Mina rapporter"]
        assert (await stored(talk)).status is ReportStatus.ATERKALLAD
        assert await told(talk) == ["withdrawn"]


async def test_a_meeting_about_the_report_is_asked_for_with_its_kommun_and_parties(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.press("Begär samverkansmöte")
        assert values(talk.card)["kommun"] == str(talk.house.tranas)
        assert values(talk.card)["parties"] == "FK"
        assert data_of(talk.card, "Nästa")["report"] == (await stored(talk)).id


@pytest.mark.parametrize("do", ["report.change", "report.add", "report.withdraw", "report.cancel"])
@pytest.mark.parametrize("number", [1, 4711, "1", -1, "x"])
async def test_another_persons_report_opens_for_nobody_else(sqlite_url: str, do: str, number: object) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        karin = coordinator(talk)
        await karin.write("hej")
        await karin.submit(do=do, report=number, submit_id=KEY)
        assert MESSAGE not in words_of(karin.last)


@pytest.mark.parametrize("do", ["report.send", "report.add.send", "report.withdraw.send"])
async def test_a_forged_press_changes_nothing_of_another_persons_report(sqlite_url: str, do: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        form = await talk.press("Ändra")
        assert not isinstance(form, str)
        karin = coordinator(talk)
        await karin.write("hej")
        await karin.submit(**{**values(form), **data_of(form, "Spara"), "do": do, "text": "Ändrat av en annan"})
        assert "hör till någon annan" in words_of(karin.last)
        report = await stored(talk)
        assert (report.text, report.status) == (MESSAGE, ReportStatus.MOTTAGEN)
        async with talk.house.database.read(talk.house.forbund_id) as session:
            assert (await session.exec(select(ReportComment))).all() == []
        assert await told(talk) == []


async def test_an_old_press_without_a_key_of_ours_keeps_what_was_written(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await reported(talk)
        await talk.press("Komplettera")
        await talk.submit(do="report.add.send", report=1, text="Tillägget")
        assert "ingenting är sparat" in words_of(talk.card)
        assert values(talk.card)["text"] == "Tillägget"
        assert "text" in inputs(talk.card)
