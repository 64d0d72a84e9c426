"""The transactional outbox: messages are written with their cause. `backend/delivery.py` delivers them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import col, select

from backend.database import AsyncSession, insert_own
from models import Forbund, OutboxMessage, Person
from models.enums import Channel, NoticeKind, OutboxStatus

# Somebody must act upon these: when no way to their receiver is left, the förbund itself is told.
FOR_RECEIVERS = (
    NoticeKind.REPORT_RECEIVED,
    NoticeKind.REPORT_AMENDED,
    NoticeKind.MEETING_REQUESTED,
    NoticeKind.MEETING_AMENDED,
    NoticeKind.DECISIONS_ASKED,
    NoticeKind.SPINDEL_TOO_FEW,
)
# These tell a reporter of a report of their own.
OF_OWN = (NoticeKind.REPORT_ANSWERED, NoticeKind.REPORT_CHANGED)
GIVEN_UP_DAYS = 7  # so long it is told that a message was given up
OVERTAKEN = "overtaken"  # the result of one that a later one was to tell as well

_TOLD = sa.insert(OutboxMessage)


def tell(
    session: AsyncSession | orm.Session,
    *,
    key: str,
    channel: Channel,
    kind: NoticeKind,
    subject_id: int,
    now: datetime,
    person_id: int | None = None,
    address: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> OutboxMessage:
    """Write a message in the caller's transaction and return it. `key` is unique: the same thing can't be told twice.

    `now` is when it may be told, which may lie ahead.
    """
    message = OutboxMessage(
        key=_full_key(key, channel, person_id or address),
        channel=channel,
        kind=kind,
        subject_id=subject_id,
        details=dict(details or {}),
        person_id=person_id,
        address=address,
        created_at=now,
        next_attempt_at=now,
    )
    session.add(message)
    return message


async def tell_at_once(
    session: AsyncSession,
    *,
    key: str,
    at: Mapping[Channel, datetime],
    kind: NoticeKind,
    subject_id: int,
    person_id: int | None = None,
    address: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write a message for each channel as `tell` does, past the unit of work: for what many turns tell.

    `at` is when it may be told by each, which may lie ahead.
    """
    same = {
        "kind": kind,
        "subject_id": subject_id,
        "details": dict(details or {}),
        "person_id": person_id,
        "address": address,
    }
    rows = [
        {
            **same,
            "key": _full_key(key, channel, person_id or address),
            "channel": channel,
            "created_at": when,
            "next_attempt_at": when,
        }
        for channel, when in at.items()
    ]
    await insert_own(session, _TOLD, *rows)


def _full_key(key: str, channel: Channel, recipient: int | str | None) -> str:
    return f"{key}:{channel}:{recipient}"


def notice_key(message: OutboxMessage) -> str:
    """Return the key that `tell` was given."""
    return message.key.removesuffix(_full_key("", message.channel, message.person_id or message.address))


def _ways(message: OutboxMessage) -> list[str]:
    """Return the keys of the rows that may bring a message's recipient its notice."""
    return [_full_key(notice_key(message), channel, message.person_id or message.address) for channel in Channel]


async def count_untold(session: AsyncSession, now: datetime) -> int:
    """Return how many messages that were given up in the last `GIVEN_UP_DAYS` days no other way has brought or is to bring.

    The session reads every förbund.
    """
    # When a message is taken, its next attempt is set to a minute or so ahead: for one that is given up that was its last.
    lately = (
        col(OutboxMessage.status) == OutboxStatus.UPPGIVEN,
        col(OutboxMessage.next_attempt_at) > now - timedelta(days=GIVEN_UP_DAYS),
    )
    given_up = (await session.exec(select(OutboxMessage).where(*lately))).all()
    return sum([not await _told_otherwise(session, message) for message in given_up])


async def _told_otherwise(session: AsyncSession, message: OutboxMessage) -> bool:
    ways = _ways(message)
    if message.kind in FOR_RECEIVERS:
        ways.append(_full_key(notice_key(message), Channel.MAIL, (await session.get_one(Forbund, message.forbund_id)).email))
    told = select(OutboxMessage.id).where(col(OutboxMessage.key).in_(ways), col(OutboxMessage.status) != OutboxStatus.UPPGIVEN)
    return (await session.exec(told)).first() is not None


async def rows_of_notice(session: AsyncSession, message: OutboxMessage) -> dict[str, OutboxMessage]:
    """Return the rows that bring a message's recipient its notice, by key, locked: two that fail at once must see each other."""
    same = select(OutboxMessage).where(col(OutboxMessage.key).in_(_ways(message)))
    return {row.key: row for row in await session.exec(same.order_by(col(OutboxMessage.id)).with_for_update())}


async def tell_instead(
    session: AsyncSession, rows: Mapping[str, OutboxMessage], given_up: OutboxMessage, now: datetime
) -> OutboxMessage | None:
    """Queue a given-up notice by the next way and return it, or None: the person's mail, then for receivers the förbund's."""
    person = await session.get(Person, given_up.person_id) if given_up.person_id else None
    if person is None or given_up.kind is NoticeKind.CARD:  # a card that stays as it was is no news
        return None
    key = notice_key(given_up)
    if person.email and _full_key(key, Channel.MAIL, person.id) not in rows:
        address = None
    elif given_up.kind in FOR_RECEIVERS and all(row.status is OutboxStatus.UPPGIVEN for row in rows.values()):
        address = (await session.get_one(Forbund, given_up.forbund_id)).email
        told = select(OutboxMessage.id).where(OutboxMessage.key == _full_key(key, Channel.MAIL, address))
        if (await session.exec(told)).first() is not None:
            return None
    else:
        return None
    instead = tell(
        session,
        key=key,
        channel=Channel.MAIL,
        kind=given_up.kind,
        subject_id=given_up.subject_id,
        details=given_up.details,
        person_id=None if address else person.id,
        address=address,
        now=now,
    )
    instead.forbund_id = given_up.forbund_id
    return instead
