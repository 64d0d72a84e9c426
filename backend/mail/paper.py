"""The one form that all letters share: a title, a few sentences, facts, what somebody wrote, and at most one thing to press."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from backend.courier import NeverError
from backend.database import AsyncSession
from backend.i18n import SWEDISH, Say, Texts
from backend.mail.letter import Attachment, Letter
from backend.reporting.words import printed
from models import OutboxMessage, Person


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a letter goes to. A function's or förbundet's own mailbox has no person, and Swedish is spoken there."""

    address: str
    name: str = ""
    locale: str = SWEDISH
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a letter says; `press` is the words and the address of the one link.

    `first` (what must be seen at once), `quotes` (what somebody wrote) and `facts` are labels and texts, shown in that order.
    """

    subject: str
    title: str
    sentences: Sequence[str]
    first: Sequence[tuple[str, str]] = ()
    quotes: Sequence[tuple[str, str]] = ()
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    press: tuple[str, str] | None = None
    closing: Sequence[str] = ()
    attachments: tuple[Attachment, ...] = field(default=())


class Paper:
    """Puts content on paper: HTML, and a text that is complete without it."""

    def __init__(self, texts: Texts) -> None:
        """Read the templates' folder; a template is compiled at its first letter."""
        self._texts = texts
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=jinja2.select_autoescape(["html"]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._templates.filters["printed"] = printed

    def speaker(self, locale: str) -> Say:
        """Return the catalogue in one language."""
        return lambda key, **values: self._texts.t(locale, key, **values)

    def write(self, to: Recipient, content: Content, *, reply_to: str = "") -> Letter:
        """Return the letter."""
        values = {"content": content, "locale": self._texts.locale(to.locale), "say": self.speaker(to.locale)}
        return Letter(
            to=to.address,
            to_name=to.name,
            subject=content.subject,
            text=self._templates.get_template("letter.txt").render(values),
            html=self._templates.get_template("letter.html").render(values),
            attachments=content.attachments,
            reply_to=reply_to,
        )


async def recipient_of(session: AsyncSession, message: OutboxMessage) -> Recipient:
    """Return whom a message goes to; raise NeverError for a person who has left, or has no address any more."""
    if message.person_id is None:
        return Recipient(message.address or "")
    person = await session.get(Person, message.person_id)
    if person is not None and not person.active:
        raise NeverError("left")
    if person is None or not person.email:
        raise NeverError("no address")
    return Recipient(person.email, person.name, person.locale, person.id)
