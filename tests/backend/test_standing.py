"""What a change of a report queues for the cards that show it, on both databases."""

import asyncio
from datetime import timedelta

from sqlmodel import col, select

from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from backend.standing import SETTLES, Place, Shows, drawn_anew, keep_true, newest_change
from models import Forbund, OutboxMessage, Person, StandingCard
from models.enums import CardKind, NoticeKind, OutboxStatus, ReportStatus
from tests.house import NOW, House, small_house

LATER = NOW + timedelta(minutes=5)


async def handle(house: House, key: str, status: ReportStatus) -> None:
    async with house.database.begin(house.forbund_id) as session:
        karin = await session.get_one(Person, house.coordinator.id)
        await handle_report(session, karin, 1, Handling(status=status), key, LATER)


async def queued(house: House) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.CARD).order_by(col(OutboxMessage.id))
        return list(await session.exec(found))


async def stand(house: House, change: int | None = None) -> None:
    place = Place(stored_id(house.reporter), "chat-e-hanna", "m-1")
    async with house.database.begin(house.forbund_id) as session:
        newest = await newest_change(session, "report", 1)
        await keep_true(session, place, Shows(CardKind.RECEIPT, 1, newest if change is None else change), "face", LATER)


async def test_each_change_is_queued_once_and_again_only_while_one_is_on_its_way(database_url: str) -> None:
    async with small_house(database_url) as house:
        await house.report()
        await stand(house)
        assert await queued(house) == []
        await handle(house, "h1", ReportStatus.SORTERAD)
        await handle(house, "h2", ReportStatus.HOS_PART)
        await handle(house, "h2", ReportStatus.HOS_PART)
        [first] = await queued(house)
        assert (first.person_id, first.next_attempt_at) == (house.reporter.id, LATER + SETTLES)
        assert first.forbund_id == house.forbund_id

        async with house.database.begin(house.forbund_id) as session:
            (await session.get_one(OutboxMessage, first.id)).status = OutboxStatus.SKICKAS
        await handle(house, "h3", ReportStatus.LYFT)
        assert len(await queued(house)) == 2, "what is on its way may have been drawn before"


async def test_a_change_that_came_while_a_card_was_sent_is_queued_when_it_stands(database_url: str) -> None:
    async with small_house(database_url) as house:
        await house.report()
        await stand(house, change=0)
        assert len(await queued(house)) == 1


async def test_a_card_that_a_turn_drew_over_meanwhile_is_drawn_once_more(database_url: str) -> None:
    async with small_house(database_url) as house:
        await house.report()
        await stand(house)
        async with house.database.read(house.forbund_id) as session:
            [before] = await session.exec(select(StandingCard))
        await handle(house, "h1", ReportStatus.SORTERAD)
        async with house.database.begin_for_every_forbund() as session:
            for message in await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.CARD)):
                message.status = OutboxStatus.SKICKAS
        await stand(house)
        async with house.database.begin(house.forbund_id) as session:
            await drawn_anew(session, before, Shows(CardKind.REPORT, 1, before.change + 1), "other", LATER)
        assert [row.status for row in await queued(house)] == [OutboxStatus.SKICKAS, OutboxStatus.VANTAR]


async def test_a_change_under_way_while_a_card_is_remembered_is_shown_there_as_well(postgresql_url: str) -> None:
    async with small_house(postgresql_url) as house:
        await house.report()
        async with house.database.begin(house.forbund_id) as session:
            karin = await session.get_one(Person, house.coordinator.id)
            await handle_report(session, karin, 1, Handling(status=ReportStatus.SORTERAD), "h1", LATER)
            await session.flush()
            remembered = asyncio.create_task(stand(house))  # as drawn before: it sees nothing of the change yet
            await asyncio.wait({remembered}, timeout=0.5)
        await remembered
        assert len(await queued(house)) == 1


async def test_another_forbunds_card_in_the_same_message_is_left_as_it_is(database_url: str) -> None:
    async with small_house(database_url) as house:
        await house.report()
        await stand(house)
        async with house.database.begin_for_every_forbund() as session:
            other = Forbund(slug="annat", name="Annat", email="annat@forbund.example")
            session.add(other)
            await session.flush()
            other_id = stored_id(other)
        async with house.database.begin(other_id) as session:
            place = Place(stored_id(house.reporter), "chat-e-hanna", "m-1")
            await keep_true(session, place, Shows(CardKind.MEETING, 7, 0), "theirs", LATER)
        async with house.database.read(house.forbund_id) as session:
            [card] = await session.exec(select(StandingCard))
        assert (card.kind, card.subject_id, card.face) == (CardKind.RECEIPT, 1, "face")
