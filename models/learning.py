"""What the categoriser has learned from a förbund's own decisions: every version, with the figures that it was judged by."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import TrainingStatus


class CategoryModel(ForbundOwned, table=True):
    """One training of a förbund's categoriser. The row is made when the training is claimed, and complete when it is done.

    `version` is the beginning of the hash of `content` (`content_hash`), compressed arrays as `LinearModel.write` makes them;
    weights are data derived from the reports in `learned_from`, so `content` is emptied when one of those is withdrawn or gone.
    `recipe` is the key of the code and the corpus that it was made with; other code doesn't use it. `figures` is how it did
    against the one that was in use then. Which one is in use stands in the förbund's row.
    """

    __tablename__ = "category_model"
    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("status = 'paborjad' OR (version <> '' AND finished_at IS NOT NULL)", name="finished"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int
    status: TrainingStatus = enum_field(TrainingStatus, "status", default=TrainingStatus.PABORJAD)
    claimed_until: datetime = utc_field()
    as_of: datetime = utc_field()
    finished_at: datetime | None = utc_field(default=None, nullable=True)
    version: str = Field(default="", max_length=40)
    recipe: str = Field(default="", max_length=40)
    learned_from: list[int] = Field(default_factory=list, sa_type=sa.JSON)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    taken: bool = False
    content: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    content_hash: str = Field(default="", max_length=64)


class CodingSample(ForbundOwned, table=True):
    """A sample of decided reports that a second reader was asked to code blind."""

    __tablename__ = "coding_sample"

    id: int | None = Field(default=None, primary_key=True)
    reader_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = utc_field()


class CodedText(ForbundOwned, table=True):
    """One report of a sample: its place, and what the second reader says that it is about. It goes when its report goes."""

    __tablename__ = "coded_text"
    __table_args__ = (sa.CheckConstraint("(category IS NULL) = (coded_at IS NULL)", name="coded"),)

    sample_id: int = Field(foreign_key="coding_sample.id", primary_key=True)
    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", index=True)
    place: int
    category: str | None = Field(default=None, max_length=40)
    coded_at: datetime | None = utc_field(default=None, nullable=True)
