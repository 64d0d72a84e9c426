"""Frågor on an edition: what waits for the group, and what came of what it had before.

Everything is told as it stood at the end of the period, so that a paper drawn for a day in the past doesn't know better.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.issues.kommun import kommun_of_issue
from backend.issues.meetings import decided_at
from backend.issues.onwards import taken_by
from backend.times import local_date
from digests.figures.corrected import UPPER_PAPERS, Corrected, is_corrected, read_corrected
from digests.figures.gathered import Gathered, Since, Told, gather, reports_of, since_last_step
from digests.figures.kommuner import name_of
from digests.periods import Period
from models import Action, Edition, Group, Issue, Kommun, Lift
from models.enums import GroupKind, LiftOutcome, PartyCode, Paverkbar

UPPER_FORUMS = (GroupKind.BEREDNINGSGRUPP, GroupKind.STYRELSE)
WAITING = (LiftOutcome.VANTAR, LiftOutcome.UPPSKJUTEN)


@dataclass(frozen=True, slots=True)
class ToldAction:
    """An åtgärd: what, by whom, by when, when it was done, and what came of it."""

    what: str
    owner: PartyCode
    due: date
    done_on: date | None
    effect: str


@dataclass(frozen=True, slots=True)
class Question:
    """A fråga as it was lifted to a group, with what it gathers; of one that was decided, `since` is what has come since.

    It was decided, or postponed, on the day of the group's meeting, and `recorded_on` the day when that was written.
    Of one that was lifted further `taker` is the group that takes it, empty for the nation; `came_from` are the groups that
    lifted it further to this one. `corrected` is there when an outcome that a paper had told, or that was another group's there,
    was corrected in the period.
    """

    number: str
    title: str
    question: str
    owner: PartyCode | None
    paverkbar: Paverkbar
    group_id: int
    group: str
    kommun: str | None
    lifted_on: date
    postponed_on: date | None
    reports: Gathered
    outcome: LiftOutcome
    decided_on: date | None
    decision: str
    actions: tuple[ToldAction, ...]
    since: Since | None = None
    corrected: Corrected | None = None
    recorded_on: date | None = None
    taker: str = ""
    came_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a group has before it: `waiting` is to be decided, `earlier` is what came of what it has decided."""

    waiting: tuple[Question, ...]
    earlier: tuple[Question, ...]


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment else None


async def read_agenda(session: AsyncSession, group_id: int, period: Period) -> Agenda:
    """Return the questions lifted to a group before the period's end.

    Waiting are those not decided by then, and those postponed: a postponed question stands on every paper until it is
    decided. Earlier are those whose decision was recorded or corrected in the period, so that one that is written late stands on
    the next paper, and older ones with an åtgärd open or done in it.
    """
    own = col(Edition.group_id) == group_id
    questions = await read_questions(session, [col(Lift.group_id) == group_id], period, papers=own)
    waiting = [question for question in questions if question.outcome in WAITING]
    earlier = [question for question in questions if question not in waiting and _moved(question, period)]
    return Agenda(tuple(waiting), tuple(earlier))


async def read_lifted(session: AsyncSession, period: Period) -> tuple[Question, ...]:
    """Return the questions that moved between the förbund's groups in a period, those lifted first first.

    They were lifted to any group in it, or an outcome was recorded or corrected in it; those that still wait before
    beredningsgruppen or styrelsen stand here whenever they were lifted.
    """
    moved = sa.or_(
        col(Lift.lifted_at) >= period.since,
        sa.and_(col(Lift.decided_at) >= period.since, col(Lift.decided_at) < period.until),
        is_corrected(UPPER_PAPERS, period),
    )
    questions = await read_questions(session, [sa.or_(moved, col(Group.kind).in_(UPPER_FORUMS))], period)
    return tuple(
        question
        for question in questions
        if question.outcome in WAITING
        or question.corrected
        or max(question.lifted_on, question.recorded_on or date.min) >= period.start
    )


async def count_lifts(session: AsyncSession, period: Period) -> int:
    """Return the number of times in a period that a fråga was lifted to any group."""
    found = await session.exec(
        select(sa.func.count()).select_from(Lift).where(col(Lift.lifted_at) >= period.since, col(Lift.lifted_at) < period.until)
    )
    return found.one()


async def read_questions(
    session: AsyncSession,
    where: Iterable[sa.ColumnElement[bool]],
    period: Period,
    *,
    papers: sa.ColumnElement[bool] = UPPER_PAPERS,
) -> list[Question]:
    """Return the lifts for which this holds, made before the end of a period, as they stood then; those lifted first first.

    `papers` are those that the same readers have had: what they told and has been corrected since is told.
    """
    found = await session.exec(
        select(Lift, Issue, Group, Kommun)
        .join(Issue, col(Lift.issue_id) == col(Issue.id))
        .join(Group, col(Lift.group_id) == col(Group.id))
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(*where, col(Lift.lifted_at) < period.until)
        .order_by(col(Lift.lifted_at), col(Lift.id))
    )
    rows = found.all()
    issue_ids = [issue.id for _, issue, _, _ in rows if issue.id is not None]
    reports, actions = await reports_of(session, issue_ids, period), await _actions(session, issue_ids, period)
    lift_ids = [stored_id(lift) for lift, _, _, _ in rows]
    corrected = await read_corrected(session, lift_ids, papers, period)
    taken, came_from = await taken_by(session, lift_ids), await _came_from(session, lift_ids, period)
    decided = dict((await session.exec(select(Lift.id, decided_at()).where(col(Lift.id).in_(lift_ids)))).all())
    return [
        replace(
            _question(
                lift,
                decided[lift.id],
                issue,
                group,
                kommun,
                reports.get(issue.id or 0, ()),
                actions.get(issue.id or 0, ()),
                period,
            ),
            corrected=corrected.get(stored_id(lift)),
            taker=taken[stored_id(lift)].name if stored_id(lift) in taken else "",
            came_from=came_from.get(stored_id(lift), ()),
        )
        for lift, issue, group, kommun in rows
    ]


def _question(
    lift: Lift,
    given_at: datetime | None,
    issue: Issue,
    group: Group,
    kommun: Kommun | None,
    reports: Sequence[Told],
    actions: tuple[ToldAction, ...],
    period: Period,
) -> Question:
    recorded = lift.decided_at if lift.decided_at and lift.decided_at < period.until else None
    decided = given_at if recorded else None
    outcome = lift.outcome if decided else LiftOutcome.VANTAR
    postponed = outcome is LiftOutcome.UPPSKJUTEN
    steps = [local_date(decided), *(action.done_on for action in actions if action.done_on)] if decided else []
    return Question(
        number=issue.number,
        title=issue.title,
        question=lift.question,
        owner=lift.proposed_owner,
        paverkbar=issue.paverkbar,
        group_id=stored_id(group),
        group=group.name,
        kommun=name_of(kommun),
        lifted_on=local_date(lift.lifted_at),
        postponed_on=_day(decided) if postponed else None,
        reports=gather(reports),
        outcome=outcome,
        decided_on=None if postponed else _day(decided),
        decision=lift.decision if decided else "",
        actions=actions,
        since=since_last_step(steps, reports) if outcome is LiftOutcome.BESLUTAD else None,
        recorded_on=None if postponed else _day(recorded),
    )


def _moved(question: Question, period: Period) -> bool:
    return bool(question.corrected or (question.recorded_on and question.recorded_on >= period.start)) or any(
        action.done_on is None or action.done_on >= period.start for action in question.actions
    )


async def _came_from(session: AsyncSession, lift_ids: Sequence[int], period: Period) -> dict[int, tuple[str, ...]]:
    """Return by question the groups that had lifted it further to its own by the end of a period."""
    found = await session.exec(
        select(Lift.onwards_id, Group.name)
        .join(Group, col(Lift.group_id) == col(Group.id))
        .where(col(Lift.onwards_id).in_(lift_ids), col(Lift.decided_at) < period.until)
        .order_by(col(Lift.decided_at), col(Lift.id))
    )
    groups: dict[int, tuple[str, ...]] = {}
    for lift_id, group in found.all():
        groups[lift_id or 0] = (*groups.get(lift_id or 0, ()), group)
    return groups


async def _actions(session: AsyncSession, issue_ids: Sequence[int], period: Period) -> dict[int, tuple[ToldAction, ...]]:
    found = await session.exec(
        select(Action).where(col(Action.issue_id).in_(issue_ids)).order_by(col(Action.due), col(Action.id))
    )
    actions: dict[int, tuple[ToldAction, ...]] = {}
    for row in found.all():
        done = row.done_at if row.done_at and row.done_at < period.until else None
        action = ToldAction(row.what, row.owner, row.due, _day(done), row.effect if done else "")
        actions[row.issue_id] = (*actions.get(row.issue_id, ()), action)
    return actions
