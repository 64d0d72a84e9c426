"""Frågor that only the nation can solve, and those that a group has lifted there."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.issues.kommun import kommun_of_issue
from digests.figures.gathered import Gathered, gathered
from digests.figures.kommuner import name_of
from digests.periods import Period
from models import Issue, Kommun, Lift
from models.enums import IssueStatus, LiftOutcome, Paverkbar


@dataclass(frozen=True, slots=True)
class Matter:
    """A fråga that only the nation can solve, open at the end of the period or told onwards in it."""

    number: str
    title: str
    kommun: str | None
    status: IssueStatus
    reports: Gathered


def lies_with_nation(period: Period) -> list[sa.ColumnElement[bool]]:
    """Return what holds for the lift by which a fråga lies with the nation at the end of a period: it wasn't lifted since.

    What was lifted since by then counts: a paper drawn for a day in the past doesn't know better.
    """
    later = aliased(Lift)
    lifted_since = sa.exists(
        sa.select(col(later.id)).where(
            col(later.issue_id) == col(Lift.issue_id),
            col(later.id) != col(Lift.id),
            col(later.lifted_at) >= col(Lift.decided_at),
            col(later.lifted_at) < period.until,
        )
    )
    return [
        col(Lift.outcome) == LiftOutcome.LYFT_VIDARE,
        col(Lift.onwards_id).is_(None),
        col(Lift.decided_at) < period.until,
        ~lifted_since,
    ]


async def read_national(session: AsyncSession, period: Period) -> tuple[Matter, ...]:
    """Return the frågor that only the nation can solve: open at the end of the period, or closed in it.

    One that a group has lifted there by then, and nobody anywhere since, is among them, whoever was thought to solve it.
    """
    lifted_there = sa.select(col(Lift.id)).where(col(Lift.issue_id) == col(Issue.id), *lies_with_nation(period))
    found = await session.exec(
        select(Issue, Kommun)
        .outerjoin(Kommun, kommun_of_issue() == col(Kommun.id))
        .where(
            sa.or_(col(Issue.paverkbar) == Paverkbar.NATIONELLT, lifted_there.exists()),
            col(Issue.opened_at) < period.until,
            sa.or_(col(Issue.closed_at).is_(None), col(Issue.closed_at) >= period.since),
        )
        .order_by(col(Issue.number))
    )
    rows = found.all()
    reports = await gathered(session, [stored_id(issue) for issue, _ in rows], period)
    return tuple(
        Matter(issue.number, issue.title, name_of(kommun), issue.status, reports.get(stored_id(issue), Gathered()))
        for issue, kommun in rows
    )
