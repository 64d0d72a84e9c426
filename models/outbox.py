"""The transactional outbox: what must be told, written together with its cause."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import Channel, NoticeKind, OutboxStatus


class OutboxMessage(ForbundOwned, table=True):
    """One message to one recipient by one channel, unique by `key`.

    It says what to tell (`kind`) and of which row (`subject_id`; `details` holds further ids), never the words themselves: they
    are drawn when it is sent. The recipient is a person, or for a function or the förbund an `address`, which is empty when the
    row that is told holds it. A mail that the server took and that came back is `bounced_at` a moment; `bounce_code` says why.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (address IS NULL)", name="one_recipient"),
        sa.CheckConstraint("channel <> 'teams' OR person_id IS NOT NULL", name="teams_person"),
        sa.Index("ix_outbox_due", "status", "next_attempt_at"),
        # by which a notification finds the letter that came back
        sa.Index(
            "ix_outbox_receipt", "result", sqlite_where=sa.text("channel = 'mail'"), postgresql_where=sa.text("channel = 'mail'")
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    channel: Channel = enum_field(Channel, "channel")
    kind: NoticeKind = enum_field(NoticeKind, "kind")
    subject_id: int
    details: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    address: str | None = Field(default=None, max_length=254)
    status: OutboxStatus = enum_field(OutboxStatus, "status", default=OutboxStatus.VANTAR)
    attempts: int = 0
    created_at: datetime = utc_field()
    next_attempt_at: datetime = utc_field()
    delivered_at: datetime | None = utc_field(default=None, nullable=True)
    result: str = Field(default="", max_length=300)
    bounced_at: datetime | None = utc_field(default=None, nullable=True)
    bounce_code: str = Field(default="", max_length=20)
