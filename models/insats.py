"""Insatser: what the förbund pays for, with what each has planned and come to; the styrgrupp of each follows them."""

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned


class Insats(ForbundOwned, table=True):
    """An insats and the styrgrupp that follows it. People write its name, or one of its `aliases`, in what they report."""

    __table_args__ = (sa.UniqueConstraint("forbund_id", "slug"),)

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=40)
    name: str = Field(max_length=120)
    group_id: int = Field(foreign_key="forum.id", index=True)
    aliases: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    active: bool = True


class InsatsMeasure(ForbundOwned, table=True):
    """What an insats measures in a year, and what is planned for the whole of it (None: nothing).

    `persons`: it counts people, so that its small numbers are hidden.
    """

    __tablename__ = "insats_measure"
    __table_args__ = (sa.UniqueConstraint("insats_id", "year", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    insats_id: int = Field(foreign_key="insats.id", index=True)
    year: int
    name: str = Field(max_length=120)
    place: int
    persons: bool = True
    plan: int | None = None


class InsatsOutcome(ForbundOwned, table=True):
    """What a measure came to from the year's beginning to the end of a quarter, what was planned by then, and a comment."""

    __tablename__ = "insats_outcome"
    __table_args__ = (
        sa.UniqueConstraint("measure_id", "quarter"),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
    )

    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="insats_measure.id", index=True)
    quarter: int
    plan: int | None = None
    outcome: int | None = None
    comment: str = Field(default="", max_length=300)
