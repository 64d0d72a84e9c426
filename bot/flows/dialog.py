"""Dialogs: the same flows, whose last answer stands in the dialog instead of in a chat."""

from collections.abc import Mapping
from typing import Any

from bot.cards.elements import Card
from bot.messages import CARD_TYPE
from bot.words import Words

Body = dict[str, Any]


class InDialog:
    """Answers a turn in its dialog, which holds one thing at a time: the last that was said."""

    def __init__(self) -> None:
        self.last: Card | str = ""

    async def reply(self, answer: Card | str) -> str:
        """Put a card or a text in the dialog, where no message has an id."""
        self.last = answer
        return ""

    async def update(self, answer: Card | str) -> str:
        """Put a card or a text in the dialog."""
        return await self.reply(answer)

    async def put(self, activity_id: str, answer: Card | str) -> bool:
        """Say that it can't be done: in a dialog there are no messages."""
        return False


def dialog(answer: Card | str, words: Words) -> Body:
    """Return what Teams is answered: the dialog with a card, or a last line after which it can only be closed."""
    if isinstance(answer, str):
        return {"task": {"type": "message", "value": answer}}
    shown = {
        "title": words.t("dialog.title"),
        "height": "large",
        "width": "medium",
        "card": {"contentType": CARD_TYPE, "content": answer},
    }
    return {"task": {"type": "continue", "value": shown}}


def pressed_in(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a button carried that opened a dialog or was pressed in one; a bare one opens the form."""
    data = value.get("data")
    return data if isinstance(data, Mapping) and data else {"do": "report.open"}
