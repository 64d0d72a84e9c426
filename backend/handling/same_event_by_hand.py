"""Saying by hand that a report tells of the same event as another: those that it may be, and any other by its number."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import check_handler, handled_kommuner
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.numbers import as_stored
from backend.errors import DomainError, NotFoundError
from backend.handling.same_event import count_together, counted_in, join_tellings
from backend.times import local_date, start_of_day
from models import Person, Report
from models.enums import EVENTS, AuditAction, PartyCode, ReportStatus

NEAR = timedelta(days=7)
"""What is told of one event is dated so near: a party remembers another day, or knows only when it wrote."""
MOST = 8


@dataclass(frozen=True, slots=True)
class Nearby:
    """A report that may tell of the same event, and the day that it tells of or, where it gives none, came on."""

    report_id: int
    number: str
    party: PartyCode | None
    day: date
    text: str


async def read_nearby(session: AsyncSession, report_id: int, viewer: Person | None, now: datetime) -> tuple[Nearby, ...] | None:
    """Return the reports that may tell of the same event as one, told by another party and nearest in time first.

    They are counted in its kommun, and dated within a week of it. None for one that can't share an event, being counted nowhere.
    The look is kept in the audit trail. Raises NotAllowedError for one who doesn't handle it.
    """
    report = await session.get_one(Report, report_id)
    await check_handler(session, viewer, report.kommun_id)
    if counted_in(report) is None:
        return None
    root, day = report.same_event_as_id or report_id, _day(report)
    found = select(Report).where(
        Report.kommun_id == report.kommun_id,
        col(Report.id).not_in([report_id, root]),
        col(Report.same_event_as_id).is_distinct_from(root),
        col(Report.slag).in_(EVENTS),
        col(Report.internal).is_(False),
        col(Report.status) != ReportStatus.ATERKALLAD,
        # By the time of the report it is read roughly: the very day is asked below.
        sa.or_(
            col(Report.event_date).between(day - NEAR, day + NEAR),
            col(Report.reported_at).between(start_of_day(day - NEAR), start_of_day(day + NEAR + timedelta(days=1))),
        ),
    )
    near = [other for other in await session.exec(found) if abs(_day(other) - day) <= NEAR]
    near.sort(key=lambda other: (other.reporting_party == report.reporting_party, abs(_day(other) - day), other.number))
    shown = tuple(Nearby(stored_id(other), other.number, other.reporting_party, _day(other), other.text) for other in near[:MOST])
    if shown:
        seen = [other.report_id for other in shown]
        record(session, viewer.id if viewer else None, AuditAction.VIEWED, "report", report_id, now, nearby=seen)
    return shown


async def join_by_number(
    session: AsyncSession, actor: Person | None, report_id: int, number: str, submit: str, now: datetime
) -> None:
    """Let a report tell of the same event as the one with a number such as `SB-2026-0003`; one that does already stays as it is.

    Raises NotFoundError, NotAllowedError, and DomainError for no number, its own, one that the actor handles no report by, and
    one that can't share its event.
    """
    report = await session.get(Report, report_id)
    if report is None:
        raise NotFoundError("error.report_missing")
    await check_handler(session, actor, report.kommun_id)
    number = as_stored(number)
    if not number:
        raise DomainError("error.same_event_missing", field="same")
    other = (await session.exec(select(Report).where(Report.number == number))).first()
    if other is None or other.kommun_id not in await handled_kommuner(session, actor):
        raise DomainError("error.same_event_unknown", field="same", number=number)
    if other.id == report_id:
        raise DomainError("error.same_event_itself", field="same")
    if not count_together([report, other]):
        raise DomainError("error.not_one_event", field="same")
    await join_tellings(session, actor, [report_id, stored_id(other)], submit, now)


def _day(report: Report) -> date:
    return report.event_date or local_date(report.reported_at)
