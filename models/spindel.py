"""Spindeln (Danermark & Germundsson): a group's own view of its samverkan, nine aspects, answered without a name."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned


class SpindelMeasurement(ForbundOwned, table=True):
    """One round of answers in a group."""

    __tablename__ = "spindel_measurement"
    __table_args__ = (sa.UniqueConstraint("group_id", "measured_on"),)

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="forum.id", index=True)
    measured_on: date


class SpindelAnswer(ForbundOwned, table=True):
    """One answer to one aspect (1–9): 4 is mycket bra, 0 mycket dåligt. Nothing ties it to who answered."""

    __tablename__ = "spindel_answer"
    __table_args__ = (
        sa.CheckConstraint("aspect BETWEEN 1 AND 9", name="aspect"),
        sa.CheckConstraint("value BETWEEN 0 AND 4", name="value"),
    )

    id: int | None = Field(default=None, primary_key=True)
    measurement_id: int = Field(foreign_key="spindel_measurement.id", index=True)
    aspect: int
    value: int
