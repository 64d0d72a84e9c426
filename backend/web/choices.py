"""What the lists of the pages offer."""

from collections.abc import Sequence

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from models import Kommun

Groups = list[tuple[str, list[tuple[str, str]]]]


def categories_by_family(taxonomy: Taxonomy, locale: str, standing: Sequence[str] = ()) -> Groups:
    """Return the categories as codes and names, under their families' names.

    A code of `standing` that has left the taxonomy since is kept, so that a form never shows another one in its place.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in (*taxonomy.codes, *(code for code in standing if code not in taxonomy.codes)):
        groups.setdefault(taxonomy.get(code).family, []).append((code, taxonomy.label(code, locale)))
    named = {family.code: family.en if locale == "en" else family.sv for family in taxonomy.families}
    return [(named[family], groups[family]) for family in sorted(groups, key=lambda family: (family == "O", family))]


async def kommuner_to_choose(session: AsyncSession, standing: int) -> list[tuple[str, str]]:
    """Return the active kommuner and the one that stands already, as ids and names."""
    found = select(Kommun.id, Kommun.name).where(col(Kommun.active) | (col(Kommun.id) == standing)).order_by(Kommun.name)
    return [(str(number), name) for number, name in await session.exec(found)]
