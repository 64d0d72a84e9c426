"""What Teams asks for and waits for: dialogs, the message action and the search. Each is one of our turns, answered at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk import Desk
from bot.dispatch import answer
from bot.flows.action import text_of_message, written_at
from bot.flows.dialog import Body, InDialog, dialog, pressed_in
from bot.flows.search import find_own, told
from bot.turn import Turn

QUERY = "composeExtension/query"
OPENED = "composeExtension/fetchTask"
PRESSED = ("task/fetch", "task/submit", "composeExtension/submitAction")
KNOWN = (QUERY, OPENED, *PRESSED)


async def answer_invoke(desk: Desk, name: str, turn: Turn) -> Body:
    """Return the body that answers an invoke of a `KNOWN` name; the turn's value is what it came with."""
    if name == QUERY:
        return await find_own(desk, turn)
    answers = InDialog()
    if name == OPENED:
        value: Mapping[str, Any] = {"do": "report.open", "text": text_of_message(turn.value)}
        turn = replace(turn, value=value, asked_at=written_at(turn.value, turn.now), answers=answers)
    else:
        turn = replace(turn, value=pressed_in(turn.value), answers=answers)
    await answer(desk, turn)
    return dialog(answers.last, desk.words(turn))


def refused(name: str, sentence: str) -> Body:
    """Return the body that tells in a sentence why nothing is done."""
    return told(sentence) if name == QUERY else {"task": {"type": "message", "value": sentence}}
