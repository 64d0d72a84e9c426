"""The audit trail: who saw and changed what. What was changed is shown in the cards that stand in Teams as well."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlmodel import col

from backend.database import AsyncSession, insert_own
from backend.standing import follow
from models import AuditEvent
from models.enums import AuditAction

_NEW = sa.insert(AuditEvent).returning(col(AuditEvent.id))


def record(
    session: AsyncSession,
    actor_id: int | None,
    action: AuditAction,
    subject: str,
    subject_id: int,
    now: datetime,
    **details: object,
) -> AuditEvent:
    """Write an event in the caller's transaction, and return it.

    `details` are codes, ids and names of fields, never anybody's words.
    """
    written = AuditEvent(at=now, actor_id=actor_id, action=action, subject=subject, subject_id=subject_id, details=details)
    session.add(written)
    return written


async def record_new(
    session: AsyncSession, actor_id: int | None, subject: str, subject_id: int, now: datetime, **details: object
) -> int:
    """Write that a row was made, past the unit of work, and return the event's id; no card can be about that row yet."""
    row = {"at": now, "actor_id": actor_id, "action": AuditAction.CREATED, "subject": subject, "subject_id": subject_id}
    return int((await insert_own(session, _NEW, {**row, "details": details})).scalar_one())


@event.listens_for(orm.Session, "before_flush")
def _let_cards_follow(session: orm.Session, *_: object) -> None:
    changes = [row for row in session.new if isinstance(row, AuditEvent) and row.action is AuditAction.CHANGED]
    for subject, subject_id, at in dict.fromkeys((change.subject, change.subject_id, change.at) for change in changes):
        follow(session, subject, subject_id, at)
