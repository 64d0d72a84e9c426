"""Which flow answers: a pressed button by its `do`, a message by what it wants."""

from collections.abc import Awaitable, Callable, Mapping

from backend.answers import asked_by
from backend.errors import DomainError
from backend.reporting.guarding import only_points_out
from backend.reporting.understand import Understanding
from backend.reporting.words import clean
from bot.desk import Desk
from bot.flows import (
    archive,
    cancel,
    decisions,
    digest,
    digest_wishes,
    help,
    inbox,
    issue,
    language,
    meeting,
    meeting_own,
    meeting_request,
    meeting_reword,
    mine,
    opening,
    outcome,
    own_report,
    report,
    spindel,
    triage,
    wishes,
)
from bot.flows.guarding import masked
from bot.turn import Turn
from models.enums import Intent

Pressed = Callable[[Desk, Turn], Awaitable[None]]
Heard = Callable[[Desk, Turn, Understanding], Awaitable[None]]

PRESSED: Mapping[str, Pressed] = {
    "report.open": opening.pressed_open,
    "report.apart": opening.pressed_apart,
    "report.send": report.send,
    "report.language": report.pressed_language,
    "report.cancel": own_report.show_again,
    "report.change": own_report.pressed_change,
    "report.add": own_report.pressed_add,
    "report.add.send": own_report.add,
    "report.withdraw": own_report.pressed_withdraw,
    "report.withdraw.send": own_report.withdraw,
    "meeting.open": meeting_request.pressed_open,
    "meeting.next": meeting_request.go_on,
    "meeting.back": meeting_request.go_back,
    "meeting.send": meeting_request.send,
    "meeting.cancel": meeting_request.cancel,
    "meeting.fix": meeting.fix,
    "meeting.show": meeting.show_again,
    "meeting.change": meeting.change,
    "meeting.move": meeting.move,
    "meeting.ask_cancel": meeting.ask_cancel,
    "meeting.cancelled": meeting.cancelled,
    "meeting.keep": meeting.keep,
    "meeting.close": meeting.close,
    "meeting.other_time": meeting_own.pressed_other_time,
    "meeting.other_time.send": meeting_own.send_other_time,
    "meeting.call_off": meeting_own.pressed_call_off,
    "meeting.call_off.send": meeting_own.send_call_off,
    "meeting.reword": meeting_reword.pressed_reword,
    "meeting.reword.send": meeting_reword.send_reword,
    "meeting.take_back": meeting_own.pressed_take_back,
    "meeting.take_back.send": meeting_own.send_take_back,
    "triage.save": triage.save,
    "triage.ask": triage.ask,
    "triage.show": triage.show_again,
    "issue.open": issue.pressed_open,
    "issue.save": issue.save,
    "issue.show": outcome.show_again,
    "issue.correct": outcome.pressed_correct,
    "issue.correct.save": outcome.save,
    "decisions.save": decisions.save,
    "spindel.send": spindel.send,
    "inbox.list": inbox.turn_page,
    "mine.list": mine.show_list,
    "mine.page": mine.turn_page,
    "mine.show": mine.show_one,
    "wishes.keep": wishes.keep,
    "digests.keep": digest_wishes.keep,
    "language.keep": language.keep,
    "help": help.tell_help,
}


def _without_text(flow: Pressed) -> Heard:
    async def heard(desk: Desk, turn: Turn, _: Understanding) -> None:
        await flow(desk, turn)

    return heard


HEARD: Mapping[Intent, Heard] = {
    Intent.RAPPORTERA: report.hear,
    Intent.ANNAT: report.hear,
    Intent.MOTE: meeting_request.hear,
    Intent.SAMMANFATTNING: digest.hear,
    Intent.MINA: mine.hear,
    Intent.STATUS: _without_text(mine.tell_status),
    Intent.HJALP: _without_text(help.hear),
    Intent.HALSNING: _without_text(help.answer_greeting),
    Intent.AVBRYT: _without_text(cancel.hear),
}


async def _old_card(desk: Desk, turn: Turn) -> None:
    """Answer a button of a card from another age of the product; what was written in the card isn't lost."""
    if text := turn.field("text"):
        await opening.open_form(desk, turn, text, "error.old_form")
    else:
        await turn.reply(desk.words(turn).t("error.old_card"))


async def answer(desk: Desk, turn: Turn) -> None:
    """Let the flow answer; what it refuses is told in its own words. A question that this doesn't answer stands by itself."""
    told = desk.unsent.latest(turn.person_id, turn.now)
    try:
        if turn.value:
            await PRESSED.get(turn.field("do"), _old_card)(desk, turn)
        elif meeting_request.report_to_meet_about(turn.text):
            await meeting_request.hear_about(desk, turn)
        elif mine.asks_for_one(turn.text):
            await mine.tell_status(desk, turn)
        elif inbox.asked_for(turn.text) is not None:
            await inbox.hear(desk, turn)
        elif decisions.asks_for_it(turn.text):
            await decisions.hear(desk, turn)
        elif spindel.asks_for_it(turn.text):
            await spindel.hear(desk, turn)
        elif language.asked_for(turn.text) is not None:
            await language.hear(desk, turn)
        elif digest_wishes.asks_for_it(turn.text):
            await digest_wishes.hear(desk, turn)
        elif archive.asks_for_it(turn.text):
            await archive.hear(desk, turn)
        elif wishes.asked_for(turn.text) is not None:
            await wishes.hear(desk, turn)
        elif asked_by(turn.text):
            await help.hear(desk, turn)
        elif turn.text:
            text = clean(turn.text)
            async with desk.database.read(turn.forbund_id) as session:
                points_out = await only_points_out(session, text)
                understood = None if points_out else await desk.understand(session, text, turn.asked_at, turn.person.unit_id)
            if understood is None:
                await help.ask_for_no_names(desk, turn)
                return  # a question that stands isn't answered by a name
            await HEARD[understood.intent](desk, turn, understood)
        else:
            await help.tell_help(desk, turn)
    except DomainError as error:
        await turn.reply(desk.words(turn).t(error.key, **error.values))
    if told and told.question and told.last != masked(turn.text):
        desk.unsent.forget(turn.person_id, told)
