"""In which language somebody reads an edition: Swedish is always frozen, and each other language that a recipient reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from backend.i18n import SWEDISH, Texts
from digests.compose import compose, with_words
from digests.drafts.words import Words
from digests.frozen import Frozen, freeze
from digests.kind import Composed, Due
from digests.kinds import KINDS
from digests.people import members_for
from digests.recipients import readers_again
from digests.say import Voice
from digests.wishes import way_of
from models import Edition, EditionTranslation, Person
from models.enums import EditionWay


def language_of(person: Person | None) -> str:
    """Return the language of a person's papers: their own choice, else the directory's, else Swedish.

    What Teams or a browser is set to isn't asked: many who work in Swedish have it in English. `person` None is the förbund's
    own mailbox.
    """
    if person is None:
        return SWEDISH
    return Texts.locale(person.locale if person.locale_chosen else person.paper_locale)


async def in_language(session: AsyncSession, edition: Edition, locale: str) -> Edition | EditionTranslation:
    """Return an edition as it was frozen in a language; in Swedish where nobody read it in that one when it was made."""
    if locale == SWEDISH:
        return edition
    return await session.get(EditionTranslation, (stored_id(edition), locale)) or edition


async def titles_in(session: AsyncSession, locale: str) -> dict[int, str]:
    """Return the titles, by the editions' ids, of those that were frozen in a language besides Swedish."""
    told = select(EditionTranslation.edition_id, EditionTranslation.title).where(EditionTranslation.locale == locale)
    return dict((await session.exec(told)).all())


async def read_by(session: AsyncSession, edition: Edition, person: Person | None) -> Edition | EditionTranslation:
    """Return an edition as a person reads it."""
    return await in_language(session, edition, language_of(person))


async def languages_wanted(session: AsyncSession, edition: Edition) -> list[str]:
    """Return the languages besides Swedish that those read who get an edition and haven't stopped it."""
    others, _ = await KINDS[edition.kind].others(session, edition)
    return sorted(await _read_in(session, edition, [*await members_for(session, edition), *others]))


async def languages_again(session: AsyncSession, edition: Edition) -> list[str]:
    """Return the languages besides Swedish of a correction: those of what it replaces, and those that its readers have now."""
    kept = select(EditionTranslation.locale).where(EditionTranslation.edition_id == edition.id)
    now = await _read_in(session, edition, await readers_again(session, edition))
    return sorted({*(await session.exec(kept)).all(), *now})


async def _read_in(session: AsyncSession, edition: Edition, people: Sequence[Person]) -> set[str]:
    """Return the languages besides Swedish of those who want a group's editions."""
    wanting = [
        person
        for person in people
        if await way_of(session, stored_id(person), edition.kind, edition.group_id) is not EditionWay.INGET
    ]
    return {language_of(person) for person in wanting} - {SWEDISH}


@dataclass(frozen=True, slots=True)
class Versions:
    """An edition composed in Swedish and in the other languages that it is read in, from one state of the rows."""

    swedish: Composed
    others: dict[str, Composed]


async def compose_in(session: AsyncSession, due: Due, texts: Texts, taxonomy: Taxonomy, locales: Sequence[str]) -> Versions:
    """Return the edition in Swedish and these languages; raise `FiguresDisagree` when its figures don't add up."""
    swedish = await compose(session, due, texts, taxonomy)
    return Versions(swedish, {locale: await compose(session, due, texts, taxonomy, locale) for locale in locales})


async def freeze_others(others: dict[str, Composed], words: Words | None, texts: Texts, taxonomy: Taxonomy) -> dict[str, Frozen]:
    """Return the edition in each language besides Swedish, with what a person has said of it, in their own words."""
    said = {
        locale: with_words(composed, words, Voice(texts, taxonomy, locale)) if words else composed
        for locale, composed in others.items()
    }
    return {locale: await freeze(composed, texts) for locale, composed in said.items()}


def translation(edition_id: int, locale: str, frozen: Frozen) -> EditionTranslation:
    """Return the row that keeps an edition in another language."""
    kept: dict[str, Any] = frozen.columns
    return EditionTranslation(edition_id=edition_id, locale=locale, title=frozen.document.title, **kept)
