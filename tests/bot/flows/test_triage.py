"""The coordinator's card: category, status and answer in one press."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from backend.handling.handle import Handling, handle_report
from bot.cards.triage import MAX_ANSWER
from models import Conversation, OutboxMessage, Person, Report, ReportComment
from models.enums import NoticeKind, ReportStatus
from tests.bot.talk import KEY, Talk, coordinator, elements, inputs, pressed_value, talking, values, words_of

ANSWER = "Vi har tagit upp det med enhetschefen. Nästa möte bokas om."


async def at_work(talk: Talk) -> Talk:
    """The coordinator with one new report, opened by its number."""
    await talk.house.report(event_date=None)
    karin = coordinator(talk)
    await karin.write("status SB-2026-0001")
    return karin


async def stored(talk: Talk) -> Report:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return (await session.exec(select(Report))).one()


async def notices(talk: Talk, kind: NoticeKind) -> int:
    async with talk.house.database.read(talk.house.forbund_id) as session:
        return len((await session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind))).all())


async def test_one_press_sorts_answers_and_tells_the_reporter(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        saved = words_of(await karin.press("Spara", category="KONTAKT", status="atgard_beslutad", answer=ANSWER))

        assert "Sparat." in saved
        assert ANSWER in saved, "the card shows the report as it stands now"
        report = await stored(talk)
        assert (report.category, report.reporter_category) == ("KONTAKT", "NARVARO")
        assert report.status is ReportStatus.ATGARD_BESLUTAD
        assert await notices(talk, NoticeKind.REPORT_ANSWERED) == 1
        assert karin.woken


TOLD = (
    (Handling(category="KONTAKT"), "Den som rapporterade får inget besked, eftersom varken status eller svar är nytt."),
    (Handling(status=ReportStatus.HOS_PART), "Den som rapporterade får den nya statusen i Teams nu."),
    (Handling(answer=ANSWER, status=ReportStatus.HOS_PART), "Den som rapporterade får svaret och den nya statusen i Teams nu."),
    (Handling(answer="Vilket möte?", asks=True), "Den som rapporterade får frågan i Teams nu."),
)


@pytest.mark.parametrize(("handling", "said"), TOLD)
async def test_saved_says_what_the_reporter_is_told_and_how(sqlite_url: str, handling: Handling, said: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        typed = {
            "category": handling.category or "NARVARO",
            "status": str(handling.status or "mottagen"),
            "answer": handling.answer,
        }
        shown = words_of(await karin.press("Fråga tillbaka" if handling.asks else "Spara", **typed))
        assert f"Sparat. {said}" in shown


async def test_saved_says_when_a_notice_waits_for_the_working_day(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        karin.now = datetime(2026, 3, 13, 19, 0, tzinfo=UTC)
        shown = words_of(await karin.press("Spara", status="hos_part"))
        assert "får den nya statusen i Teams måndag 16 mars 2026 kl. 07:00, när arbetsdagen börjar" in shown


async def test_saved_says_why_a_reporter_isnt_told(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await talk.write("sluta meddela mig")
        assert "vill inte ha besked, och läser den nya statusen under ”mina”" in words_of(
            await karin.press("Spara", status="hos_part")
        )
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.exec(select(Person).where(Person.entra_id == "e-hanna"))).one().told_of_own = True
            for chat in await session.exec(select(Conversation)):
                chat.blocked_at = talk.now
        assert "nås varken i Teams eller med mejl, så den nya statusen" in words_of(await karin.press("Spara", status="lyft"))
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.exec(select(Report))).one().reporter_id = None
        assert "ingen känd avsändare" in words_of(await karin.press("Spara", status="hos_part"))


async def test_saved_is_no_longer_said_once_the_further_facts_are_opened(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", category="KONTAKT")
        [more] = [one for one in elements(karin.card) if one.get("title") == "Fler uppgifter"]
        assert {"elementId": "saved", "isVisible": False} in more["targetElements"]
        [saved] = [one for one in elements(karin.card) if one.get("id") == "saved"]
        assert "Sparat." in words_of(saved)
        [back] = [one for one in elements(karin.card) if one.get("title") == "Klar, tillbaka till Spara"]
        assert back["targetElements"] == ["main", "more"], "it doesn't come back either"


async def test_a_double_click_saves_once(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        card = karin.card
        await karin.press("Spara", card, status="lyft", answer=ANSWER)
        await karin.press("Spara", card, status="lyft", answer=ANSWER)

        async with talk.house.database.read(talk.house.forbund_id) as session:
            assert len((await session.exec(select(ReportComment))).all()) == 1
        assert await notices(talk, NoticeKind.REPORT_ANSWERED) == 1
        assert "Sparat." in words_of(karin.card)
        assert "Någon annan har ändrat" not in words_of(karin.card), "it was oneself"


async def on_the_web(talk: Talk, actor: Person, key: str, handling: Handling) -> None:
    async with talk.house.database.begin(talk.house.forbund_id) as session:
        await handle_report(session, await session.get_one(Person, actor.id), 1, handling, key, talk.now)


async def test_what_one_changed_oneself_on_the_web_isnt_told_as_somebody_elses(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        old = karin.card
        await on_the_web(talk, talk.house.coordinator, "w1", Handling(category="KONTAKT", status=ReportStatus.HOS_PART))
        await karin.press("Spara", old)
        assert "Någon annan har ändrat" not in words_of(karin.card)
        await on_the_web(talk, talk.house.office, "w2", Handling(status=ReportStatus.LYFT))
        await karin.press("Spara", old)
        assert "Någon annan har ändrat" in words_of(karin.card), "the office has, since the same old card was drawn"


async def test_a_colleagues_change_is_told_when_an_old_card_saves(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        old = karin.card
        await on_the_web(talk, talk.house.office, "w1", Handling(category="KONTAKT"))
        await karin.press("Spara", old, answer=ANSWER)
        assert "Någon annan har ändrat" in words_of(karin.card)


async def test_personal_data_in_an_answer_is_marked_and_nothing_is_saved(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", status="lyft", answer="Ring honom på 070-123 45 67")

        assert (await stored(talk)).status is ReportStatus.MOTTAGEN
        assert "Jag hittade: telefonnummer." in words_of(karin.card)
        assert "070-123 45 67" not in values(karin.card)["answer"]
        assert values(karin.card)["status"] == "lyft", "what was chosen is kept"
        await karin.press("Spara")
        assert (await stored(talk)).status is ReportStatus.LYFT


async def test_what_cant_be_influenced_here_needs_words_of_why_and_where_it_went(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        shown = words_of(await karin.press("Spara", category="KONTAKT", status="kan_inte_paverkas"))
        assert "om den är förd vidare (till vem) eller sparad som underlag" in shown
        assert (await stored(talk)).status is ReportStatus.MOTTAGEN
        kept = values(karin.card)
        assert (kept["category"], kept["status"]) == ("KONTAKT", "kan_inte_paverkas")

        await karin.press("Fråga tillbaka", answer="Vilken vecka var det?")
        assert "En fråga tillbaka räcker inte" in words_of(karin.card)
        assert values(karin.card)["answer"] == "Vilken vecka var det?"
        await karin.press("Spara", answer=ANSWER)
        assert (await stored(talk)).status is ReportStatus.KAN_INTE_PAVERKAS
        assert await notices(talk, NoticeKind.REPORT_ANSWERED) == 1


async def test_saving_nothing_says_so(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        before = words_of(karin.card)
        await karin.press("Spara")
        assert words_of(karin.card) != before
        assert "Sparat." not in words_of(karin.card)


async def test_an_old_card_doesnt_undo_what_a_colleague_did_since(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        old = karin.card
        colleague = coordinator(talk)
        await colleague.write("status SB-2026-0001")
        await colleague.press("Spara", category="KONTAKT", status="hos_part")
        await karin.press("Spara", old, answer=ANSWER)

        report = await stored(talk)
        assert (report.category, report.status) == ("KONTAKT", ReportStatus.HOS_PART)


async def test_the_status_choices_are_those_that_may_follow(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", status="sorterad")
        offered = [choice["value"] for choice in inputs(karin.card)["status"]["choices"]]
        assert offered[0] == "sorterad"
        assert "mottagen" not in offered


async def test_a_reporter_can_neither_handle_nor_see_the_coordinators_card(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await talk.write("mina")
        await talk.submit(**{**pressed_value(karin.card, "Spara", {}), "status": "avslutad"})
        assert (await stored(talk)).status is ReportStatus.MOTTAGEN
        assert "hör till någon annan" in words_of(talk.last)


async def test_a_key_that_was_used_tells_a_stranger_nothing_of_the_report(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        pressed = pressed_value(karin.card, "Spara", {"status": "hos_part"})
        await karin.submit(**pressed)
        await talk.write("mina")
        await talk.submit(**pressed)
        assert "hör till någon annan" in words_of(talk.last)
        assert "SB-2026-0001" not in words_of(talk.last)


async def test_a_number_of_no_report_is_told_as_such(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = coordinator(talk)
        await karin.write("hej")
        await karin.submit(do="triage.save", report=4711, submit_id=KEY, status="lyft")
        assert isinstance(karin.last, str)


@pytest.mark.parametrize("forged", [None, "", "Anna Ek 850709-9805", "0" * 65])
async def test_a_press_without_a_key_of_ours_saves_nothing_and_says_so(sqlite_url: str, forged: str | None) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        data = {**pressed_value(karin.card, "Spara", {}), "submit_id": forged, "status": "lyft", "answer": ANSWER}
        await karin.submit(**data)
        assert "ingenting är sparat" in words_of(karin.last)
        assert (await stored(talk)).status is ReportStatus.MOTTAGEN


async def test_the_reporters_name_stands_in_no_other_card_than_the_handlers(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        assert "Hanna Exempel" in words_of(karin.card)
        await talk.write("status SB-2026-0001")
        assert "Hanna Exempel" not in words_of(talk.card)


async def test_a_card_gets_a_key_of_its_own_each_time_it_is_drawn(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        first = pressed_value(karin.card, "Spara", {})["submit_id"]
        await karin.write("status SB-2026-0001")
        assert pressed_value(karin.card, "Spara", {})["submit_id"] != first


async def test_a_card_that_somebody_else_has_overtaken_says_so_when_it_is_pressed(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        old = karin.card
        await on_the_web(talk, talk.house.office, "w1", Handling(status=ReportStatus.HOS_PART, answer=ANSWER))
        now = words_of(await karin.press("Spara", old))

        assert "Någon annan har ändrat rapporten" in now
        assert ANSWER in now
        assert values(karin.card)["status"] == "hos_part"


async def test_a_category_that_has_left_the_taxonomy_stays_until_another_is_chosen(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        await talk.house.report(event_date=None)
        async with talk.house.database.begin(talk.house.forbund_id) as session:
            (await session.exec(select(Report))).one().category = "GAMMAL"
        karin = coordinator(talk)
        await karin.write("status SB-2026-0001")
        assert values(karin.card)["category"] == "GAMMAL"
        await karin.press("Spara", status="lyft")
        assert ((await stored(talk)).category, (await stored(talk)).status) == ("GAMMAL", ReportStatus.LYFT)


async def test_an_answer_that_is_too_long_for_the_card_is_told_by_how_much_and_nothing_is_saved(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        await karin.press("Spara", answer="x" * (MAX_ANSWER + 7), status="sorterad")
        assert "7 för mycket" in words_of(karin.card)
        assert values(karin.card)["status"] == "sorterad"
        assert len(values(karin.card)["answer"]) == MAX_ANSWER
