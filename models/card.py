"""The cards that stand in somebody's Teams, so that they can be kept true there."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import CardKind


class StandingCard(ForbundOwned, table=True):
    """A card about a report, a meeting or a fråga, or a form that is open, and the message of Teams that it is.

    `change` is the id of the newest change in the audit trail that it shows, `face` a fingerprint of what can be read and done
    in it: a change that it shows already, or that can't be seen in it, needs no drawing anew. `renewals` counts how often it
    was to be drawn anew. A form is never drawn anew: it is known so that it can be closed, `subject_id` being the report that it
    changes or adds to; 0 for a new one.
    """

    __tablename__ = "standing_card"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "activity_id"),
        sa.Index("ix_standing_card_subject", "subject_id", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    conversation_id: str = Field(max_length=300)
    activity_id: str = Field(max_length=200)
    kind: CardKind = enum_field(CardKind, "kind")
    subject_id: int
    change: int
    face: str = Field(max_length=64)
    renewals: int = 0
    drawn_at: datetime = utc_field()
