"""The figures of beredningsgruppen's edition: what must be lifted, what waits too long elsewhere, and who must answer by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.receivers import find_receiver
from backend.issues.kommun import kommun_of_issue
from backend.times import local_date
from digests.figures.checks import agree
from digests.figures.counts import Waiting, count_flow, count_waiting
from digests.figures.gathered import Gathered, gathered
from digests.figures.kommuner import name_of
from digests.figures.national import lies_with_nation
from digests.figures.questions import UPPER_FORUMS, WAITING, Agenda, Question, read_agenda, read_questions
from digests.figures.taken_up import TakenUp, check_taken_up, count_asked, read_taken_up
from digests.periods import Period
from models import Action, Group, GroupMeeting, Issue, Kommun, Lift
from models.enums import IssueStatus, PartyCode, RoleName


@dataclass(frozen=True, slots=True)
class Stuck:
    """A fråga that waits before another group, which has met `meetings` times since; `next_on` is when it meets next, if ever."""

    question: Question
    meetings: int
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Untaken:
    """An open fråga that was never lifted to any group."""

    number: str
    title: str
    kommun: str | None
    opened_on: date
    reports: Gathered


@dataclass(frozen=True, slots=True)
class LateAction:
    """An åtgärd whose day has passed: whose it is, and of which fråga."""

    number: str
    title: str
    kommun: str | None
    what: str
    owner: PartyCode
    due: date


@dataclass(frozen=True, slots=True)
class Owed:
    """What one kommun's reporters wait for, and the role of whoever receives for it now; None: the förbund's own address."""

    kommun: str
    role: RoleName | None
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class BeredningFigures:
    """All that the edition says, as it stood at the end of the period.

    `nation` are open frågor that a group lifted to the nation and nobody has lifted since; `owed` has a row for each kommun where
    somebody waits for an answer.
    """

    period: Period
    previous: Period
    agenda: Agenda
    nation: tuple[Question, ...]
    stuck: tuple[Stuck, ...]
    untaken: tuple[Untaken, ...]
    late: tuple[LateAction, ...]
    owed: tuple[Owed, ...]
    taken_up: TakenUp

    @property
    def overdue(self) -> int:
        """Reports without an answer after the promised day."""
        return sum(row.waiting.overdue for row in self.owed)


async def read_beredning_figures(session: AsyncSession, group_id: int, period: Period, previous: Period) -> BeredningFigures:
    """Return the group's figures, reconciled; raise `FiguresDisagree` when they don't add up."""
    waiting = await count_waiting(session, None, period)
    flows = await count_flow(session, None, period)
    figures = BeredningFigures(
        period=period,
        previous=previous,
        agenda=await read_agenda(session, group_id, period),
        nation=await _nation(session, period),
        stuck=await _stuck(session, group_id, period),
        untaken=await _untaken(session, period),
        late=await _late(session, period),
        owed=await _owed(session, waiting),
        taken_up=await read_taken_up(session, period, group_id),
    )
    check_taken_up(figures.taken_up, await count_asked(session, period, group_id))
    agree("answers after the promised day", sum(flow.overdue for flow in flows.values()), figures.overdue)
    return figures


async def _nation(session: AsyncSession, period: Period) -> tuple[Question, ...]:
    sent_on = [*lies_with_nation(period), _still_open(period), col(Issue.status) != IssueStatus.UPPLYST_VIDARE]
    return tuple(await read_questions(session, sent_on, period))


async def _stuck(session: AsyncSession, group_id: int, period: Period) -> tuple[Stuck, ...]:
    """Return what waits before a local group that has met since, or that has no meeting ahead, the longest waiting first."""
    elsewhere = [col(Lift.group_id) != group_id, col(Group.kind).not_in(UPPER_FORUMS), _still_open(period)]
    waiting = [question for question in await read_questions(session, elsewhere, period) if question.outcome in WAITING]
    meetings = await session.exec(
        select(GroupMeeting.group_id, Group.active, GroupMeeting.starts_at)
        .join(Group, col(GroupMeeting.group_id) == col(Group.id))
        .where(col(GroupMeeting.cancelled).is_(False))
        .order_by(col(GroupMeeting.starts_at))
    )
    met: dict[int, list[date]] = {}
    ahead: dict[int, list[date]] = {}
    for met_id, active, starts_at in meetings.all():
        day = local_date(starts_at)
        if day <= period.end:
            met.setdefault(met_id, []).append(day)
        elif active:  # a group that is paused doesn't meet, whatever stands in its calendar
            ahead.setdefault(met_id, []).append(day)
    stuck = [
        Stuck(
            question,
            sum(1 for day in met.get(question.group_id, ()) if question.lifted_on < day),
            next(iter(ahead.get(question.group_id, ())), None),
        )
        for question in waiting
    ]
    return tuple(each for each in stuck if each.meetings or each.next_on is None)


async def _untaken(session: AsyncSession, period: Period) -> tuple[Untaken, ...]:
    lifted = sa.exists(sa.select(col(Lift.id)).where(col(Lift.issue_id) == col(Issue.id), col(Lift.lifted_at) < period.until))
    found = await session.exec(
        select(Issue, Kommun)
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(
            col(Issue.opened_at) < period.until,
            _still_open(period),
            ~lifted,
        )
        .order_by(col(Issue.opened_at), col(Issue.id))
    )
    rows = found.all()
    reports = await gathered(session, [stored_id(issue) for issue, _ in rows], period)
    return tuple(
        Untaken(
            issue.number, issue.title, name_of(kommun), local_date(issue.opened_at), reports.get(stored_id(issue), Gathered())
        )
        for issue, kommun in rows
    )


async def _late(session: AsyncSession, period: Period) -> tuple[LateAction, ...]:
    found = await session.exec(
        select(Action, Issue, Kommun)
        .join(Issue, col(Action.issue_id) == col(Issue.id))
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(
            col(Action.due) <= period.end,
            sa.or_(col(Action.done_at).is_(None), col(Action.done_at) >= period.until),
            _still_open(period),
        )
        .order_by(col(Action.due), col(Action.id))
    )
    return tuple(
        LateAction(issue.number, issue.title, name_of(kommun), action.what, action.owner, action.due)
        for action, issue, kommun in found.all()
    )


async def _owed(session: AsyncSession, waiting: dict[int, Waiting]) -> tuple[Owed, ...]:
    kommuner: Sequence[Kommun] = (
        await session.exec(select(Kommun).where(col(Kommun.id).in_(waiting)).order_by(col(Kommun.name)))
    ).all()
    rows = []
    for kommun in kommuner:
        receiver = await find_receiver(session, stored_id(kommun))
        rows.append(Owed(kommun.name, receiver.role, waiting[stored_id(kommun)]))
    return tuple(rows)


def _still_open(period: Period) -> sa.ColumnElement[bool]:
    return sa.or_(col(Issue.closed_at).is_(None), col(Issue.closed_at) >= period.until)
