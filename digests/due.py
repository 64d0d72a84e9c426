"""What is due: read from the database alone, so that a clock that missed, doubled or restarted changes nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from digests.kind import Due
from digests.kinds import KINDS
from digests.periods import draft_before
from models import Edition, Group
from models.enums import EditionStatus


async def due_editions(session: AsyncSession, now: datetime) -> list[Due]:
    """Return what is due now and neither made nor being made, the oldest first; when that is, each kind says itself.

    A process that was down makes it on return. A group that isn't active has nothing due.
    """
    found = await session.exec(
        select(Edition.kind, Edition.group_id, Edition.period).where(
            sa.or_(col(Edition.status) == EditionStatus.KLAR, col(Edition.claimed_until) > now)
        )
    )
    taken = set(found.all())
    due: list[Due] = []
    for kind in KINDS.values():
        for group in (await session.exec(select(Group).where(col(Group.active), kind.groups()))).all():
            due += await kind.due(session, group, now)
    return sorted(
        (each for each in due if (each.kind, each.group_id, each.key) not in taken),
        key=lambda each: (each.due_at, each.group_id),
    )


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
