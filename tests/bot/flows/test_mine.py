"""Own reports and meetings: a list whose rows open, page by page, and the status of one by its number."""

import re

import pytest
from sqlalchemy import event

from backend.handling.handle import Handling, handle_report
from backend.handling.own_list import own_page
from models import Person, Report
from models.enums import ReportStatus
from tests.bot.talk import Talk, buttons, coordinator, inputs, talking, values, words_of
from tests.house import NOW

MEETING = {"individual": "ja", "consent": "ja"}
SENTENCES = {"purpose": "Planera tillsammans", "wanted_outcome": "En plan", "who_decides": "Handläggare på FK"}


async def a_stranger(talk: Talk) -> Talk:
    stranger = coordinator(talk)
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        stranger.person = Person(name="Olle Exempel", entra_id="e-olle")
        session.add(stranger.person)
    return stranger


async def ask_for_meeting(talk: Talk) -> None:
    await talk.write("Jag vill boka ett samverkansmöte med FK i Tranås")
    await talk.press("Nästa", **MEETING)
    await talk.press("Skicka", **SENTENCES)


async def test_the_list_holds_ones_own_reports_newest_first(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.house.report("k2", text="AF svarade inte på tre veckor")
        shown = words_of(await talk.write("mina"))
        assert shown.index("SB-2026-0002") < shown.index("SB-2026-0001")
        assert "Svar senast 26 mars 2026" in shown


async def test_a_row_opens_its_report_and_offers_what_can_be_done_with_it(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.write("mina rapporter")
        opened = words_of(await talk.press("Visa SB-2026-0001"))
        assert "Rapport SB-2026-0001" in opened
        assert "Status: Mottagen" in opened
        assert "Ta tillbaka" in buttons(talk.card)


async def test_the_last_answer_stands_in_the_list(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        report = await talk.house.report("k1")
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            answer = Handling(answer="Jag har ringt FK.")
            await handle_report(session, talk.house.coordinator, report.id or 0, answer, "h1", NOW)
        shown = words_of(await talk.write("mina"))
        assert "Du har fått svar, 12 mars 2026:" in shown
        assert "Jag har ringt FK." in shown


async def test_a_meeting_that_was_asked_for_stands_there_too_and_opens(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await ask_for_meeting(talk)
        shown = words_of(await talk.write("mina"))
        assert "SM-2026-0001 · Tranås · Begärt" in shown
        assert "Tiden är inte bestämd ännu." in shown
        assert "SM-2026-0001" in words_of(await talk.press("Visa SM-2026-0001"))
        assert "Försäkringskassan" in words_of(talk.card)


async def test_a_long_list_is_read_page_by_page_in_the_same_place(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        for number in range(12):
            await talk.house.report(f"k{number}")
        assert "Alla. Sida 1 av 3. Totalt 12." in words_of(await talk.write("mina"))
        assert "Nyare" not in buttons(talk.card)
        await talk.press("Äldre")
        last = words_of(await talk.press("Äldre"))
        assert len(talk.chat.shown) == 1
        assert "Sida 3 av 3" in last
        assert "SB-2026-0002" in last
        assert "SB-2026-0003" not in last
        assert "Äldre" not in buttons(talk.card)
        assert "Sida 2 av 3" in words_of(await talk.press("Nyare"))


async def some(talk: Talk) -> None:
    """Six reports of which the first is closed and the second is another kommun's, and a meeting."""
    for number in range(6):
        await talk.house.report(f"k{number}", kommun_id=talk.house.eksjo if number == 1 else None)
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        await handle_report(session, talk.house.coordinator, 1, Handling(status=ReportStatus.SORTERAD), "h1", NOW)
        (await session.get_one(Report, 1)).status = ReportStatus.AVSLUTAD
    await ask_for_meeting(talk)


async def test_the_list_is_narrowed_by_one_press_and_stays_so_from_page_to_page(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await some(talk)
        await talk.write("mina")
        assert "Totalt 7." in words_of(talk.card)
        closed = words_of(await talk.press("Avslutade"))
        assert "SB-2026-0001 · Tranås · Avslutad" in closed
        assert "Avslutade. Sida 1 av 1. Totalt 1." in closed
        assert "Öppna. Sida 1 av 2. Totalt 6." in words_of(await talk.press("Öppna"))
        older = words_of(await talk.press("Äldre"))
        assert "Öppna. Sida 2 av 2" in older
        assert "SB-2026-0001" not in older


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("Eksjö", ["SB-2026-0002"]),
        ("0003", ["SB-2026-0003"]),
        ("avslutad", ["SB-2026-0001"]),
        ("närvaro tranås avslut", ["SB-2026-0001"]),
        ("begärt", ["SM-2026-0001"]),
        ("flerparts", []),
        ("%", []),
        ("_", []),
    ],
)
async def test_words_narrow_the_list_and_each_must_fit(sqlite_url: str, search: str, found: list[str]) -> None:
    async with talking(sqlite_url) as talk:
        await some(talk)
        await talk.write("mina")
        shown = words_of(await talk.press("Alla", search=search))
        assert re.findall(r"S[BM]-2026-\d{4}", shown) == found
        assert values(talk.card)["search"] == search
        assert ("Inget av det du har skickat passar in" in shown) is not bool(found)


@pytest.mark.parametrize(
    ("asked", "told"), [("mina öppna rapporter", "Öppna."), ("mina avslutade", "Avslutade."), ("my open reports", "Öppna.")]
)
async def test_the_words_that_ask_for_the_list_may_narrow_it(sqlite_url: str, asked: str, told: str) -> None:
    async with talking(sqlite_url) as talk:
        await some(talk)
        assert told in words_of(await talk.write(asked))


@pytest.mark.parametrize("asked", ["mina Eksjö", "mina eksjö", "mina rapporter i eksjö"])
async def test_a_kommun_in_the_words_narrows_the_list_to_it(sqlite_url: str, asked: str) -> None:
    async with talking(sqlite_url) as talk:
        await some(talk)
        shown = words_of(await talk.write(asked))
        assert re.findall(r"S[BM]-2026-\d{4}", shown) == ["SB-2026-0002"]
        assert values(talk.card)["search"] == "Eksjö"


async def test_a_short_list_has_nothing_to_narrow_it_down_by(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.write("mina")
        assert inputs(talk.card) == {}
        assert buttons(talk.card) == ["Visa", "Rapportera"]


@pytest.mark.parametrize("forged", [{"which": "x"}, {"which": 5, "search": {"a": 1}}, {"search": "x" * 5000}, {"page": 10**9}])
async def test_a_forged_list_is_answered_by_one_that_is_there(sqlite_url: str, forged: dict[str, object]) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.write("mina")
        assert "Mina rapporter och möten" in words_of(await talk.submit(**{"do": "mine.page", **forged}))


async def test_a_page_is_read_with_few_questions_however_many_reports_there_are(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        for number in range(12):
            await talk.house.report(f"k{number}")
        drawn: list[object] = []
        async with talk.house.database.read(talk.house.forbund_id) as session:
            event.listen(session.sync_session, "loaded_as_persistent", lambda _, row: drawn.append(row))
            page = await own_page(session, talk.house.reporter.id or 0, length=5)
        assert page.total == 12
        assert sum(isinstance(row, Report) for row in drawn) == 5


@pytest.mark.parametrize("page", [99, "2", -1, "x", None])
async def test_a_page_that_is_not_there_is_one_that_is(sqlite_url: str, page: object) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.write("mina")
        assert "SB-2026-0001" in words_of(await talk.submit(do="mine.page", page=page))


async def test_nobody_elses_reports_are_shown(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        karin = coordinator(talk)
        assert "inte skickat någon rapport" in words_of(await karin.write("mina"))


@pytest.mark.parametrize("asked", ["status {}", "{}", "hur går det med {}?"])
@pytest.mark.parametrize("number", ["SB-2026-0001", "SM-2026-0001", "sb 2026 1"])
async def test_a_number_is_answered_with_its_card(sqlite_url: str, asked: str, number: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await ask_for_meeting(talk)
        answer = words_of(await talk.write(asked.format(number)))
        assert ("SM-2026-0001" if number.startswith("SM") else "Rapport SB-2026-0001") in answer


@pytest.mark.parametrize("written", ["0003", "3", "nr 3", "rapport 3", "2026-0003", "sb 3", "SB-0003", "hur går det med 0003?"])
async def test_the_end_of_a_number_is_looked_up_among_ones_own(sqlite_url: str, written: str) -> None:
    async with talking(sqlite_url) as talk:
        for number in range(3):
            await talk.house.report(f"k{number}")
        assert "Rapport SB-2026-0003" in words_of(await talk.write(written))


async def test_an_end_that_several_of_ones_own_have_lists_them(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await some(talk)
        shown = words_of(await talk.write("0001"))
        assert sorted(re.findall(r"S[BM]-2026-\d{4}", shown)) == ["SB-2026-0001", "SM-2026-0001"]


async def test_one_who_handles_reports_finds_anothers_by_the_end_of_its_number(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        assert "SB-2026-0001" in words_of(await coordinator(talk).write("0001"))


@pytest.mark.parametrize("written", ["0001", "0999"])
async def test_an_end_of_what_one_may_not_see_is_answered_as_one_that_is_not_there(sqlite_url: str, written: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        stranger = await a_stranger(talk)
        assert f"Jag hittar inget med nummer {written} " in words_of(await stranger.write(written))


@pytest.mark.parametrize("series", ["SB", "SM"])
async def test_another_persons_number_is_answered_as_one_that_is_not_there(sqlite_url: str, series: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await ask_for_meeting(talk)
        stranger = await a_stranger(talk)
        known = words_of(await stranger.write(f"status {series}-2026-0001"))
        unknown = words_of(await stranger.write(f"status {series}-2026-0999"))
        assert known.replace("0001", "") == unknown.replace("0999", "")
        assert "Jag hittar inget med nummer" in known


async def test_status_without_a_number_is_the_list(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        assert "Mina rapporter och möten" in words_of(await talk.write("status"))


async def test_a_request_that_was_taken_back_is_found_by_that_and_not_as_one_called_off(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await some(talk)
        await talk.write("SM-2026-0001")
        await talk.press("Ta tillbaka")
        await talk.press("Ta tillbaka begäran")
        await talk.write("mina")
        assert "SM-2026-0001" in words_of(await talk.press("Alla", search="återtagen"))
        assert "SM-2026-0001" not in words_of(await talk.press("Alla", search="inställt"))
