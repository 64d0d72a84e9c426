"""Sending an edition once more to one whom it didn't reach, or no more to that one: by those who stand behind it."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import select

from backend.access import hold, of_act, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError
from digests.deliveries import State, Told, may_see_deliveries, read_deliveries
from digests.recipients import send_once_more
from digests.wishes import WISH, wish_editions
from models import Edition, Person
from models.enums import AuditAction, EditionKind, EditionWay

FAILED = frozenset({State.BOUNCED, State.REFUSED})
"""What it has come to when it was sent and didn't arrive."""
SENDABLE = FAILED | {State.SINCE}

log = structlog.get_logger(__name__)


def unreached(told: Sequence[Told]) -> list[Told]:
    """Return those who haven't got an edition by any way, want it and may still read it, once each: to them it can be sent.

    It was sent in vain, or they became members since and can be reached.
    """
    by_person: dict[int | None, list[Told]] = {}
    for each in told:
        by_person.setdefault(each.person_id, []).append(each)
    return [ways[0] for ways in by_person.values() if all(_in_vain(each) for each in ways)]


def _in_vain(told: Told) -> bool:
    return told.wanted and told.may_read and told.state in SENDABLE


async def send_to(
    session: AsyncSession, edition_id: int, person_id: int | None, actor: Person, now: datetime, *, submit: str
) -> None:
    """Queue an edition once more to one whom it hasn't reached, by every way that reaches them now.

    The same submit again does nothing. `person_id` None is the förbund's own mailbox. Raises NotFoundError for no such edition,
    and for somebody who isn't `unreached`: whom it has reached or is on its way to, who wants none, or may not read it any more;
    NotAllowedError for an actor who doesn't stand behind it, and DomainError for one that a correction replaces.
    """
    edition = await _held(session, edition_id, actor)
    done = of_act(submit, f"again:{person_id or ''}")
    if await submitted_before(session, "edition", edition_id, done):
        return
    await _check_unreached(session, edition, person_id)
    newer = (await session.exec(select(Edition.id).where(Edition.replaces_id == edition_id))).first()
    if newer is not None:
        raise DomainError("paper.error.replaced", number=newer)
    person = await session.get_one(Person, person_id) if person_id else None
    messages = await send_once_more(session, edition, person, now)
    record(session, actor.id, AuditAction.CHANGED, "edition", edition_id, now, again=person_id, submit=done)
    log.info("digest.sent_once_more", edition=edition_id, messages=messages)


async def stop_sending(
    session: AsyncSession, edition_id: int, person_id: int, actor: Person, now: datetime, *, submit: str
) -> None:
    """Send no more of a group's editions to one whom this one hasn't reached, until they choose otherwise.

    The same submit again does nothing. Raises as `send_to`.
    """
    edition = await _held(session, edition_id, actor)
    done = of_act(submit, f"stop:{person_id}")
    if await submitted_before(session, WISH, edition.group_id, done):
        return
    await _check_unreached(session, edition, person_id)
    person, kind = await session.get_one(Person, person_id), EditionKind(edition.kind)
    await wish_editions(session, person, kind, edition.group_id, EditionWay.INGET, now, submit=done, actor=actor)


async def _held(session: AsyncSession, edition_id: int, actor: Person) -> Edition:
    """Return an edition, held, behind which the actor stands."""
    edition = await hold(session, Edition, edition_id, "paper.error.missing")
    if not await may_see_deliveries(session, stored_id(actor), edition):
        raise NotAllowedError("error.not_yours")
    return edition


async def _check_unreached(session: AsyncSession, edition: Edition, person_id: int | None) -> None:
    if person_id not in {each.person_id for each in unreached(await read_deliveries(session, edition))}:
        raise NotFoundError("paper.deliveries.error.reached")
