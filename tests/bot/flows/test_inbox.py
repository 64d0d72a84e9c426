"""The inbox in Teams: what waits, the oldest promise first, each openable."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from backend.handling.handle import Handling, handle_report
from backend.issues.gather import open_issue
from backend.times import local_date
from bot.flows.inbox import asked_for
from digests.drafts.telling import tell_drafts
from models import Draft
from models.enums import Paverkbar, ReportStatus, Slag
from tests.bot.talk import Talk, buttons, coordinator, talking, words_of
from tests.digests.builders import at, make_group, make_meeting
from tests.house import NOW


async def ask_for_meeting(talk: Talk, first_day: date) -> None:
    await talk.house.ask_for_meeting(first_day, first_day + timedelta(days=4), purpose="Vi behöver en plan")


async def test_reports_and_meetings_stand_in_one_list_the_oldest_promise_first(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        await ask_for_meeting(talk, local_date(NOW) + timedelta(days=1))
        shown = words_of(await coordinator(talk).write("inkorg"))

        assert "Rapporter, möten och frågor: 2 väntar på dig, 0 försenade. Öppna i allt: 2." in shown
        assert shown.index("SM-2026-0001 · SIP") < shown.index("SB-2026-0001")
        assert "Svar senast 26 mars 2026" in shown


async def test_what_is_late_is_marked(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        karin = coordinator(talk)
        karin.now = NOW + timedelta(days=30)
        assert "FÖRSENAD · Brist · Tranås" in words_of(await karin.write("inkorg"))


async def test_a_row_opens_its_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        await ask_for_meeting(talk, local_date(NOW) + timedelta(days=1))
        karin = coordinator(talk)
        await karin.write("inkorg")
        await karin.press("Visa SB-2026-0001")
        assert "Spara" in buttons(karin.card)
        await karin.write("inkorg")
        await karin.press("Visa SM-2026-0001")
        assert "Vi behöver en plan" in words_of(karin.card)


async def test_a_long_inbox_is_turned_page_by_page(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        for number in range(10):
            await talk.house.report(f"k{number}")
        karin = coordinator(talk)
        first = words_of(await karin.write("öppna rapporter"))
        assert "SB-2026-0008" in first
        assert "SB-2026-0009" not in first
        second = words_of(await karin.press("Nästa"))
        assert "SB-2026-0009" in second
        assert "Nästa" not in buttons(karin.card)
        assert "SB-2026-0001" in words_of(await karin.press("Föregående"))


async def test_one_who_handles_nothing_is_told_what_the_inbox_is(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "Det här är för den som tar emot och svarar" in words_of(await talk.write("inkorg"))


async def test_an_empty_inbox_says_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        assert "Ingenting är öppet." in words_of(await coordinator(talk).write("att göra"))


@pytest.mark.parametrize("text", ["inkorg", "Inkorgen!", "visa inkorgen", "min inkorg", "Öppna rapporter", "att göra?", "inbox"])
def test_the_inbox_is_asked_for_in_few_words(text: str) -> None:
    assert asked_for(text) == "inbox"


@pytest.mark.parametrize("text", ["", "FK har inget att göra här", "inkorgen hos AF svarar inte", "jag har frågor till FK"])
def test_a_report_that_mentions_an_inbox_is_none(text: str) -> None:
    assert asked_for(text) is None


async def test_praise_and_brist_are_told_apart_by_a_word(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report("k1")
        await talk.house.report("k2", slag=Slag.FRAMGANGSFAKTOR)
        shown = words_of(await coordinator(talk).write("inkorg"))
        assert "Brist · Tranås · Mottagen" in shown
        assert "Framgångsfaktor · Tranås · Mottagen" in shown


async def test_a_question_is_opened_from_its_row_and_by_its_number(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            await open_issue(session, None, "FK kommer inte", Paverkbar.LOKALT, [1], "i1", NOW)
        karin = coordinator(talk)
        assert "FR-2026-0001 · Fråga" in words_of(await karin.write("inkorg"))
        for card in (await karin.press("Visa FR-2026-0001"), await karin.write("FR-2026-0001"), await karin.write("fr 2026 1")):
            shown = words_of(card)
            assert "Fråga FR-2026-0001, Tranås" in shown
            assert "FK kommer inte" in shown
            assert "Rapporter: SB-2026-0001" in shown
        assert "Jag hittar inget med nummer FR-2026-0001" in words_of(await talk.write("FR-2026-0001")), "its reporter may not"


async def test_a_meeting_is_opened_by_its_number(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await ask_for_meeting(talk, local_date(NOW) + timedelta(days=1))
        assert "SIP att boka i Tranås" in words_of(await coordinator(talk).write("SM-2026-0001"))


async def test_nothing_is_skipped_when_the_list_shrinks_between_two_pages(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        for number in range(12):
            await talk.house.report(f"k{number}")
        karin = coordinator(talk)
        await karin.write("inkorg")
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            closed = Handling(status=ReportStatus.AVSLUTAD, answer="Det är löst.")
            for report_id in (1, 3):
                await handle_report(session, None, report_id, closed, f"h{report_id}", NOW)
        second = words_of(await karin.press("Nästa"))
        assert re.findall(r"SB-2026-\d{4}", second) == [f"SB-2026-{number:04d}" for number in range(9, 13)]
        first = words_of(await karin.press("Föregående"))
        assert "SB-2026-0002" in first
        assert "SB-2026-0008" in first


@pytest.mark.parametrize(
    "forged",
    [{"after": "x"}, {"before": "0|2026-02-30|x|y"}, {"after": {"a": 1}}, {"after": "0|2026-03-12|2026-03-12T09:30|z"}],
)
async def test_a_place_that_is_none_shows_the_first_page(sqlite_url: str, forged: dict[str, object]) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        karin = coordinator(talk)
        await karin.write("inkorg")
        assert "SB-2026-0001" in words_of(await karin.submit(do="inbox.list", **forged))


@pytest.mark.parametrize("asked", ["frågor", "Visa frågorna", "Fråga", "issues"])
async def test_the_questions_alone_are_listed_for_one_who_handles_them(sqlite_url: str, asked: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report()
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            await open_issue(session, None, "FK kommer inte", Paverkbar.LOKALT, [1], "i1", NOW)
        shown = words_of(await coordinator(talk).write(asked))
        assert "FR-2026-0001" in shown
        assert "SB-2026-0001" not in shown


@pytest.mark.parametrize(("asked", "told"), [("frågor", "flera har berättat om"), ("utkast", "av samverkanskoordinatorn")])
async def test_others_are_told_kindly_what_it_is(sqlite_url: str, asked: str, told: str) -> None:
    async with talking(sqlite_url) as talk:
        assert told in words_of(await talk.write(asked))


async def draft_of_tranas(talk: Talk) -> None:
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        group = await make_group(session, "tranas", "LSG Tranås", talk.house.tranas)
        await make_meeting(session, group, at("2026-03-20", 13))
    assert await tell_drafts(talk.house.database, NOW) == 1


@pytest.mark.parametrize("asked", ["utkast", "visa utkasten", "drafts", "inkorg"])
async def test_a_draft_that_waits_stands_in_the_inbox_and_by_itself(sqlite_url: str, asked: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = coordinator(talk)
        if asked != "inkorg":
            assert "Inget utkast väntar på dig" in words_of(await karin.write(asked))
        await draft_of_tranas(talk)
        shown = words_of(await karin.write(asked))
        assert "Utkast till LSG Tranås" in shown
        assert re.search(r"Skickas \w+ 1\d mars 2026 kl\. 08:00 om ingen godkänner", shown)
        assert "Läs och godkänn" in buttons(karin.card)


@pytest.mark.parametrize("asked", ["utkast", "inkorg"])
async def test_a_draft_that_is_approved_is_listed_until_it_is_sent(sqlite_url: str, asked: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = coordinator(talk)
        await draft_of_tranas(talk)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.exec(select(Draft))).one().approved_at = NOW
        shown = words_of(await karin.write(asked))
        assert re.search(r"Godkänt, skickas \w+ 1\d mars 2026 kl\. 08:00\. Du kan öppna det igen", shown)
        assert "Läs och godkänn" not in buttons(karin.card)


@pytest.mark.parametrize(("late", "said"), [(1, "1 väntar på dig, 1 försenad."), (2, "2 väntar på dig, 2 försenade.")])
async def test_one_that_is_late_is_told_in_the_singular(sqlite_url: str, late: int, said: str) -> None:
    async with talking(sqlite_url) as talk:
        for number in range(late):
            await talk.house.report(f"k{number}")
        karin = coordinator(talk)
        karin.now = NOW + timedelta(days=30)
        assert said in words_of(await karin.write("inkorg"))
