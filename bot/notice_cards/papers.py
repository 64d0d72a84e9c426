"""Notices about what is made for a group's meeting: its draft, the edition, what keeps it, and what became of its frågor."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import select

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.errors import NotFoundError
from backend.issues.heard import decided_title
from backend.issues.held import find_held
from backend.links import Links
from backend.times import local_date, say_time
from bot.cards.decisions import decided_card, decisions_card
from bot.cards.draft import draft_card, draft_stopped_card
from bot.cards.edition import edition_card
from bot.cards.elements import Card, open_url
from bot.cards.note import note
from bot.flows.decisions import new_answering
from bot.notice_cards.draw import Draw, reader_of
from bot.words import Words
from digests.drafts.letters import say_draft_changed, told_draft
from digests.drafts.work import drafted
from digests.figures.checks import FiguresDisagree
from digests.frozen import document_of, summary
from digests.languages import read_by
from digests.troubles import edition_of, say_trouble
from digests.wishes import told_nobody
from models import Edition, OutboxMessage, Person
from models.enums import EditionKind, NoticeKind


async def _edition(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    edition = (await session.exec(select(Edition).where(Edition.id == message.subject_id))).first()
    if edition is None:
        raise NotFoundError("error.report_missing")
    url = links.to("edition", message.forbund_id, message.subject_id, reader_of(message))
    told = await read_by(session, edition, await session.get(Person, message.person_id))
    return edition_card(summary(document_of(told), words.texts, words.locale), url, words)


async def _draft(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    draft = await told_draft(session, message)
    if message.kind is NoticeKind.DRAFT_STOPPED:
        return draft_stopped_card(draft.group, words)
    try:
        whole = await drafted(session, draft.id, words.texts, words.taxonomy, now)
    except FiguresDisagree:  # told with what to do, as in the letter
        return note(words.t("trouble.unmade", group=draft.group), [words.t("paper.error.figures")], [], words)
    url = links.to("draft", message.forbund_id, draft.id, reader_of(message))
    if message.kind is NoticeKind.DRAFT_CHANGED:
        told = say_draft_changed(words.t, whole, draft, say_time(draft.due_at, words.locale))
        heading = words.t("draft.letter.changed", group=draft.group)
        return note(heading, told, [open_url(words.t("draft.letter.look"), url)], words)
    short = summary(whole.document, words.texts, words.locale)
    return draft_card(short, say_time(draft.due_at, words.locale), url, words, moved="moved" in message.details)


async def _nobody(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    group = await told_nobody(session, message.subject_id, EditionKind(message.details["kind"]))
    if group is None:
        raise NeedlessError("received")
    return note(words.t("wish.nobody", group=group), [words.t("wish.nobody.what")], [], words)


async def _trouble(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    heading, sentences = await say_trouble(session, message, words.t, words.locale)
    edition_id = await edition_of(session, message)
    url = links.to("edition", message.forbund_id, edition_id, reader_of(message)) if edition_id else ""
    return note(heading, sentences, [open_url(words.t("paper.card_link"), url)] if url else [], words)


async def _decisions(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    held = await find_held(session, message.subject_id, now)
    if not held.waiting:
        raise NeedlessError("answered")
    return decisions_card(held, new_answering(links, message.forbund_id, held.id, reader_of(message)), words)


async def _decided(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    held = await find_held(session, message.subject_id, now)
    heading = words.t(decided_title(message), group=held.group, day=words.day(local_date(held.starts_at)))
    url = links.to("decisions", message.forbund_id, held.id, reader_of(message))
    return decided_card(held, message.details["lifts"], heading, url, words)


DRAW: Mapping[NoticeKind, Draw] = {
    NoticeKind.EDITION: _edition,
    NoticeKind.DRAFT: _draft,
    NoticeKind.DRAFT_CHANGED: _draft,
    NoticeKind.DRAFT_STOPPED: _draft,
    NoticeKind.NOBODY_RECEIVES: _nobody,
    NoticeKind.DIGEST_TROUBLE: _trouble,
    NoticeKind.DECISIONS_ASKED: _decisions,
    NoticeKind.DECISIONS_TOLD: _decided,
}
