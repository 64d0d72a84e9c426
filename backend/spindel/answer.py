"""Answering, once and without a name. No answer is a row of its own, and the audit trail keeps none: see docs/threat-model.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import hold
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, IncompleteError, NotAllowedError, NotFoundError
from backend.spindel.aspects import ASPECTS, FEWEST, FIELDS, SCALE, VALUES
from backend.times import local_date
from models import Group, Person, SpindelInvitation, SpindelMeasurement, SpindelTally

MISSING = "error.spindel_missing"


@dataclass(frozen=True, slots=True)
class Asking:
    """A measurement as somebody meets it. `answers`: it is still theirs to answer; `answered`: they have.

    `counted` comes some moments after it is `closed`: then there may be a result.
    """

    id: int
    group_id: int
    group: str
    last_day: date
    closed: bool
    counted: bool
    answers: bool
    answered: bool


async def read_asking(session: AsyncSession, measurement_id: int, person: Person | None, now: datetime) -> Asking:
    """Return a measurement for a person, or for förbundet's own mailbox, which is never asked; raise NotFoundError."""
    rows = select(SpindelMeasurement, Group).join(Group, col(SpindelMeasurement.group_id) == col(Group.id))
    found = (await session.exec(rows.where(SpindelMeasurement.id == measurement_id))).first()
    if found is None:
        raise NotFoundError(MISSING)
    measurement, group = found
    mine = None
    if person is not None:
        own = (SpindelInvitation.measurement_id == measurement_id, SpindelInvitation.person_id == person.id)
        mine = (await session.exec(select(SpindelInvitation.answered).where(*own))).first()
    closed = measurement.closed_at is not None or measurement.closes_at <= now
    return Asking(
        id=measurement_id,
        group_id=stored_id(group),
        group=group.name,
        last_day=last_day(measurement.closes_at),
        closed=closed,
        counted=measurement.closed_at is not None,
        answers=mine is False and not closed,
        answered=mine is True,
    )


def last_day(closes_at: datetime) -> date:
    """Return the last day on which a measurement is answered."""
    return local_date(closes_at - timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Closed:
    """How a closed measurement ended. `told`: enough answered for its result to be shown."""

    group_id: int
    group: str
    asked: int
    answered: int

    @property
    def told(self) -> bool:
        """Whether there is a result to look at."""
        return self.answered >= FEWEST


async def read_closed(session: AsyncSession, measurement_id: int) -> Closed:
    """Return how a measurement ended; raise NotFoundError for one that is still open."""
    rows = select(SpindelMeasurement, Group).join(Group, col(SpindelMeasurement.group_id) == col(Group.id))
    found = (await session.exec(rows.where(SpindelMeasurement.id == measurement_id))).first()
    if found is None or (answered := found[0].answered) is None:
        raise NotFoundError(MISSING)
    measurement, group = found
    return Closed(stored_id(group), group.name, measurement.asked, answered)


async def group_name(session: AsyncSession, group_id: int) -> str:
    """Return what a group is called; raise NotFoundError."""
    name = (await session.exec(select(Group.name).where(Group.id == group_id))).first()
    if name is None:
        raise NotFoundError("error.spindel_group")
    return name


async def answer_measurement(
    session: AsyncSession, person: Person, measurement_id: int, answers: Mapping[int, int], now: datetime
) -> bool:
    """Count a person's answers, a value for each aspect; return False, counting nothing, for one who has answered already.

    Raises NotFoundError; NotAllowedError for one who isn't asked; DomainError when it is closed or nothing was judged; and
    IncompleteError for the aspects without an answer, by `FIELDS`.
    """
    # Held: one answers at a time, so that the sums can't be half of one and half of another.
    measurement = await hold(session, SpindelMeasurement, measurement_id, MISSING)
    if measurement.closed_at is not None or measurement.closes_at <= now:
        raise DomainError("error.spindel_closed")
    own = sa.and_(col(SpindelInvitation.measurement_id) == measurement_id, col(SpindelInvitation.person_id) == stored_id(person))
    answered = (await session.exec(select(SpindelInvitation.answered).where(own))).first()
    if answered is None:
        raise NotAllowedError("error.not_yours")
    if answered:
        return False
    if without := [aspect for aspect in ASPECTS if answers.get(aspect) not in VALUES]:
        raise IncompleteError({FIELDS[aspect]: "error.spindel_answer" for aspect in without})
    if not any(answers[aspect] in SCALE for aspect in ASPECTS):
        raise DomainError("error.spindel_nothing")
    await session.exec(sa.update(SpindelInvitation).where(own).values(answered=True))
    await session.exec(_grown(measurement_id, answers))
    return True


def _grown(measurement_id: int, answers: Mapping[int, int]) -> sa.Update:
    """Return the update of all sums of a measurement, nine of them by one.

    All are written, so that what a database remembers of its rows doesn't tell which of them an answer changed.
    """
    chosen = sa.or_(
        *(sa.and_(col(SpindelTally.aspect) == aspect, col(SpindelTally.value) == answers[aspect]) for aspect in ASPECTS)
    )
    grown = col(SpindelTally.count) + sa.case((chosen, 1), else_=0)
    return sa.update(SpindelTally).where(col(SpindelTally.measurement_id) == measurement_id).values(count=grown)
