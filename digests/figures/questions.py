"""Frågor on an edition: what waits for the group, what came of what it had before, and what was repaired.

Everything is told as it stood at the end of the period, so that a paper drawn for a day in the past doesn't know better.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.issues.kommun import kommun_of_issue
from backend.times import local_date
from digests.figures.corrected import UPPER_PAPERS, Corrected, is_corrected, read_corrected
from digests.figures.kommuner import name_of
from digests.periods import Period
from models import Action, Edition, Group, Issue, Kommun, Lift, Report
from models.enums import GroupKind, LiftOutcome, PartyCode, Paverkbar, ReportStatus, Slag

UPPER_FORUMS = (GroupKind.BEREDNINGSGRUPP, GroupKind.STYRELSE)
WAITING = (LiftOutcome.VANTAR, LiftOutcome.UPPSKJUTEN)

_Report = tuple[Slag, datetime]  # when it came


@dataclass(frozen=True, slots=True)
class ToldAction:
    """An åtgärd: what, by whom, by when, when it was done, and what came of it."""

    what: str
    owner: PartyCode
    due: date
    done_on: date | None
    effect: str


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
class Question:
    """A fråga as it was lifted to a group, with what it gathers; `later` are those that came after the decision.

    `corrected` is there when an outcome that a paper had told, or that was another group's there, was corrected in the period.
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
    later: Gathered = Gathered()
    corrected: Corrected | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a group has before it: `waiting` is to be decided, `earlier` is what came of what it has decided."""

    waiting: tuple[Question, ...]
    earlier: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """An åtgärd that was done in the period, or a fråga that was answered and closed in it (then `owner` is None).

    `later` are the reports of the fråga that came after that; None where none could, since it was closed.
    """

    number: str
    title: str
    kommun: str | None
    on: date
    what: str
    owner: PartyCode | None
    effect: str
    later: Gathered | None = None


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment else None


async def read_agenda(session: AsyncSession, group_id: int, period: Period) -> Agenda:
    """Return the questions lifted to a group before the period's end.

    Waiting are those not decided by then, and those postponed: a postponed question stands on every paper until it is
    decided. Earlier are those decided or corrected in the period, and older ones with an åtgärd open or done in it.
    """
    own = col(Edition.group_id) == group_id
    questions = await read_questions(session, [col(Lift.group_id) == group_id], period, papers=own)
    waiting = [question for question in questions if question.outcome in WAITING]
    earlier = [question for question in questions if question not in waiting and _moved(question, period)]
    return Agenda(tuple(waiting), tuple(earlier))


async def read_lifted(session: AsyncSession, period: Period) -> tuple[Question, ...]:
    """Return the questions that moved between the förbund's groups in a period, those lifted first first.

    They were lifted to any group in it, or decided, postponed or corrected in it; those that still wait before
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
        or max(question.lifted_on, question.decided_on or date.min) >= period.start
    )


async def count_lifts(session: AsyncSession, period: Period) -> int:
    """Return the number of times in a period that a fråga was lifted to any group."""
    found = await session.exec(
        select(sa.func.count()).select_from(Lift).where(col(Lift.lifted_at) >= period.since, col(Lift.lifted_at) < period.until)
    )
    return found.one()


async def read_solved(session: AsyncSession, period: Period) -> tuple[Solved, ...]:
    """Return what was repaired in a period, the first first: åtgärder done, and frågor closed with an answer."""
    done = await session.exec(
        select(Action, Issue, Kommun)
        .join(Issue, col(Action.issue_id) == col(Issue.id))
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(col(Action.done_at) >= period.since, col(Action.done_at) < period.until)
    )
    closed = await session.exec(
        select(Issue, Kommun)
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(col(Issue.closed_at) >= period.since, col(Issue.closed_at) < period.until, col(Issue.answer) != "")
    )
    finished = done.all()
    reports = await _reports(session, [issue.id for _, issue, _ in finished if issue.id is not None], period)
    actions = [
        Solved(
            issue.number,
            issue.title,
            name_of(kommun),
            local_date(action.done_at),
            action.what,
            action.owner,
            action.effect,
            _later(issue, action.done_at, reports, period),
        )
        for action, issue, kommun in finished
        if action.done_at
    ]
    answers = [
        Solved(issue.number, issue.title, name_of(kommun), local_date(issue.closed_at), issue.answer, None, "")
        for issue, kommun in closed.all()
        if issue.closed_at
    ]
    return tuple(sorted([*actions, *answers], key=lambda solved: (solved.on, solved.number, solved.owner is None)))


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
    reports, actions = await _reports(session, issue_ids, period), await _actions(session, issue_ids, period)
    corrected = await read_corrected(session, [stored_id(lift) for lift, _, _, _ in rows], papers, period)
    return [
        replace(
            _question(lift, issue, group, kommun, reports.get(issue.id or 0, ()), actions.get(issue.id or 0, ()), period),
            corrected=corrected.get(stored_id(lift)),
        )
        for lift, issue, group, kommun in rows
    ]


def _question(
    lift: Lift,
    issue: Issue,
    group: Group,
    kommun: Kommun | None,
    reports: Sequence[_Report],
    actions: tuple[ToldAction, ...],
    period: Period,
) -> Question:
    decided = lift.decided_at if lift.decided_at and lift.decided_at < period.until else None
    outcome = lift.outcome if decided else LiftOutcome.VANTAR
    postponed = outcome is LiftOutcome.UPPSKJUTEN
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
        reports=_gathered(reports),
        outcome=outcome,
        decided_on=None if postponed else _day(decided),
        decision=lift.decision if decided else "",
        actions=actions,
        later=_since(decided, reports) if decided else Gathered(),
    )


def _moved(question: Question, period: Period) -> bool:
    return bool(question.corrected or (question.decided_on and question.decided_on >= period.start)) or any(
        action.done_on is None or action.done_on >= period.start for action in question.actions
    )


async def _reports(session: AsyncSession, issue_ids: Sequence[int], period: Period) -> dict[int, list[_Report]]:
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
    events: dict[int, dict[int, _Report]] = defaultdict(dict)
    for issue_id, event_id, slag, reported_at in found.all():
        if issue_id is not None:
            events[issue_id].setdefault(event_id, (Slag(slag), reported_at))
    return {issue_id: list(told.values()) for issue_id, told in events.items()}


async def gathered(session: AsyncSession, issue_ids: Sequence[int], period: Period) -> dict[int, Gathered]:
    """Return what frågor gather of what came before the end of a period, by fråga; one that gathers nothing is absent."""
    return {issue_id: _gathered(reports) for issue_id, reports in (await _reports(session, issue_ids, period)).items()}


def _gathered(reports: Sequence[_Report]) -> Gathered:
    slag = [slag for slag, _ in reports]
    return Gathered(slag.count(Slag.BRIST), slag.count(Slag.BEHOV), slag.count(Slag.FRAMGANGSFAKTOR))


def _later(issue: Issue, done_at: datetime, reports: Mapping[int, Sequence[_Report]], period: Period) -> Gathered | None:
    closed = issue.closed_at is not None and issue.closed_at < period.until
    return None if closed else _since(done_at, reports.get(issue.id or 0, ()))


def _since(moment: datetime, reports: Sequence[_Report]) -> Gathered:
    return _gathered([report for report in reports if report[1] > moment])


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
