"""An edition for outside the förbund: made of what was frozen, once, knowing what all earlier ones have told."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.errors import NotFoundError
from backend.i18n import Texts
from backend.times import local_date
from digests.document import in_print
from digests.editions.outside import outside_cells, outside_document
from digests.editions.outside_annual import outside_annual_cells, outside_annual_document
from digests.editions.room import ROOMS
from digests.figures.shown import Shown
from digests.figures.suppression import suppress_by_year
from digests.frozen import Frozen, annual_figures_of, board_figures_of, document_of, freeze
from digests.kind import Composed
from digests.periods import Quarter, Span
from digests.say import Voice
from models import Edition, Forbund, Group, Publication
from models.enums import AuditAction, EditionKind, EditionStatus

PAGES = 2

_SHOWN = TypeAdapter(Shown)


async def publish(
    database: Database, texts: Texts, taxonomy: Taxonomy, group: Group, days: Quarter | Span, now: datetime
) -> Publication:
    """Return the board's edition of a quarter, half-year or year as it may leave the förbund; made now if it hasn't been before.

    It is made of the figures that the edition froze, so that both say the same whatever has become of the reports since. Raises
    NotFoundError when there is no such edition.
    """
    while True:
        async with database.read(group.forbund_id) as session:
            edition = await _edition(session, group, days)
            earlier = await _published(session)
        for made in earlier:
            if made.edition_id == edition.id:
                return made
        # nothing is held meanwhile: the solver and the paper take their time
        frozen = await _compose(texts, taxonomy, edition, earlier)
        async with database.begin(group.forbund_id) as session:
            # Of two who publish at once, the second waits here and sees what the first told. What was told outside in the
            # meantime wasn't reckoned with: then it is made anew.
            await session.exec(select(Forbund.id).where(Forbund.id == group.forbund_id).with_for_update(key_share=True))
            if len(await _published(session)) == len(earlier):
                return await _store(session, edition, frozen, now)


def kind_of(days: Quarter | Span) -> EditionKind:
    """Return the kind of the board's edition of such days."""
    if isinstance(days, Quarter):
        return EditionKind.STYRELSE
    return EditionKind.HALVAR if days.half else EditionKind.AR


async def _edition(session: AsyncSession, group: Group, days: Quarter | Span) -> Edition:
    found = await session.exec(
        select(Edition)
        .where(
            Edition.kind == kind_of(days),
            Edition.group_id == stored_id(group),
            Edition.period == days.key,
            Edition.status == EditionStatus.KLAR,
        )
        .order_by(col(Edition.version).desc())
    )
    edition = found.first()
    if edition is None:
        raise NotFoundError("error.no_such_edition", group=group.name, period=days.key, day=local_date(days.due_at))
    return edition


async def _compose(texts: Texts, taxonomy: Taxonomy, edition: Edition, published: Sequence[Publication]) -> Frozen:
    inside = document_of(edition)
    earlier = [_SHOWN.validate_python(each.figures["figures"]) for each in published]
    voice = Voice(texts, taxonomy, inside.locale)
    if edition.kind is EditionKind.STYRELSE:
        quarter = board_figures_of(edition)
        shown = await asyncio.to_thread(suppress_by_year, outside_cells(quarter), earlier)
        drafts = tuple(outside_document(voice, quarter, shown, inside.sender, room) for room in ROOMS)
    else:
        years = annual_figures_of(edition)
        shown = await asyncio.to_thread(suppress_by_year, outside_annual_cells(years), earlier)
        drafts = tuple(outside_annual_document(voice, years, shown, inside.sender, room) for room in ROOMS)
    if edition.version > 1:  # what has changed may be small, and isn't told
        mark = voice.t("correction.version", number=edition.version)
        drafts = tuple(each.marked(mark) for each in drafts)
    return await freeze(Composed(shown, tuple(map(in_print, drafts)), PAGES), texts)


async def _store(session: AsyncSession, edition: Edition, frozen: Frozen, now: datetime) -> Publication:
    publication = Publication(
        edition_id=stored_id(edition),
        made_at=now,
        **frozen.columns,
    )
    session.add(publication)
    record(session, None, AuditAction.CREATED, "publication", stored_id(edition), now)
    await session.flush()
    return publication


async def _published(session: AsyncSession) -> Sequence[Publication]:
    """Return what the förbund has told outside, the newest first."""
    found = await session.exec(select(Publication).order_by(col(Publication.made_at).desc(), col(Publication.id).desc()))
    return found.all()
