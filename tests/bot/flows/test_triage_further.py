"""What the coordinator corrects behind *Fler uppgifter*, asks back, and gathers into a fråga."""

import re

from sqlmodel import select

from backend.categories.proposal import Candidate
from backend.handling.views import report_view
from backend.reporting.own import add_to_report
from bot.cards.question import question_card
from bot.cards.report_card import report_card
from models import OutboxMessage
from models.enums import Niva, NoticeKind, Paverkbar, ReportStatus, Slag
from tests.bot.flows.test_triage import at_work, notices, stored
from tests.bot.talk import KEY, buttons, coordinator, elements, talking, titles, values, words_of
from tests.house import NOW


async def test_what_was_got_wrong_is_corrected_behind_fler_uppgifter(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        more = {"slag": "behov", "parties": "AF,FK", "paverkbar": "lanet", "niva": "struktur", "marks": "recurring,internal"}
        await karin.press("Spara", secondary="KONTAKT", **more)

        report = await stored(talk)
        assert (report.slag, report.paverkbar, report.niva) == (Slag.BEHOV, Paverkbar.LANET, Niva.STRUKTUR)
        assert (report.secondary_category, report.recurring, report.internal) == ("KONTAKT", True, True)
        await karin.press("Spara", marks="", paverkbar="ingen")
        report = await stored(talk)
        assert (report.recurring, report.internal, report.paverkbar) == (False, False, None)


async def test_what_else_was_proposed_is_offered_first_as_its_cause_and_none_is_chosen(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        proposed = [Candidate("KONTAKT", 0.5), Candidate("NARVARO", 0.3), Candidate("RESURSER", 0.1)]
        await talk.house.report(event_date=None, proposed=proposed)
        karin = coordinator(talk)
        await karin.write("status SB-2026-0001")

        offered = titles(karin.card, "secondary")
        first = ["Ingen annan orsak", "Kontaktvägar och återkoppling (förslag)", "Bemanning, köer och tid (förslag)"]
        assert offered[:3] == first, "without the category that the reporter chose"
        assert len(offered) == len(set(offered)) == 18
        await karin.press("Spara", status="sorterad")
        assert (await stored(talk)).secondary_category is None, "a proposal that nobody has looked at is counted nowhere"
        await karin.press("Spara", secondary="RESURSER")
        assert (await stored(talk)).secondary_category == "RESURSER"


async def test_what_is_hardly_likely_is_no_proposal_for_a_cause(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        proposed = [Candidate("KONTAKT", 0.97), Candidate("RESURSER", 0.0293), Candidate("TILLIT", 0.0007)]
        await talk.house.report(event_date=None, proposed=proposed, category="KONTAKT")
        karin = coordinator(talk)
        await karin.write("status SB-2026-0001")
        offered = titles(karin.card, "secondary")
        assert [title for title in offered if title.endswith("(förslag)")] == ["Bemanning, köer och tid (förslag)"]


async def test_the_card_says_why_it_was_proposed_as_the_reporters_form_did(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.write("FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig")
        quoted = re.findall(
            "”([^”]+)”", next(line for line in words_of(talk.card).splitlines() if line.startswith("Jag föreslår"))
        )
        await talk.press("Skicka")
        karin = coordinator(talk)
        await karin.write("status SB-2026-0001")

        [told] = [line for line in words_of(karin.card).splitlines() if line.startswith("Förslaget var")]
        assert re.findall("”([^”]+)”", told) == quoted


async def test_a_mark_that_nobody_set_is_left_unanswered(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", status="sorterad")
        assert (await stored(talk)).recurring is None


async def test_a_report_that_is_moved_leaves_the_desk_and_the_new_receiver_is_told_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        card = karin.card
        for _ in range(2):
            said = await karin.press("Spara", card, kommun=str(talk.house.eksjo))
            assert "SB-2026-0001 ligger nu hos mottagaren för Eksjö" in words_of(said)

        async with talk.house.database.read(talk.house.forbund_id) as session:
            told = (await session.exec(select(OutboxMessage).where(OutboxMessage.person_id == talk.house.office.id))).all()
        assert [message.kind for message in told] == [NoticeKind.REPORT_RECEIVED]
        assert "Jag hittar inget med nummer SB-2026-0001" in words_of(await karin.write("status SB-2026-0001"))


async def test_a_question_back_reaches_the_reporter_and_the_reply_the_coordinator(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Fråga tillbaka", answer="Vilken vecka var det?")
        assert await notices(talk, NoticeKind.REPORT_ASKED) == 1
        assert (await stored(talk)).answered_at is None, "a question is no answer"

        async with talk.house.database.read(talk.house.forbund_id) as session:
            view = await report_view(session, 1, for_handler=False)
        asked = question_card(view, "f" * 32, talk.desk.words_in("sv"))
        assert "Vilken vecka var det?" in words_of(asked)
        talk.chat.shown.append(asked)
        await talk.press("Skicka", asked, text="Vecka 10.")
        assert await notices(talk, NoticeKind.REPORT_AMENDED) == 1
        await karin.write("status SB-2026-0001")
        assert "Vecka 10." in words_of(karin.card)


async def test_a_question_without_words_is_not_sent(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        assert "Skriv vad du vill fråga." in words_of(await karin.press("Fråga tillbaka", status="lyft"))
        assert (await stored(talk)).status is ReportStatus.MOTTAGEN


async def test_a_question_that_the_guard_stopped_is_still_a_question_when_the_blue_button_is_pressed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Fråga tillbaka", answer="Nås han på 070-123 45 67?")
        [blue] = [element["title"] for element in elements(karin.card) if element.get("style") == "positive"]
        assert blue == "Fråga tillbaka"
        assert "Tryck på Fråga tillbaka om texten är bra" in words_of(karin.card)
        await karin.press(blue)
        assert (await notices(talk, NoticeKind.REPORT_ASKED), await notices(talk, NoticeKind.REPORT_ANSWERED)) == (1, 0)
        assert (await stored(talk)).answered_at is None


async def test_a_question_that_the_guard_stopped_may_still_be_sent_as_an_answer(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Fråga tillbaka", answer="Han nås på 070-123 45 67.")
        await karin.press("Spara")
        assert await notices(talk, NoticeKind.REPORT_ASKED) == 0
        assert (await stored(talk)).answered_at == talk.now


async def test_corrections_survive_an_answer_that_must_be_mended(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", paverkbar="lanet", marks="internal", answer="Ring honom på 070-123 45 67")
        await karin.press("Spara")
        report = await stored(talk)
        assert (report.paverkbar, report.internal) == (Paverkbar.LANET, True)


async def test_a_report_is_put_into_a_new_question_and_another_one_joins_it(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Lägg i en fråga")
        done = words_of(await karin.press("Lägg i frågan", title="FK kommer inte"))
        assert "SB-2026-0001 ligger nu i FR-2026-0001" in done
        shown = await karin.press("Tillbaka till rapporten")
        assert "FR-2026-0001, FK kommer inte" in words_of(shown)
        assert "Lägg i en fråga" not in buttons(karin.card)

        await talk.house.report("k2")
        await karin.write("status SB-2026-0002")
        await karin.press("Lägg i en fråga")
        assert "SB-2026-0002 ligger nu i FR-2026-0001" in words_of(await karin.press("Lägg i frågan", issue="1"))


async def test_the_title_of_a_question_passes_the_guard_and_must_be_there(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Lägg i en fråga")
        assert "Skriv en rubrik." in words_of(await karin.press("Lägg i frågan"))
        await karin.press("Lägg i frågan", title="Ring 070-123 45 67")
        assert "070-123 45 67" not in values(karin.card)["title"]
        assert "FR-2026-0001" in words_of(await karin.press("Lägg i frågan"))


async def test_a_reporter_puts_nothing_into_a_question(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await at_work(talk)
        for do in ("issue.open", "issue.save", "triage.show"):
            await talk.submit(do=do, report=1, submit_id=KEY, title="x")
            assert "hör till någon annan" in words_of(talk.last)


async def test_a_question_keeps_its_reply_and_what_was_said_stands_oldest_first(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", answer="Först ett svar")
        await karin.write("status SB-2026-0001")
        await karin.press("Fråga tillbaka", answer="Vilken vecka var det?")
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            await add_to_report(session, talk.house.reporter, 1, "Det var vecka 10 " + "och 11 " * 30, "a" * 32, NOW)
        for number in range(3):
            await karin.write("status SB-2026-0001")
            await karin.press("Spara", answer=f"Svar nummer {number}")
        await karin.write("status SB-2026-0001")

        shown = words_of(karin.card)
        order = ["Vilken vecka var det?", "Det var vecka 10", "Svar nummer 0", "Svar nummer 1", "Svar nummer 2"]
        assert [shown.index(words) for words in order] == sorted(shown.index(words) for words in order)
        assert ("och 11 " * 30).strip() in shown, "the reply stands whole"
        assert "Först ett svar" not in shown
        [older] = [line for line in shown.splitlines() if "äldre visas på webben" in line]
        assert older.startswith("[1 äldre visas på webben](http")
        async with talk.house.database.read(talk.house.forbund_id) as session:
            view = await report_view(session, 1, for_handler=False)
        own = words_of(report_card(view, "Rapport", talk.desk.words_in("sv")))
        assert "1 äldre visas på webben" in own
        assert "Det var vecka 10" in own
