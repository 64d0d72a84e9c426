"""Spindeln in the demo: measurements that are closed, and one that its group's members are answering now."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from backend.database import AsyncSession, stored_id
from backend.spindel.answer import answer_measurement
from backend.spindel.aspects import ASPECTS, VALUES
from backend.spindel.start import OPEN_DAYS, reachable_members, start_measurement
from backend.times import at_local_time, local_date, start_of_day, working_day_from, working_day_until
from models import SpindelMeasurement, SpindelTally


async def seed_closed(session: AsyncSession, group_id: int, entry: Mapping[str, Any], today: date) -> None:
    """Store a measurement that ended `entry["last_day"]` days from today; its sums are by aspect and value."""
    last_day = working_day_until(today + timedelta(days=entry["last_day"]))
    sums: Sequence[Sequence[int]] = entry["sums"]
    closes_at = start_of_day(last_day + timedelta(days=1))
    measurement = SpindelMeasurement(
        group_id=group_id,
        opened_at=at_local_time(working_day_until(last_day - timedelta(days=OPEN_DAYS)), time(9)),
        closes_at=closes_at,
        closed_at=closes_at,
        asked=entry["asked"],
        answered=sum(sums[0]),
    )
    session.add(measurement)
    await session.flush()
    session.add_all(
        SpindelTally(measurement_id=stored_id(measurement), aspect=aspect, value=value, count=count)
        for aspect, counts in zip(ASPECTS, sums, strict=True)
        for value, count in zip(VALUES, counts, strict=True)
    )


async def seed_open(session: AsyncSession, group_id: int, answers: Sequence[Sequence[int]], now: datetime) -> None:
    """Start a measurement in a group, and let its first members answer it."""
    last_day = working_day_from(local_date(now) + timedelta(days=9))
    measurement = await start_measurement(session, None, group_id, last_day, "demo", now)
    for person, values in zip(await reachable_members(session, group_id), answers, strict=False):
        await answer_measurement(session, person, stored_id(measurement), dict(zip(ASPECTS, values, strict=True)), now)
