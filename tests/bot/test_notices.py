"""Notices in Teams: drawn when they are sent, to the person's own chat."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from backend.courier import NeedlessError, NeverError, TryLaterError
from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from backend.issues.decide import close_issue
from backend.issues.gather import open_issue
from backend.issues.held import Said, answer_held
from backend.led_to import tell_what_it_led_to
from backend.links import Links
from backend.meetings.end import cancel_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.own import take_back
from backend.meetings.slot import Slot
from backend.monday import tell_weeks
from backend.outbox import tell
from backend.patterns.morning import Morning
from backend.patterns.settle import settle_pattern
from backend.spindel.due import run_spindel
from backend.times import local_date
from bot.carrier import carry_post
from bot.notices import TeamsSender
from bot.seam.sending import ConversationTarget, Forbidden, Gone, Rejected, SendError, Throttled, Unreachable
from models import Conversation, Issue, OutboxMessage, Person, Report, Role
from models.enums import Channel, LiftOutcome, NoticeKind, Paverkbar, ReportStatus
from tests.backend.patterns.fingerprints import by_words
from tests.bot.card_rules import check_card
from tests.bot.talk import TAXONOMY, TEXTS, buttons, values, words_of
from tests.held import group_that_met
from tests.house import NOW, House, small_house
from tests.spindel import ring_of

FIXED = Slot(datetime(2026, 3, 18, 9, 0, tzinfo=UTC), 60, "Jobbhuset")


class FakeAdapter:
    """Keeps what is sent, or refuses it."""

    def __init__(self, refusal: SendError | None = None) -> None:
        self.refusal = refusal
        self.sent: list[tuple[ConversationTarget, Mapping[str, Any]]] = []
        self.updated: list[tuple[str, Mapping[str, Any]]] = []

    async def send(self, target: ConversationTarget, activity: Mapping[str, Any]) -> str:
        if self.refusal:
            raise self.refusal
        self.sent.append((target, activity))
        return "m-1"

    async def update(self, target: ConversationTarget, activity_id: str, activity: Mapping[str, Any]) -> str:
        if self.refusal:
            raise self.refusal
        self.updated.append((activity_id, activity))
        return activity_id

    @property
    def card(self) -> dict[str, Any]:
        card: dict[str, Any] = self.sent[-1][1]["attachments"][0]["content"]
        check_card(card)
        return card


async def deliver(house: House, adapter: FakeAdapter, message: OutboxMessage) -> str:
    sender = TeamsSender(house.database, TEXTS, TAXONOMY, Links("secret", "http://127.0.0.1:3978"), clock=lambda: NOW)
    return await sender.deliver(message, partial(carry_post, adapter))


async def waiting(house: House, kind: NoticeKind) -> OutboxMessage:
    async with house.database.read(house.forbund_id) as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.channel == Channel.TEAMS)
        return (await session.exec(found)).one()


async def handled(house: House, handling: Handling) -> None:
    report = await house.report()
    async with house.database.begin(house.forbund_id) as session:
        coordinator = await session.get_one(Person, house.coordinator.id)
        await handle_report(session, coordinator, stored_id(report), handling, "s1", NOW)


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


async def leaves_the_post(house: House) -> None:
    async with house.database.begin(house.forbund_id) as session:
        roles = await session.exec(select(Role).where(Role.person_id == house.coordinator.id))
        await session.delete(roles.one())


async def test_who_no_longer_handles_anything_is_not_told_what_may_belong_together(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        message = await found(house)
        await leaves_the_post(house)
        with pytest.raises(NeedlessError, match="not_handler"):
            await deliver(house, FakeAdapter(), message)


async def found(house: House) -> OutboxMessage:
    for number in range(3):
        await house.report(f"k{number}")
    await Morning(house.database, lambda: by_words).look(house.forbund_id, NOW)
    return await waiting(house, NoticeKind.PATTERNS_FOUND)


async def test_the_coordinator_is_told_in_the_morning_what_may_belong_together(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await deliver(house, adapter, await found(house))

        assert adapter.sent[0][0].conversation_id == "chat-e-karin"
        assert "Närvaro och deltagande: 3 liknande rapporter från Tranås" in words_of(adapter.card)
        assert buttons(adapter.card) == ["Öppna inkorgen"]


async def test_what_has_been_settled_since_the_morning_is_not_told(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        message = await found(house)
        async with house.database.begin(house.forbund_id) as session:
            await settle_pattern(session, house.coordinator, message.subject_id, (), "s1", NOW)

        with pytest.raises(NeedlessError):
            await deliver(house, FakeAdapter(), message)


async def test_mondays_note_is_a_card_with_the_inbox_and_how_to_stop_it(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await house.report()
        adapter, monday = FakeAdapter(), datetime(2026, 3, 16, 6, tzinfo=UTC)
        await tell_weeks(house.database, monday)
        async with house.database.read(house.forbund_id) as session:
            own = select(OutboxMessage).where(OutboxMessage.person_id == house.coordinator.id)
            message = (await session.exec(own.where(OutboxMessage.kind == NoticeKind.WEEK))).one()
        await deliver(house, adapter, message)

        assert "Vecka 12: Tranås" in words_of(adapter.card)
        assert "1 ny rapport kom förra veckan." in words_of(adapter.card)
        assert "sluta skicka veckobrevet" in words_of(adapter.card)
        assert buttons(adapter.card) == ["Öppna inkorgen"]


async def test_a_reporter_reads_what_their_reports_led_to(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        report = await house.report()
        async with house.database.begin(house.forbund_id) as session:
            issue = Issue(number="FR-2026-0001", title="Kallelser", opened_at=NOW, answer="Ny mall.", closed_at=NOW)
            session.add(issue)
            await session.flush()
            (await session.get_one(Report, report.id)).issue_id = issue.id
        await tell_what_it_led_to(house.database, datetime(2026, 9, 1, 8, tzinfo=UTC))
        adapter = FakeAdapter()
        await deliver(house, adapter, await waiting(house, NoticeKind.LED_TO))

        assert adapter.sent[0][0].conversation_id == "chat-e-hanna"
        assert "Det här ledde era rapporter till" in words_of(adapter.card)
        assert "Ny mall." in words_of(adapter.card)
        assert "sluta meddela mig" in words_of(adapter.card)


async def asked_for_a_meeting(house: House) -> int:
    today = local_date(NOW)
    return await house.ask_for_meeting(today, today + timedelta(days=14))


async def fixed_meeting(house: House) -> int:
    meeting_id = await asked_for_a_meeting(house)
    async with house.database.begin(house.forbund_id) as session:
        await fix_meeting(session, house.coordinator, meeting_id, FIXED, "f1", NOW)
    return meeting_id


async def test_the_coordinator_gets_a_card_to_fix_a_meeting_with(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await asked_for_a_meeting(house)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_REQUESTED))

        assert "SIP att boka i Tranås" in words_of(adapter.card)
        assert values(adapter.card)["day"] == "2026-03-17"


async def test_a_request_that_was_fixed_on_the_page_first_is_shown_as_it_stands(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await fixed_meeting(house)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_REQUESTED))

        assert "SM-2026-0001 är bokat" in words_of(adapter.card)
        assert {"Flytta", "Ställ in"} <= set(buttons(adapter.card))


async def test_the_caller_is_told_of_a_time_a_move_and_that_a_meeting_is_off(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        meeting_id = await fixed_meeting(house)
        first = await waiting(house, NoticeKind.MEETING_FIXED)
        await deliver(house, adapter, first)
        assert "SM-2026-0001 är bokat" in words_of(adapter.card)

        async with house.database.begin(house.forbund_id) as session:
            moved = replace(FIXED, starts_at=FIXED.starts_at + timedelta(days=1))
            await move_meeting(session, house.coordinator, meeting_id, 0, moved, "v1", NOW)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_FIXED))
        assert "SM-2026-0001 är flyttat eller ändrat" in words_of(adapter.card)
        assert "torsdag 19 mars 2026 kl. 10:00" in words_of(adapter.card)
        assert "Be om annan tid" in buttons(adapter.card), "as on the receipt"
        with pytest.raises(NeverError, match="changed since"):
            await deliver(house, adapter, first)

        async with house.database.begin(house.forbund_id) as session:
            await cancel_meeting(session, house.coordinator, meeting_id, "c1", NOW, why="FK kan inte komma.")
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_CANCELLED))
        assert "SM-2026-0001 är inställt" in words_of(adapter.card)
        assert "Därför ställdes mötet in: FK kan inte komma." in words_of(adapter.card)
        assert buttons(adapter.card) == ["Begär nytt möte", "Öppna på webben"]


async def test_the_caller_is_asked_in_teams_whether_a_meeting_was_held(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await fixed_meeting(house)
        await deliver(house, adapter, await waiting(house, NoticeKind.MEETING_ENDED))

        assert "Hölls SM-2026-0001?" in words_of(adapter.card)
        assert buttons(adapter.card) == [
            "Ja, det hölls",
            "Nej: En part kom inte",
            "Nej: Individen kom inte",
            "Nej: Samtycke saknades",
            "Nej: Annat skäl",
        ]


async def test_a_notice_speaks_the_persons_language(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await house.report()
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Person, house.coordinator.id)).locale = "en"
        await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_RECEIVED))
        assert adapter.card["lang"] == "en"


@pytest.mark.parametrize(
    ("refusal", "after"),
    [(Throttled("429", timedelta(seconds=7)), timedelta(seconds=7)), (Unreachable("TimeoutError"), None)],
)
async def test_what_may_pass_is_tried_later_when_teams_says(sqlite_url: str, refusal: SendError, after: timedelta | None) -> None:
    async with small_house(sqlite_url) as house:
        await house.report()
        with pytest.raises(TryLaterError) as told:
            await deliver(house, FakeAdapter(refusal), await waiting(house, NoticeKind.REPORT_RECEIVED))
        assert told.value.after == after


@pytest.mark.parametrize("refusal", [Forbidden("MessageWritesBlocked"), Gone("ConversationNotFound")])
async def test_a_person_who_blocked_the_bot_is_not_written_to_again(sqlite_url: str, refusal: SendError) -> None:
    async with small_house(sqlite_url) as house:
        await house.report()
        message = await waiting(house, NoticeKind.REPORT_RECEIVED)
        with pytest.raises(NeverError):
            await deliver(house, FakeAdapter(refusal), message)
        async with house.database.read(house.forbund_id) as session:
            chat = (await session.exec(select(Conversation).where(Conversation.person_id == house.coordinator.id))).one()
        assert chat.blocked_at == NOW
        adapter = FakeAdapter()
        with pytest.raises(NeverError):
            await deliver(house, adapter, message)
        assert adapter.sent == []


async def test_a_card_that_teams_doesnt_take_says_nothing_of_the_person(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await house.report()
        with pytest.raises(NeverError):
            await deliver(house, FakeAdapter(Rejected("413")), await waiting(house, NoticeKind.REPORT_RECEIVED))
        async with house.database.read(house.forbund_id) as session:
            assert all(chat.blocked_at is None for chat in (await session.exec(select(Conversation))).all())


async def test_somebody_who_never_wrote_to_the_bot_cannot_be_reached_here(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        await house.report()
        message = await waiting(house, NoticeKind.REPORT_RECEIVED)
        message.person_id = house.office.id
        with pytest.raises(NeverError, match="no_conversation"):
            await deliver(house, FakeAdapter(), message)


async def test_who_has_left_gets_no_card_any_more(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        await handled(house, Handling(status=ReportStatus.LYFT))
        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(Person, stored_id(house.reporter))).active = False
        with pytest.raises(NeverError, match="left"):
            await deliver(house, adapter, await waiting(house, NoticeKind.REPORT_CHANGED))
        assert adapter.sent == []


async def test_the_convener_is_asked_what_was_decided_unless_it_has_been_told(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter, met = FakeAdapter(), await group_that_met(house, questions=1)
        async with house.database.begin(house.forbund_id) as session:
            tell(
                session,
                key="decisions:1",
                channel=Channel.TEAMS,
                kind=NoticeKind.DECISIONS_ASKED,
                subject_id=met.meeting,
                person_id=met.convener.id,
                now=NOW,
            )
        message = await waiting(house, NoticeKind.DECISIONS_ASKED)
        await deliver(house, adapter, message)

        assert adapter.sent[0][0].conversation_id == "chat-e-stina"
        assert "Vad beslutade LSG Tranås 11 mars 2026?" in words_of(adapter.card)
        async with house.database.begin(house.forbund_id) as session:
            said = [Said(met.lifts[0], LiftOutcome.UPPSKJUTEN, "")]
            await answer_held(session, met.convener, met.meeting, said, "s1", NOW)
        with pytest.raises(NeedlessError, match="answered"):
            await deliver(house, adapter, message)
        await deliver(house, adapter, await waiting(house, NoticeKind.DECISIONS_TOLD))
        assert adapter.sent[-1][0].conversation_id == "chat-e-karin"
        assert "Uppskjuten" in words_of(adapter.card)


async def test_a_member_gets_the_questions_unless_they_have_answered_meanwhile(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        ring = await ring_of(house)
        measurement = await ring.start()
        [message, *_] = await ring.told()
        adapter = FakeAdapter()
        await deliver(house, adapter, message)
        assert adapter.sent[0][0].conversation_id == "chat-e-0"
        assert "LSG Tranås: hur fungerar samverkan?" in words_of(adapter.card)

        await ring.answer(measurement, 0)
        with pytest.raises(NeedlessError, match="nothing_to_answer"):
            await deliver(house, FakeAdapter(), message)


@pytest.mark.parametrize(
    ("members", "says", "pressed"),
    [(5, "Resultatet står i gruppens nästa underlag", ["Se resultatet"]), (4, "Färre än 5 svarade", [])],
)
async def test_who_speaks_for_a_group_is_told_that_spindeln_is_closed(
    sqlite_url: str, members: int, says: str, pressed: list[str]
) -> None:
    async with small_house(sqlite_url) as house:
        ring = await ring_of(house)
        measurement = await ring.start()
        for member in range(members):
            await ring.answer(measurement, member)
        await run_spindel(house.database, NOW + timedelta(days=20))
        [message, *_] = await ring.told(NoticeKind.SPINDEL_CLOSED)
        adapter = FakeAdapter()
        await deliver(house, adapter, message)
        shown = words_of(adapter.card)
        assert f"Spindeln för LSG Tranås är stängd: {members} av 6 svarade" in shown
        assert says in shown
        assert buttons(adapter.card) == pressed


async def test_the_coordinator_is_told_why_a_planned_spindel_has_not_begun(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        ring = await ring_of(house, members=4, months=(3,))
        await run_spindel(house.database, NOW)
        [message, *_] = await ring.told(NoticeKind.SPINDEL_TOO_FEW)
        adapter = FakeAdapter()
        await deliver(house, adapter, message)
        assert "Spindeln startade inte i LSG Tranås" in words_of(adapter.card)
        assert "Gruppen har 4 ledamöter" in words_of(adapter.card)


async def test_a_request_that_is_taken_back_is_told_as_it_stands_or_in_a_line_beside_its_card(sqlite_url: str) -> None:
    async with small_house(sqlite_url) as house:
        adapter = FakeAdapter()
        meeting_id = await asked_for_a_meeting(house)
        async with house.database.begin(house.forbund_id) as session:
            await take_back(session, await session.get_one(Person, house.reporter.id), meeting_id, "t1", NOW)
        message = await waiting(house, NoticeKind.MEETING_AMENDED)
        await deliver(house, adapter, message)
        assert "SM-2026-0001 är återtagen" in words_of(adapter.card)
        await deliver(house, adapter, message)
        assert words_of(adapter.card) == "Begäran är återtagen av den som begärde mötet: SM-2026-0001, Tranås"
        assert buttons(adapter.card) == ["Visa"]
