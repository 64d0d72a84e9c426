"""Spindeln (Danermark & Germundsson): a group's own view of its samverkan, nine aspects, answered without a name."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, utc_field

CANT_SAY = -1
"""What is stored for an aspect that somebody can't judge."""


class SpindelMeasurement(ForbundOwned, table=True):
    """One round of answers in a group, from `opened_at` until before `closes_at`.

    `asked` is how many were. `answered`, how many did, is set when it is closed; then nobody knows any more who they were.
    """

    __tablename__ = "spindel_measurement"
    __table_args__ = (
        sa.CheckConstraint("closes_at > opened_at", name="order"),
        sa.CheckConstraint("(closed_at IS NULL) = (answered IS NULL)", name="counted"),
        sa.CheckConstraint("answered <= asked", name="asked"),
        sa.Index(
            "uq_spindel_measurement_open",
            "group_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="forum.id", index=True)
    opened_at: datetime = utc_field()
    closes_at: datetime = utc_field()
    reminded_at: datetime | None = utc_field(default=None, nullable=True)
    closed_at: datetime | None = utc_field(default=None, nullable=True)
    asked: int
    answered: int | None = None


class SpindelInvitation(ForbundOwned, table=True):
    """Somebody who is asked, and whether they have answered: never what, and not when. Gone when the measurement is closed."""

    __tablename__ = "spindel_invitation"

    measurement_id: int = Field(foreign_key="spindel_measurement.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    answered: bool = False


class SpindelTally(ForbundOwned, table=True):
    """How many gave an aspect (1–9) a value: 4 is mycket bra, 0 mycket dåligt, `CANT_SAY` no view.

    An answer is nothing but nine of these sums grown by one: there is no row for each, so none can be tied to whoever gave it.
    """

    __tablename__ = "spindel_tally"
    __table_args__ = (
        sa.CheckConstraint("aspect BETWEEN 1 AND 9", name="aspect"),
        sa.CheckConstraint("value BETWEEN -1 AND 4", name="value"),
        sa.CheckConstraint("count >= 0", name="count"),
    )

    measurement_id: int = Field(foreign_key="spindel_measurement.id", primary_key=True)
    aspect: int = Field(primary_key=True)
    value: int = Field(primary_key=True)
    count: int = 0
