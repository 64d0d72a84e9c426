"""The förbund's own names for kommuner, units and categories, for understanding what people write and telling it.

They are asked for in every turn and change a few times a year, so what was read is kept. A change of them gives the förbund
another mark, whichever process makes it, and the next session reads anew. What is changed by other means than the product's own,
as in the database by hand, is seen when `KEPT_SECONDS` have passed.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from backend.categories.taxonomy import OwnCategory, Taxonomy
from backend.database import AsyncSession, own_forbund
from backend.directory.named_units import DirectoryUnit
from backend.reporting.understand import UnitAlias, Vocabulary
from models import Kommun, LocalCategory, Unit, UnitKommun
from models import UnitAlias as StoredAlias

KEPT_SECONDS = 60.0
FORBUND_KEPT = 100


@dataclass(frozen=True, slots=True)
class Names:
    """What a förbund's directory calls things. `kommuner` and `units` are the active ones, in alphabetical order.

    `every_kommun` are all by id.
    """

    vocabulary: Vocabulary
    kommuner: tuple[tuple[int, str], ...]
    every_kommun: Mapping[int, str]
    served: Mapping[int, tuple[str, ...]]
    categories: tuple[OwnCategory, ...]
    units: tuple[DirectoryUnit, ...]


_kept: dict[str, tuple[float, Names]] = {}


async def read_names(session: AsyncSession) -> Names:
    """Return the names of the session's förbund, read anew only when they have changed."""
    mark = (await own_forbund(session)).directory_mark
    now = time.monotonic()
    read_at, names = _kept.get(mark, (0.0, None))
    if names is None or now - read_at > KEPT_SECONDS:
        if len(_kept) >= FORBUND_KEPT:
            _kept.clear()
        names = await _read(session)
        _kept[mark] = now, names
    return names


async def read_vocabulary(session: AsyncSession) -> Vocabulary:
    """Return the active kommuner, and each active unit under its name and its aliases, with the kommuner that it serves."""
    return (await read_names(session)).vocabulary


async def read_served(session: AsyncSession, unit_id: int | None) -> tuple[str, ...]:
    """Return the active kommuner that a unit serves, in alphabetical order; none for no unit."""
    return (await read_names(session)).served.get(unit_id or 0, ())


async def own_taxonomy(session: AsyncSession, standard: Taxonomy) -> Taxonomy:
    """Return the taxonomy as the session's förbund has it: with its own names, and what it hides or divides."""
    return standard.with_own((await read_names(session)).categories)


async def _read(session: AsyncSession) -> Names:
    kommuner = (await session.exec(select(Kommun.id, Kommun.name, Kommun.active).order_by(Kommun.name))).all()
    units = (await session.exec(select(Unit).where(col(Unit.active)).order_by(Unit.name))).all()
    aliases = (await session.exec(select(StoredAlias).order_by(StoredAlias.alias))).all()
    parties = {unit.id: unit.party for unit in units}
    active = {number: name for number, name, is_active in kommuner if is_active and number}
    served: dict[int, tuple[str, ...]] = {}
    pairs = (await session.exec(select(UnitKommun.kommun_id, UnitKommun.unit_id))).all()
    for number, name in active.items():
        for unit_id in (unit_id for kommun_id, unit_id in pairs if kommun_id == number):
            served[unit_id] = (*served.get(unit_id, ()), name)
    own = (await session.exec(select(LocalCategory).order_by(col(LocalCategory.id)))).all()
    named = [(unit.name, unit.id) for unit in units]
    named += [(alias.alias, alias.unit_id) for alias in aliases if alias.unit_id in parties]
    return Names(
        vocabulary=Vocabulary(
            tuple(active.values()),
            tuple(UnitAlias(name, parties[unit], served.get(unit or 0, ())) for name, unit in named),
            frozenset(row.code for row in own if not row.sub and not row.offered),
        ),
        kommuner=tuple(active.items()),
        every_kommun={number: name for number, name, _ in kommuner if number},
        served=served,
        units=tuple(
            DirectoryUnit(
                unit.name,
                tuple(alias.alias for alias in aliases if alias.unit_id == unit.id),
                served.get(unit.id or 0, ()),
            )
            for unit in units
        ),
        categories=tuple(OwnCategory(row.code, row.sub, row.name, row.name_en, row.offered) for row in own),
    )
