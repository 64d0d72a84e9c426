"""The audit trail: who saw and changed what. What was changed is shown in the cards that stand in Teams as well."""

from datetime import datetime

from sqlalchemy import event, orm

from backend.database import AsyncSession
from backend.standing import follow
from models import AuditEvent
from models.enums import AuditAction


def record(
    session: AsyncSession,
    actor_id: int | None,
    action: AuditAction,
    subject: str,
    subject_id: int,
    now: datetime,
    **details: object,
) -> None:
    """Write an event in the caller's transaction. `details` are codes, ids and names of fields, never anybody's words."""
    session.add(AuditEvent(at=now, actor_id=actor_id, action=action, subject=subject, subject_id=subject_id, details=details))


@event.listens_for(orm.Session, "before_flush")
def _let_cards_follow(session: orm.Session, *_: object) -> None:
    changes = [row for row in session.new if isinstance(row, AuditEvent) and row.action is AuditAction.CHANGED]
    for subject, subject_id, at in dict.fromkeys((change.subject, change.subject_id, change.at) for change in changes):
        follow(session, subject, subject_id, at)
