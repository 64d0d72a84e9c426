"""Which drafts wait for whom."""

from datetime import datetime

from digests.drafts.waiting import waiting_drafts
from models import Person
from tests.digests.drafts.town import DRAFT, DUE, NOTHING, Town


async def waits_for(town: Town, who: str | None, now: datetime = DRAFT) -> list[tuple[str, datetime, bool]]:
    async with town.database.read(town.forbund) as session:
        viewer = await session.get_one(Person, town.people[who]) if who else None
        return [(draft.group, draft.due_at, draft.approved) for draft in await waiting_drafts(session, viewer, now)]


async def test_a_draft_waits_for_those_who_may_approve_it_and_nobody_else(small_town: Town) -> None:
    assert await waits_for(small_town, "karin") == []
    await small_town.tell()
    assert await waits_for(small_town, "karin") == [("LSG Tranås", DUE, False)]
    assert await waits_for(small_town, None) == [("LSG Tranås", DUE, False)]
    assert await waits_for(small_town, "maja") == []


async def test_what_is_approved_is_told_as_that_until_it_is_sent(small_town: Town) -> None:
    await small_town.tell()
    await small_town.write(NOTHING, who="kurt")
    assert await waits_for(small_town, "karin") == [("LSG Tranås", DUE, True)]
    assert await waits_for(small_town, "maja") == []
    await small_town.make()
    assert await waits_for(small_town, "karin", DUE) == []
