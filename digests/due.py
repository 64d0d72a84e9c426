"""What is due: read from the database alone, so that a clock that missed, doubled or restarted changes nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from digests.kind import Due
from digests.kinds import KINDS
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
