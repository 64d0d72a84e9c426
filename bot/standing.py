"""Cards that stand in somebody's chat: where they stand is remembered, and how each looks now is drawn anew."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import select

from backend.database import STORE_FAILS, AsyncSession, Database
from backend.directory.receivers import may_handle
from backend.handling.views import own_report, report_view
from backend.issues.views import issue_view
from backend.links import Links
from backend.meetings.views import meeting_for
from backend.standing import Place, forget, keep_form, keep_true, newer_stands
from bot.cards.elements import Card, OpenForm, TrueCard
from bot.cards.issue import issue_card
from bot.cards.note import news
from bot.cards.question import question_card
from bot.cards.receipt import receipt
from bot.cards.report_card import report_card
from bot.cards.shared_report import shared_report
from bot.cards.triage import triage_card
from bot.flows.meeting import card_for
from bot.flows.triage import new_triage
from bot.words import Words
from models import Person, StandingCard
from models.enums import CardKind, ReportStatus

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Cards:
    """One person's cards, as a turn leaves them in the chat."""

    database: Database
    forbund_id: int
    person_id: int
    now: datetime

    async def stands(self, conversation_id: str, activity_id: str, answer: Card | str) -> None:
        """Remember a new message, if it is a card that is kept true, or a form."""
        if isinstance(answer, TrueCard | OpenForm):
            await self._keep(conversation_id, activity_id, answer)

    async def replaced(self, conversation_id: str, activity_id: str, answer: Card | str) -> None:
        """Remember what a message has become; a form or a line in a card's place is never drawn over."""
        if isinstance(answer, TrueCard | OpenForm):
            await self._keep(conversation_id, activity_id, answer)
            return
        here = (StandingCard.conversation_id == conversation_id, StandingCard.activity_id == activity_id)
        try:
            async with self.database.read(self.forbund_id) as session:
                known = (await session.exec(select(StandingCard.id).where(*here))).first()
            if known is not None:
                async with self.database.begin(self.forbund_id) as session:
                    await forget(session, conversation_id, activity_id)
        except STORE_FAILS as error:
            log.error("cards.not_forgotten", error=type(error).__name__)

    async def _keep(self, conversation_id: str, activity_id: str, card: TrueCard | OpenForm) -> None:
        place = Place(self.person_id, conversation_id, activity_id)
        try:
            async with self.database.begin(self.forbund_id) as session:
                if isinstance(card, OpenForm):
                    await keep_form(session, place, card.about, self.now)
                else:
                    await keep_true(session, place, card.shows, card.face, self.now)
        except STORE_FAILS as error:  # the person has had the answer, which must not be followed by an error
            log.error("cards.not_kept", error=type(error).__name__)


async def draw_anew(session: AsyncSession, card: StandingCard, words: Words, links: Links, now: datetime) -> Card:
    """Return a card as it is to stand now.

    One that isn't a `TrueCard` is the last that its reader is shown there. Raises NotFoundError and NotAllowedError.
    """
    return await _DRAW[card.kind](session, card, words, links, now)


async def _own(session: AsyncSession, card: StandingCard, words: Words, links: Links, now: datetime) -> Card:
    report = await own_report(session, card.subject_id, card.person_id)
    if card.kind is CardKind.QUESTION and report.question:
        return question_card(report, uuid.uuid4().hex, words)
    if card.kind is CardKind.RECEIPT and report.status is ReportStatus.MOTTAGEN and not report.answers:
        reporter = await session.get_one(Person, card.person_id)
        return receipt(report, words, told=reporter.told_of_own)
    return report_card(report, words.t("card.report.one", number=report.number), words)


async def _triage(session: AsyncSession, card: StandingCard, words: Words, links: Links, now: datetime) -> Card:
    report = await report_view(session, card.subject_id, for_handler=True)
    if not await may_handle(session, card.person_id, report.kommun_id):
        return shared_report(report, words)  # it has moved, or she has left the post: the words aren't hers to read any more
    return triage_card(report, await new_triage(session, links, card.forbund_id, report.id, card.person_id), words)


async def _meeting(session: AsyncSession, card: StandingCard, words: Words, links: Links, now: datetime) -> Card:
    meeting = await meeting_for(session, card.subject_id, card.person_id)
    if await newer_stands(session, card):
        return news(words.t("card.meeting.further_down", number=meeting.number), {"meeting": meeting.id}, words)
    return card_for(meeting, card.forbund_id, card.person_id, links, words, now)


async def _issue(session: AsyncSession, card: StandingCard, words: Words, links: Links, now: datetime) -> Card:
    viewer = await session.get_one(Person, card.person_id)
    issue = await issue_view(session, card.subject_id, viewer, now)
    return issue_card(issue, links.to("issue", card.forbund_id, issue.id, card.person_id), words)


_DRAW: Mapping[CardKind, Callable[[AsyncSession, StandingCard, Words, Links, datetime], Awaitable[Card]]] = {
    CardKind.RECEIPT: _own,
    CardKind.REPORT: _own,
    CardKind.QUESTION: _own,
    CardKind.TRIAGE: _triage,
    CardKind.MEETING: _meeting,
    CardKind.ISSUE: _issue,
}
