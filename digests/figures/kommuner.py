"""The kommuner that an edition has rows for, and events for each 1 000 inhabitants."""

from collections.abc import Collection, Sequence
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from models import Kommun


async def read_kommuner(session: AsyncSession, with_figures: Collection[int]) -> Sequence[Kommun]:
    """Return the kommuner in use, and those no longer in use that still have something to tell, by name."""
    found = await session.exec(
        select(Kommun).where(sa.or_(col(Kommun.active), col(Kommun.id).in_(with_figures))).order_by(col(Kommun.name))
    )
    return found.all()


def per_1000(new: int, inhabitants: int | None) -> Decimal | None:
    """Return events for each 1 000 inhabitants aged 16–64, one decimal, halves rounded up; None when those aren't known."""
    if inhabitants is None:
        return None
    return (Decimal(new * 1000) / inhabitants).quantize(Decimal("0.1"), ROUND_HALF_UP)


def name_of(kommun: Kommun | None) -> str | None:
    """Return a kommun's name; None where there is no kommun."""
    return kommun.name if kommun else None
