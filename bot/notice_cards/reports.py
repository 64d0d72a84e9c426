"""Notices about a report: to whoever receives it, and to whoever made it."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from backend.database import AsyncSession
from backend.handling.views import numbers_of, report_view
from backend.links import Links
from backend.standing import stands_in
from bot.cards.elements import Card
from bot.cards.note import news
from bot.cards.question import question_card
from bot.cards.report_card import report_card
from bot.cards.triage import triage_card
from bot.flows.triage import new_triage
from bot.notice_cards.draw import Draw, reader_of
from bot.words import Words
from models import OutboxMessage, ReportComment
from models.enums import CardKind, NoticeKind


async def _received(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    report = await report_view(session, message.subject_id, for_handler=True)
    state = await new_triage(session, links, message.forbund_id, report.id, reader_of(message))
    # What the reporter did afterwards is `changed`, `added` or `withdrawn`.
    return triage_card(report, state, words, why=message.details.get("how", "new"))


async def _amended(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    """Return the card; one line of news where the report's card stands in the chat already, and is drawn anew there."""
    if not await stands_in(session, reader_of(message), CardKind.TRIAGE, message.subject_id):
        return await _received(session, message, words, links, now)
    report = await report_view(session, message.subject_id, for_handler=True)
    key = f"card.triage.{message.details['how']}"
    return news(words.t(key, number=report.number, kommun=report.kommun), {"report": report.id}, words)


async def _asked(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    report = await report_view(session, message.subject_id, for_handler=False)
    if report.question is None:  # replied to on the web page in the meantime, or taken back
        return report_card(report, words.t("card.report.one", number=report.number), words)
    return question_card(report, uuid.uuid4().hex, words)


async def _handled(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    report = await report_view(session, message.subject_id, for_handler=False)
    if message.kind is NoticeKind.REPORT_ANSWERED:
        comment = await session.get_one(ReportComment, message.details["comment_id"])
        heading = words.t("card.notice.corrected" if comment.corrects else "card.notice.answered", number=report.number)
    elif message.details["status_change_id"] is None:  # it stands as it stood, but waits elsewhere
        heading = words.t("card.notice.news", number=report.number)
    else:
        heading = words.t("card.notice.changed", number=report.number, status=words.t(f"status.{report.status}"))
    also = await numbers_of(session, message.details.get("also", ()))
    note = words.t("card.notice.also", numbers=words.listed(also)) if also else ""
    return report_card(report, heading, words, note=note, foot=words.t("card.wishes.how"))


DRAW: Mapping[NoticeKind, Draw] = {
    NoticeKind.REPORT_RECEIVED: _received,
    NoticeKind.REPORT_AMENDED: _amended,
    NoticeKind.REPORT_ASKED: _asked,
    NoticeKind.REPORT_ANSWERED: _handled,
    NoticeKind.REPORT_CHANGED: _handled,
}
