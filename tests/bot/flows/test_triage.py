"""The coordinator's card: category, status and answer in one press."""

import pytest
from sqlmodel import select

from backend.links import Links
from bot.flows.triage import new_triage
from models import OutboxMessage, Report, ReportComment
from models.enums import NoticeKind, ReportStatus
from tests.bot.talk import KEY, Talk, coordinator, inputs, talking, values, words_of

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
        await talk.submit(**{**karin.card["actions"][0]["data"], "status": "avslutad"})
        assert (await stored(talk)).status is ReportStatus.MOTTAGEN
        assert "hör till någon annan" in words_of(talk.last)


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
        data = {**karin.card["actions"][0]["data"], "submit_id": forged, "status": "lyft", "answer": ANSWER}
        await karin.submit(**data)
        assert "ingenting är sparat" in words_of(karin.last)
        assert (await stored(talk)).status is ReportStatus.MOTTAGEN


async def test_the_reporters_name_stands_in_no_other_card_than_the_handlers(sqlite_url: str) -> None:
    async with talking(sqlite_url) as talk:
        karin = await at_work(talk)
        assert "Hanna Exempel" in words_of(karin.card)
        await talk.write("status SB-2026-0001")
        assert "Hanna Exempel" not in words_of(talk.card)


def test_a_card_gets_a_key_of_its_own_each_time_it_is_drawn() -> None:
    links = Links("secret", "http://127.0.0.1")
    assert new_triage(links, 1, 1, 1).key != new_triage(links, 1, 1, 1).key
