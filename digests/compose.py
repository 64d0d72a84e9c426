"""From what is due to drafts of a document: figures read in one snapshot, reconciled, and told in one language."""

from dataclasses import replace
from datetime import date

from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, sees_one_state
from backend.directory.vocabulary import own_taxonomy
from backend.i18n import SWEDISH, Texts
from digests.document import Document, in_print
from digests.drafts.words import Words, put_into
from digests.editions.room import ROOMS
from digests.kind import Composed, Due
from digests.kinds import KINDS
from digests.own_words import own_words
from digests.say import Voice
from models import Edition, Forbund, Group

ROOMY = next(number for number, room in enumerate(ROOMS) if not room.story)
"""From this draft on there is so little room on the first pages that the berättelse stands in the annex."""


async def compose(session: AsyncSession, due: Due, texts: Texts, taxonomy: Taxonomy, locale: str = SWEDISH) -> Composed:
    """Return the edition that is due; raise `FiguresDisagree` when its figures don't add up.

    Categories have the förbund's own names. Raises RuntimeError in a session that isn't a `Database.snapshot`: several queries
    must tell of one state of the rows, and so must an edition's several languages.
    """
    if not await sees_one_state(session):
        raise RuntimeError("an edition is composed in a snapshot")
    voice, group, sender = await _teller(session, due.group_id, texts, taxonomy, locale)
    composed = await KINDS[due.kind].compose(session, voice, group, sender, due)
    swedish = () if locale == SWEDISH else own_words(composed.figures, group.name, sender, _swedish_names(voice))
    drafts = tuple(replace(in_print(each), swedish=swedish) for each in composed.drafts)
    return replace(composed, drafts=drafts, uncompared=in_print(composed.uncompared) if composed.uncompared else None)


def _swedish_names(voice: Voice) -> list[str]:
    """Return the names of categories that have none in the voice's language: those that the förbund gave them."""
    names = ((voice.taxonomy.label(code), voice.category(code)) for code in voice.taxonomy.codes)
    return [told for swedish, told in names if swedish == told]


async def retell(
    session: AsyncSession, edition: Edition, meets_on: date | None, texts: Texts, taxonomy: Taxonomy, locale: str
) -> Document:
    """Return what a made edition says in a language that it wasn't frozen in, from its frozen figures: to be compared with."""
    voice, group, sender = await _teller(session, edition.group_id, texts, taxonomy, locale)
    return in_print(KINDS[edition.kind].retold(voice, edition, group.name, sender, meets_on))


async def _teller(
    session: AsyncSession, group_id: int, texts: Texts, taxonomy: Taxonomy, locale: str
) -> tuple[Voice, Group, str]:
    """Return the voice that tells of a group, with the förbund's own names of categories, the group, and the förbund's name."""
    voice = Voice(texts, await own_taxonomy(session, taxonomy), locale)
    group = (await session.exec(select(Group).where(Group.id == group_id))).one()
    forbund = (await session.exec(select(Forbund).where(Forbund.id == group.forbund_id))).one()
    return voice, group, forbund.name


def with_words(composed: Composed, words: Words, voice: Voice) -> Composed:
    """Return the edition with what a person has said of it, in however much room it is told."""
    told = (in_print(put_into(each, words, voice, short=number >= ROOMY)) for number, each in enumerate(composed.drafts))
    own = () if voice.locale == SWEDISH else own_words(words.comments, words.story)
    drafts = (replace(each, swedish=(*own, *each.swedish)) for each in told)
    return replace(composed, drafts=tuple(drafts), words=words)
