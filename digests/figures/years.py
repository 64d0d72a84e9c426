"""A group's or the förbund's years beside one another: five of them, as far back as there was reporting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.issues.meetings import decided_at
from digests.figures.beginning import before_start, incomplete
from digests.figures.checks import add_flows, agree, check_answers, check_flow
from digests.figures.counts import Answers, Cell, Flow, add_answers, count_answers, count_events, count_flow, count_new
from digests.periods import Period, months_before
from models import Action, Lift, Meeting
from models.enums import LiftOutcome, MeetingStatus

YEARS = 5


@dataclass(frozen=True, slots=True)
class YearFigures:
    """One year's, or the same part of it. `known` is False when it ended before anything was reported: then nothing is told.

    `whole` is False when the first report came late in it. `lifts` and `decided` are frågor lifted and decided, `actions` those
    done (åtgärder), `meetings` samverkansmöten held.
    """

    period: Period
    known: bool
    whole: bool
    new: int
    successes: int
    flow: Flow
    answers: Answers
    lifts: int
    decided: int
    actions: int
    meetings: int


@dataclass(frozen=True, slots=True)
class Years:
    """Years beside one another, the newest first, and the cells that their events were counted by."""

    years: tuple[YearFigures, ...]
    cells: tuple[Cell, ...]


async def read_years(
    session: AsyncSession,
    kommun_ids: Sequence[int] | None,
    group_id: int | None,
    periods: Sequence[Period],
    started: date | None,
    began: date | None = None,
) -> Years:
    """Return the figures of periods, the newest first, each a year or the same part of one.

    Events, answers and meetings are those of the kommuner; frågor and åtgärder those of one group, or of all when it is None.
    `started` is the day of the förbund's first report, `began` that of the kommuner's where that may be later.
    Raises `FiguresDisagree` when two ways of counting don't agree.
    """
    cells = await count_new(session, kommun_ids, periods)
    answers = await count_answers(session, kommun_ids, periods)
    plain = await count_events(session, kommun_ids, periods)
    years = []
    for place, period in enumerate(periods):
        flow = add_flows((await count_flow(session, kommun_ids, period)).values())
        new = sum(cell.events[place] for cell in cells)
        years.append(
            YearFigures(
                period=period,
                known=not before_start(started, period),
                whole=not incomplete(began or started, period),
                new=new,
                successes=sum(cell.successes[place] for cell in cells),
                flow=flow,
                answers=add_answers(kommun[place] for kommun in answers.values()),
                lifts=await _count_lifts(session, group_id, period),
                decided=await _count_decided(session, group_id, period, periods[0].until),
                actions=await _count_actions(session, group_id, period),
                meetings=await _count_meetings(session, kommun_ids, period),
            )
        )
        agree(f"{period.start}: new", plain[place], new)
        agree(f"{period.start}: flow", new, flow.new)
        check_flow(f"{period.start}", flow)
        check_answers(f"{period.start}: answers", years[-1].answers)
    for later, earlier in pairwise(years):
        if later.period.start.toordinal() == earlier.period.end.toordinal() + 1:
            agree(f"{later.period.start}: carried over", earlier.flow.open, later.flow.carried)
    return Years(tuple(years), tuple(cells))


def so_far(day: date) -> list[Period]:
    """Return the days of a year up to a day, and the same days of the years before it."""
    ends = [months_before(day, 12 * years) for years in range(YEARS)]
    return [Period(date(end.year, 1, 1), end) for end in ends]


async def _count_lifts(session: AsyncSession, group_id: int | None, period: Period) -> int:
    where = [col(Lift.lifted_at) >= period.since, col(Lift.lifted_at) < period.until]
    return await _count(session, group_id, where)


async def _count_decided(session: AsyncSession, group_id: int | None, period: Period, known: datetime) -> int:
    """Return how many frågor were decided in a period, as far as it had been recorded before a moment."""
    where = [decided_at() >= period.since, decided_at() < period.until]
    where += [col(Lift.decided_at) < known, col(Lift.outcome) == LiftOutcome.BESLUTAD]
    return await _count(session, group_id, where)


async def _count(session: AsyncSession, group_id: int | None, where: list[sa.ColumnElement[bool]]) -> int:
    where += [] if group_id is None else [col(Lift.group_id) == group_id]
    return (await session.exec(select(sa.func.count()).select_from(Lift).where(*where))).one()


async def _count_actions(session: AsyncSession, group_id: int | None, period: Period) -> int:
    where = [col(Action.done_at) >= period.since, col(Action.done_at) < period.until]
    lifted = select(Lift.issue_id).where(Lift.group_id == group_id)
    where += [] if group_id is None else [col(Action.issue_id).in_(lifted)]
    return (await session.exec(select(sa.func.count()).select_from(Action).where(*where))).one()


async def _count_meetings(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> int:
    where = [
        col(Meeting.status) == MeetingStatus.HALLET,
        col(Meeting.starts_at) >= period.since,
        col(Meeting.starts_at) < period.until,
    ]
    where += [] if kommun_ids is None else [col(Meeting.kommun_id).in_(kommun_ids)]
    return (await session.exec(select(sa.func.count()).select_from(Meeting).where(*where))).one()
