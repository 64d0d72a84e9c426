"""The groups that somebody speaks for, and where Spindeln stands in each."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.conveners import decides_in
from backend.spindel.answer import Asking, last_day, read_asking
from backend.spindel.aspects import FEWEST
from backend.spindel.start import reachable_members
from models import Group, Person, SpindelInvitation, SpindelMeasurement


@dataclass(frozen=True, slots=True)
class Running:
    """A measurement that is being answered: by how many of those asked, never by whom."""

    id: int
    last_day: date
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One that is closed. `told`: enough have answered for its result to be shown."""

    id: int
    last_day: date
    asked: int
    answered: int

    @property
    def told(self) -> bool:
        """Whether there is a result to look at."""
        return self.answered >= FEWEST


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group with its members who can be reached, the months of its plan, and its measurements, the newest first."""

    id: int
    name: str
    members: int
    months: tuple[int, ...]
    running: Running | None
    measured: tuple[Measured, ...]

    @property
    def may_start(self) -> bool:
        """Whether a measurement can begin now."""
        return self.running is None and self.members >= FEWEST


async def read_groups(session: AsyncSession, viewer: Person | None, now: datetime) -> list[GroupState]:
    """Return the active groups that a person may start Spindeln in, by name; all of them for förbundets own mailbox."""
    groups = (await session.exec(select(Group).where(col(Group.active)).order_by(col(Group.name)))).all()
    return [
        await _state(session, group, now)
        for group in groups
        if viewer is None or await decides_in(session, stored_id(viewer), stored_id(group))
    ]


async def asked_of(session: AsyncSession, person: Person, now: datetime) -> list[Asking]:
    """Return the measurements under way that a person is asked in, the first to close foremost."""
    invited = (
        select(SpindelMeasurement.id)
        .join(SpindelInvitation, col(SpindelInvitation.measurement_id) == col(SpindelMeasurement.id))
        .where(SpindelInvitation.person_id == person.id, col(SpindelMeasurement.closes_at) > now)
        .order_by(col(SpindelMeasurement.closes_at), col(SpindelMeasurement.id))
    )
    return [await read_asking(session, number or 0, person, now) for number in await session.exec(invited)]


async def _state(session: AsyncSession, group: Group, now: datetime) -> GroupState:
    group_id = stored_id(group)
    found = await session.exec(
        select(SpindelMeasurement)
        .where(SpindelMeasurement.group_id == group_id)
        .order_by(col(SpindelMeasurement.closes_at).desc())
    )
    measurements = found.all()
    running = next((each for each in measurements if each.answered is None and each.closes_at > now), None)
    return GroupState(
        id=group_id,
        name=group.name,
        members=len(await reachable_members(session, group_id)),
        months=tuple(group.spindel_months),
        running=await _running(session, running) if running else None,
        measured=tuple(
            Measured(stored_id(each), last_day(each.closes_at), each.asked, each.answered)
            for each in measurements
            if each.answered is not None
        ),
    )


async def _running(session: AsyncSession, measurement: SpindelMeasurement) -> Running:
    measurement_id = stored_id(measurement)
    counted = select(sa.func.count()).where(
        col(SpindelInvitation.measurement_id) == measurement_id, col(SpindelInvitation.answered)
    )
    answered = (await session.exec(counted)).one()
    return Running(measurement_id, last_day(measurement.closes_at), measurement.asked, answered)
