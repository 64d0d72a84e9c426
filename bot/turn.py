"""One turn of a conversation as our flows see it: what a person wrote or pressed, and the two ways to answer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from backend.categories.taxonomy import Taxonomy
from backend.errors import DomainError
from backend.fields import LARGEST_ID, read_id
from backend.reporting.reader import MODEL_VERSION
from bot.cards.elements import Card
from bot.desk import Kommuner
from models import Person

# What our own cards carry. It is stored beside what the guard has looked through, so it may hold no words of anybody's.
_KEY = re.compile(r"[0-9a-f]{32}")


class Answers(Protocol):
    """Sends what the bot says in a turn."""

    async def reply(self, answer: Card | str) -> str:
        """Send a card or a text to the person; return the message's id, empty where it has none."""
        ...

    async def update(self, answer: Card | str) -> str:
        """Put a card or a text in the place of the card whose button was pressed; send a new message where that can't be done.

        Return the id of the message where it stands then, empty where it has none.
        """
        ...

    async def put(self, activity_id: str, answer: Card | str) -> bool:
        """Put a card or a text in the place of another message of ours in the person's chat; return whether it could be done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one person did in their own chat with the bot.

    `text` is without mention markup, `value` what a pressed button carried (never to be trusted: anybody can send anything).
    `asked_at` is when the message was written, and `now` the present moment; both are aware UTC. `kommuner` and `taxonomy` are
    the förbund's as the turn began, read together with the person.
    """

    person: Person
    forbund_id: int
    kommuner: Kommuner
    taxonomy: Taxonomy
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

    async def reply(self, answer: Card | str) -> str:
        """Send a card or a text; return the message's id, empty where it has none."""
        return await self.answers.reply(answer)

    async def update(self, answer: Card | str) -> str:
        """Replace the card whose button was pressed; return the id of the message where it stands, empty where it has none."""
        return await self.answers.update(answer)

    async def put(self, activity_id: str, answer: Card | str) -> bool:
        """Replace a message of ours; return whether that could be done."""
        return await self.answers.put(activity_id, answer)

    def field(self, name: str) -> str:
        """Return a text that a card carried, without space around it; empty when it is missing or no text."""
        value = self.value.get(name)
        return value.strip() if isinstance(value, str) else ""

    def one_of(self, name: str, values: Iterable[str]) -> str:
        """Return which of `values` a card carried; empty for none of them."""
        return next((str(value) for value in values if value == self.field(name)), "")

    def number(self, name: str) -> int | None:
        """Return a whole number from 1 to what an id can be, which a card carried as a number or in digits; None for all else."""
        value = self.value.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value if 1 <= value <= LARGEST_ID else None
        return read_id(value) if isinstance(value, str) else None

    @property
    def submit_key(self) -> str:
        """The key that was made when the card was drawn.

        Raises DomainError when it carries none of ours: pressed twice couldn't be told from pressed once.
        """
        key = self.field("submit_id")
        if not _KEY.fullmatch(key):
            raise DomainError("error.old_card")
        return key

    @property
    def model_version(self) -> str:
        """Which model made the proposals that a form carries; empty when it doesn't look like one of ours."""
        version = self.field("model")
        return version if MODEL_VERSION.fullmatch(version) else ""
