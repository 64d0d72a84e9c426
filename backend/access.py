"""Who may open and change a row, the row held while it is changed, and each submit counted once."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.receivers import ORDER, may_handle
from backend.errors import NotAllowedError, NotFoundError
from models import AuditEvent, Kommun, Person, Role
from models.enums import AuditAction

Row = TypeVar("Row", bound=SQLModel)


async def hold(session: AsyncSession, table: type[Row], row_id: int, missing: str) -> Row:
    """Return a row as it stands now, locked: of two who change it at once, the second sees what the first did.

    Raises NotFoundError, whose key is `missing`, for a row that isn't there.
    """
    [key] = sa.inspect(table).primary_key
    locked = select(table).where(key == row_id).with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(locked)).first()
    if row is None:
        raise NotFoundError(missing)
    return row


async def hold_all(session: AsyncSession, table: type[Row], which: sa.ColumnElement[bool]) -> list[Row]:
    """Return rows as they stand now, locked in the order of their keys, so that of two who need the same one merely waits."""
    [key] = sa.inspect(table).primary_key
    locked = select(table).where(which).order_by(key).with_for_update().execution_options(populate_existing=True)
    return list(await session.exec(locked))


async def hold_own(session: AsyncSession, table: type[Row], row_id: int, missing: str, owner: str, person: Person) -> Row:
    """Return a row as `hold` does, of which a person is the `owner`, a column; NotAllowedError for another's, or nobody's."""
    row = await hold(session, table, row_id, missing)
    if person.id is None or getattr(row, owner) != person.id:
        raise NotAllowedError("error.not_yours")
    return row


async def check_handler(session: AsyncSession, actor: Person | None, kommun_id: int) -> int | None:
    """Return the id of one who handles a kommun's reports and meetings; raise NotAllowedError for anybody else.

    `actor` None, whose id is None, is förbundet's own mailbox, which a signed link vouches for.
    """
    if actor is None:
        return None
    if not await may_handle(session, stored_id(actor), kommun_id):
        raise NotAllowedError("error.not_yours")
    return stored_id(actor)


async def look(
    session: AsyncSession,
    viewer: Person | None,
    subject: str,
    subject_id: int,
    kommun_id: int,
    owner_id: int | None,
    now: datetime,
) -> bool:
    """Return whether the viewer handles a row, which the audit trail then keeps; False for its owner, who sees it as well.

    Raises NotAllowedError for anybody else.
    """
    handles = viewer is None or await may_handle(session, stored_id(viewer), kommun_id)
    if not handles and (viewer is None or owner_id != viewer.id):
        raise NotAllowedError("error.not_yours")
    if handles:
        record(session, viewer.id if viewer else None, AuditAction.VIEWED, subject, subject_id, now)
    return handles


def of_act(submit: str, act: str) -> str:
    """Return the key by which one act of a submit is counted, and by no other form of a page or button of a card with its key."""
    return f"{submit}:{act}"


async def submitted_before(session: AsyncSession, subject: str, subject_id: int, submit: str) -> bool:
    """Whether a row's audit trail holds this submit, which every change leaves there as its detail `submit`.

    Asked while the row is held, so that of two clicks at the same moment the second finds what the first left.
    """
    return bool(await _senders(session, subject, subject_id, submit))


async def resent(
    session: AsyncSession, actor: Person | None, subject: str, subject_id: int, submit: str, kommun_ids: Collection[int]
) -> bool:
    """Whether a row's audit trail holds this submit already, asked as `submitted_before` is.

    Who sent it is answered as the first time, also where the row has gone out of their reach by it. Raises NotAllowedError for
    anybody else who doesn't handle all the kommuner: what was done is told to nobody who merely has its key.
    """
    senders = await _senders(session, subject, subject_id, submit)
    if senders and (actor.id if actor else None) not in senders:
        for kommun_id in kommun_ids:
            await check_handler(session, actor, kommun_id)
    return bool(senders)


async def _senders(session: AsyncSession, subject: str, subject_id: int, submit: str) -> set[int | None]:
    changes = select(AuditEvent).where(
        AuditEvent.subject == subject, AuditEvent.subject_id == subject_id, col(AuditEvent.action) != AuditAction.VIEWED
    )
    return {event.actor_id for event in await session.exec(changes) if event.details.get("submit") == submit}


async def changed_by_another(session: AsyncSession, subject: str, subject_id: int, since: int, person_id: int) -> bool:
    """Whether anybody else than a person has changed a row since one of its changes, by its id in the audit trail."""
    changes = select(AuditEvent.id).where(
        AuditEvent.subject == subject,
        AuditEvent.subject_id == subject_id,
        AuditEvent.action == AuditAction.CHANGED,
        col(AuditEvent.id) > since,
        col(AuditEvent.actor_id).is_distinct_from(person_id),
    )
    return (await session.exec(changes.limit(1))).first() is not None


async def handled_kommuner(session: AsyncSession, viewer: Person | None) -> frozenset[int]:
    """Return the ids of the kommuner whose reports and meetings a person handles: all of them for förbundets office.

    `viewer` None is förbundet's own mailbox. Raises NotAllowedError for a person who handles none.
    """
    everywhere = frozenset(stored_id(kommun) for kommun in await session.exec(select(Kommun)))
    if viewer is None:
        return everywhere
    held = select(Role.kommun_id).join(Person, col(Role.person_id) == Person.id)
    scopes = set(await session.exec(held.where(Role.person_id == viewer.id, col(Person.active), col(Role.role).in_(ORDER))))
    if not scopes:
        raise NotAllowedError("error.not_handler")
    return everywhere if None in scopes else frozenset(scope for scope in scopes if scope is not None)
