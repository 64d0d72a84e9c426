"""What keeps editions from being made or from arriving, told once to whoever stands behind them and to the förbund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from backend.courier import NeedlessError
from backend.database import AsyncSession, Database, own_forbund, stored_id
from backend.directory.receivers import tell_receiver
from backend.every_forbund import Work, each_in_every_forbund
from backend.i18n import Say
from backend.outbox import tell
from backend.times import local_date, say_date
from digests.drafts.holders import holders
from digests.groups import is_local
from digests.periods import Quarter
from models import Delivery, Edition, Group, GroupMeeting, OutboxMessage, Person
from models.enums import Channel, EditionKind, EditionStatus, NoticeKind, OutboxStatus

RECENT = timedelta(days=7)
"""An edition that didn't arrive, or a meeting without one, is told of within a week: later nobody can do much about it."""
SLOW = timedelta(hours=1)
"""An edition that isn't made so long after it fell due has failed more than once."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to tell once (`key`) of a group's editions of a kind. `details` say what, by ids."""

    key: str
    kind: EditionKind
    group_id: int
    details: Mapping[str, Any] = field(default_factory=dict)


async def tell_troubles(database: Database, now: datetime) -> int:
    """Tell of what is new, in every förbund, and return how much that was; what fails is logged and tried again."""

    async def find(session: AsyncSession) -> Mapping[str, Work]:
        return {trouble.key: partial(_tell, trouble=trouble, now=now) for trouble in await find_troubles(session, now)}

    return await each_in_every_forbund(database, "digest_troubles", find)


async def find_troubles(session: AsyncSession, now: datetime) -> list[Trouble]:
    """Return what hasn't been told yet.

    - An edition's mail that the recipient's server has refused for good, that couldn't be handed over for three days, or that
      came back.
    - A local group without a meeting to come, once a quarter: without a calendar it has no papers.
    - A local group's meeting that was held without a paper.
    - An edition that was sent without a draft, as its time came before anybody could be told of one.
    - An edition that was begun and isn't made an hour after it fell due: it is tried again and again, and fails.
    """
    found = [
        *await _refused(session, now),
        *await _bounced(session, now),
        *await _without_calendar(session, now),
        *await _missed(session, now),
        *await _undrafted(session, now),
        *await _unmade(session, now),
    ]
    known = await session.exec(select(OutboxMessage.key).where(OutboxMessage.kind == NoticeKind.DIGEST_TROUBLE))
    keys = list(known.all())
    return [trouble for trouble in found if not any(key.startswith(f"{trouble.key}:") for key in keys)]


async def _refused(session: AsyncSession, now: datetime) -> list[Trouble]:
    lately = (col(OutboxMessage.status) == OutboxStatus.UPPGIVEN, col(OutboxMessage.created_at) > now - RECENT)
    return await _not_arrived(session, "refused", *lately)


async def _bounced(session: AsyncSession, now: datetime) -> list[Trouble]:
    return await _not_arrived(session, "bounced", col(OutboxMessage.bounced_at) > now - RECENT)


async def _not_arrived(session: AsyncSession, what: str, *where: sa.ColumnElement[bool]) -> list[Trouble]:
    rows = await session.exec(
        select(Delivery, Edition.kind, Edition.group_id)
        .join(OutboxMessage, col(Delivery.outbox_id) == col(OutboxMessage.id))
        .join(Edition, col(Delivery.edition_id) == col(Edition.id))
        .where(Delivery.channel == Channel.MAIL, col(Delivery.person_id).is_not(None), *where)
        .order_by(col(Delivery.id))
    )
    return [
        # by its message: one that was sent once more and fails again is told of again
        Trouble(f"{what}:{delivery.outbox_id}", EditionKind(kind), group_id, {"what": what, "delivery": delivery.id})
        for delivery, kind, group_id in rows.all()
    ]


async def _without_calendar(session: AsyncSession, now: datetime) -> list[Trouble]:
    ahead = select(GroupMeeting.id).where(
        GroupMeeting.group_id == Group.id, col(GroupMeeting.cancelled).is_(False), col(GroupMeeting.starts_at) > now
    )
    groups = await session.exec(select(Group).where(col(Group.active), is_local(), ~ahead.exists()).order_by(col(Group.id)))
    quarter = Quarter.of(local_date(now)).key
    return [
        Trouble(f"calendar:{group.id}:{quarter}", EditionKind.LSG, stored_id(group), {"what": "calendar"})
        for group in groups.all()
    ]


async def _missed(session: AsyncSession, now: datetime) -> list[Trouble]:
    paper = select(Edition.id).where(Edition.group_meeting_id == GroupMeeting.id, Edition.status == EditionStatus.KLAR)
    rows = await session.exec(
        select(GroupMeeting, Group)
        .join(Group, col(GroupMeeting.group_id) == col(Group.id))
        .where(
            col(Group.active),
            is_local(),
            col(GroupMeeting.cancelled).is_(False),
            col(GroupMeeting.starts_at).between(now - RECENT, now),
            ~paper.exists(),
        )
        .order_by(col(GroupMeeting.id))
    )
    return [
        Trouble(f"missed:{meeting.id}", EditionKind.LSG, meeting.group_id, {"what": "missed", "meeting": meeting.id})
        for meeting, group in rows.all()
        if group.digests_from is None or local_date(meeting.starts_at) >= group.digests_from
    ]


async def _undrafted(session: AsyncSession, now: datetime) -> list[Trouble]:
    # by what the edition froze, as its readers see: whether its group has drafts may have changed since
    drafted = col(Edition.figures)[("words", "drafted")].as_boolean()
    rows = await session.exec(
        select(Edition.id, Edition.kind, Edition.group_id)
        .where(
            Edition.status == EditionStatus.KLAR,
            Edition.version == 1,
            col(Edition.made_at) > now - RECENT,
            drafted.is_(False),
        )
        .order_by(col(Edition.id))
    )
    return [
        Trouble(f"undrafted:{edition_id}", EditionKind(kind), group_id, {"what": "undrafted", "edition": edition_id})
        for edition_id, kind, group_id in rows.all()
    ]


async def _unmade(session: AsyncSession, now: datetime) -> list[Trouble]:
    rows = await session.exec(
        select(Edition)
        .join(Group, col(Edition.group_id) == col(Group.id))
        .outerjoin(GroupMeeting, col(Edition.group_meeting_id) == col(GroupMeeting.id))
        .where(
            col(Group.active),
            Edition.status == EditionStatus.PABORJAD,
            # not by its claim, which every new try prolongs
            col(Edition.due_at).between(now - RECENT, now - SLOW),
            col(GroupMeeting.cancelled).is_not(True),
        )
        .order_by(col(Edition.id))
    )
    return [
        Trouble(f"unmade:{edition.id}", edition.kind, edition.group_id, {"what": "unmade", "edition": edition.id})
        for edition in rows.all()
    ]


async def _tell(session: AsyncSession, trouble: Trouble, now: datetime) -> bool:
    said: dict[str, Any] = {"kind": NoticeKind.DIGEST_TROUBLE, "subject_id": trouble.group_id, "details": dict(trouble.details)}
    receivers = await holders(session, trouble.kind, trouble.group_id)
    for receiver in receivers:
        await tell_receiver(session, receiver, key=trouble.key, now=now, **said)
    if all(receiver.person for receiver in receivers):
        address = (await own_forbund(session)).email
        tell(session, key=trouble.key, channel=Channel.MAIL, address=address, now=now, **said)
    await session.flush()
    log.warning("digest.trouble", group=trouble.group_id, what=trouble.details["what"])
    return True


async def say_trouble(session: AsyncSession, message: OutboxMessage, say: Say, locale: str) -> tuple[str, Sequence[str]]:
    """Return a notice's heading and sentences; raise NeedlessError for what has been mended since."""
    group = (await session.exec(select(Group).where(Group.id == message.subject_id))).first()
    if group is None or not group.active:
        raise NeedlessError("gone")
    what, values = message.details["what"], {"group": group.name}
    if what in ("refused", "bounced"):
        values |= await _refusal(session, message.details["delivery"])
    elif what == "missed":
        meeting = await session.get_one(GroupMeeting, message.details["meeting"])
        values["day"] = say_date(local_date(meeting.starts_at), locale)
    elif what == "undrafted":
        values["title"] = (await session.get_one(Edition, message.details["edition"])).title
    elif what == "unmade":
        edition = await session.get_one(Edition, message.details["edition"])
        if edition.status is EditionStatus.KLAR:
            raise NeedlessError("mended")
    elif not any(each.group_id == group.id for each in await _without_calendar(session, message.created_at)):
        raise NeedlessError("mended")
    return say(f"trouble.{what}", **values), [say(f"trouble.{what}.what", **values)]


async def edition_of(session: AsyncSession, message: OutboxMessage) -> int | None:
    """Return the edition on whose page something can be done about what a notice tells; None for what is about no edition."""
    what, told = message.details["what"], message.details
    if what == "undrafted":
        return int(told["edition"])
    if what in ("refused", "bounced"):
        return (await session.get_one(Delivery, told["delivery"])).edition_id
    return None


async def _refusal(session: AsyncSession, delivery_id: int) -> dict[str, str]:
    row = await session.exec(
        select(Person, Edition.title, OutboxMessage)
        .join(Delivery, col(Delivery.person_id) == col(Person.id))
        .join(Edition, col(Delivery.edition_id) == col(Edition.id))
        .join(OutboxMessage, col(Delivery.outbox_id) == col(OutboxMessage.id))
        .where(Delivery.id == delivery_id)
    )
    person, title, message = row.one()
    if not person.active:
        raise NeedlessError("left")
    return {"name": person.name, "address": person.email or "–", "title": title, "code": message.bounce_code or message.result}
