"""Draws a card that stands in somebody's chat anew, by the outbox, when what it is about has changed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.courier import Carry, NeedlessError, NeverError, TryLaterError
from backend.database import AsyncSession, Database
from backend.directory.people import TeamsAddress
from backend.directory.vocabulary import own_taxonomy
from backend.errors import NotAllowedError, NotFoundError
from backend.i18n import Texts
from backend.links import Links
from backend.standing import drawn_anew, forget
from bot.cards.elements import Card, TrueCard
from bot.carrier import CardGoneError, Post
from bot.messages import message as teams_message
from bot.seam.sending import ConversationTarget
from bot.standing import draw_anew
from bot.words import Words
from models import Conversation, OutboxMessage, Person, StandingCard
from models.enums import NoticeKind, OutboxStatus

ANOTHER_DRAWS = timedelta(seconds=1)

log = structlog.get_logger(__name__)


class Renewals:
    """The part of Teams' sender that replaces cards. Whatever can't be replaced stays as it was: nobody is told otherwise."""

    def __init__(self, database: Database, texts: Texts, taxonomy: Taxonomy, links: Links, clock: Callable[[], datetime]) -> None:
        """As for the sender."""
        self._database = database
        self._texts = texts
        self._taxonomy = taxonomy
        self._links = links
        self._clock = clock

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        """Return the message's id in Teams. Raises `TryLaterError`, and `NeedlessError` for what is shown already or is gone."""
        try:
            card, conversation, drawn = await self._draw(message)
        except NeverError as never:
            raise NeedlessError(never.reason) from None
        if isinstance(drawn, TrueCard) and drawn.face == card.face:
            await self._drawn(card, drawn)
            raise NeedlessError("looks_the_same")
        try:
            receipt = await carry(Post(target_of(conversation), teams_message(drawn), replaces=card.activity_id))
        except CardGoneError as gone:
            await self._forget(card)
            raise NeedlessError(gone.reason) from None
        except NeverError as never:
            log.error("cards.refused", card=card.id, reason=never.reason)
            raise NeedlessError(never.reason) from None
        if isinstance(drawn, TrueCard):
            await self._drawn(card, drawn)
        else:
            await self._forget(card)
        return receipt

    async def _draw(self, message: OutboxMessage) -> tuple[StandingCard, Conversation, Card]:
        async with self._database.read(message.forbund_id) as session:
            card = (await session.exec(select(StandingCard).where(StandingCard.id == message.subject_id))).first()
            if card is None:
                raise NeedlessError("forgotten")
            person, conversation = await recipient(session, message)
            if conversation.conversation_id != card.conversation_id:
                raise NeedlessError("another_chat")
            await _wait_for_another(session, message)
            taxonomy = await own_taxonomy(session, self._taxonomy)
            words = Words(self._texts, taxonomy, self._texts.locale(person.locale))
            try:
                drawn = await draw_anew(session, card, words, self._links, self._clock())
            except (NotFoundError, NotAllowedError):
                raise NeedlessError("subject_gone") from None
        if isinstance(drawn, TrueCard) and drawn.shows.change <= card.change:
            raise NeedlessError("shown")  # a turn drew it after the change
        return card, conversation, drawn

    async def _drawn(self, card: StandingCard, drawn: TrueCard) -> None:
        async with self._database.begin(card.forbund_id) as session:
            await drawn_anew(session, card, drawn.shows, drawn.face, self._clock())

    async def _forget(self, card: StandingCard) -> None:
        async with self._database.begin(card.forbund_id) as session:
            await forget(session, card.conversation_id, card.activity_id)


async def _wait_for_another(session: AsyncSession, message: OutboxMessage) -> None:
    """Raise TryLaterError while an older drawing of the same card is on its way: it must not land on top of this one."""
    older = select(OutboxMessage.id).where(
        OutboxMessage.kind == NoticeKind.CARD,
        OutboxMessage.subject_id == message.subject_id,
        OutboxMessage.status == OutboxStatus.SKICKAS,
        col(OutboxMessage.id) < message.id,
    )
    if (await session.exec(older)).first() is not None:
        raise TryLaterError("on_its_way", ANOTHER_DRAWS)


async def recipient(session: AsyncSession, message: OutboxMessage) -> tuple[Person, Conversation]:
    """Return who a message is for, and their chat; raise NeverError for somebody whom Teams doesn't reach, or who has left."""
    found = await session.exec(select(Person, Conversation).join(Conversation).where(Conversation.person_id == message.person_id))
    pair = found.first()
    if pair is None:
        raise NeverError("no_conversation")
    person, conversation = pair
    if not person.active:
        raise NeverError("left")
    if conversation.blocked_at is not None:
        raise NeverError("blocked")
    return person, conversation


def target_of(chat: Conversation | TeamsAddress) -> ConversationTarget:
    """Return a person's own chat, as it is stored or as it came, as the seam knows it."""
    return ConversationTarget(
        service_url=chat.service_url,
        conversation_id=chat.conversation_id,
        tenant_id=chat.tenant_id,
        bot_id=chat.bot_id,
        user_id=chat.user_id,
    )
