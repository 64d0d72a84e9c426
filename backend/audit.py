"""The audit trail: who saw and changed what."""

from datetime import datetime

from backend.database import AsyncSession
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
