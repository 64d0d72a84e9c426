"""Running numbers that people can say to one another: `SB-2026-0042`."""

from datetime import datetime
from typing import Literal

from sqlmodel import col

from backend.database import AsyncSession, insert_own, upserts
from backend.times import local_date
from models import NumberSeries

Series = Literal["SB", "SM", "FR"]  # samverkansbrist, samverkansmöte, fråga

# The first of a year, or one more than the last.
_NEXT = upserts(
    NumberSeries,
    ["forbund_id", "series", "year"],
    lambda _: {"last": col(NumberSeries.last) + 1},
    col(NumberSeries.last),
)


async def next_number(session: AsyncSession, series: Series, now: datetime) -> str:
    """Return the next number of a series in Stockholm's year; rolled back with its transaction, so that none is lost."""
    year = local_date(now).year
    given = await insert_own(session, _NEXT[session.get_bind().dialect.name], {"series": series, "year": year, "last": 1})
    return f"{series}-{year}-{given.scalar_one():04d}"
