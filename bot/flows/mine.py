"""A person's own reports and meetings, and the status of one by its number."""

import re

from sqlmodel import select

from backend.database import AsyncSession
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.views import own_reports, read_report
from backend.meetings.views import find_meeting, own_meetings
from bot.cards.mine import SHOWN, Mine, mine_card
from bot.cards.report_card import report_card
from bot.desk import Desk
from bot.flows import meeting, triage
from bot.turn import Turn
from models import Meeting, Person, Report

_NUMBER = re.compile(r"\b(SB|SM)[\s-]?(\d{4})[\s-]?(\d{1,5})\b", re.IGNORECASE)


def asks_for_one(text: str) -> bool:
    """Whether a message is the number of a report or a meeting, and little else."""
    return bool(_NUMBER.search(text)) and len(text.split()) <= 3


async def show_list(desk: Desk, turn: Turn) -> None:
    """Send the newest of the person's reports and meetings."""
    await turn.reply(mine_card(*await _page(desk, turn, 1), desk.words(turn)))


async def turn_page(desk: Desk, turn: Turn) -> None:
    """Put another page of the list in the place of the one that was pressed."""
    await turn.update(mine_card(*await _page(desk, turn, turn.number("page") or 1), desk.words(turn)))


async def show_one(desk: Desk, turn: Turn) -> None:
    """Send what the row that was pressed stands for."""
    if meeting_id := turn.number("meeting"):
        await meeting.show(desk, turn, meeting_id)
    else:
        await _show_report(desk, turn, turn.number("report") or 0)


async def tell_status(desk: Desk, turn: Turn) -> None:
    """Send the report or the meeting whose number was asked for; the list when none was.

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
        await (_show_report if series == "SB" else meeting.show)(desk, turn, found)
    except (NotAllowedError, NotFoundError):
        await turn.reply(desk.words(turn).t("say.no_such_number", number=number))


async def _find(session: AsyncSession, number: str) -> int | None:
    if number.startswith("SM"):
        return await find_meeting(session, number)
    return (await session.exec(select(Report.id).where(Report.number == number))).first()


async def _page(desk: Desk, turn: Turn, page: int) -> tuple[list[Mine], int, int]:
    """Return the rows of a page, its number, and how many rows there are in all; past the last page comes the last one."""
    async with desk.database.read(turn.forbund_id) as session:
        reported = select(Report.id, Report.reported_at).where(Report.reporter_id == turn.person_id)
        asked = select(Meeting.id, Meeting.requested_at).where(Meeting.caller_id == turn.person_id)
        came = {("report", number): at for number, at in await session.exec(reported)}
        came |= {("meeting", number): at for number, at in await session.exec(asked)}
        mine: list[tuple[tuple[str, int | None], Mine]] = []
        mine += [(("report", report.id), report) for report in await own_reports(session, turn.person_id)]
        mine += [(("meeting", view.id), view) for view in await own_meetings(session, turn.person_id)]
    rows = [item for _, item in sorted(mine, key=lambda row: came[row[0]], reverse=True)]
    page = min(page, max(1, -(-len(rows) // SHOWN)))
    return rows[(page - 1) * SHOWN : page * SHOWN], page, len(rows)


async def _show_report(desk: Desk, turn: Turn, report_id: int) -> None:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        report = await read_report(session, report_id, viewer, turn.now)
    if report.viewer_handles:
        await triage.show(desk, turn, report)
        return
    words = desk.words(turn)
    await turn.reply(report_card(report, words.t("card.report.one", number=report.number), words))
