"""What shows across reports and is proposed to whoever handles them: that some belong together, or that something rises."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import PatternKind, PatternStatus


class Pattern(ForbundOwned, table=True):
    """A proposal, made once: `mark` is unique.

    `kommun_id` is None for one that spans several kommuner. `figures` holds the counts of one that rises
    (`{"now", "before", "days", "days_before", "watched"}`), and is empty for the others, which are made of their reports.
    """

    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "mark"),
        sa.CheckConstraint("(status = 'foreslaget') = (settled_at IS NULL)", name="settled"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: PatternKind = enum_field(PatternKind, "kind")
    mark: str = Field(max_length=120)
    kommun_id: int | None = Field(default=None, foreign_key="kommun.id", index=True)
    category: str = Field(max_length=40)
    found_at: datetime = utc_field()
    status: PatternStatus = enum_field(PatternStatus, "status", default=PatternStatus.FORESLAGET)
    settled_at: datetime | None = utc_field(default=None, nullable=True)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class PatternReport(ForbundOwned, table=True):
    """A report that belongs to a pattern. `settled`: whoever handles it has gathered it, or said that it doesn't belong."""

    __tablename__ = "pattern_report"

    pattern_id: int = Field(foreign_key="pattern.id", primary_key=True)
    report_id: int = Field(foreign_key="report.id", primary_key=True, index=True, ondelete="CASCADE")
    settled: bool = False
