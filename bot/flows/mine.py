"""A person's own reports, and the status of one by its number."""

import re

from sqlmodel import select

from backend.handling.views import own_reports, read_report
from bot.cards.mine import mine_card
from bot.cards.report_card import report_card
from bot.desk import Desk
from bot.flows import triage
from bot.turn import Turn
from models import Person, Report

_NUMBER = re.compile(r"\bSB[\s-]?(\d{4})[\s-]?(\d{1,5})\b", re.IGNORECASE)


async def show_list(desk: Desk, turn: Turn) -> None:
    """Send the list of the person's reports."""
    async with desk.database.read(turn.forbund_id) as session:
        reports = await own_reports(session, turn.person_id)
    await turn.reply(mine_card(reports, desk.words(turn.locale)))


async def show_one(desk: Desk, turn: Turn) -> None:
    """Send the report of the row that was pressed."""
    await _show(desk, turn, turn.number("report") or 0)


async def tell_status(desk: Desk, turn: Turn) -> None:
    """Send the report whose number was asked for; the list when none was, or when the number isn't known."""
    if match := _NUMBER.search(turn.text):
        number = f"SB-{match[1]}-{int(match[2]):04d}"
        async with desk.database.read(turn.forbund_id) as session:
            report_id = (await session.exec(select(Report.id).where(Report.number == number))).first()
        if report_id is not None:
            await _show(desk, turn, report_id)
            return
        await turn.reply(desk.words(turn.locale).t("say.no_such_report", number=number))
        return
    await show_list(desk, turn)


async def _show(desk: Desk, turn: Turn, report_id: int) -> None:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        report = await read_report(session, report_id, viewer, turn.now)
    if report.viewer_handles:
        await triage.show(desk, turn, report)
        return
    words = desk.words(turn.locale)
    await turn.reply(report_card(report, words.t("card.report.one", number=report.number), words))
