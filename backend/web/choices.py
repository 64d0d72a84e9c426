"""What the lists of the pages offer."""

from collections.abc import Sequence

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from models import Kommun

Groups = list[tuple[str, list[tuple[str, str]]]]


def categories_by_family(taxonomy: Taxonomy, locale: str, standing: Sequence[str] = (), *, finer: bool = True) -> Groups:
    """Return the categories as codes and names, under their families' names; the förbund's finer ones after their own.

    A code of `standing` that isn't offered any more is kept, so that a form never shows another one in its place.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    offered = taxonomy.codes if finer else taxonomy.main_codes
    for code in (*offered, *(code for code in standing if code not in offered)):
        groups.setdefault(taxonomy.get(code).family, []).append((code, taxonomy.label(code, locale)))
    named = {family.code: family.en if locale == "en" else family.sv for family in taxonomy.families}
    return [(named[family], groups[family]) for family in sorted(groups, key=lambda family: (family == "O", family))]


async def kommuner_to_choose(session: AsyncSession, standing: int) -> list[tuple[str, str]]:
    """Return the active kommuner and the one that stands already, as ids and names."""
    found = select(Kommun.id, Kommun.name).where(col(Kommun.active) | (col(Kommun.id) == standing)).order_by(Kommun.name)
    return [(str(number), name) for number, name in await session.exec(found)]
