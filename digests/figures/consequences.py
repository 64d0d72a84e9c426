"""What the new events meant for the individual: the one table that crosses events with something about persons.

So its small numbers are hidden (`digests.figures.suppression`), also from whoever lays editions side by side.
"""

import asyncio
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.database import AsyncSession
from digests.figures.checks import agree
from digests.figures.counts import new_events
from digests.figures.shown import Place, Shown, bearing_on
from digests.figures.suppression import suppress
from digests.periods import Period
from models import Edition, Report
from models.enums import Consequence, EditionStatus

UNSAID = "ej_angiven"
"""Stands for the events whose reporter said nothing of it."""
NAMES = (*map(str, Consequence), UNSAID)

_SHOWN = TypeAdapter(Shown)


async def read_consequences(session: AsyncSession, period: Period, new: int) -> Shown:
    """Return the new events of a period by consequence, as far as they can be told; `new` is how many there are.

    The total is told: it says nothing about persons, and stands first in the edition. Raises `FiguresDisagree` when the counts
    don't add up to it.
    """
    found = await session.exec(
        sa.select(col(Report.consequence), sa.func.count())  # type: ignore[call-overload]  # exec takes sa.select as well
        .where(*new_events(period))
        .group_by(col(Report.consequence))
    )
    counts = {str(consequence or UNSAID): count for consequence, count in found.all()}
    agree("consequences", new, sum(counts.values()))
    total = Place(period.start, period.end)
    cells = {Place(period.start, period.end, consequence=name): counts.get(name, 0) for name in NAMES}
    # the solver may take seconds, in which others are answered
    return await asyncio.to_thread(suppress, {total: new, **cells}, [total], await _earlier(session, period))


async def _earlier(session: AsyncSession, period: Period) -> list[Shown]:
    """Return what other editions have told of consequences that bears on a period, the newest first."""
    told: sa.ColumnElement[Any] = col(Edition.figures)["figures", "consequences"]
    found = await session.exec(
        select(told).where(Edition.status == EditionStatus.KLAR).order_by(col(Edition.made_at).desc(), col(Edition.id))
    )
    return bearing_on((period.start, period.end), [_SHOWN.validate_python(each) for each in found.all() if each])
