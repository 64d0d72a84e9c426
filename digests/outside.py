"""An edition for outside the förbund: made of what was frozen, once, knowing what all earlier ones have told."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.audit import record
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.errors import NotFoundError
from backend.i18n import Texts
from digests.compose import Composed
from digests.editions.outside import outside_cells, outside_document
from digests.editions.room import ROOMS
from digests.figures.shown import Shown, bearing_on
from digests.figures.suppression import suppress
from digests.frozen import board_figures_of, document_of, freeze
from digests.periods import Quarter
from digests.say import Voice
from models import Edition, Group, Publication
from models.enums import AuditAction, EditionKind, EditionStatus

_SHOWN = TypeAdapter(Shown)


async def publish(
    session: AsyncSession, texts: Texts, taxonomy: Taxonomy, group: Group, quarter: Quarter, now: datetime
) -> Publication:
    """Return the board's edition of a quarter as it may leave the förbund; made now if it hasn't been before.

    It is made of the figures that the edition froze, so that both say the same whatever has become of the reports since. Raises
    NotFoundError when there is no such edition.
    """
    found = await session.exec(
        select(Edition).where(
            Edition.kind == EditionKind.STYRELSE,
            Edition.group_id == stored_id(group),
            Edition.period == quarter.key,
            Edition.status == EditionStatus.KLAR,
        )
    )
    edition = found.first()
    if edition is None:
        raise NotFoundError("error.no_such_edition", group=group.name, period=quarter.key)
    made = (await session.exec(select(Publication).where(Publication.edition_id == stored_id(edition)))).first()
    return made or await _publish(session, texts, taxonomy, edition, now)


async def _publish(session: AsyncSession, texts: Texts, taxonomy: Taxonomy, edition: Edition, now: datetime) -> Publication:
    figures, inside = board_figures_of(edition), document_of(edition)
    earlier = bearing_on((figures.period.start, figures.period.end), await _published(session))
    shown = suppress(outside_cells(figures), earlier=earlier)
    voice = Voice(texts, taxonomy, inside.locale)
    drafts = tuple(outside_document(voice, figures, shown, inside.sender, room) for room in ROOMS)
    frozen = await freeze(Composed(shown, drafts), texts)
    publication = Publication(
        edition_id=stored_id(edition),
        made_at=now,
        figures=frozen.figures,
        html=frozen.html,
        text=frozen.text,
        pdf=frozen.pdf,
        content_hash=frozen.content_hash,
    )
    session.add(publication)
    record(session, None, AuditAction.CREATED, "publication", stored_id(edition), now)
    await session.flush()
    return publication


async def _published(session: AsyncSession) -> Sequence[Shown]:
    """Return what the förbund has told outside, the newest first."""
    found = await session.exec(select(Publication).order_by(col(Publication.made_at).desc(), col(Publication.id).desc()))
    return [_SHOWN.validate_python(each.figures["figures"]) for each in found.all()]
