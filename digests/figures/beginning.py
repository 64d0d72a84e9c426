"""When reporting began, and what that means for a period: one before it has no figures, which isn't the same as none reported."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.times import local_date
from digests.periods import Period
from models import Report
from models.enums import ReportStatus

STARTING_DAYS = timedelta(days=14)
"""A period whose first report came later than this is told as incomplete, and nothing is compared with it by a test."""


def before_start(started: date | None, period: Period) -> bool:
    """Whether a period ended before anything was reported."""
    return started is None or period.end < started


def incomplete(started: date | None, period: Period) -> bool:
    """Whether the first report came so late in a period that its figures can't be compared with a whole one's."""
    return started is not None and started - period.start > STARTING_DAYS and not before_start(started, period)


def comparable(started: date | None, period: Period) -> bool:
    """Whether there was reporting in all of a period, but for its first days."""
    return not before_start(started, period) and not incomplete(started, period)


async def first_day(session: AsyncSession, until: datetime, kommun_ids: Sequence[int] | None = None) -> date | None:
    """Return the day on which the kommuner's first report was logged, of those not withdrawn; None without one before `until`.

    `kommun_ids` None means every kommun of the förbund.
    """
    # the first by the index of days, instead of the least of them all
    found = await session.exec(
        select(Report.reported_at).where(*_counted(until, kommun_ids)).order_by(col(Report.reported_at)).limit(1)
    )
    first = found.first()
    return local_date(first) if first else None


async def first_days(session: AsyncSession, until: datetime, alone: Sequence[sa.ColumnElement[bool]] = ()) -> Mapping[int, date]:
    """Return the day of the first report of each kommun that has one before `until`, of those not withdrawn.

    With `alone` only those that it holds for are looked at.
    """
    first = select(Report.kommun_id, sa.func.min(Report.reported_at)).where(*_counted(until), *alone)
    found = await session.exec(first.group_by(col(Report.kommun_id)))
    return {kommun_id: local_date(first) for kommun_id, first in found.all()}


def _counted(until: datetime, kommun_ids: Sequence[int] | None = None) -> list[sa.ColumnElement[bool]]:
    own = [] if kommun_ids is None else [col(Report.kommun_id).in_(kommun_ids)]
    return [col(Report.status) != ReportStatus.ATERKALLAD, col(Report.reported_at) < until, *own]
