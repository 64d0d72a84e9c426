"""The clock's part: a measurement begins by its group's plan, is called to mind once, and is closed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from backend.database import AsyncSession, Database, stored_id
from backend.directory.conveners import find_convener, find_receiver_of_group
from backend.directory.reach import tell_person
from backend.directory.receivers import tell_receiver
from backend.errors import DomainError
from backend.every_forbund import Work, each_in_every_forbund
from backend.spindel.answer import last_day
from backend.spindel.aspects import FEWEST
from backend.spindel.start import reachable_members, start_measurement
from backend.times import add_working_days, at_local_time, is_working_day, local_date, start_of_day, working_days_before
from models import Group, OutboxMessage, Person, SpindelInvitation, SpindelMeasurement, SpindelTally
from models.enums import NoticeKind

CLOCK = time(9)
REMIND_WORKING_DAYS = 3
"""So many working days before the last day."""

log = structlog.get_logger(__name__)


async def run_spindel(database: Database, now: datetime) -> int:
    """Begin, call to mind and close what is due in every förbund; return how many of these were done.

    What fails is logged and tried again at the next look; it doesn't stop the others.
    """

    async def find(session: AsyncSession) -> Mapping[str, Work]:
        return await _due(session, now)

    return await each_in_every_forbund(database, "spindel", find)


async def _due(session: AsyncSession, now: datetime) -> dict[str, Work]:
    running = (await session.exec(select(SpindelMeasurement).where(col(SpindelMeasurement.closed_at).is_(None)))).all()
    closing = [stored_id(each) for each in running if each.closes_at <= now]
    waiting = [stored_id(each) for each in running if each.reminded_at is None and _reminds_at(each) <= now]
    return {
        **{f"close:{each}": partial(_close, measurement_id=each, now=now) for each in closing},
        **{f"remind:{each}": partial(_remind, measurement_id=each, now=now) for each in waiting},
        **{f"begin:{each}": partial(_begin, group_id=each, now=now) for each in await _planned(session, now)},
    }


def _reminds_at(measurement: SpindelMeasurement) -> datetime:
    """Return when those who haven't answered are reminded, the working day after it began at the earliest."""
    day = working_days_before(last_day(measurement.closes_at), REMIND_WORKING_DAYS)
    return at_local_time(max(day, add_working_days(local_date(measurement.opened_at), 1)), CLOCK)


async def _planned(session: AsyncSession, now: datetime) -> list[int]:
    """Return the groups whose plan names this month and that haven't been asked in it: from nine o'clock on a working day.

    One that ran into the month, whoever started it, is the month's. A group with too few members is told of once a month, and
    looked at again until it has enough.
    """
    today = local_date(now)
    if not is_working_day(today) or now < at_local_time(today, CLOCK):
        return []
    month = start_of_day(today.replace(day=1))
    begun = set(
        await session.exec(
            select(SpindelMeasurement.group_id).where(
                sa.or_(col(SpindelMeasurement.closes_at) >= month, col(SpindelMeasurement.closed_at).is_(None))
            )
        )
    )
    told = set(
        await session.exec(
            select(OutboxMessage.subject_id).where(
                OutboxMessage.kind == NoticeKind.SPINDEL_TOO_FEW, col(OutboxMessage.created_at) >= month
            )
        )
    )
    found = await session.exec(select(Group).where(col(Group.active)).order_by(col(Group.id)))
    wanted = [stored_id(group) for group in found if today.month in group.spindel_months]
    return [
        group_id
        for group_id in wanted
        if group_id not in begun and (group_id not in told or len(await reachable_members(session, group_id)) >= FEWEST)
    ]


async def _begin(session: AsyncSession, group_id: int, now: datetime) -> bool:
    """Begin the group's measurement of the month; or tell who receives for the group that it has too few members."""
    try:
        measurement = await start_measurement(session, None, group_id, None, _month_key(group_id, local_date(now)), now)
    except DomainError as error:
        if error.key != "error.spindel_few":
            raise
        await tell_receiver(
            session,
            await find_receiver_of_group(session, group_id),
            key=_month_key(group_id, local_date(now)),
            kind=NoticeKind.SPINDEL_TOO_FEW,
            subject_id=group_id,
            details={"members": error.values["count"]},
            now=now,
        )
        log.warning("spindel.too_few", group=group_id, members=error.values["count"])
        return True
    log.info("spindel.begun", measurement=measurement.id, asked=measurement.asked)
    return True


def _month_key(group_id: int, day: date) -> str:
    return f"spindel:{group_id}:{day:%Y-%m}"


async def _remind(session: AsyncSession, measurement_id: int, now: datetime) -> bool:
    """Remind those who haven't answered, unless another process was first or it is too late."""
    unset = sa.and_(
        col(SpindelMeasurement.id) == measurement_id,
        col(SpindelMeasurement.reminded_at).is_(None),
        col(SpindelMeasurement.closed_at).is_(None),
        col(SpindelMeasurement.closes_at) > now,
    )
    taken = await session.exec(sa.update(SpindelMeasurement).where(unset).values(reminded_at=now))
    if not taken.rowcount:
        return False
    measurement = await session.get_one(SpindelMeasurement, measurement_id)
    waiting = await session.exec(
        select(Person)
        .join(SpindelInvitation, col(SpindelInvitation.person_id) == col(Person.id))
        .where(SpindelInvitation.measurement_id == measurement_id, col(SpindelInvitation.answered).is_(False), col(Person.active))
        .order_by(col(Person.id))
    )
    for person in waiting.all():
        await tell_person(
            session,
            person,
            key=f"spindel:{measurement_id}:again",
            kind=NoticeKind.SPINDEL_ASKED,
            subject_id=measurement_id,
            details={"again": True},
            now=now,
            before=measurement.closes_at,
        )
    return True


async def _close(session: AsyncSession, measurement_id: int, now: datetime) -> bool:
    """Close a measurement: how many answered is kept, who did is forgotten, and so is what few said.

    Who speaks for the group is told, once.
    """
    of_it = col(SpindelInvitation.measurement_id) == measurement_id
    answered = sa.select(sa.func.count()).where(of_it, col(SpindelInvitation.answered)).scalar_subquery()
    running = sa.and_(col(SpindelMeasurement.id) == measurement_id, col(SpindelMeasurement.closed_at).is_(None))
    closed = await session.exec(sa.update(SpindelMeasurement).where(running).values(closed_at=now, answered=answered))
    if not closed.rowcount:
        return False
    await session.exec(sa.delete(SpindelInvitation).where(of_it))
    # Who was asked and who was reminded gives who had answered by then: beside the sums of few, that would be what they answered.
    letters = sa.and_(col(OutboxMessage.kind) == NoticeKind.SPINDEL_ASKED, col(OutboxMessage.subject_id) == measurement_id)
    await session.exec(sa.delete(OutboxMessage).where(letters))
    measurement = await session.get_one(SpindelMeasurement, measurement_id)
    if (measurement.answered or 0) < FEWEST:  # which nobody is ever shown
        await session.exec(sa.update(SpindelTally).where(col(SpindelTally.measurement_id) == measurement_id).values(count=0))
    group_id = measurement.group_id
    told: set[int | None] = set()
    for receiver in (await find_convener(session, group_id), await find_receiver_of_group(session, group_id)):
        person_id = receiver.person.id if receiver.person else None
        if person_id not in told:
            told.add(person_id)
            await tell_receiver(
                session,
                replace(receiver, channels=receiver.channels[:1]),
                key=f"spindel:{measurement_id}:closed",
                kind=NoticeKind.SPINDEL_CLOSED,
                subject_id=measurement_id,
                now=now,
            )
    log.info("spindel.closed", measurement=measurement_id)
    return True
