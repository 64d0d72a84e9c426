"""The drafts that wait for somebody to read and approve them, for the inbox and for whoever asks."""

from datetime import datetime

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.handling.inbox import WaitingDraft
from digests.drafts.holders import may_hold
from digests.drafts.work import Stage, standing
from models import Draft, Person


async def waiting_drafts(session: AsyncSession, viewer: Person | None, now: datetime) -> list[WaitingDraft]:
    """Return the drafts that a person may approve and nobody has, the one that is sent first foremost.

    `viewer` None is förbundets own mailbox, which may approve all of them.
    """
    open_ones = select(Draft).where(col(Draft.approved_at).is_(None), col(Draft.stopped_at).is_(None))
    waiting = []
    for draft in await session.exec(open_ones.order_by(col(Draft.due_at), col(Draft.id))):
        if viewer is not None and not await may_hold(session, stored_id(viewer), draft.kind, draft.group_id):
            continue
        stands = await standing(session, stored_id(draft), now)
        if stands.stage is Stage.WAITS:
            waiting.append(WaitingDraft(stands.id, stands.group, stands.due_at))
    return waiting
