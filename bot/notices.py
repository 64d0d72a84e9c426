"""Delivers what the outbox holds for Teams: each notice is drawn as a card when it is sent, and goes to the person's own chat."""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.courier import Carry, NeedlessError, NeverError
from backend.database import AsyncSession, Database
from backend.directory.vocabulary import own_taxonomy
from backend.errors import NotAllowedError, NotFoundError
from backend.handing_on import check_receiver
from backend.i18n import Texts
from backend.links import Links
from backend.outbox import OF_OWN, OVERTAKEN
from backend.standing import Place, Shows, keep_true, stands_in
from backend.times import utc_now
from bot.cards.elements import Card
from bot.carrier import NotReachedError, Post
from bot.messages import message as teams_message
from bot.notice_cards import meetings, overviews, papers, reports
from bot.notice_cards.draw import Draw, reader_of
from bot.renewals import Renewals, recipient, target_of
from bot.standing import Cards
from bot.words import Words
from models import Conversation, OutboxMessage
from models.enums import CardKind, NoticeKind, OutboxStatus

log = structlog.get_logger(__name__)


class TeamsSender:
    """The outbox's sender for Teams. `clock` gives the present moment; a test gives its own."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        taxonomy: Taxonomy,
        links: Links,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._texts = texts
        self._taxonomy = taxonomy
        self._links = links
        self._clock = clock
        self._renewals = Renewals(database, texts, taxonomy, links, clock)

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        """Return the message's id in Teams; raise `TryLaterError`, `NeedlessError`, or `NeverError`: a mail may step in then."""
        if message.kind is NoticeKind.CARD:
            return await self._renewals.deliver(message, carry)
        if message.kind not in _DRAW:
            raise NeverError("no_card")
        await check_receiver(self._database, message, self._clock())
        async with self._database.snapshot(message.forbund_id) as session:
            person, conversation = await recipient(session, message)
            if message.kind in OF_OWN and not person.told_of_own:
                raise NeedlessError("not_wanted")  # wished away while it waited
            if (
                message.kind in OF_OWN
                and not message.details.get("also")
                and await _told_by_a_later(session, message, self._clock())
            ):
                raise NeedlessError(OVERTAKEN)
            taxonomy = await own_taxonomy(session, self._taxonomy)
            words = Words(self._texts, taxonomy, self._texts.locale(person.locale))
            try:
                card = await draw_notice(session, message, words, self._links, self._clock())
            except NotFoundError:
                raise NeverError("subject_gone") from None
            except NotAllowedError:
                raise NeedlessError("not_handler") from None
        try:
            receipt = await carry(Post(target_of(conversation), teams_message(card)))
        except NotReachedError:
            await self._block(message)
            raise
        cards = Cards(self._database, message.forbund_id, reader_of(message), self._clock())
        await cards.stands(conversation.conversation_id, receipt, card)
        return receipt

    async def recall(self, message: OutboxMessage, receipt: str) -> None:
        """Remember the card, which shows some state between the notice and now: the newest is drawn over it."""
        if message.kind not in _STANDS or message.person_id is None:
            return
        now = self._clock()
        async with self._database.begin(message.forbund_id) as session:
            if message.kind in _IN_A_LINE and await stands_in(
                session, message.person_id, _STANDS[message.kind], message.subject_id
            ):
                return  # it was a line, and the card itself is known
            found = await session.exec(select(Conversation).where(Conversation.person_id == message.person_id))
            if conversation := found.first():
                place = Place(message.person_id, conversation.conversation_id, receipt)
                await keep_true(session, place, Shows(_STANDS[message.kind], message.subject_id, 0), "", now)

    async def _block(self, message: OutboxMessage) -> None:
        """Remember that Teams doesn't reach the person, so that the next notice goes by mail at once; a new message undoes it."""
        log.info("notices.blocked", message=message.id)
        async with self._database.begin(message.forbund_id) as session:
            found = await session.exec(select(Conversation).where(Conversation.person_id == message.person_id))
            if conversation := found.first():
                conversation.blocked_at = self._clock()


async def draw_notice(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    """Return the card that a notice is as things stand.

    Raises NotFoundError and NotAllowedError for a subject that is gone or isn't the reader's any more, `NeedlessError` when there
    is nothing left to tell.
    """
    return await _DRAW[message.kind](session, message, words, links, now)


async def _told_by_a_later(session: AsyncSession, message: OutboxMessage, now: datetime) -> bool:
    """Whether a later notice of the same report is due as well, as on a morning after a busy evening: it shows all of it."""
    later = select(OutboxMessage.id).where(
        OutboxMessage.person_id == message.person_id,
        OutboxMessage.channel == message.channel,
        OutboxMessage.subject_id == message.subject_id,
        col(OutboxMessage.kind).in_(OF_OWN),
        col(OutboxMessage.status).in_((OutboxStatus.VANTAR, OutboxStatus.SKICKAS)),
        col(OutboxMessage.created_at) <= now,
        col(OutboxMessage.id) > message.id,
    )
    return (await session.exec(later)).first() is not None


# What a notice leaves in the chat.
_STANDS: Mapping[NoticeKind, CardKind] = {
    NoticeKind.REPORT_RECEIVED: CardKind.TRIAGE,
    NoticeKind.REPORT_AMENDED: CardKind.TRIAGE,
    NoticeKind.REPORT_ASKED: CardKind.QUESTION,
    NoticeKind.REPORT_ANSWERED: CardKind.REPORT,
    NoticeKind.REPORT_CHANGED: CardKind.REPORT,
    NoticeKind.MEETING_REQUESTED: CardKind.MEETING,
    NoticeKind.MEETING_AMENDED: CardKind.MEETING,
    NoticeKind.MEETING_FIXED: CardKind.MEETING,
    NoticeKind.MEETING_KEPT: CardKind.MEETING,
    NoticeKind.MEETING_CANCELLED: CardKind.MEETING,
    NoticeKind.MEETING_ENDED: CardKind.MEETING,
}

# What is told in a line where the card stands already.
_IN_A_LINE = (NoticeKind.REPORT_AMENDED, NoticeKind.MEETING_AMENDED)

_DRAW: Mapping[NoticeKind, Draw] = {**reports.DRAW, **meetings.DRAW, **papers.DRAW, **overviews.DRAW}
