"""Who gets an edition, by every way that reaches them; never nobody."""

from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from backend.database import AsyncSession, own_forbund, stored_id
from backend.directory.quiet import told_at
from backend.directory.reach import channels_to
from backend.directory.receivers import find_receiver
from backend.outbox import tell
from digests.compose import kommuner_of
from models import Delivery, Edition, Forbund, Group, OutboxMessage, Person, Role
from models.enums import Channel, EditionKind, NoticeKind, RoleName

MEMBERS = (RoleName.LEDAMOT, RoleName.SAMMANKALLANDE)
NO_RECIPIENTS = "no_recipients"
NO_KOMMUN = "no_kommun"
NO_RECEIVER = "no_receiver"

log = structlog.get_logger(__name__)


async def send_edition(session: AsyncSession, edition: Edition, now: datetime) -> int:
    """Queue an edition to its recipients in the caller's transaction and return how many messages that made.

    Its group's members get it, by mail and in Teams; an LSG's goes to the coordinators of its kommuner as well, the board's
    to the förbundschef. What a kommun without a coordinator is sent, its deputy or förbundets office gets. A group without a
    member who can be reached, or a local group without a kommun or with one that nobody receives for, is told to the förbund's
    own address together with the edition.
    """
    members = await _holders(session, col(Role.group_id) == edition.group_id, col(Role.role).in_(MEMBERS))
    messages = [message for person in members for message in await _tell(session, edition, person, now)]
    missing = [] if messages else [NO_RECIPIENTS]
    if edition.kind is EditionKind.STYRELSE:
        others = await _holders(session, col(Role.role) == RoleName.FORBUNDSCHEF)
    else:
        others, lacks = await _receivers(session, edition)
        missing += lacks
    for person in others:
        if person not in members:
            messages += await _tell(session, edition, person, now)
    if missing:
        messages.append(await _tell_forbund(session, edition, missing, now))
    await session.flush()
    session.add_all([_delivery(edition, message) for message in messages])
    return len(messages)


async def _receivers(session: AsyncSession, edition: Edition) -> tuple[list[Person], list[str]]:
    """Return who gets a local edition for its kommuner, each once, and what the directory lacks for that."""
    kommun_ids = await kommuner_of(session, edition.group_id)
    people = await _holders(session, col(Role.role) == RoleName.KOORDINATOR, col(Role.kommun_id).in_(kommun_ids))
    lacks = [] if kommun_ids else [NO_KOMMUN]
    for kommun_id in kommun_ids:
        receiver = (await find_receiver(session, kommun_id)).person
        if receiver is None:
            lacks = [NO_RECEIVER]
        elif receiver not in people:
            people.append(receiver)
    return people, lacks


async def _holders(session: AsyncSession, *where: sa.ColumnElement[bool]) -> list[Person]:
    """Return the active people who hold a role, each once."""
    holders = select(Role.person_id).where(*where)
    found = await session.exec(select(Person).where(col(Person.id).in_(holders), col(Person.active)).order_by(col(Person.id)))
    return list(found.all())


async def _tell(session: AsyncSession, edition: Edition, person: Person, now: datetime) -> list[OutboxMessage]:
    """Queue the edition to a person by every channel that reaches them."""
    channels = await channels_to(session, person)
    hours = (await own_forbund(session)).notice_hours
    if not channels:
        log.warning("digest.person_out_of_reach", edition=edition.id, person=person.id)
    return [
        tell(
            session,
            key=f"edition:{edition.id}",
            channel=channel,
            kind=NoticeKind.EDITION,
            subject_id=stored_id(edition),
            person_id=person.id,
            now=told_at(person, channel, hours, now),
        )
        for channel in channels
    ]


async def _tell_forbund(session: AsyncSession, edition: Edition, missing: list[str], now: datetime) -> OutboxMessage:
    """Queue the edition to the förbund's own address, with what is missing in the directory."""
    group = (await session.exec(select(Group).where(Group.id == edition.group_id))).one()
    forbund = (await session.exec(select(Forbund).where(Forbund.id == edition.forbund_id))).one()
    log.warning("digest.group_incomplete", edition=edition.id, group=group.slug, forbund=forbund.slug, missing=missing)
    return tell(
        session,
        key=f"edition:{edition.id}",
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
