"""From what is due to drafts of a document: figures read in one snapshot, reconciled, and told in one language."""

from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from backend.directory.vocabulary import own_taxonomy
from backend.i18n import Texts
from digests.kind import Composed, Due
from digests.kinds import KINDS
from digests.say import Voice
from models import Forbund, Group


async def compose(session: AsyncSession, due: Due, texts: Texts, taxonomy: Taxonomy, locale: str = "sv") -> Composed:
    """Return the edition that is due; raise `FiguresDisagree` when its figures don't add up.

    Categories have the förbund's own names.
    """
    if session.get_bind().dialect.name == "postgresql":
        # several queries, one state of the rows; a transaction of SQLite sees one state anyway
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    voice = Voice(texts, await own_taxonomy(session, taxonomy), locale)
    group = (await session.exec(select(Group).where(Group.id == due.group_id))).one()
    forbund = (await session.exec(select(Forbund).where(Forbund.id == group.forbund_id))).one()
    return await KINDS[due.kind].compose(session, voice, group, forbund.name, due)
