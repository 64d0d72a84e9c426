"""Which flow answers: a pressed button by its `do`, a message by what it wants."""

from collections.abc import Awaitable, Callable, Mapping

from backend.errors import DomainError
from backend.reporting.understand import Understanding
from bot.desk import Desk
from bot.flows import digest, help, meeting, mine, report, triage
from bot.turn import Turn
from models.enums import Intent

Pressed = Callable[[Desk, Turn], Awaitable[None]]
Heard = Callable[[Desk, Turn, Understanding], Awaitable[None]]

PRESSED: Mapping[str, Pressed] = {
    "report.open": report.pressed_open,
    "report.send": report.send,
    "report.cancel": report.cancel,
    "meeting.open": meeting.pressed_open,
    "meeting.next": meeting.go_on,
    "meeting.back": meeting.go_back,
    "meeting.send": meeting.send,
    "meeting.cancel": meeting.cancel,
    "meeting.fix": meeting.fix,
    "triage.save": triage.save,
    "mine.list": mine.show_list,
    "mine.show": mine.show_one,
    "help": help.tell_help,
}


def _without_text(flow: Pressed) -> Heard:
    async def heard(desk: Desk, turn: Turn, _: Understanding) -> None:
        await flow(desk, turn)

    return heard


HEARD: Mapping[Intent, Heard] = {
    Intent.RAPPORTERA: report.hear,
    Intent.ANNAT: report.hear,
    Intent.MOTE: meeting.hear,
    Intent.SAMMANFATTNING: digest.hear,
    Intent.MINA: _without_text(mine.show_list),
    Intent.STATUS: _without_text(mine.tell_status),
    Intent.HJALP: _without_text(help.tell_help),
    Intent.HALSNING: _without_text(help.tell_help),
    Intent.AVBRYT: _without_text(help.nothing_to_cancel),
}


async def answer(desk: Desk, turn: Turn) -> None:
    """Let the flow answer; what it refuses is told in its own words."""
    try:
        if turn.value:
            # A button of a card from another age of the product still gets an answer.
            await PRESSED.get(turn.field("do"), help.tell_help)(desk, turn)
        elif turn.text:
            async with desk.database.read(turn.forbund_id) as session:
                understood = await desk.understand(session, turn.text, turn.asked_at)
            await HEARD[understood.intent](desk, turn, understood)
        else:
            await help.tell_help(desk, turn)
    except DomainError as error:
        await turn.reply(desk.words(turn.locale).t(error.key, **error.values))
