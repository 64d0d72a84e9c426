"""What is counted between the parties, by SQL.

Counted are reports that were not withdrawn (`aterkallad`) and don't concern one organisation alone (`internal`). *Events* are
the counted reports of slag brist and behov; framgångsfaktorer are counted beside them, never together with them.
A report belongs to the Stockholm day on which it was logged. `kommun_ids` None means every kommun of the förbund.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.times import local_date, start_of_day
from digests.periods import Period
from models import Report, ReportParty
from models.base import UtcDateTime
from models.enums import PartyCode, Paverkbar, ReportStatus, Slag

EVENTS = (Slag.BRIST, Slag.BEHOV)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many counted reports were logged in one of the periods, with all these traits alike."""

    kommun_id: int
    period: int
    category: str
    slag: Slag
    paverkbar: Paverkbar | None
    internal: bool
    count: int

    @property
    def is_event(self) -> bool:
        """Whether these are brister or behov between parties."""
        return self.slag in EVENTS and not self.internal

    @property
    def is_success(self) -> bool:
        """Whether these are framgångsfaktorer between parties."""
        return self.slag is Slag.FRAMGANGSFAKTOR and not self.internal


@dataclass(frozen=True, slots=True)
class Flow:
    """How the open events moved through a period; `oldest` is the day on which the oldest open one was logged."""

    carried: int = 0
    new: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    oldest: date | None = None
    contradicting: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """Events that got their first answer in a period, and how many of them by the day that was promised."""

    answered: int = 0
    in_time: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Events by reporting party (None: not known) and one party concerned (None: nobody named)."""

    reporting: PartyCode | None
    concerned: PartyCode | None
    count: int


def _within(kommun_ids: Sequence[int] | None) -> list[sa.ColumnElement[bool]]:
    return [] if kommun_ids is None else [col(Report.kommun_id).in_(kommun_ids)]


def _events() -> list[sa.ColumnElement[bool]]:
    return [
        col(Report.slag).in_(EVENTS),
        col(Report.internal).is_(False),
        col(Report.status) != ReportStatus.ATERKALLAD,
    ]


def _during(moment: Any, period: Period) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= period.since, moment < period.until)


async def count_new(session: AsyncSession, kommun_ids: Sequence[int] | None, periods: Sequence[Period]) -> list[Cell]:
    """Return what was logged in each of the periods, which follow upon one another, newest first (`Cell.period` 0, 1, …).

    Withdrawn reports are left out; internal ones are there, marked.
    """
    bucket = sa.case(
        *[(col(Report.reported_at) >= period.since, number) for number, period in enumerate(periods[:-1])],
        else_=len(periods) - 1,
    ).label("period")
    traits = (Report.kommun_id, Report.category, Report.slag, Report.paverkbar, Report.internal)
    found = await session.exec(
        sa.select(*map(col, traits), bucket, sa.func.count())  # type: ignore[call-overload]  # exec takes sa.select as well
        .where(
            *_within(kommun_ids),
            col(Report.reported_at) >= periods[-1].since,
            col(Report.reported_at) < periods[0].until,
            col(Report.status) != ReportStatus.ATERKALLAD,
        )
        # by name: PostgreSQL can't see that an expression with parameters is the one that was selected
        .group_by(*map(col, traits), sa.text("period"))
    )
    return [
        Cell(kommun_id, period, category, slag, paverkbar, internal, count)
        for kommun_id, category, slag, paverkbar, internal, period, count in found.all()
    ]


async def count_events(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> int:
    """Return the events logged in a period by one plain count: the total that every table must agree with."""
    found = await session.exec(
        select(sa.func.count()).select_from(Report).where(*_within(kommun_ids), *_events(), _during(Report.reported_at, period))
    )
    return found.one()


async def count_flow(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> dict[int, Flow]:
    """Return, by kommun, the open events at both ends of a period and what moved between.

    - carried: logged before the period and not closed (`closed_at`) before it;
    - new: logged in it; closed: closed in it; open: logged before its end and not closed before its end;
    - overdue: open at its end, not answered before its end, and promised an answer on its last day or earlier;
    - contradicting: events whose status and `closed_at` disagree on whether they are closed (0, or the data is broken).

    A kommun where nothing was open or moved is absent.
    """
    logged, closed = col(Report.reported_at), col(Report.closed_at)
    is_open = sa.and_(logged < period.until, sa.or_(closed.is_(None), closed >= period.until))
    overdue = sa.and_(
        is_open,
        sa.or_(col(Report.answered_at).is_(None), col(Report.answered_at) >= period.until),
        col(Report.answer_due) <= period.end,
    )
    contradicting = (col(Report.status) == ReportStatus.AVSLUTAD) != closed.is_not(None)
    found = await session.exec(
        sa.select(  # type: ignore[call-overload]  # exec takes sa.select as well
            col(Report.kommun_id),
            sa.func.count().filter(logged < period.since, sa.or_(closed.is_(None), closed >= period.since)),
            sa.func.count().filter(logged >= period.since),
            sa.func.count().filter(_during(closed, period)),
            sa.func.count().filter(is_open),
            sa.func.count().filter(overdue),
            sa.func.min(sa.case((is_open, logged))),
            sa.func.count().filter(contradicting),
        )
        .where(
            *_within(kommun_ids),
            *_events(),
            logged < period.until,
            sa.or_(closed.is_(None), closed >= period.since, logged >= period.since),
        )
        .group_by(col(Report.kommun_id))
    )
    return {
        kommun_id: Flow(carried, new, ended, left, late, local_date(oldest) if oldest else None, broken)
        for kommun_id, carried, new, ended, left, late, oldest, broken in found.all()
    }


async def count_answers(
    session: AsyncSession, kommun_ids: Sequence[int] | None, periods: Sequence[Period]
) -> dict[tuple[int, int], Answers]:
    """Return, by kommun and number of the period (newest first, following upon one another), the first answers given.

    An answer is in time when it was given before the end of the promised day (`answer_due`) in Stockholm.
    """
    first, last = periods[-1].start, periods[0].end
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    # The ends of the days come from here, since the databases' own time zones differ; a promise that lies outside the
    # periods needs none: before them it is broken, after them it is kept.
    deadline = (
        sa.values(sa.column("day", sa.Date), sa.column("ends_at", UtcDateTime), name="deadline")
        .data([(day, start_of_day(day + timedelta(days=1))) for day in days])
        .cte("deadline")
    )
    bucket = sa.case(
        *[(col(Report.answered_at) >= period.since, number) for number, period in enumerate(periods[:-1])],
        else_=len(periods) - 1,
    ).label("period")
    in_time = sa.or_(col(Report.answer_due) > last, col(Report.answered_at) < deadline.c.ends_at)
    found = await session.exec(
        sa.select(  # type: ignore[call-overload]  # exec takes sa.select as well
            col(Report.kommun_id), bucket, sa.func.count(), sa.func.count().filter(in_time)
        )
        .select_from(Report)
        .outerjoin(deadline, deadline.c.day == col(Report.answer_due))
        .where(
            *_within(kommun_ids),
            *_events(),
            col(Report.answered_at) >= periods[-1].since,
            col(Report.answered_at) < periods[0].until,
        )
        .group_by(col(Report.kommun_id), sa.text("period"))
    )
    return {(kommun_id, period): Answers(answered, in_time) for kommun_id, period, answered, in_time in found.all()}


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
        .where(*_within(kommun_ids), *_events(), _during(Report.reported_at, period))
        .group_by(col(Report.reporting_party), col(ReportParty.party))
    )
    return [Pair(reporting, concerned, count) for reporting, concerned, count in found.all()]


def total(cells: Iterable[Cell]) -> int:
    """Return the reports of several cells together."""
    return sum(cell.count for cell in cells)


def add_answers(several: Iterable[Answers]) -> Answers:
    """Return several kommuner's answers together."""
    every = list(several)
    return Answers(sum(each.answered for each in every), sum(each.in_time for each in every))
