"""Who gets an edition, by every way that reaches them; never nobody."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import col, select

from backend.database import AsyncSession, own_forbund, stored_id
from backend.directory.quiet import told_at
from backend.directory.reach import channels_to
from backend.outbox import tell
from digests.kinds import KINDS
from digests.people import members_for
from digests.readers import may_read
from digests.wishes import way_of
from models import Delivery, Edition, Forbund, Group, OutboxMessage, Person
from models.enums import Channel, EditionWay, NoticeKind

NO_RECIPIENTS = "no_recipients"

log = structlog.get_logger(__name__)


async def send_edition(session: AsyncSession, edition: Edition, now: datetime) -> int:
    """Queue an edition to its recipients in the caller's transaction and return how many messages that made.

    Its group's members get it, by mail and in Teams, and those whom its kind names besides. A group without a member who can be
    reached and wants it, or that its kind misses something of in the directory, is told to the förbund's own address together
    with the edition.
    """
    own = await members_for(session, edition)
    messages = [message for person in own for message in await _tell(session, edition, person, now)]
    missing = [] if messages else [NO_RECIPIENTS]
    others, lacks = await KINDS[edition.kind].others(session, edition)
    missing += lacks
    for person in others:
        if person not in own:
            messages += await _tell(session, edition, person, now)
    if missing:
        messages.append(await _tell_forbund(session, edition, missing, now))
    await session.flush()
    session.add_all([_delivery(edition, message) for message in messages])
    return len(messages)


async def send_again(session: AsyncSession, edition: Edition, old: Edition, now: datetime) -> int:
    """Queue a correction to all who got what it replaces and may still read it; return how many messages that made.

    The förbund's own address gets it when it got the old one, or when nobody else is left.
    """
    messages = [message for person in await readers_again(session, old) for message in await _tell(session, edition, person, now)]
    if None in await _got(session, old) or not messages:
        messages.append(await _tell_forbund(session, edition, [] if messages else [NO_RECIPIENTS], now))
    await session.flush()
    session.add_all([_delivery(edition, message) for message in messages])
    return len(messages)


async def readers_again(session: AsyncSession, old: Edition) -> list[Person]:
    """Return those who got an edition, may still read it: who gets a correction of it."""
    got = await _got(session, old)
    people = await session.exec(select(Person).where(col(Person.id).in_(got), col(Person.active)).order_by(col(Person.id)))
    return [person for person in people.all() if await may_read(session, stored_id(person), old.group_id)]


async def _got(session: AsyncSession, edition: Edition) -> Sequence[int | None]:
    """Return who an edition was sent to; None is the förbund's own mailbox."""
    return (await session.exec(select(Delivery.person_id).where(Delivery.edition_id == edition.id))).all()


async def send_once_more(session: AsyncSession, edition: Edition, person: Person | None, now: datetime) -> int:
    """Queue an edition anew to one of its recipients, the förbund's own mailbox when None; return how many messages that made.

    Its delivery by each way is the new message from now on; what became of the old one stands in the outbox.
    """
    again = f":{now.isoformat()}"
    if person is None:
        messages = [await _tell_forbund(session, edition, [], now, again)]
    else:
        messages = await _tell(session, edition, person, now, again)
    await session.flush()
    whose = select(Delivery).where(Delivery.edition_id == edition.id, Delivery.person_id == (person.id if person else None))
    stands = {delivery.channel: delivery for delivery in await session.exec(whose)}
    for message in messages:
        if message.channel in stands:
            stands[message.channel].outbox_id = stored_id(message)
        else:
            session.add(_delivery(edition, message))
    return len(messages)


async def _tell(session: AsyncSession, edition: Edition, person: Person, now: datetime, again: str = "") -> list[OutboxMessage]:
    """Queue the edition to a person by every channel that reaches them; to one who doesn't want it by none."""
    if await way_of(session, stored_id(person), edition.kind, edition.group_id) is EditionWay.INGET:
        return []
    channels = await channels_to(session, person)
    hours = (await own_forbund(session)).notice_hours
    if not channels:
        log.warning("digest.person_out_of_reach", edition=edition.id, person=person.id)
    return [
        tell(
            session,
            key=f"edition:{edition.id}{again}",
            channel=channel,
            kind=NoticeKind.EDITION,
            subject_id=stored_id(edition),
            person_id=person.id,
            now=told_at(person, channel, hours, now),
        )
        for channel in channels
    ]


async def _tell_forbund(
    session: AsyncSession, edition: Edition, missing: list[str], now: datetime, again: str = ""
) -> OutboxMessage:
    """Queue the edition to the förbund's own address, with what is missing in the directory."""
    group = (await session.exec(select(Group).where(Group.id == edition.group_id))).one()
    forbund = (await session.exec(select(Forbund).where(Forbund.id == edition.forbund_id))).one()
    if missing:
        log.warning("digest.group_incomplete", edition=edition.id, group=group.slug, forbund=forbund.slug, missing=missing)
    return tell(
        session,
        key=f"edition:{edition.id}{again}",
        channel=Channel.MAIL,
        kind=NoticeKind.EDITION,
        subject_id=stored_id(edition),
        address=forbund.email,
        details={"missing": missing},
        now=now,
    )


def _delivery(edition: Edition, message: OutboxMessage) -> Delivery:
    return Delivery(
        edition_id=stored_id(edition),
        person_id=message.person_id,
        channel=message.channel,
        outbox_id=stored_id(message),
    )
