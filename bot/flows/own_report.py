"""What a reporter does with a report of their own: opens it again, changes it, adds to it, takes it back."""

import uuid

from backend.database import AsyncSession
from backend.errors import DomainError
from backend.handling.views import ReportView, own_report, report_view
from backend.reporting.own import add_to_report, why_not_changed, withdraw_report
from backend.reporting.words import clean
from bot.cards.own_report import MAX_ADDITION, Addition, addition_card, withdraw_card
from bot.cards.report_card import report_card
from bot.cards.report_form import report_form
from bot.desk import Desk
from bot.flows.filling import form_of
from bot.flows.guarding import guard_fields, masked
from bot.flows.lengths import too_long
from bot.turn import Turn
from bot.words import Words
from models.enums import ReportStatus


async def pressed_change(desk: Desk, turn: Turn) -> None:
    """Put the form in the card's place, filled in with the report; the report as it stands when it can't be changed any more."""
    words = desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        report = await _own(session, turn)
    if why := why_not_changed(report.status):
        await _show(desk, turn, report, words.t(why))
    else:
        await turn.update(report_form(form_of(report, turn), words))


async def pressed_add(desk: Desk, turn: Turn) -> None:
    """Put a card for what is to be added, which the button may carry, in the place of the one that was pressed."""
    async with desk.database.read(turn.forbund_id) as session:
        report = await _own(session, turn)
    if report.status is ReportStatus.ATERKALLAD:
        await _show(desk, turn, report, desk.words(turn).t("error.report_withdrawn"))
        return
    await turn.update(addition_card(report, Addition(key=uuid.uuid4().hex, text=masked(turn.field("text"))), desk.words(turn)))


async def add(desk: Desk, turn: Turn) -> None:
    """Store what is added and show the report with it; or give the card back with what must be mended."""
    words = desk.words(turn)
    written = clean(turn.field("text"))
    async with desk.database.read(turn.forbund_id) as session:
        report = await _own(session, turn)
        guarded = await guard_fields(session, turn, {"text": written})
    text = guarded.texts["text"]
    if guarded.stops:
        problems = list(too_long([(words.t("card.add.text"), guarded.measured["text"], MAX_ADDITION)], words))
        state = Addition(key=turn.submit_key, text=text, problems=problems, found=guarded.found)
        await turn.update(addition_card(report, state, words))
        return
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            await add_to_report(session, turn.person, report.id, text, turn.submit_key, turn.now, cleared=guarded.cleared)
            report = await report_view(session, report.id, for_handler=False)
    except DomainError as error:
        problems = [words.t(error.key, **error.values)]
        state = Addition(key=uuid.uuid4().hex, text=text, problems=problems, found=guarded.found)
        await turn.update(addition_card(report, state, words))
        return
    desk.wake()
    await turn.update(report_card(report, _heading(desk, turn, report), words, note=_added(report, words)))


def _added(report: ReportView, words: Words) -> str:
    return words.t("card.add.done", receiver=words.receiver(report.receiver_role, report.kommun))


async def pressed_withdraw(desk: Desk, turn: Turn) -> None:
    """Ask once more before the report is taken back; show one that is closed or taken back already, and say so."""
    words = desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        report = await _own(session, turn)
    if report.status.is_open:
        await turn.update(withdraw_card(report, uuid.uuid4().hex, words))
    elif report.status is ReportStatus.ATERKALLAD:
        await _show(desk, turn, report, words.t("card.withdraw.done", number=report.number))
    else:
        await _show(desk, turn, report, words.t("error.report_closed"))


async def withdraw(desk: Desk, turn: Turn) -> None:
    """Take the report back and show it as it stands then."""
    words = desk.words(turn)
    async with desk.database.begin(turn.forbund_id) as session:
        report = await _own(session, turn)
        await withdraw_report(session, turn.person, report.id, turn.submit_key, turn.now)
        report = await report_view(session, report.id, for_handler=False)
    desk.wake()
    await turn.update(report_card(report, words.t("card.withdraw.done", number=report.number), words))


async def show_again(desk: Desk, turn: Turn) -> None:
    """Put the report back in the place of the card that was opened from it; a line in the place of a form for a new one."""
    if turn.number("report") is None:
        await turn.update(desk.words(turn).t("say.cancelled"))
        return
    async with desk.database.read(turn.forbund_id) as session:
        report = await _own(session, turn)
    await _show(desk, turn, report)


async def _show(desk: Desk, turn: Turn, report: ReportView, note: str = "") -> None:
    await turn.update(report_card(report, _heading(desk, turn, report), desk.words(turn), note=note))


def _heading(desk: Desk, turn: Turn, report: ReportView) -> str:
    return desk.words(turn).t("card.report.one", number=report.number)


async def _own(session: AsyncSession, turn: Turn) -> ReportView:
    return await own_report(session, turn.number("report") or 0, turn.person_id)
