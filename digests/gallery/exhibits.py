"""What the gallery shows, before anything of it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from backend.database import AsyncSession
from digests.document import Document
from digests.render.forms import Origin
from models import OutboxMessage, Person

Card = dict[str, Any]
WIDE = 900
"""Dots across a page on a desk."""


class Cards(Protocol):
    """Draws what stands in Teams; the bot brings it."""

    def edition(self, document: Document) -> Card:
        """Return the card of an edition."""
        ...

    async def notice(self, session: AsyncSession, message: OutboxMessage, now: datetime) -> Card:
        """Return the card that a notice becomes."""
        ...

    async def answer(self, person: Person, text: str, now: datetime) -> Card:
        """Return the card that the bot answers a person's words with."""
        ...


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing to be shown, under a name for its files, in each form that it has.

    `parts` are the headings by which its pictures are told. `html` is a page's content, `office` the document that Word and Excel
    are drawn from, with its origin; None and empty stand for forms that it doesn't have. `thorough` asks for every width and
    ground that a mail is read in, `page` says in which widths a page is
    shown.
    """

    name: str
    title: str
    parts: Sequence[str]
    pdf: bytes = b""
    html: str = ""
    mail: str = ""
    text: str = ""
    card: Card | None = None
    office: tuple[Document, Origin] | None = None
    thorough: bool = False
    page: Sequence[int] = (WIDE, 360)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Exhibits of one kind; `key` is what the gallery's page knows it by."""

    key: str
    exhibits: Sequence[Exhibit]
