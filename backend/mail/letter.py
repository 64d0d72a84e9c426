"""A letter as it is written, and as it travels."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from backend.database import AsyncSession
from models import OutboxMessage

PRODUCT_NAME = "Lex Heller"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter. `params` are further parameters of its content type, such as a calendar's method."""

    filename: str
    mime: str
    content: bytes
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one recipient gets: the text is complete without the HTML. Answers go to `reply_to`, if somebody reads them."""

    to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    to_name: str = ""
    reply_to: str = ""


MailWriter = Callable[[AsyncSession, OutboxMessage], Awaitable[Letter]]


class BadAddressError(ValueError):
    """The recipient's address is none."""


def message_id(key: str, mail_from: str) -> str:
    """Return the Message-ID of an outbox key: the same for each attempt, so that a repeat is known, and telling nothing of it."""
    domain = mail_from.rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def build(letter: Letter, *, key: str, mail_from: str, written_at: datetime) -> EmailMessage:
    """Return the message, ready to be sent; raise BadAddressError when the letter's address isn't one."""
    message = EmailMessage(policy=policy.SMTP)
    message["Message-ID"] = message_id(key, mail_from)
    message["Date"] = format_datetime(written_at)
    message["From"] = Address(PRODUCT_NAME, addr_spec=mail_from)
    message["To"] = _recipient(letter)
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=letter.reply_to)
    message["Subject"] = letter.subject
    # RFC 3834: no out-of-office answers to a machine
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        _attach(message, attachment)
    return message


def _recipient(letter: Letter) -> Address:
    try:
        address = Address(letter.to_name, addr_spec=letter.to)
        address.addr_spec.encode("ascii")
    except (MessageError, ValueError, IndexError) as error:
        raise BadAddressError("the recipient's address isn't one") from error
    if not address.username or not address.domain:
        raise BadAddressError("the recipient's address has no name or no domain")
    return address


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    main, _, sub = attachment.mime.partition("/")
    if attachment.mime != "text/calendar":
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.filename, params=dict(attachment.params)
        )
        return
    # Outlook shows its Accept and Decline for a calendar that is an alternative to the text; others open the file.
    body = message.get_body(("html",))
    alternatives = message if message.get_content_type() == "multipart/alternative" else next(message.iter_parts())
    if body is None or not isinstance(alternatives, EmailMessage):
        raise TypeError("a calendar goes with a letter that has a text and an HTML part")
    alternatives.add_alternative(
        attachment.content.decode("utf-8"), subtype="calendar", charset="utf-8", cte="base64", params=dict(attachment.params)
    )
    message.add_attachment(attachment.content, maintype="application", subtype="ics", filename=attachment.filename)
