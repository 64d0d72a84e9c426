"""From what is due to drafts of a document: figures read in one snapshot, reconciled, and told in one language."""

from dataclasses import dataclass

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from backend.directory.vocabulary import own_taxonomy
from backend.i18n import Texts
from digests.document import Document
from digests.due import Due
from digests.editions.lsg import lsg_document
from digests.editions.room import ROOMS
from digests.editions.styrelse import styrelse_document
from digests.figures.counts import read_models
from digests.figures.lsg import LsgFigures, read_lsg_figures
from digests.figures.shown import Shown
from digests.figures.styrelse import StyrelseFigures, read_styrelse_figures
from digests.say import Voice
from models import Forbund, Group, GroupKommun
from models.enums import EditionKind


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition's figures, and drafts that tell them, from the roomiest to the shortest: the first that fits is the edition.

    `models` are the versions of the categoriser that proposed categories of its events.
    """

    figures: LsgFigures | StyrelseFigures | Shown
    drafts: tuple[Document, ...]
    models: tuple[str, ...] = ()


async def compose(session: AsyncSession, due: Due, texts: Texts, taxonomy: Taxonomy, locale: str = "sv") -> Composed:
    """Return the edition that is due; raise `FiguresDisagree` when its figures don't add up.

    A group without a kommun is told of the whole förbund. Categories have the förbund's own names.
    """
    if session.get_bind().dialect.name == "postgresql":
        # several queries, one state of the rows; a transaction of SQLite sees one state anyway
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    taxonomy = await own_taxonomy(session, taxonomy)
    voice = Voice(texts, taxonomy, locale)
    group = (await session.exec(select(Group).where(Group.id == due.group_id))).one()
    forbund = (await session.exec(select(Forbund).where(Forbund.id == group.forbund_id))).one()
    if due.kind is EditionKind.STYRELSE:
        board = await read_styrelse_figures(session, taxonomy, due.group_id, due.quarter)
        told = tuple(styrelse_document(voice, board, forbund.name, group.name, room) for room in ROOMS)
        return Composed(board, told, await read_models(session, None, due.quarter.period))
    kommun_ids = await kommuner_of(session, due.group_id)
    figures = await read_lsg_figures(session, taxonomy, due.group_id, kommun_ids or None, due.period, due.previous)
    drafts = tuple(lsg_document(voice, figures, forbund.name, group.name, due.meets_on, room) for room in ROOMS)
    return Composed(figures, drafts, await read_models(session, kommun_ids or None, due.period))


async def kommuner_of(session: AsyncSession, group_id: int) -> list[int]:
    """Return the ids of the kommuner in a group's område."""
    found = await session.exec(select(GroupKommun.kommun_id).where(col(GroupKommun.group_id) == group_id))
    return list(found.all())
