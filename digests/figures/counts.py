"""What is counted between the parties, by SQL.

Counted are reports that were not withdrawn (`aterkallad`) and don't concern one organisation alone (`internal`). *Events* are
the counted reports of slag brist and behov, without those that tell of an event that another report told of first
(`same_event_as_id`); framgångsfaktorer are counted beside them, never together with them. *Promises* of an answer are counted
of every report of slag brist and behov: each who told of an event has a day of their own by which to be answered.
A report belongs to the Stockholm day on which it was logged. `kommun_ids` None means every kommun of the förbund.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.times import local_date
from digests.periods import Period, utc_offsets
from models import Report
from models.enums import EVENTS, Paverkbar, ReportStatus, Slag, Source

LEVELS = (Paverkbar.LOKALT, Paverkbar.LANET, Paverkbar.NATIONELLT)


@dataclass(frozen=True, slots=True)
class Cell:
    """What was logged of one category in one kommun, by period, the newest first.

    Of the newest period also the events that were judged by who can do something about them (the group itself, only the county,
    only the nation), and the reports that concern one organisation alone.
    """

    kommun_id: int
    category: str
    events: tuple[int, ...]
    successes: tuple[int, ...]
    local: int
    county: int
    nation: int
    internal: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How the open events moved through a period; `oldest` is the day on which the oldest open one was logged.

    `overdue` are promises, so that it may be more than `open` when one event was told by several.
    """

    carried: int = 0
    new: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    oldest: date | None = None
    contradicting: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """Reports whose promised day fell in a period, by when they got their first answer.

    `due` is all of them, `in_time` those answered by the end of that day, `late` those answered after it and before the period
    ended.
    """

    due: int = 0
    in_time: int = 0
    late: int = 0

    @property
    def unanswered(self) -> int:
        """Those without an answer when the period ended."""
        return self.due - self.in_time - self.late


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open reports without an answer: all of them, those whose promised day has passed, and the first of those days."""

    waiting: int = 0
    overdue: int = 0
    oldest_due: date | None = None


def of_kommuner(kommun_ids: Sequence[int] | None) -> list[sa.ColumnElement[bool]]:
    """Return what holds for the reports of these kommuner."""
    return [] if kommun_ids is None else [col(Report.kommun_id).in_(kommun_ids)]


def _promises() -> list[sa.ColumnElement[bool]]:
    return [
        col(Report.slag).in_(EVENTS),
        col(Report.internal).is_(False),
        col(Report.status) != ReportStatus.ATERKALLAD,
    ]


def events_alone() -> list[sa.ColumnElement[bool]]:
    """Return what holds for what is counted as an event, each once."""
    return [*_promises(), col(Report.same_event_as_id).is_(None)]


def _during(moment: Any, period: Period) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= period.since, moment < period.until)


def new_events(period: Period) -> list[sa.ColumnElement[bool]]:
    """Return what holds for the events logged in a period, and for no other report."""
    return [*events_alone(), _during(col(Report.reported_at), period)]


def _in_any(periods: Sequence[Period]) -> list[sa.ColumnElement[bool]]:
    """Return what spares the rows outside all of the periods."""
    since, until = min(period.since for period in periods), max(period.until for period in periods)
    return [col(Report.reported_at) >= since, col(Report.reported_at) < until]


async def count_new(session: AsyncSession, kommun_ids: Sequence[int] | None, periods: Sequence[Period]) -> list[Cell]:
    """Return what was logged in each of the periods, the newest first. Withdrawn reports are left out."""
    counted = col(Report.internal).is_(False)
    event = sa.and_(counted, col(Report.slag).in_(EVENTS), col(Report.same_event_as_id).is_(None))
    success = sa.and_(counted, col(Report.slag) == Slag.FRAMGANGSFAKTOR)
    within = [_during(Report.reported_at, period) for period in periods]
    found = await session.exec(
        sa.select(  # type: ignore[call-overload]  # exec takes sa.select as well
            col(Report.kommun_id),
            col(Report.category),
            *(sa.func.count().filter(during, event) for during in within),
            *(sa.func.count().filter(during, success) for during in within),
            *(sa.func.count().filter(within[0], event, col(Report.paverkbar) == level) for level in LEVELS),
            sa.func.count().filter(within[0], col(Report.internal)),
        )
        .where(
            *of_kommuner(kommun_ids),
            *_in_any(periods),
            col(Report.status) != ReportStatus.ATERKALLAD,
        )
        .group_by(col(Report.kommun_id), col(Report.category))
    )
    many = len(periods)
    return [
        Cell(kommun_id, category, tuple(counts[:many]), tuple(counts[many : 2 * many]), *counts[2 * many :])
        for kommun_id, category, *counts in found.all()
    ]


async def count_events(session: AsyncSession, kommun_ids: Sequence[int] | None, periods: Sequence[Period]) -> tuple[int, ...]:
    """Return the events logged in each of the periods, plainly counted: the totals that every table must agree with."""
    found = await session.exec(
        sa.select(*(sa.func.count().filter(_during(Report.reported_at, period)) for period in periods))  # type: ignore[call-overload]  # exec takes it
        .select_from(Report)
        .where(
            *of_kommuner(kommun_ids),
            *events_alone(),
            *_in_any(periods),
        )
    )
    return tuple(found.one())


async def count_flow(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> dict[int, Flow]:
    """Return, by kommun, the open events at both ends of a period and what moved between.

    - carried: logged before the period and not closed (`closed_at`) before it;
    - new: logged in it; closed: closed in it; open: logged before its end and not closed before its end;
    - overdue: reports open at its end, not answered before its end, and promised an answer on its last day or earlier;
    - contradicting: reports whose status and `closed_at` disagree on whether they are closed (0, or the data is broken).

    A kommun where nothing was open or moved is absent.
    """
    logged, closed = col(Report.reported_at), col(Report.closed_at)
    is_event = col(Report.same_event_as_id).is_(None)
    is_open = sa.or_(closed.is_(None), closed >= period.until)
    overdue = sa.and_(
        is_open,
        sa.or_(col(Report.answered_at).is_(None), col(Report.answered_at) >= period.until),
        col(Report.answer_due) <= period.end,
    )
    contradicting = (col(Report.status) == ReportStatus.AVSLUTAD) != closed.is_not(None)
    found = await session.exec(
        sa.select(  # type: ignore[call-overload]  # exec takes sa.select as well
            col(Report.kommun_id),
            sa.func.count().filter(is_event, logged < period.since, sa.or_(closed.is_(None), closed >= period.since)),
            sa.func.count().filter(is_event, logged >= period.since),
            sa.func.count().filter(is_event, _during(closed, period)),
            sa.func.count().filter(is_event, is_open),
            sa.func.count().filter(overdue),
            sa.func.min(sa.case((sa.and_(is_event, is_open), logged))),
            sa.func.count().filter(contradicting),
        )
        .where(
            *of_kommuner(kommun_ids),
            *_promises(),
            logged < period.until,
            sa.or_(closed.is_(None), closed >= period.since, logged >= period.since),
        )
        .group_by(col(Report.kommun_id))
    )
    return {
        kommun_id: Flow(carried, new, ended, left, late, local_date(oldest) if oldest else None, broken)
        for kommun_id, carried, new, ended, left, late, oldest, broken in found.all()
    }


async def count_waiting(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> dict[int, Waiting]:
    """Return, by kommun, the open reports that had no answer at a period's end; a kommun where nobody waits is absent."""
    late = col(Report.answer_due) <= period.end
    found = await session.exec(
        sa.select(  # type: ignore[call-overload]  # exec takes sa.select as well
            col(Report.kommun_id),
            sa.func.count(),
            sa.func.count().filter(late),
            sa.func.min(sa.case((late, col(Report.answer_due)))),
        )
        .where(
            *of_kommuner(kommun_ids),
            *_promises(),
            col(Report.reported_at) < period.until,
            sa.or_(col(Report.closed_at).is_(None), col(Report.closed_at) >= period.until),
            sa.or_(col(Report.answered_at).is_(None), col(Report.answered_at) >= period.until),
        )
        .group_by(col(Report.kommun_id))
    )
    return {kommun_id: Waiting(*told) for kommun_id, *told in found.all()}


async def count_answers(
    session: AsyncSession, kommun_ids: Sequence[int] | None, periods: Sequence[Period]
) -> dict[int, tuple[Answers, ...]]:
    """Return, by kommun, how the promises kept whose day (`answer_due`) fell in each of the periods.

    The periods follow upon one another, newest first. In time is an answer before the end of the promised day in Stockholm, late
    one after it that was given before its period ended. A report that was closed without an answer counts as unanswered. What was
    imported counts in neither: its reporter was promised nothing.
    """
    due, answered = col(Report.answer_due), col(Report.answered_at)
    in_time = _stockholm_day(session, periods[-1].since, periods[0].until) <= due
    counts: list[Any] = []
    for period in periods:
        within = sa.and_(due >= period.start, due <= period.end)
        given = sa.and_(within, answered < period.until)
        counts += [sa.func.count().filter(each) for each in (within, sa.and_(given, in_time), sa.and_(given, sa.not_(in_time)))]
    found = await session.exec(
        sa.select(col(Report.kommun_id), *counts)  # type: ignore[call-overload]  # exec takes sa.select as well
        .where(
            *of_kommuner(kommun_ids),
            *_promises(),
            col(Report.source) != Source.IMPORT,
            # nothing is promised before it was logged: spares the rows of later days
            col(Report.reported_at) < periods[0].until,
            due >= periods[-1].start,
            due <= periods[0].end,
        )
        .group_by(col(Report.kommun_id))
    )
    return {
        kommun_id: tuple(Answers(*told[place : place + 3]) for place in range(0, len(told), 3))
        for kommun_id, *told in found.all()
    }


async def read_models(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> tuple[str, ...]:
    """Return the versions of the categoriser that proposed categories of a period's events; people may have chosen others."""
    proposed = [*of_kommuner(kommun_ids), *new_events(period), col(Report.model_version) != ""]
    found = await session.exec(select(Report.model_version).where(*proposed).distinct().order_by(col(Report.model_version)))
    return tuple(found.all())


def _stockholm_day(session: AsyncSession, since: datetime, until: datetime) -> sa.ColumnElement[Any]:
    """Return the Stockholm day of `answered_at`, for answers between two moments.

    An answer before `since` gets a day that isn't later than that of `since`. The hours to add come from here, so that both
    databases use the same time zone data as everything else.
    """
    answered = col(Report.answered_at)
    steps = sorted(utc_offsets(since, until), reverse=True)
    earliest = steps[-1][1]
    if session.get_bind().dialect.name == "postgresql":
        later = ((answered >= start, sa.literal(hours, sa.Interval)) for start, hours in steps)
        moment = sa.func.timezone("UTC", answered)
        return sa.cast(moment + sa.case(*later, else_=sa.literal(earliest, sa.Interval)), sa.Date)
    whens = ((answered >= start, _modifier(hours)) for start, hours in steps)
    return sa.func.date(answered, sa.case(*whens, else_=_modifier(earliest)))


def _modifier(hours: timedelta) -> str:
    """Return a difference as SQLite's `date` takes it."""
    return f"+{hours.total_seconds():.0f} seconds"


def add_answers(several: Iterable[Answers]) -> Answers:
    """Return several kommuner's answers together."""
    every = list(several)
    return Answers(*(sum(getattr(each, name) for each in every) for name in ("due", "in_time", "late")))
