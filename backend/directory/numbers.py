"""Running numbers that people can say to one another: `SB-2026-0042`."""

import re
from datetime import datetime
from typing import Literal

from sqlmodel import col

from backend.database import AsyncSession, insert_own, upserts
from backend.times import local_date
from models import NumberSeries

Series = Literal["SB", "SM", "FR"]  # samverkansbrist, samverkansmöte, fråga

NUMBER = re.compile(r"\b(SB|SM|FR)[\s-]?(\d{4})[\s-]?(\d{1,9})\b", re.IGNORECASE)
"""A whole number as people write it: `sb 2026-42`."""


def written_number(series: str, year: str, running: int) -> str:
    """Return a number as it is stored: `SB-2026-0042`."""
    return f"{series.upper()}-{year}-{running:04d}"


def as_stored(typed: str) -> str:
    """Return what somebody typed for a number as it is stored, with the noughts; what is no number as it was, without edges."""
    whole = NUMBER.fullmatch(typed.strip())
    return written_number(whole[1], whole[2], int(whole[3])) if whole else typed.strip()


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
    return written_number(series, str(year), given.scalar_one())
