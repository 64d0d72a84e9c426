"""Letters that came back: delivery status notifications (RFC 3464), tied to what was sent by its own Message-ID."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from functools import partial

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from backend.database import AsyncSession, Database, own_forbund, stored_id
from backend.directory.receivers import find_receiver
from backend.outbox import tell
from models import OutboxMessage
from models.enums import Channel, NoticeKind

LATELY = timedelta(days=90)
AGAIN = timedelta(days=30)
"""So often an address that goes on to let letters come back is told of."""
TWICE = 2
"""So many letters to one address that came back lately are no accident any more."""
NO_CODE = "5.0.0"
"""Undefined permanent failure (RFC 3463), where the notification tells no code of its own."""
_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_HEADER = re.compile(r"(?im)^message-id:\s*(<[^<>\s]+>)")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that didn't arrive, by its Message-ID, and why, as an enhanced status code such as `5.1.1`."""

    message_id: str
    code: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of the notifications: letters of ours that came back, those known already, and what is no such thing.

    `unknown` are failures of letters that we don't know: a stranger's, or one of ours that isn't noted as sent yet.
    """

    new: int = 0
    known: int = 0
    other: int = 0
    unknown: int = 0


def read_bounce(content: bytes) -> Bounce | None:
    """Return what a notification tells of a letter that was given up; None for any other mail.

    One that is only delayed, relayed or delivered is none. The letter's own headers tell its Message-ID, or the envelope's id,
    which we give it ourselves; a server that hands back neither answers to it by In-Reply-To. One that can't be understood is
    none either, and is logged.
    """
    try:
        return _read(message_from_bytes(content, policy=policy.compat32))
    except Exception as error:  # strangers write these, and the parser raises whatever a charset or header of theirs leads to
        log.error("mail.bounce_not_understood", error=type(error).__name__)
        return None


def _read(message: Message) -> Bounce | None:
    if message.get_content_type() != "multipart/report":
        return None
    parts = list(message.walk())
    told = [fields for part in parts if part.get_content_type() == "message/delivery-status" for fields in _blocks(part)]
    failed = [fields for fields in told if str(fields.get("Action", "")).strip().lower() == "failed"]
    message_id = next(_ids(message, parts, told), None)
    if not failed or message_id is None:
        return None
    code = _CODE.search(str(failed[0].get("Status", "")))
    return Bounce(message_id, code[0] if code else NO_CODE)


def _blocks(part: Message) -> Sequence[Message]:
    blocks = part.get_payload()
    return [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []


def _ids(message: Message, parts: Sequence[Message], told: Sequence[Message]) -> Iterator[str]:
    """Yield what may be the Message-ID of the letter that came back, the surest first."""
    for part in parts:
        if part.get_content_type() in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers"):
            inner = part.get_payload()
            letter = inner[0] if isinstance(inner, list) else inner
            # its header alone: written out whole, a letter whose text is in an unknown charset would be an error
            headers = f"Message-ID: {letter['Message-ID']}" if isinstance(letter, Message) else str(letter)
            if found := _HEADER.search(headers):
                yield found[1]
    for fields in told:
        if envelope := str(fields.get("Original-Envelope-Id", "")).strip():
            yield f"<{envelope.strip('<>')}>"
    for name in ("In-Reply-To", "References"):
        yield from _ID.findall(str(message.get(name, "")))


async def note_bounces(database: Database, contents: Sequence[bytes], now: datetime) -> Noted:
    """Mark the letters that came back, each once, and tell of an address that lets them come back again and again."""
    new = known = other = unknown = 0
    for content in contents:
        bounce = read_bounce(content)
        sent = bounce and await _sent(database, bounce.message_id)
        if not bounce:
            other += 1
        elif not sent:
            unknown += 1
        elif await _note(database, *sent, bounce, now):
            new += 1
        else:
            known += 1
    return Noted(new, known, other, unknown)


async def _sent(database: Database, message_id: str) -> tuple[int, int] | None:
    """Return the förbund and the row of a letter that the server took, whose receipt is its Message-ID."""
    async with database.read_every_forbund() as session:
        # written out, since only so SQLite knows that the index of mails' receipts will do
        by_mail = sa.literal(Channel.MAIL.value, literal_execute=True)
        found = await session.exec(
            select(OutboxMessage).where(col(OutboxMessage.channel) == by_mail, OutboxMessage.result == message_id)
        )
        row = found.first()
        return (row.forbund_id, stored_id(row)) if row else None


async def _note(database: Database, forbund_id: int, outbox_id: int, bounce: Bounce, now: datetime) -> bool:
    async with database.begin(forbund_id) as session:
        marked = await session.exec(
            sa.update(OutboxMessage)
            .where(col(OutboxMessage.id) == outbox_id, col(OutboxMessage.bounced_at).is_(None))
            .values(bounced_at=now, bounce_code=bounce.code)
        )
        if not marked.rowcount:
            return False
        message = (await session.exec(select(OutboxMessage).where(OutboxMessage.id == outbox_id))).one()
        log.warning("mail.bounced", message=outbox_id, kind=message.kind, code=bounce.code)
        await _tell_of_many(session, message, now)
    return True


async def _tell_of_many(session: AsyncSession, message: OutboxMessage, now: datetime) -> None:
    """Tell förbundet and its office, once a month, of an address that has let a second letter come back lately.

    Whoever it is that mail doesn't reach isn't told by mail. A link to sign in belongs to nobody yet: its address is in no row.
    A person's paper is told of in its own right, each time.
    """
    if message.address == "" or (message.kind is NoticeKind.EDITION and message.person_id):
        return
    same = (
        col(OutboxMessage.person_id) == message.person_id if message.person_id else col(OutboxMessage.address) == message.address
    )
    lately = select(OutboxMessage.id).where(same, col(OutboxMessage.bounced_at) > now - LATELY)
    told = select(OutboxMessage.id).where(
        OutboxMessage.kind == NoticeKind.ADDRESS_BOUNCES,
        col(OutboxMessage.created_at) > now - AGAIN,
        col(OutboxMessage.subject_id).in_(lately),
    )
    if len((await session.exec(lately)).all()) < TWICE or (await session.exec(told)).first() is not None:
        return
    forbund, office = await own_forbund(session), (await find_receiver(session, None)).person
    say = partial(
        tell,
        session,
        key=f"bounces:{message.id}",
        channel=Channel.MAIL,
        kind=NoticeKind.ADDRESS_BOUNCES,
        subject_id=stored_id(message),
        now=now,
    )
    if forbund.email != message.address:
        say(address=forbund.email)
    if office and office.email and office.id != message.person_id:
        say(person_id=office.id)
    await session.flush()
