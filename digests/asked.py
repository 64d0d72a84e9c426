"""What is counted when somebody asks for some days: no edition, and nothing is kept of it."""

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, own_forbund, stored_id
from backend.directory.vocabulary import own_taxonomy
from backend.i18n import Texts
from digests.compose import compose
from digests.document import Document
from digests.editions.lsg import lsg_document
from digests.figures.lsg import read_lsg_figures
from digests.kinds.lsg import of_days
from digests.kinds.quarters import of_calendar
from digests.periods import Period, Quarter
from digests.say import Voice
from models import Edition, Group, Kommun
from models.enums import EditionKind, EditionStatus

NO_GROUP = 0
"""The id of no group: it has nothing before it."""


async def count_group(
    session: AsyncSession, group: Group, period: Period, previous: Period, texts: Texts, taxonomy: Taxonomy, locale: str
) -> Document:
    """Return what happened in a group's kommuner in a period; for one without a kommun, such as the board, in all of them."""
    return (await compose(session, of_days(stored_id(group), period, previous), texts, taxonomy, locale)).drafts[0]


async def count_insats(
    session: AsyncSession, group: Group, quarter: Quarter, texts: Texts, taxonomy: Taxonomy, locale: str
) -> Document:
    """Return how the insatser stand that a styrgrupp follows, by the end of a quarter."""
    due = of_calendar(EditionKind.STYRGRUPP, stored_id(group), quarter)
    return (await compose(session, due, texts, taxonomy, locale)).drafts[0]


async def count_kommun(
    session: AsyncSession, kommun_id: int, period: Period, previous: Period, texts: Texts, taxonomy: Taxonomy, locale: str
) -> Document:
    """Return what happened in a period in a kommun that no group looks at."""
    voice = Voice(texts, await own_taxonomy(session, taxonomy), locale)
    kommun = (await session.exec(select(Kommun).where(Kommun.id == kommun_id))).one()
    figures = await read_lsg_figures(session, voice.taxonomy, NO_GROUP, [kommun_id], period, previous)
    return lsg_document(voice, figures, (await own_forbund(session)).name, kommun.name, None)


async def edition_of_days(session: AsyncSession, group_id: int, period: Period) -> Edition | None:
    """Return a group's newest edition of exactly these days, such as the board's of a quarter; None when there is none."""
    made = select(Edition).where(
        Edition.group_id == group_id,
        Edition.period_start == period.start,
        Edition.period_end == period.end,
        Edition.status == EditionStatus.KLAR,
    )
    return (await session.exec(made.order_by(col(Edition.version).desc()).limit(1))).first()
