"""A kommun that has gone into another: what was told of it is the other's from then on."""

from datetime import datetime

from sqlmodel import col, select

from backend.audit import record
from backend.database import AsyncSession, stored_id
from models import Issue, Meeting, Pattern, Report
from models.enums import AuditAction


async def move_kommun(session: AsyncSession, left: int, joined: int, now: datetime) -> int:
    """Give the reports, frågor, samverkansmöten and patterns of the kommun `left` to `joined`; return how many rows that were.

    Papers that are frozen stay as they are. Those made afterwards count both as one, in the periods before as well, so that a
    merger never looks like a rise. Done again it moves nothing.
    """
    moved = 0
    for subject, model in (("report", Report), ("issue", Issue), ("meeting", Meeting)):
        for row in await session.exec(select(model).where(col(model.kommun_id) == left).with_for_update()):
            row.kommun_id = joined
            record(session, None, AuditAction.CHANGED, subject, stored_id(row), now, fields=["kommun_id"])
            moved += 1
    for pattern in await session.exec(select(Pattern).where(col(Pattern.kommun_id) == left)):
        pattern.kommun_id = joined
        moved += 1
    await session.flush()
    return moved
