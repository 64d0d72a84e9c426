"""One turn of a conversation as our flows see it: what a person wrote or pressed, and the two ways to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.cards.elements import Card
from models import Person


class Answers(Protocol):
    """Sends what the bot says in a turn."""

    async def reply(self, answer: Card | str) -> None:
        """Send a card or a text to the person."""

    async def update(self, answer: Card | str) -> None:
        """Put a card or a text in the place of the card whose button was pressed; send a new message where that can't be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one person did in their own chat with the bot.

    `text` is without mention markup, `value` what a pressed button carried (never to be trusted: anybody can send anything).
    `asked_at` is when the message was written, and `now` the present moment; both are aware UTC.
    """

    person: Person
    forbund_id: int
    locale: str
    text: str
    value: Mapping[str, Any]
    asked_at: datetime
    now: datetime
    answers: Answers

    @property
    def person_id(self) -> int:
        """The person's id, which a stored person always has."""
        if self.person.id is None:
            raise RuntimeError("the person of a turn isn't stored")
        return self.person.id

    async def reply(self, answer: Card | str) -> None:
        """Send a card or a text."""
        await self.answers.reply(answer)

    async def update(self, answer: Card | str) -> None:
        """Replace the card whose button was pressed."""
        await self.answers.update(answer)

    def field(self, name: str) -> str:
        """Return a text that a card carried, without space around it; empty when it is missing or no text."""
        value = self.value.get(name)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """Return a whole number that a card carried, as a number or in digits; None when it is something else."""
        value = self.value.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 18:
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None
