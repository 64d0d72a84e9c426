"""What the flows work with: the database, the words, and the understanding of what people write."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.directory.vocabulary import read_names
from backend.i18n import Texts
from backend.links import Links
from backend.reporting.reader import Categorisers, Opinions, Reader
from backend.reporting.understand import Understanding
from bot.unsent import Unsent
from bot.words import Words


class Hearer(Protocol):
    """Who is spoken to."""

    @property
    def locale(self) -> str:
        """Their language."""
        ...

    @property
    def taxonomy(self) -> Taxonomy:
        """The categories as their förbund has them."""
        ...


class Desk:
    """The tools of every flow. `wake` tells the outbox that something was written; `unsent` is what people have told just now."""

    def __init__(
        self,
        *,
        database: Database,
        texts: Texts,
        taxonomy: Taxonomy,
        categorisers: Categorisers,
        opinions: Opinions | None = None,
        links: Links,
        wake: Callable[[], None],
    ) -> None:
        self.database = database
        self.texts = texts
        self.taxonomy = taxonomy
        self.links = links
        self.wake = wake
        self.unsent = Unsent()
        self._reader = Reader(categorisers, opinions)

    def words(self, hearer: Hearer) -> Words:
        """Return the words for somebody, such as the one whose turn it is."""
        return Words(self.texts, hearer.taxonomy, self.texts.locale(hearer.locale))

    def words_in(self, locale: str | None) -> Words:
        """Return the words of a locale such as `en-GB`, for one who isn't known; Swedish for one that isn't ours, or for none."""
        return Words(self.texts, self.taxonomy, self.texts.locale(locale))

    async def understand(self, session: AsyncSession, text: str, asked_at: datetime, unit_id: int | None = None) -> Understanding:
        """Return what a text says, with the names that the session's förbund uses; of a longer one, what could be kept.

        `unit_id` is the writer's unit: what it serves may be proposed where the text tells no place.
        """
        return await self._reader.understand(session, text, asked_at, unit_id)

    async def think_again(
        self, forbund_id: int, person_id: int, text: str, understood: Understanding, now: datetime
    ) -> Understanding:
        """Return what is understood, with a second opinion where there is one. It may take seconds: hold no session meanwhile."""
        return await self._reader.think_again(forbund_id, person_id, text, understood, now)


@dataclass(frozen=True, slots=True)
class Kommuner:
    """The förbund's active kommuner, as ids and names in alphabetical order."""

    listed: tuple[tuple[int, str], ...]

    def id_of(self, name: str | None) -> str:
        """Return a kommun's id as a card carries it; empty when the name isn't one of them."""
        return next((str(number) for number, listed in self.listed if listed == name), "")

    def name_of(self, number: int | None) -> str:
        """Return a kommun's name; empty when the id isn't one of them."""
        return next((name for listed, name in self.listed if listed == number), "")


async def read_kommuner(session: AsyncSession) -> Kommuner:
    """Return the förbund's active kommuner."""
    return Kommuner((await read_names(session)).kommuner)
