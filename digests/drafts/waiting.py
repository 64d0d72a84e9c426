"""The drafts that somebody may read and approve, or open again, for the inbox and for whoever asks."""

from datetime import datetime

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.handling.inbox import WaitingDraft
from digests.drafts.holders import may_hold
from digests.drafts.work import Stage, standing
from models import Draft, Edition, Person


async def waiting_drafts(session: AsyncSession, viewer: Person | None, now: datetime) -> list[WaitingDraft]:
    """Return the drafts that a person may approve: those that nobody has, then those that are approved and not sent yet.

    Of each the one that is sent first is foremost. `viewer` None is förbundets own mailbox, which may approve all of them.
    """
    made = select(Edition.id).where(
        Edition.kind == Draft.kind, Edition.group_id == Draft.group_id, col(Edition.period) == col(Draft.period)
    )
    unsent = select(Draft).where(~made.exists(), col(Draft.stopped_at).is_(None))
    waiting = []
    for draft in await session.exec(unsent.order_by(col(Draft.approved_at).is_not(None), col(Draft.due_at), col(Draft.id))):
        if viewer is not None and not await may_hold(session, stored_id(viewer), draft.kind, draft.group_id):
            continue
        stands = await standing(session, stored_id(draft), now)
        if stands.stage in (Stage.WAITS, Stage.APPROVED):
            waiting.append(WaitingDraft(stands.id, stands.group, stands.due_at, stands.stage is Stage.APPROVED))
    return waiting
