"""What is told of outcomes that were corrected: on the papers of whoever had read the other one, and of the right group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.issues.meetings import FOR_EVERY_GROUP, met_at
from backend.times import local_date
from digests.periods import Period
from models import Edition, Group, Lift, LiftCorrection
from models.enums import EditionStatus, LiftOutcome

UPPER_PAPERS: sa.ColumnElement[bool] = col(Edition.kind).in_(FOR_EVERY_GROUP)
"""Holds of the papers that tell of every group's frågor: styrelsen's, its year's and half-year's, and beredningsgruppen's."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What stood of a group's outcome, the day when it was corrected, and why.

    `recorded_with` is the group that it had been recorded with, where it was another; empty where an earlier paper told it.
    """

    on: date
    because: str
    outcome: LiftOutcome
    decided_on: date
    recorded_with: str = ""


async def read_corrected(
    session: AsyncSession, lift_ids: Sequence[int], papers: sa.ColumnElement[bool], period: Period
) -> dict[int, Corrected]:
    """Return what was corrected in a period, by question: of several corrections what stood before the first of them.

    `papers` are those that the same readers have had. An outcome that belongs to a question is told whether or not they had.
    """
    moved = await session.exec(
        select(LiftCorrection, _decided_at(), Group.name)
        .join(Lift, col(LiftCorrection.lift_id) == col(Lift.id))
        .join(Group, col(Lift.group_id) == col(Group.id))
        .where(col(LiftCorrection.moved_to_id).in_(lift_ids), *_made_in(period))
        .order_by(col(LiftCorrection.id).desc())
    )
    told = await session.exec(
        select(LiftCorrection, _decided_at())
        .join(Lift, col(LiftCorrection.lift_id) == col(Lift.id))
        .where(col(LiftCorrection.lift_id).in_(lift_ids), *_made_in(period), _told_by(papers))
        .order_by(col(LiftCorrection.id).desc())
    )
    found = {was.moved_to_id: _corrected(was, decided, group) for was, decided, group in moved.all()}
    found |= {was.lift_id: _corrected(was, decided) for was, decided in told.all()}
    return {lift_id: corrected for lift_id, corrected in found.items() if lift_id is not None}


def is_corrected(papers: sa.ColumnElement[bool], period: Period) -> sa.ColumnElement[bool]:
    """Return what holds of a question of which `read_corrected` returns something."""
    told = select(LiftCorrection.lift_id).where(*_made_in(period), _told_by(papers))
    moved = select(LiftCorrection.moved_to_id).where(*_made_in(period))
    return sa.or_(col(Lift.id).in_(told), col(Lift.id).in_(moved))


def _decided_at() -> sa.ColumnElement[datetime]:
    """Return when the outcome that stood was given, as `backend.issues.meetings.decided_at` does of the one that holds."""
    return sa.func.coalesce(met_at(col(LiftCorrection.decided_at)), col(LiftCorrection.decided_at))


def _corrected(was: LiftCorrection, decided_at: datetime, recorded_with: str = "") -> Corrected:
    return Corrected(local_date(was.corrected_at), was.because, was.outcome, local_date(decided_at), recorded_with)


def _told_by(papers: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return what holds of a correction of what one of these papers had told."""
    return sa.exists().where(
        papers,
        col(Edition.status) == EditionStatus.KLAR,
        col(Edition.as_of) > col(LiftCorrection.decided_at),
        col(Edition.as_of) <= col(LiftCorrection.corrected_at),
    )


def _made_in(period: Period) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(LiftCorrection.corrected_at) >= period.since, col(LiftCorrection.corrected_at) < period.until)
