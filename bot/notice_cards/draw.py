"""What draws a notice, and for whom."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from backend.courier import NeverError
from backend.database import AsyncSession
from backend.links import Links
from bot.cards.elements import Card
from bot.words import Words
from models import OutboxMessage

Draw = Callable[[AsyncSession, OutboxMessage, Words, Links, datetime], Awaitable[Card]]


def reader_of(message: OutboxMessage) -> int:
    """Return the id of the person that a notice is for; raise NeverError for one that is for nobody."""
    if message.person_id is None:  # a constraint of the table says the same
        raise NeverError("no_person")
    return message.person_id
