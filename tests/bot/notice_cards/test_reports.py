"""Notices of a report, as cards in Teams."""

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.handling.handle import Handling
from backend.issues.decide import close_issue, decide_lift
from backend.issues.gather import open_issue
from backend.issues.onwards import NATION
from models import OutboxMessage, Person
from models.enums import Channel, LiftOutcome, NoticeKind, Paverkbar, ReportStatus
from tests.backend.issues.steps import DECISION, LATER, do, lifted
from tests.bot.noticing import FakeAdapter, deliver, handled, waiting
from tests.bot.talk import buttons, values, words_of
from tests.house import NOW, small_house


async def test_the_coordinator_gets_a_card_to_handle_the_report_with(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await house.report()
        receipt = await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_RECEIVED))

        assert receipt == "m-1"
        target, activity = adapter.sent[0]
        assert target.conversation_id == "chat-e-karin"
        assert activity["summary"] == "Ny rapport: SB-2026-0001, Tranås"
        assert buttons(adapter.card)[:2] == ["Spara", "Fråga tillbaka"]
        assert values(adapter.card)["category"] == "NARVARO"


async def test_the_reporter_is_told_of_an_answer_with_its_words(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await handled(house, Handling(status=ReportStatus.ATGARD_BESLUTAD, answer="Vi bokar om mötet."))
        await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_ANSWERED))

        assert adapter.sent[0][0].conversation_id == "chat-e-hanna"
        shown = words_of(adapter.card)
        assert "Du har fått svar på SB-2026-0001" in shown
        assert "Vi bokar om mötet." in shown
        assert "samverkanskoordinatorn" in shown
        assert "Karin" not in shown, "the answer comes from a role"


async def test_the_reporter_is_told_of_a_new_status(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await handled(house, Handling(status=ReportStatus.LYFT))
        await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_CHANGED))
        assert "SB-2026-0001 har ny status: Lyft" in words_of(adapter.card)


async def test_who_wrote_several_reports_of_a_question_is_told_of_all_in_one_notice(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        ids = [stored_id(await house.report(key)) for key in ("k1", "k2", "k3")]
        async with house.database.begin(house.forbund_id) as session:
            karin = await session.get_one(Person, house.coordinator.id)
            issue = await open_issue(session, karin, "FK kommer inte", Paverkbar.LOKALT, ids, "i1", NOW)
            await close_issue(session, karin, stored_id(issue), "FK deltar per telefon.", onwards=False, submit="i2", now=NOW)
        await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_ANSWERED))

        shown = words_of(adapter.card)
        assert "Du har fått svar på SB-2026-0001" in shown
        assert "Det gäller också SB-2026-0002 och SB-2026-0003, som hör till samma fråga." in shown


async def test_the_reporters_card_tells_to_which_group_it_was_lifted_and_whose_decision_is_the_answer(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        issue_id, lift_id = await lifted(house)
        await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_CHANGED))
        assert "Frågan är lyft till LSG Tranås." in words_of(adapter.card)

        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.BESLUTAD, DECISION, "s3", LATER)
        await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_ANSWERED))
        assert "LSG Tranås har beslutat, 14 mars 2026" in words_of(adapter.card)


@pytest.mark.parametrize(
    ("locale", "heading", "waits"),
    [
        ("sv", "Nytt om SB-2026-0001", "Frågan har lyfts vidare till nationell nivå."),
        ("en", "News of SB-2026-0001", "The matter has been lifted further to the national level."),
    ],
)
async def test_what_is_lifted_further_has_no_new_status_and_its_card_says_none(
    sqlite_url: str, locale: str, heading: str, waits: str
) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Person, house.reporter.id)).locale = locale
        issue_id, lift_id = await lifted(house)
        await do(house, decide_lift, issue_id, lift_id, LiftOutcome.LYFT_VIDARE, "", "s3", LATER, to=NATION)
        async with house.database.read(house.forbund_id) as session:
            of_teams = select(OutboxMessage).where(OutboxMessage.channel == Channel.TEAMS)
            changed = of_teams.where(OutboxMessage.kind == NoticeKind.REPORT_CHANGED)
            *_, last = await session.exec(changed.order_by(col(OutboxMessage.id)))
        await deliver(house, adapter, last)

        shown = words_of(adapter.card)
        assert heading in shown
        assert waits in shown
        assert adapter.sent[-1][1]["summary"].startswith(heading)
