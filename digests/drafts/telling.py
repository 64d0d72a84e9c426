"""The clock's work with drafts: each is told once when its time has come, anew when its meeting moves, and called off with it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from backend.directory.receivers import tell_receiver
from backend.every_forbund import Work, each_in_every_forbund
from backend.times import local_date
from digests.drafts.holders import holders
from digests.due import coming_editions
from digests.kind import Due
from digests.periods import draft_before, due_before
from models import Draft, Edition, Group, GroupMeeting
from models.enums import NoticeKind

log = structlog.get_logger(__name__)


class DraftClock:
    """Looks at the drafts when the clock calls: at those there are each time, and for new ones in the first call of each hour.

    New ones come at whole hours (`digests.periods.draft_before`), and with a calendar that is loaded anew, which can wait for
    the next; reckoning every group's next edition each minute would be the most that an idle product does.
    """

    def __init__(self) -> None:
        """Look for new ones in the first call."""
        self._looked: datetime | None = None

    async def run(self, database: Database, now: datetime) -> int:
        """Tell what there is to tell, as `tell_drafts` does, and return how many drafts were told of."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        told = await _follow_drafts(database, now)
        # a draft whose meeting was called off may become another meeting's at once
        if told or hour != self._looked:
            told += await _begin_drafts(database, now)
            self._looked = hour
        return told


async def tell_drafts(database: Database, now: datetime) -> int:
    """Tell the holders of every draft what there is to tell, in every förbund; return how many drafts were told of.

    What is stored and what is told of a draft are one transaction, which only one of several processes gets through. What fails
    is logged and tried again at the next look; it doesn't stop the others.
    """
    # in this order: a draft whose meeting is called off may become another meeting's
    return await _follow_drafts(database, now) + await _begin_drafts(database, now)


async def _follow_drafts(database: Database, now: datetime) -> int:
    async def moved(session: AsyncSession) -> Mapping[str, Work]:
        return {
            f"draft:{draft.id}": partial(_follow, draft=draft, due_at=due_at, now=now)
            for draft, due_at in await _open_drafts(session, now)
        }

    return await each_in_every_forbund(database, "drafts", moved)


async def _begin_drafts(database: Database, now: datetime) -> int:
    async def coming(session: AsyncSession) -> Mapping[str, Work]:
        known = set((await session.exec(select(Draft.kind, Draft.group_id, Draft.period))).all())
        begin = {
            f"{due.kind}:{due.group_id}:{due.key}": partial(_begin, due=due, now=now)
            for due in await coming_editions(session, now)
            if (due.kind, due.group_id, due.key) not in known
        }
        return begin | {f"recall:{draft.id}": partial(_recall, draft=draft, now=now) for draft in await _to_recall(session, now)}

    return await each_in_every_forbund(database, "drafts", coming)


async def _to_recall(session: AsyncSession, now: datetime) -> list[Draft]:
    """Return the drafts that were approved before the last working day before their editions, once that day has come."""
    ahead = select(Draft).where(col(Draft.approved_at).is_not(None), col(Draft.stopped_at).is_(None), col(Draft.due_at) > now)
    found = (await session.exec(ahead.order_by(col(Draft.id)))).all()
    since = {draft.id: draft_before(draft.due_at, 1) for draft in found}
    return [
        draft
        for draft in found
        if draft.approved_at
        and draft.approved_at < since[draft.id] <= now
        and (draft.recalled_at is None or draft.recalled_at < since[draft.id])
    ]


async def _recall(session: AsyncSession, draft: Draft, now: datetime) -> bool:
    """Ask the holders to look at what has changed since the approval; when it is to be told and nothing has, it isn't."""
    if not await _change(session, draft, recalled_at=now):
        return False
    await _tell_holders(session, draft, NoticeKind.DRAFT_CHANGED, draft.due_at, now)
    return True


async def _open_drafts(session: AsyncSession, now: datetime) -> list[tuple[Draft, datetime | None]]:
    """Return the drafts whose editions aren't made and whose meetings are ahead, with when each is due as the calendar stands.

    None stands for a meeting that is called off.
    """
    made = select(Edition.id).where(
        Edition.kind == Draft.kind, Edition.group_id == Draft.group_id, Edition.period == Draft.period
    )
    found = await session.exec(
        select(Draft, Group.digest_days_before, GroupMeeting.starts_at, GroupMeeting.cancelled)
        .join(GroupMeeting, col(Draft.group_meeting_id) == col(GroupMeeting.id))
        .join(Group, col(Draft.group_id) == col(Group.id))
        .where(~made.exists(), col(GroupMeeting.starts_at) > now)
        .order_by(col(Draft.id))
    )
    return [
        (draft, None if cancelled else due_before(starts_at, days_before))
        for draft, days_before, starts_at, cancelled in found.all()
    ]


async def _follow(session: AsyncSession, draft: Draft, due_at: datetime | None, now: datetime) -> bool:
    """Let a draft follow its meeting; return whether anybody was told.

    What was written stays; an approval must be given anew, unless the new time has come already: then what was approved is sent.
    """
    if due_at is None:
        if draft.stopped_at or not await _change(session, draft, stopped_at=now):
            return False
        await _tell_holders(session, draft, NoticeKind.DRAFT_STOPPED, draft.due_at, now)
        return True
    if draft.stopped_at is None and draft.due_at == due_at:
        return False
    if due_at <= now:
        await _change(session, draft, due_at=due_at, stopped_at=None)
        return False
    renewed = {"due_at": due_at, "told_at": now, "stopped_at": None, "approved_at": None, "approved_by_id": None}
    if not await _change(session, draft, **renewed):
        return False
    await _tell_holders(session, draft, NoticeKind.DRAFT, due_at, now, moved=True)
    return True


async def _begin(session: AsyncSession, due: Due, now: datetime) -> bool:
    """Make the draft of an edition, or let one whose meeting was called off become it, and tell of it."""
    found = await session.exec(
        select(Draft)
        .where(Draft.kind == due.kind, Draft.group_id == due.group_id, col(Draft.stopped_at).is_not(None))
        .order_by(col(Draft.id).desc())
    )
    values: dict[str, Any] = {
        "period": due.key,
        "group_meeting_id": due.group_meeting_id,
        "due_at": due.due_at,
        "told_at": now,
    }
    if stopped := found.first():
        if not await _change(session, stopped, **values, stopped_at=None, approved_at=None, approved_by_id=None):
            return False
        await _tell_holders(session, stopped, NoticeKind.DRAFT, due.due_at, now, moved=True)
        return True
    draft = Draft(kind=due.kind, group_id=due.group_id, **values)
    session.add(draft)
    await session.flush()
    await _tell_holders(session, draft, NoticeKind.DRAFT, due.due_at, now)
    return True


async def _change(session: AsyncSession, draft: Draft, **values: Any) -> bool:
    """Change a draft unless somebody has in the meantime; return whether it was changed."""
    same = sa.and_(col(Draft.id) == draft.id, col(Draft.revision) == draft.revision)
    changed = await session.exec(sa.update(Draft).where(same).values(**values, revision=draft.revision + 1))
    return bool(changed.rowcount)


async def _tell_holders(
    session: AsyncSession, draft: Draft, kind: NoticeKind, due_at: datetime, now: datetime, *, moved: bool = False
) -> None:
    draft_id = stored_id(draft)
    told = await holders(session, draft.kind, draft.group_id)
    for receiver in told:
        await tell_receiver(
            session,
            receiver,
            # a meeting may move there and back: the revision tells each time from the others
            key=f"{kind}:{draft_id}:{local_date(due_at)}:{draft.revision}",
            kind=kind,
            subject_id=draft_id,
            details={"moved": True} if moved else None,
            now=now,
        )
    log.info("draft.told", draft=draft_id, kind=draft.kind, notice=kind, receivers=len(told))
