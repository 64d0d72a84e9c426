"""What was repaired: åtgärder that were done, and frågor that were answered and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.issues.kommun import kommun_of_issue
from backend.times import local_date
from digests.figures.gathered import Gathered, Told, came_after, reports_of
from digests.figures.kommuner import name_of
from digests.periods import Period
from models import Action, Issue, Kommun
from models.enums import PartyCode


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
    reports = await reports_of(session, [issue.id for _, issue, _ in finished if issue.id is not None], period)
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


def _later(issue: Issue, done_at: datetime, reports: Mapping[int, Sequence[Told]], period: Period) -> Gathered | None:
    closed = issue.closed_at is not None and issue.closed_at < period.until
    return None if closed else came_after(done_at, reports.get(issue.id or 0, ()))
