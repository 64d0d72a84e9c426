"""What the gallery of editions shows of Teams: each card is drawn by the code that draws it for people."""

from dataclasses import dataclass, field
from datetime import datetime

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.directory.vocabulary import own_taxonomy
from backend.i18n import Texts
from backend.links import Links
from backend.reporting.reader import Categorisers
from bot.cards.edition import edition_card
from bot.cards.elements import Card
from bot.desk import Desk, read_kommuner
from bot.dispatch import answer
from bot.notices import draw_notice
from bot.turn import Turn
from bot.words import Words
from digests.document import Document
from digests.frozen import summary
from models import OutboxMessage, Person


@dataclass
class _Said:
    """Keeps what the bot says."""

    cards: list[Card | str] = field(default_factory=list)

    async def reply(self, answer: Card | str) -> str:
        """Keep it, under no id."""
        self.cards.append(answer)
        return ""

    async def update(self, answer: Card | str) -> str:
        """Keep it; no button is pressed here."""
        return await self.reply(answer)

    async def put(self, activity_id: str, answer: Card | str) -> bool:
        """Say that no message stands there."""
        return False


@dataclass(frozen=True, slots=True)
class DrawnCards:
    """Draws the cards of one förbund in its database, in Swedish unless a person has another language."""

    database: Database
    links: Links
    forbund_id: int
    texts: Texts
    taxonomy: Taxonomy
    categorisers: Categorisers

    def edition(self, document: Document) -> Card:
        """Return the card of an edition."""
        words = Words(self.texts, self.taxonomy, document.locale)
        return edition_card(summary(document, self.texts), self.links.to("edition", self.forbund_id, 0, None), words)

    async def notice(self, session: AsyncSession, message: OutboxMessage, now: datetime) -> Card:
        """Return the card that a notice becomes."""
        words = Words(self.texts, await own_taxonomy(session, self.taxonomy), self.texts.locale(None))
        return await draw_notice(session, message, words, self.links, now)

    async def answer(self, person: Person, text: str, now: datetime) -> Card:
        """Return the card that the bot answers a person's words with; raise LookupError when it answers in another way."""
        desk = Desk(
            database=self.database,
            texts=self.texts,
            taxonomy=self.taxonomy,
            categorisers=self.categorisers,
            links=self.links,
            wake=lambda: None,
        )
        said = _Said()
        async with self.database.read(self.forbund_id) as session:
            kommuner, taxonomy = await read_kommuner(session), await own_taxonomy(session, self.taxonomy)
        turn = Turn(
            person=person,
            forbund_id=self.forbund_id,
            kommuner=kommuner,
            taxonomy=taxonomy,
            locale=self.texts.locale(person.locale),
            text=text,
            value={},
            asked_at=now,
            now=now,
            answers=said,
        )
        await answer(desk, turn)
        for card in said.cards:
            if not isinstance(card, str):
                return card
        raise LookupError("the bot answered without a card")
