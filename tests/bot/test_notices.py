"""Notices in Teams: drawn when they are sent, to the person's own chat."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.courier import NeverError, TryLaterError
from backend.database import stored_id
from backend.handling.handle import Handling
from bot.seam.sending import Forbidden, Gone, Rejected, SendError, Throttled, Unreachable
from models import Conversation, Person
from models.enums import NoticeKind, ReportStatus
from tests.bot.noticing import FakeAdapter, deliver, handled, waiting
from tests.house import NOW, small_house


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
