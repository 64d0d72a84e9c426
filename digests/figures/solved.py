"""What was repaired: åtgärder that were done, and frågor that were answered and closed."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.issues.kommun import kommun_of_issue
from backend.times import local_date
from digests.figures.gathered import Since, reports_of, since_last_step
from digests.figures.kommuner import name_of
from digests.periods import Period
from models import Action, Issue, Kommun
from models.enums import PartyCode


@dataclass(frozen=True, slots=True)
class Solved:
    """An åtgärd that was done in the period, or a fråga that was answered and closed in it (then `owner` is None).

    `since` is what the fråga has gathered after that; None where nothing could come, since it was closed, and where another
    åtgärd of it was done later.
    """

    number: str
    title: str
    kommun: str | None
    on: date
    what: str
    owner: PartyCode | None
    effect: str
    since: Since | None = None


async def read_solved(session: AsyncSession, period: Period) -> tuple[Solved, ...]:
    """Return what was repaired in a period, the first first: åtgärder done, and frågor closed with an answer."""
    done = await session.exec(
        select(Action, Issue, Kommun)
        .join(Issue, col(Action.issue_id) == col(Issue.id))
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(col(Action.done_at) >= period.since, col(Action.done_at) < period.until)
        .order_by(col(Action.done_at), col(Action.id))
    )
    closed = await session.exec(
        select(Issue, Kommun)
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(col(Issue.closed_at) >= period.since, col(Issue.closed_at) < period.until, col(Issue.answer) != "")
    )
    finished = done.all()
    reports = await reports_of(session, [stored_id(issue) for _, issue, _ in finished], period)
    last = {issue.id: action.id for action, issue, _ in finished}
    actions = [
        Solved(
            issue.number,
            issue.title,
            name_of(kommun),
            local_date(action.done_at),
            action.what,
            action.owner,
            action.effect,
            since_last_step([local_date(action.done_at)], reports.get(stored_id(issue), ()))
            if last[issue.id] == action.id and not _closed(issue, period)
            else None,
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


def _closed(issue: Issue, period: Period) -> bool:
    return issue.closed_at is not None and issue.closed_at < period.until
