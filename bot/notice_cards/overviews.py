"""Notices of what shows across reports: patterns, the week, what it led to; and Spindeln."""

from collections.abc import Mapping
from datetime import date, datetime

from backend.courier import NeedlessError
from backend.database import AsyncSession
from backend.led_to import Half, read_led_to
from backend.links import Links
from backend.patterns.views import in_one_line, open_patterns
from backend.spindel.answer import group_name, read_asking, read_closed
from backend.spindel.aspects import FEWEST
from backend.times import local_date
from backend.weekly import read_week, week_lines
from bot.cards.elements import Card, open_url
from bot.cards.led_to import led_to_card
from bot.cards.note import note
from bot.cards.spindel import Answered, spindel_card
from bot.flows.spindel import spindel_url
from bot.notice_cards.draw import Draw, reader_of
from bot.words import Words
from models import OutboxMessage, Person
from models.enums import NoticeKind


async def _patterns(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    rows = await open_patterns(session, await session.get(Person, reader_of(message)))
    if not rows:
        raise NeedlessError("settled")
    lines = [in_one_line(row, words.t, words.category) for row in rows]
    opened = open_url(words.t("letter.patterns.press"), links.to("inbox", message.forbund_id, 0, reader_of(message)))
    return note(words.t("page.patterns.title"), [words.t("page.patterns.hint"), *lines], [opened], words)


async def _week(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    person = await session.get_one(Person, reader_of(message))
    if not person.told_weekly:
        raise NeedlessError("not_wanted")
    monday = date.fromordinal(message.subject_id)
    week = await read_week(session, person, monday, local_date(now))
    heading = words.t("week.title", number=monday.isocalendar().week, kommuner=words.listed(week.kommuner))
    opened = open_url(words.t("letter.patterns.press"), links.to("inbox", message.forbund_id, 0, reader_of(message)))
    return note(heading, [*week_lines(week, words.t), words.t("card.week.stop")], [opened], words)


async def _led_to(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    person = await session.get_one(Person, reader_of(message))
    if not person.told_of_own:
        raise NeedlessError("not_wanted")
    half = Half(message.details["year"], message.details["half"])
    told = await read_led_to(session, reader_of(message), half)
    if not told.led:
        raise NeedlessError("nothing")
    lead = words.t(f"led_to.lead.{half.number}", year=half.year, kommuner=words.listed(told.kommuner))
    return led_to_card(told, lead, words)


async def _spindel(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    asking = await read_asking(session, message.subject_id, await session.get(Person, reader_of(message)), now)
    if not asking.answers:
        raise NeedlessError("nothing_to_answer")
    return spindel_card(asking, Answered(url=spindel_url(links, message.forbund_id, asking, reader_of(message))), words)


async def _spindel_closed(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    closed = await read_closed(session, message.subject_id)
    heading = words.t("letter.spindel.closed", group=closed.group, answered=closed.answered, asked=closed.asked)
    if not closed.told:
        return note(heading, [words.t("letter.spindel.closed.few", fewest=FEWEST)], [], words)
    url = links.to("spindel", message.forbund_id, message.subject_id, reader_of(message))
    return note(heading, [words.t("letter.spindel.closed.what")], [open_url(words.t("letter.spindel.closed.press"), url)], words)


async def _spindel_too_few(session: AsyncSession, message: OutboxMessage, words: Words, links: Links, now: datetime) -> Card:
    name = await group_name(session, message.subject_id)
    members = message.details["members"]
    lines = [words.t("page.spindel.too_few", members=members, fewest=FEWEST), words.t("letter.spindel.too_few.mend")]
    return note(words.t("letter.spindel.too_few", group=name), lines, [], words)


DRAW: Mapping[NoticeKind, Draw] = {
    NoticeKind.PATTERNS_FOUND: _patterns,
    NoticeKind.WEEK: _week,
    NoticeKind.LED_TO: _led_to,
    NoticeKind.SPINDEL_ASKED: _spindel,
    NoticeKind.SPINDEL_CLOSED: _spindel_closed,
    NoticeKind.SPINDEL_TOO_FEW: _spindel_too_few,
}
