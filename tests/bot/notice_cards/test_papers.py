"""Notices of what is made for a group's meeting, as cards in Teams."""

import pytest

from backend.courier import NeedlessError
from backend.issues.held import Said, answer_held
from backend.outbox import tell
from models.enums import Channel, LiftOutcome, NoticeKind
from tests.bot.noticing import FakeAdapter, deliver, waiting
from tests.bot.talk import words_of
from tests.held import group_that_met
from tests.house import NOW, small_house


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
