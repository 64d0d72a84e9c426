"""Between which parties it broke: who reported, and whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from backend.database import AsyncSession
from digests.figures.counts import new_events, of_kommuner
from digests.periods import Period
from models import Report, ReportParty
from models.enums import PartyCode


@dataclass(frozen=True, slots=True)
class Pair:
    """Events by reporting party (None: not known) and one party concerned (None: nobody named)."""

    reporting: PartyCode | None
    concerned: PartyCode | None
    count: int


async def count_pairs(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> list[Pair]:
    """Return the events logged in a period by reporting party and party concerned.

    An event that concerns several parties stands once for each of them, so the sum can be greater than the events.
    """
    found = await session.exec(
        sa.select(  # type: ignore[call-overload]  # exec takes sa.select as well
            col(Report.reporting_party), col(ReportParty.party), sa.func.count()
        )
        .select_from(Report)
        .outerjoin(ReportParty, col(ReportParty.report_id) == col(Report.id))
        .where(*of_kommuner(kommun_ids), *new_events(period))
        .group_by(col(Report.reporting_party), col(ReportParty.party))
    )
    return [Pair(reporting, concerned, count) for reporting, concerned, count in found.all()]
