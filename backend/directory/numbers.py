"""Running numbers that people can say to one another: `SB-2026-0042`."""

from datetime import datetime
from typing import Literal

from sqlmodel import col

from backend.database import AsyncSession, upsert_into
from backend.times import local_date
from models import NumberSeries

Series = Literal["SB", "SM", "FR"]  # samverkansbrist, samverkansmöte, fråga


async def next_number(session: AsyncSession, series: Series, now: datetime) -> str:
    """Return the next number of a series in Stockholm's year; rolled back with its transaction, so that none is lost."""
    year = local_date(now).year
    statement = (
        upsert_into(session, NumberSeries)
        .values(forbund_id=session.info["scope"], series=series, year=year, last=1)
        .on_conflict_do_update(index_elements=["forbund_id", "series", "year"], set_={"last": col(NumberSeries.last) + 1})
        .returning(col(NumberSeries.last))
    )
    last = (await session.exec(statement)).scalar_one()
    return f"{series}-{year}-{last:04d}"
