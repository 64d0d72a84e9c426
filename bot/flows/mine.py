"""A person's own reports and meetings, and the status of one by its number."""

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.directory.numbers import NUMBER, as_stored
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.own_list import Meaning, Which, own_page
from backend.handling.views import read_report
from backend.reporting.understand import Understanding
from bot.cards.elements import Card
from bot.cards.mine import LONGEST_SEARCH, SHOWN, Narrowed, mine_card
from bot.cards.report_card import report_card
from bot.desk import Desk
from bot.flows import issue, meeting, triage
from bot.turn import Turn
from bot.words import Words
from models import Issue, Meeting, Person, Report
from models.enums import MeetingForm, MeetingStatus, ReportStatus
from models.report import finer

# As much of a number as people remember: `0147`, `rapport 147`, `2026-0147`, `SB 147`.
_CALLED = r"(?:\b(?:rapport(?:en)?|ärendet?|nr|nummer|report|number)\W+|\b(?:SB|SM|FR)\W?)"
_SHORT = r"(?:(20\d\d)[\s/-])?(\d{1,5})"
_ALONE = re.compile(rf"\W*{_CALLED}?{_SHORT}\W*", re.IGNORECASE)
_WITHIN = re.compile(rf"(?:{_CALLED}|\b(?=0\d{{3}}\b|20\d\d[/-]\d)){_SHORT}\b(?![-/.:]\d)", re.IGNORECASE)
_ASKED = (
    (Which.OPPNA, re.compile(r"\b(?:mina|my)\s+(?:öppna|open)\b", re.IGNORECASE)),
    (Which.AVSLUTADE, re.compile(r"\b(?:mina|my)\s+(?:avslutade|klara|stängda|closed)\b", re.IGNORECASE)),
)


def asks_for_one(text: str) -> bool:
    """Whether a message is the number of a report, a meeting or a fråga, or the end of one, and little else."""
    return (bool(NUMBER.search(text)) and len(text.split()) <= 3) or bool(_ALONE.fullmatch(text))


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> None:
    """Send the newest of the person's reports and meetings: the open or the closed ones, and one kommun's, as the words say."""
    which = next((which for which, asked in _ASKED if asked.search(turn.text)), Which.ALLA)
    await turn.reply(await _list(desk, turn, Narrowed(which=which, search=understood.kommun or ""), 1))


async def show_list(desk: Desk, turn: Turn) -> None:
    """Send the newest of the person's reports and meetings."""
    await turn.reply(await _list(desk, turn, Narrowed(), 1))


async def turn_page(desk: Desk, turn: Turn) -> None:
    """Put another page of the list, or the list narrowed down otherwise, in the place of the one that was pressed."""
    which = next((which for which in Which if which == turn.field("which")), Which.ALLA)
    narrowed = Narrowed(which=which, search=" ".join(turn.field("search")[:LONGEST_SEARCH].split()))
    await turn.update(await _list(desk, turn, narrowed, turn.number("page") or 1))


async def show_one(desk: Desk, turn: Turn) -> None:
    """Send what the row that was pressed stands for."""
    if meeting_id := turn.number("meeting"):
        await meeting.show(desk, turn, meeting_id)
    elif issue_id := turn.number("issue"):
        await issue.show(desk, turn, issue_id)
    else:
        await _show_report(desk, turn, turn.number("report") or 0)


async def tell_status(desk: Desk, turn: Turn) -> None:
    """Send the report, the meeting or the fråga whose number was asked for; the list when none was.

    Of a number of which only the end was written the person's own are meant, and those that are several are listed. One that
    isn't there and one that is somebody else's are told alike.
    """
    if not (ending := ending_in(turn.text)):
        await show_list(desk, turn)
        return
    async with desk.database.read(turn.forbund_id) as session:
        found = await ending_with(session, ending)
    own = [one for one in found if one.owner == turn.person_id]
    if len(own) > 1:
        await turn.reply(await _list(desk, turn, Narrowed(search=ending), 1))
        return
    for one in own or found:
        try:
            await _SHOW[one.series](desk, turn, one.id)
        except (NotAllowedError, NotFoundError):
            continue
        return
    await turn.reply(desk.words(turn).t("say.no_such_number", number=ending.strip("-")))


def ending_in(text: str) -> str:
    """Return the number that a message holds, or as much of its end as was written; empty where it holds none."""
    if whole := NUMBER.search(text):
        return as_stored(whole[0])
    if part := _ALONE.fullmatch(text) or _WITHIN.search(text):
        return f"{part[1] or ''}-{int(part[2]):04d}"
    return ""


def number_at(text: str) -> int:
    """Return where the number that a message holds begins; its length where it holds none."""
    found = NUMBER.search(text) or _WITHIN.search(text)
    return found.start() if found else len(text)


def meanings(searched: str, turn: Turn, words: Words) -> list[Meaning]:
    """Return what each word of a search may stand for, as the person's language calls it."""
    return [_meaning(word, turn, words) for word in searched.casefold().split()]


def _meaning(word: str, turn: Turn, words: Words) -> Meaning:
    def called(name: str) -> bool:
        return word in name.casefold()

    return Meaning(
        word=word,
        kommuner=[number for number, name in turn.kommuner.listed if called(name)],
        categories=[code for code in _every_category(words) if called(words.category(code))],
        statuses=[status for status in ReportStatus if called(words.t(f"status.{status}"))],
        forms=[form for form in MeetingForm if called(words.t(f"meeting_form.{form}"))],
        meeting_statuses=[status for status in MeetingStatus if called(words.t(f"meeting_status.{status}"))],
        taken_back=called(words.t("meeting_status.taken_back")),
    )


def _every_category(words: Words) -> list[str]:
    """Return the codes of all that may have been chosen at some time."""
    main = [category.code for category in words.taxonomy.categories]
    return [*main, *(finer(own.code, own.sub) for own in words.taxonomy.own if own.sub)]


async def _list(desk: Desk, turn: Turn, narrowed: Narrowed, page: int) -> Card:
    words = desk.words(turn)
    searched = meanings(narrowed.search, turn, words)
    async with desk.database.read(turn.forbund_id) as session:
        own = await own_page(session, turn.person_id, page=page, length=SHOWN, which=narrowed.which, searched=searched)
    return mine_card(own, narrowed, words)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A report, a meeting or a fråga; its owner is who reported or called, None for a fråga."""

    series: str
    id: int
    owner: int | None


async def ending_with(session: AsyncSession, ending: str) -> list[Numbered]:
    """Return what has a number that ends so; reports first, then meetings, and the newest first of each."""
    tables: tuple[tuple[str, Any, Any, Any], ...] = (
        ("SB", Report.id, Report.number, Report.reporter_id),
        ("SM", Meeting.id, Meeting.number, Meeting.caller_id),
        ("FR", Issue.id, Issue.number, sa.null()),
    )
    found: list[Numbered] = []
    for series, key, number, owner in tables:
        rows = await session.exec(select(key, owner).where(col(number).endswith(ending)).order_by(col(number).desc()))
        found += [Numbered(series, *row) for row in rows]
    return found


async def _show_report(desk: Desk, turn: Turn, report_id: int) -> None:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        report = await read_report(session, report_id, viewer, turn.now)
    if report.viewer_handles:
        await triage.show(desk, turn, report)
        return
    words = desk.words(turn)
    await turn.reply(report_card(report, words.t("card.report.one", number=report.number), words))


_SHOW = {"SB": _show_report, "SM": meeting.show, "FR": issue.show}
