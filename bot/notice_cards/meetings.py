"""Notices about a samverkansmöte: asked for, fixed, moved, kept, called off, over."""

from collections.abc import Mapping
from datetime import datetime

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.links import Links
from backend.meetings.views import MeetingView, meeting_for, meeting_view
from backend.standing import stands_in
from bot.cards.elements import Card
from bot.cards.meeting_card import held_card, meeting_card
from bot.cards.meeting_fixing import fixing_card
from bot.cards.note import news
from bot.flows.meeting import card_for, new_controls, new_fixing
from bot.notice_cards.draw import Draw, reader_of
from bot.words import Words
from models import OutboxMessage
from models.enums import CardKind, MeetingStatus, NoticeKind


async def _requested(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    meeting = await meeting_view(session, message.subject_id, for_handler=True)
    if meeting.status is not MeetingStatus.BEGART:  # fixed on the web page in the meantime
        return meeting_card(meeting, words, new_controls(links, message.forbund_id, meeting.id, reader_of(message), now))
    return fixing_card(meeting, new_fixing(links, message.forbund_id, meeting.id, reader_of(message), now), words)


async def _amended(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    """Return one line where the meeting's card stands in the chat already, and is drawn anew there; else the card."""
    meeting = await meeting_for(session, message.subject_id, reader_of(message))
    if not meeting.tells(message.details["how"]):
        raise NeedlessError("answered")
    if not await stands_in(session, reader_of(message), CardKind.MEETING, message.subject_id):
        return card_for(meeting, message.forbund_id, reader_of(message), links, words, now)
    key = f"card.meeting.news.{message.details['how']}"
    return news(words.t(key, number=meeting.number, kommun=meeting.kommun), {"meeting": meeting.id}, words)


async def _fixed(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    meeting = await _unchanged(session, message)
    controls = new_controls(links, message.forbund_id, meeting.id, reader_of(message), now)
    moved = "before" in message.details and meeting.status is MeetingStatus.BOKAT
    return meeting_card(meeting, words, controls, news="moved" if moved else "")


async def _kept(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    meeting = await _unchanged(session, message)
    controls = new_controls(links, message.forbund_id, meeting.id, reader_of(message), now)
    return meeting_card(meeting, words, controls, news="kept")


async def _ended(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    meeting = await _unchanged(session, message)
    return held_card(meeting, new_controls(links, message.forbund_id, meeting.id, reader_of(message), now), words)


async def _unchanged(session: AsyncSession, message: OutboxMessage) -> MeetingView:
    """Return the meeting as its reader sees it; raise NeedlessError when it has been changed since: a later notice tells."""
    meeting = await meeting_for(session, message.subject_id, reader_of(message))
    if meeting.calendar_sequence != message.details["sequence"]:
        raise NeedlessError("changed since")
    return meeting


DRAW: Mapping[NoticeKind, Draw] = {
    NoticeKind.MEETING_REQUESTED: _requested,
    NoticeKind.MEETING_AMENDED: _amended,
    NoticeKind.MEETING_FIXED: _fixed,
    NoticeKind.MEETING_KEPT: _kept,
    NoticeKind.MEETING_CANCELLED: _fixed,
    NoticeKind.MEETING_ENDED: _ended,
}
