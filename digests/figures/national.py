"""Frågor that only the nation can solve: where rules that no group here can change stand against one another."""

from dataclasses import dataclass

import sqlalchemy as sa
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


async def read_national(session: AsyncSession, period: Period) -> tuple[Matter, ...]:
    """Return the frågor that only the nation can solve: open at the end of the period, or closed in it.

    One that a group has lifted there by then is among them, whoever was thought to solve it.
    """
    lifted_there = sa.select(col(Lift.id)).where(
        col(Lift.issue_id) == col(Issue.id),
        col(Lift.outcome) == LiftOutcome.LYFT_VIDARE,
        col(Lift.onwards_id).is_(None),
        col(Lift.decided_at) < period.until,
    )
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
