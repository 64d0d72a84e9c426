"""Notices of what shows across reports, and of Spindeln, as cards in Teams."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from backend.courier import NeedlessError
from backend.led_to import tell_what_it_led_to
from backend.monday import tell_weeks
from backend.patterns.morning import Morning
from backend.patterns.settle import settle_pattern
from backend.spindel.due import run_spindel
from models import Issue, OutboxMessage, Report, Role
from models.enums import NoticeKind
from tests.backend.patterns.fingerprints import by_words
from tests.bot.noticing import FakeAdapter, deliver, waiting
from tests.bot.talk import buttons, words_of
from tests.house import NOW, House, small_house
from tests.spindel import ring_of


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
