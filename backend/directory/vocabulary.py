"""The förbund's own names for kommuner and units, for understanding what people write."""

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.reporting.understand import UnitAlias, Vocabulary
from models import Kommun, Unit, UnitKommun
from models import UnitAlias as StoredAlias


async def read_vocabulary(session: AsyncSession) -> Vocabulary:
    """Return the active kommuner, and each active unit under its name and its aliases, with the kommuner that it serves."""
    kommuner = (await session.exec(select(Kommun.name).where(col(Kommun.active)).order_by(Kommun.name))).all()
    units = (await session.exec(select(Unit).where(col(Unit.active)).order_by(Unit.name))).all()
    aliases = (await session.exec(select(StoredAlias).order_by(StoredAlias.alias))).all()
    parties = {unit.id: unit.party for unit in units}
    served = await _served_by_unit(session)
    names = [(unit.name, unit.id) for unit in units]
    names += [(alias.alias, alias.unit_id) for alias in aliases if alias.unit_id in parties]
    return Vocabulary(tuple(kommuner), tuple(UnitAlias(name, parties[unit], served.get(unit, ())) for name, unit in names))


async def read_served(session: AsyncSession, unit_id: int | None) -> tuple[str, ...]:
    """Return the active kommuner that a unit serves, in alphabetical order; none for no unit."""
    return (await _served_by_unit(session)).get(unit_id, ())


async def _served_by_unit(session: AsyncSession) -> dict[int | None, tuple[str, ...]]:
    rows = await session.exec(
        select(UnitKommun.unit_id, Kommun.name)
        .join(Kommun, col(Kommun.id) == col(UnitKommun.kommun_id))
        .where(col(Kommun.active))
        .order_by(Kommun.name)
    )
    served: dict[int | None, tuple[str, ...]] = {}
    for unit_id, name in rows:
        served[unit_id] = (*served.get(unit_id, ()), name)
    return served
