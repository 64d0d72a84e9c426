"""What a förbund's coordinators have decided, as labelled texts: read in the förbund's scope, and never for another's model."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.categories.corpus import LabelledText
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from models import Report, StatusChange
from models.enums import ReportStatus, Slag


def decided_by_somebody(before: datetime | None = None) -> sa.ColumnElement[bool]:
    """Return the condition that a report was taken on by one who handles it (before a moment) and wasn't withdrawn.

    Sorting it with its category before one's eyes is deciding on that: mottagen is where it comes in, and only its reporter
    withdraws it. What was imported comes with a status that nobody here has set, and counts only when it is sorted anew.
    """
    steps = [
        col(StatusChange.report_id) == col(Report.id),
        col(StatusChange.before).is_not(None),
        col(StatusChange.after) != ReportStatus.ATERKALLAD,
    ]
    if before:
        steps.append(col(StatusChange.changed_at) < before)
    return sa.and_(col(Report.status) != ReportStatus.ATERKALLAD, select(StatusChange.id).where(*steps).exists())


async def decided_texts(session: AsyncSession, taxonomy: Taxonomy, before: datetime) -> list[LabelledText]:
    """Return the reports decided before a moment, the oldest first; `id` is the report's. They passed the guard when they came.

    A category that has left the taxonomy isn't learned.
    """
    found = select(Report).where(decided_by_somebody(before)).order_by(col(Report.id))
    codes = frozenset(taxonomy.codes)
    return [
        LabelledText(
            id=str(report.id),
            text=report.text,
            slag=Slag(report.slag),
            primary=None if report.slag is Slag.FRAMGANGSFAKTOR else report.category,
            secondary=report.secondary_category,
            parties=frozenset(),
            kommun=None,
            recurring=report.recurring,
            example_of=report.category if report.slag is Slag.FRAMGANGSFAKTOR and report.category in codes else None,
        )
        for report in await session.exec(found)
        if report.slag is Slag.FRAMGANGSFAKTOR or report.category in codes
    ]


async def decided_ids(session: AsyncSession) -> frozenset[int]:
    """Return the ids of all reports that may be learned from now."""
    return frozenset(number for number in await session.exec(select(Report.id).where(decided_by_somebody())) if number)
