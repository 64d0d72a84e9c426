"""What a fråga gathers: the events that were reported of it, by slag."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.times import local_date
from digests.periods import Period
from models import Report
from models.enums import ReportStatus, Slag

Told = tuple[Slag, datetime]
"""What an event is, and when it came."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a fråga gathers, by slag; withdrawn reports are left out, and an event that several have told is one."""

    brister: int = 0
    behov: int = 0
    successes: int = 0

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.brister or self.behov or self.successes)


@dataclass(frozen=True, slots=True)
class Since:
    """The events that a fråga has gathered after a day."""

    day: date
    reports: Gathered


async def reports_of(session: AsyncSession, issue_ids: Sequence[int], period: Period) -> dict[int, list[Told]]:
    """Return the events that frågor gather, of what came before the end of a period, by fråga, the first first."""
    if not issue_ids:  # a database looks for none of them among all of the förbund's reports
        return {}
    event = sa.func.coalesce(Report.same_event_as_id, Report.id)
    found = await session.exec(
        select(Report.issue_id, event, Report.slag, Report.reported_at)
        .where(
            col(Report.issue_id).in_(issue_ids),
            col(Report.reported_at) < period.until,
            col(Report.status) != ReportStatus.ATERKALLAD,
        )
        .order_by(col(Report.reported_at), col(Report.id))
    )
    events: dict[int, dict[int, Told]] = defaultdict(dict)
    for issue_id, event_id, slag, reported_at in found.all():
        if issue_id is not None:
            events[issue_id].setdefault(event_id, (Slag(slag), reported_at))
    return {issue_id: list(told.values()) for issue_id, told in events.items()}


async def gathered(session: AsyncSession, issue_ids: Sequence[int], period: Period) -> dict[int, Gathered]:
    """Return what frågor gather of what came before the end of a period, by fråga; one that gathers nothing is absent."""
    return {issue_id: gather(reports) for issue_id, reports in (await reports_of(session, issue_ids, period)).items()}


def gather(reports: Sequence[Told]) -> Gathered:
    """Return events by slag."""
    slag = [slag for slag, _ in reports]
    return Gathered(slag.count(Slag.BRIST), slag.count(Slag.BEHOV), slag.count(Slag.FRAMGANGSFAKTOR))


def since_last_step(steps: Iterable[date], reports: Sequence[Told]) -> Since | None:
    """Return what came after the last of the days on which something was done about a fråga; None when nothing was.

    On every paper that is the day of its decision, or when an åtgärd of it was done later that of the last one.
    """
    day = max(steps, default=None)
    return Since(day, gather([report for report in reports if local_date(report[1]) > day])) if day else None
