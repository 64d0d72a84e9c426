"""How each recipient wants a group's editions, or that they don't; and that a group never ends with nobody unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import col, select

from backend.access import hold, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.reach import channels_to
from backend.directory.receivers import tell_receiver
from digests.drafts.holders import holders
from digests.people import members_ahead
from models import AuditEvent, Delivery, Edition, EditionWish, Group, Person
from models.enums import AuditAction, EditionKind, EditionWay, NoticeKind

log = structlog.get_logger(__name__)
WISH = "edition_wish"
NOT_WANTED = "not_wanted"
"""Why a message isn't sent any more whose recipient has opted out meanwhile."""


@dataclass(frozen=True, slots=True)
class SaidWay:
    """How somebody is to have a group's editions, since when, and whether they said so themselves."""

    at: datetime
    way: EditionWay
    own: bool


SaidWays = Mapping[int, Sequence[SaidWay]]
"""By person what was said of how they want a group's editions, the oldest first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody has a group's editions of a kind."""

    kind: EditionKind
    group_id: int
    group: str
    way: EditionWay


async def way_of(session: AsyncSession, person_id: int, kind: EditionKind, group_id: int) -> EditionWay:
    """Return how a person wants a group's editions of a kind: what they have said, else the directory, else as the paper."""
    row = await session.get(EditionWish, (person_id, kind, group_id))
    return row.way if row else await _unsaid(session, person_id)


async def way_then(
    session: AsyncSession, person_id: int, kind: EditionKind, group_id: int, said: SaidWays, at: datetime
) -> EditionWay:
    """Return how a person wanted a group's editions of a kind at a moment, by what is said of them (`said_ways`)."""
    own = said.get(person_id, [])
    if not own:
        return await way_of(session, person_id, kind, group_id)
    before = [said.way for said in own if said.at <= at]
    return before[-1] if before else await _unsaid(session, person_id)


async def _unsaid(session: AsyncSession, person_id: int) -> EditionWay:
    person = await session.get(Person, person_id)
    return person.paper_way if person and person.paper_way else EditionWay.PDF


async def said_ways(session: AsyncSession, kind: EditionKind, group_id: int) -> SaidWays:
    """Return what was said of how each person wants a group's editions of a kind, as the audit trail has it."""
    events = select(AuditEvent).where(AuditEvent.subject == WISH, AuditEvent.subject_id == group_id)
    said: dict[int, list[SaidWay]] = {}
    for event in await session.exec(events.order_by(col(AuditEvent.at), col(AuditEvent.id))):
        if event.details["kind"] == kind:
            person_id = event.details["person"]
            way = SaidWay(event.at, EditionWay(event.details["way"]), own=event.actor_id == person_id)
            said.setdefault(person_id, []).append(way)
    return said


async def own_wishes(session: AsyncSession, person_id: int) -> list[Wish]:
    """Return what a person has been sent or has said something of, by the group's name."""
    sent = (
        select(Edition.kind, Edition.group_id)
        .join(Delivery, col(Delivery.edition_id) == col(Edition.id))
        .where(Delivery.person_id == person_id)
    )
    said = select(EditionWish.kind, EditionWish.group_id).where(EditionWish.person_id == person_id)
    known = {*(await session.exec(sent)).all(), *(await session.exec(said)).all()}
    groups = await session.exec(select(Group).where(col(Group.id).in_({group_id for _, group_id in known}), col(Group.active)))
    names = {stored_id(group): group.name for group in groups.all()}
    wishes = [
        Wish(EditionKind(kind), group_id, names[group_id], await way_of(session, person_id, EditionKind(kind), group_id))
        for kind, group_id in known
        if group_id in names
    ]
    return sorted(wishes, key=lambda wish: (wish.group, wish.kind))


async def wish_editions(
    session: AsyncSession,
    person: Person,
    kind: EditionKind,
    group_id: int,
    way: EditionWay,
    now: datetime,
    *,
    submit: str | None = None,
    actor: Person | None = None,
) -> None:
    """Keep how a person wants a group's editions of a kind; the same wish again changes nothing.

    `actor` is who says so, where that is another than the person.

    Nor does the same submit of a form, which may be older than the wish; a card's button has none, and says what it does.
    When none of the group's members gets them any more, whoever stands behind the edition is told.
    """
    person_id = stored_id(person)
    # held, since there may be no row of the wish yet for two presses at once to wait for
    await hold(session, Person, person_id, "paper.error.missing")
    row = await session.get(EditionWish, (person_id, kind, group_id), populate_existing=True)
    if await way_of(session, person_id, kind, group_id) is way:
        return
    if submit and await submitted_before(session, WISH, group_id, submit):
        return
    if row is None:
        row = EditionWish(person_id=person_id, kind=kind, group_id=group_id, way=way)
        session.add(row)
    row.way = way
    by = stored_id(actor or person)
    record(session, by, AuditAction.CHANGED, WISH, group_id, now, submit=submit, kind=kind, way=way, person=person_id)
    await session.flush()
    if way is EditionWay.INGET and not await _receiving(session, kind, group_id):
        for receiver in await holders(session, kind, group_id):
            await tell_receiver(
                session,
                receiver,
                key=f"nobody:{kind}:{group_id}:{now.isoformat()}",
                kind=NoticeKind.NOBODY_RECEIVES,
                subject_id=group_id,
                details={"kind": kind},
                now=now,
            )
        log.warning("digest.nobody_receives", kind=kind, group=group_id)


async def _receiving(session: AsyncSession, kind: EditionKind, group_id: int) -> Sequence[Person]:
    """Return the group's members, also those to come, whom an edition reaches and who want it."""
    return [
        person
        for person in await members_ahead(session, group_id)
        if await channels_to(session, person) and await way_of(session, stored_id(person), kind, group_id) is not EditionWay.INGET
    ]


async def told_nobody(session: AsyncSession, group_id: int, kind: EditionKind) -> str | None:
    """Return the name of a group that still has no member who gets its editions; None when somebody does again."""
    group = (await session.exec(select(Group).where(Group.id == group_id, col(Group.active)))).first()
    return None if group is None or await _receiving(session, kind, group_id) else group.name
