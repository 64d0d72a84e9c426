"""What is due: read from the database alone, so that a clock that missed, doubled or restarted changes nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from digests.kind import Due
from digests.kinds import KINDS
from digests.periods import draft_before
from models import Edition, Group
from models.enums import EditionKind, EditionStatus


async def due_editions(session: AsyncSession, now: datetime) -> list[Due]:
    """Return what is due now and neither made nor being made, the oldest first; when that is, each kind says itself.

    A process that was down makes it on return. A group that isn't active has nothing due. When several of a kind are due in one
    group, as after a long downtime, each but the first waits for the one before it: its days begin where that one's end.
    """
    found = await session.exec(
        select(Edition.kind, Edition.group_id, Edition.period, Edition.status).where(
            sa.or_(col(Edition.status) == EditionStatus.KLAR, col(Edition.claimed_until) > now)
        )
    )
    known = {(kind, group_id, period): status for kind, group_id, period, status in found.all()}
    planned: list[Due] = []
    for kind in KINDS.values():
        for group in (await session.exec(select(Group).where(col(Group.active), kind.groups()))).all():
            planned += await kind.due(session, group, now)
    due: dict[tuple[EditionKind, int], Due | None] = {}
    for each in sorted(planned, key=lambda each: (each.due_at, each.group_id)):
        status = known.get((each.kind, each.group_id, each.key))
        if status != EditionStatus.KLAR:
            due.setdefault((each.kind, each.group_id), None if status else each)
    return [each for each in due.values() if each]


async def coming_editions(session: AsyncSession, now: datetime) -> list[Due]:
    """Return what isn't due yet and whose draft is to be looked at by now, the first due first.

    A group's draft is told `draft_working_days` working days before its edition is due; with 0 it has none.
    """
    coming: list[Due] = []
    for kind in KINDS.values():
        with_draft = select(Group).where(col(Group.active), kind.groups(), col(Group.draft_working_days) > 0)
        for group in (await session.exec(with_draft)).all():
            days = group.draft_working_days
            coming += [due for due in await kind.coming(session, group, now) if draft_before(due.due_at, days) <= now]
    return sorted(coming, key=lambda each: (each.due_at, each.group_id))
