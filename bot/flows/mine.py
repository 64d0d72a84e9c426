"""A person's own reports and meetings, and the status of one by its number."""

import re

from sqlmodel import select

from backend.database import AsyncSession
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.own_list import Meaning, Which, own_page
from backend.handling.views import read_report
from backend.issues.views import find_issue
from backend.meetings.views import find_meeting
from bot.cards.elements import Card
from bot.cards.mine import LONGEST_SEARCH, SHOWN, Narrowed, mine_card
from bot.cards.report_card import report_card
from bot.desk import Desk
from bot.flows import issue, meeting, triage
from bot.turn import Turn
from bot.words import Words
from models import Person, Report
from models.enums import MeetingForm, MeetingStatus, ReportStatus
from models.report import finer

_NUMBER = re.compile(r"\b(SB|SM|FR)[\s-]?(\d{4})[\s-]?(\d{1,5})\b", re.IGNORECASE)
_ASKED = (
    (Which.OPPNA, re.compile(r"\b(?:mina|my)\s+(?:öppna|open)\b", re.IGNORECASE)),
    (Which.AVSLUTADE, re.compile(r"\b(?:mina|my)\s+(?:avslutade|klara|stängda|closed)\b", re.IGNORECASE)),
)


def asks_for_one(text: str) -> bool:
    """Whether a message is the number of a report, a meeting or a fråga, and little else."""
    return bool(_NUMBER.search(text)) and len(text.split()) <= 3


async def show_list(desk: Desk, turn: Turn) -> None:
    """Send the newest of the person's reports and meetings; the open or the closed ones where the words say so."""
    which = next((which for which, asked in _ASKED if asked.search(turn.text)), Which.ALLA)
    await turn.reply(await _list(desk, turn, Narrowed(which=which), 1))


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

    One that isn't there and one that is somebody else's are told alike.
    """
    if not (match := _NUMBER.search(turn.text)):
        await show_list(desk, turn)
        return
    series = match[1].upper()
    number = f"{series}-{match[2]}-{int(match[3]):04d}"
    async with desk.database.read(turn.forbund_id) as session:
        found = await _find(session, number)
    try:
        if found is None:
            raise NotFoundError("error.report_missing")
        await _SHOW[series](desk, turn, found)
    except (NotAllowedError, NotFoundError):
        await turn.reply(desk.words(turn).t("say.no_such_number", number=number))


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


async def _find(session: AsyncSession, number: str) -> int | None:
    if number.startswith("SM"):
        return await find_meeting(session, number)
    if number.startswith("FR"):
        return await find_issue(session, number)
    return (await session.exec(select(Report.id).where(Report.number == number))).first()


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
