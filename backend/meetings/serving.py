"""Which functions the directory has for a meeting."""

from collections.abc import Sequence

from sqlmodel import col, select

from backend.database import AsyncSession
from models import Meeting, MeetingParty, Unit, UnitKommun


async def serving(session: AsyncSession, meeting: Meeting) -> Sequence[Unit]:
    """Return the active units of a meeting's parties that serve its kommun, by party and name."""
    parties = select(MeetingParty.party).where(MeetingParty.meeting_id == meeting.id)
    found = (
        select(Unit)
        .join(UnitKommun, col(UnitKommun.unit_id) == col(Unit.id))
        .where(UnitKommun.kommun_id == meeting.kommun_id, col(Unit.active), col(Unit.party).in_(parties))
        .order_by(col(Unit.party), col(Unit.name))
    )
    return (await session.exec(found)).all()
