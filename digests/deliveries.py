"""What became of an edition on its way to each recipient, by name, role and masked address: never who has read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select

from backend.database import AsyncSession, own_forbund, stored_id
from backend.directory.reach import channels_to
from backend.i18n import SWEDISH
from digests.drafts.holders import may_hold
from digests.kinds import KINDS
from digests.languages import language_of, read_by
from digests.people import members_for
from digests.readers import may_read
from digests.reasons import why_sent
from digests.wishes import NOT_WANTED, SaidWays, said_ways, way_of, way_then
from models import Delivery, Edition, EditionTranslation, Group, OutboxMessage, Person, Unit
from models.enums import Channel, EditionKind, EditionStatus, EditionWay, OutboxStatus, PartyCode


class State(StrEnum):
    """Where an edition is on its way to one recipient by one channel.

    The last four were never on it: they want none, somebody who stands behind it sends them none, nothing reaches them, and
    they have got a part in it only since.
    """

    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"
    REFUSED = "refused"
    NEEDLESS = "needless"
    NOT_WANTED = "not_wanted"
    STOPPED = "stopped"
    OUT_OF_REACH = "out_of_reach"
    SINCE = "since"


_STATES = {
    OutboxStatus.VANTAR: State.WAITING,
    OutboxStatus.SKICKAS: State.WAITING,
    OutboxStatus.LEVERERAD: State.SENT,
    OutboxStatus.UPPGIVEN: State.REFUSED,
    OutboxStatus.INAKTUELL: State.NEEDLESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One recipient's way: `because` is the key of why it is theirs with its values, `address` is masked (empty: none).

    `name` is told to those alone who stand behind the edition and are signed in; the förbund's mailbox has none.
    `party` and `unit` (empty: none) say where they work, and `locale` is the language that it was told in; `wanted` says whether
    they want such editions now, and `may_read` whether they may still read this one. `person_id` None is the förbund's own
    mailbox.

    `channel` None: by none. `way` is how it was sent by mail, and how they want it where it wasn't. `at` is when it came to this;
    None where nothing has happened. `code` is what the other side said, such as `5.1.1`.
    """

    because: tuple[str, Mapping[str, str]]
    address: str
    channel: Channel | None
    way: EditionWay
    state: State
    at: datetime | None
    code: str = ""
    person_id: int | None
    name: str
    party: PartyCode | None
    unit: str
    locale: str
    wanted: bool
    may_read: bool


async def may_see_deliveries(session: AsyncSession, person_id: int, edition: Edition) -> bool:
    """Whether a person may see them: whoever stands behind the edition, and förbundets office."""
    return await may_hold(session, person_id, edition.kind, edition.group_id)


async def count_recipients(session: AsyncSession, edition_id: int) -> int:
    """Return how many an edition was sent to, each once by however many channels; the förbund's own mailbox is one of them."""
    found = await session.exec(select(Delivery.person_id).where(Delivery.edition_id == edition_id).distinct())
    return len(found.all())


async def read_deliveries(session: AsyncSession, edition: Edition) -> Sequence[Told]:
    """Return each recipient's way by each channel, what didn't arrive first; then the members who weren't sent it, and why."""
    group = (await session.exec(select(Group).where(Group.id == edition.group_id))).one()
    rows = await session.exec(
        select(OutboxMessage)
        .join(Delivery, col(Delivery.outbox_id) == col(OutboxMessage.id))
        .where(Delivery.edition_id == edition.id)
        .order_by(col(Delivery.id))
    )
    said = await said_ways(session, EditionKind(edition.kind), edition.group_id)
    told, reached = [], set()
    for message in rows.all():
        reached.add(message.person_id)
        person = await session.get(Person, message.person_id) if message.person_id else None
        address = person.email if person else message.address
        unwanted = message.result == NOT_WANTED  # what was said is told in words
        told.append(
            Told(
                because=await why_sent(session, person, group),
                address=masked(address) if message.channel is Channel.MAIL else "",
                channel=message.channel,
                way=await _way(session, person, edition, said, message.delivered_at),
                state=_state(message),
                at=message.bounced_at or message.delivered_at,
                code=message.bounce_code or ("" if message.status is OutboxStatus.LEVERERAD or unwanted else message.result),
                **await _whose(session, person, edition),
            )
        )
    trouble = (State.BOUNCED, State.REFUSED, State.WAITING)
    told.sort(key=lambda each: trouble.index(each.state) if each.state in trouble else len(trouble))
    for person in await members_for(session, edition):
        if person.id not in reached:
            told.append(await _not_sent(session, person, edition, group, said))
    return told


@dataclass(frozen=True, slots=True)
class Next:
    """Who gets a group's next edition as the directory stands, and when that is due (None: not known yet)."""

    due_at: datetime | None
    told: Sequence[Told]


async def read_next(session: AsyncSession, last: Edition, now: datetime) -> Next:
    """Return who gets the edition after the last one, by each channel, and the members who get none, and why."""
    kind = KINDS[last.kind]
    group = (await session.exec(select(Group).where(Group.id == last.group_id))).one()
    same = (Edition.kind == last.kind, Edition.group_id == last.group_id, Edition.status == EditionStatus.KLAR)
    made = set((await session.exec(select(Edition.period).where(*same))).all())
    planned = [*await kind.due(session, group, now), *await kind.ahead(session, group, now)] if group.active else []
    ahead = [each for each in planned if each.key not in made]
    due = min(ahead, key=lambda each: each.due_at, default=None)
    # as it will be, and never stored: only who it is for is read from it
    period_start, period_end = (due.period.start, due.period.end) if due else (last.period_start, last.period_end)
    edition = Edition(
        kind=last.kind,
        group_id=last.group_id,
        group_meeting_id=due.group_meeting_id if due else None,
        period=due.key if due else last.period,
        period_start=period_start,
        period_end=period_end,
        due_at=due.due_at if due else now,
        claimed_until=now,
        as_of=now,
    )
    own, (others, _) = await members_for(session, edition), await kind.others(session, edition)
    said = await said_ways(session, EditionKind(last.kind), last.group_id)
    people = [*own, *(person for person in others if person not in own)]
    told = [each for person in people for each in await _to_get(session, person, edition, group, said)]
    if not any(each.channel for each in told):
        told += await _to_get(session, None, edition, group, said)
    return Next(due.due_at if due else None, told)


async def _to_get(session: AsyncSession, person: Person | None, edition: Edition, group: Group, said: SaidWays) -> list[Told]:
    """Return how somebody will get an edition, by each channel; that they won't as one row."""
    channels = await channels_to(session, person) if person else [Channel.MAIL]
    way = await _way(session, person, edition)
    if person and (way is EditionWay.INGET or not channels):
        return [await _not_sent(session, person, edition, group, said)]
    forbund = await own_forbund(session)
    address = masked(person.email if person else forbund.email)
    return [
        Told(
            because=await why_sent(session, person, group),
            address=address if channel is Channel.MAIL else "",
            channel=channel,
            way=way,
            state=State.WAITING,
            at=None,
            **await _whose(session, person, edition),
        )
        for channel in channels
    ]


def _state(message: OutboxMessage) -> State:
    if message.bounced_at:
        return State.BOUNCED
    # who opted out between the edition and its sending is told as any other who wants none
    return State.NOT_WANTED if message.result == NOT_WANTED else _STATES[message.status]


async def _not_sent(session: AsyncSession, person: Person, edition: Edition, group: Group, said: SaidWays) -> Told:
    """Return a member who wasn't sent it: not wanted and since when, out of reach, or a member only since."""
    way = await _way(session, person, edition)
    last = next(iter(reversed(said.get(stored_id(person), ()))), None) if way is EditionWay.INGET else None
    if way is EditionWay.INGET:
        state = State.STOPPED if last and not last.own else State.NOT_WANTED
    else:
        state = State.SINCE if await channels_to(session, person) else State.OUT_OF_REACH
    return Told(
        because=await why_sent(session, person, group),
        address=masked(person.email),
        channel=None,
        way=way,
        state=state,
        at=last.at if last else None,
        **await _whose(session, person, edition),
    )


async def _whose(session: AsyncSession, person: Person | None, edition: Edition) -> dict[str, Any]:
    """Return what tells recipients of one role from one another; of an edition to come in the language that they read now."""
    unit = await session.get(Unit, person.unit_id) if person and person.unit_id else None
    told = await read_by(session, edition, person) if edition.id else None
    return {
        "person_id": person.id if person else None,
        "name": person.name if person else "",
        "party": person.party if person else None,
        "unit": unit.name if unit else "",
        "wanted": await _way(session, person, edition) is not EditionWay.INGET,
        "may_read": person is None or await may_read(session, stored_id(person), edition.group_id),
        "locale": language_of(person) if told is None else told.locale if isinstance(told, EditionTranslation) else SWEDISH,
    }


async def _way(
    session: AsyncSession,
    person: Person | None,
    edition: Edition,
    said: SaidWays = MappingProxyType({}),
    sent_at: datetime | None = None,
) -> EditionWay:
    """Return how somebody wanted the edition at `sent_at`, by what is said of that; without it how they want it now."""
    if person is None:
        return EditionWay.PDF
    whose = stored_id(person), EditionKind(edition.kind), edition.group_id
    return await (way_then(session, *whose, said, sent_at) if sent_at else way_of(session, *whose))


def masked(address: str | None) -> str:
    """Return an address that its owner knows again and nobody can write to: `m···@tranas.example`; empty for none."""
    name, _, domain = (address or "").partition("@")
    return f"{name[:1]}···@{domain}" if domain else ""
