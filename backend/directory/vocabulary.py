"""The förbund's own names for kommuner and units, for understanding what people write."""

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.reporting.understand import UnitAlias, Vocabulary
from models import Kommun, Unit
from models import UnitAlias as StoredAlias


async def read_vocabulary(session: AsyncSession) -> Vocabulary:
    """Return the active kommuner, and each active unit under its name and its aliases."""
    kommuner = (await session.exec(select(Kommun.name).where(col(Kommun.active)).order_by(Kommun.name))).all()
    units = (await session.exec(select(Unit).where(col(Unit.active)).order_by(Unit.name))).all()
    aliases = (await session.exec(select(StoredAlias).order_by(StoredAlias.alias))).all()
    parties = {unit.id: unit.party for unit in units}
    names = [(unit.name, unit.party) for unit in units]
    names += [(alias.alias, parties[alias.unit_id]) for alias in aliases if alias.unit_id in parties]
    return Vocabulary(tuple(kommuner), tuple(UnitAlias(name, party) for name, party in names))
