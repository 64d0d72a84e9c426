"""The audit trail: who saw and changed what, without the contents."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import AuditAction


class AuditEvent(ForbundOwned, table=True):
    """One look at or change of a row. `details` names fields and codes, never free text."""

    __tablename__ = "audit_event"
    __table_args__ = (sa.Index("ix_audit_event_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = utc_field()
    actor_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    action: AuditAction = enum_field(AuditAction, "action")
    subject: str = Field(max_length=40)
    subject_id: int
    details: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
