"""An edition before it is made: what those who stand behind it say of it, and whether they have approved it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import EditionKind


class Draft(ForbundOwned, table=True):
    """The draft of one edition (`kind`, `group_id` and `period` are the edition's own), told to its holders once it exists.

    `due_at` is when they were told that it will be sent. `stopped_at` is set while its meeting is called off: what was written
    waits for the group's next meeting. `revision` grows with each change, so that two who write at once see each other.
    An approval by förbundet's own mailbox has no `approved_by_id`. `approved` is the document as it was approved, without
    anybody's words and what was before its period, so that what has changed since can be told; `recalled_at` when its holders
    were asked to look at that.
    """

    __tablename__ = "edition_draft"
    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "kind", "group_id", "period"),
        sa.CheckConstraint("approved_at IS NOT NULL OR approved_by_id IS NULL", name="approved"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: EditionKind = enum_field(EditionKind, "kind")
    group_id: int = Field(foreign_key="forum.id", index=True)
    group_meeting_id: int | None = Field(default=None, foreign_key="forum_meeting.id", index=True)
    period: str = Field(max_length=40)
    due_at: datetime = utc_field()
    told_at: datetime = utc_field()
    story: str = Field(default="", sa_type=sa.Text)
    revision: int = 0
    approved_at: datetime | None = utc_field(default=None, nullable=True)
    approved_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    approved: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    recalled_at: datetime | None = utc_field(default=None, nullable=True)
    stopped_at: datetime | None = utc_field(default=None, nullable=True)


class DraftSection(ForbundOwned, table=True):
    """What a holder says of one section of a draft, and whether it is left out."""

    __tablename__ = "edition_draft_section"

    draft_id: int = Field(foreign_key="edition_draft.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=60)
    comment: str = Field(default="", sa_type=sa.Text)
    hidden: bool = False
