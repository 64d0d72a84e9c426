"""Who is where: the parties' units with the names that people use for them, and the groups with their calendars."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import GroupKind, PartyCode


class Unit(ForbundOwned, table=True):
    """A part of a party that can be invited: an office, a vårdcentral, a clinic. `email` is a function's, not a person's."""

    __table_args__ = (sa.UniqueConstraint("forbund_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    party: PartyCode = enum_field(PartyCode, "party")
    name: str = Field(max_length=120)
    function: str = Field(max_length=120)
    email: str = Field(max_length=254)
    active: bool = True


class UnitAlias(ForbundOwned, table=True):
    """Another name that people write for a unit."""

    __tablename__ = "unit_alias"
    __table_args__ = (sa.UniqueConstraint("forbund_id", "alias"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    alias: str = Field(max_length=120)


class UnitKommun(ForbundOwned, table=True):
    """A kommun that a unit serves: FK in Nässjö serves Aneby as well."""

    __tablename__ = "unit_kommun"

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    kommun_id: int = Field(foreign_key="kommun.id", primary_key=True, index=True)


class Group(ForbundOwned, table=True):
    """A forum that decides: an LSG, a styrgrupp, the styrelse. Its digest is due `digest_days_before` each of its meetings.

    Its draft goes to the coordinator `draft_working_days` before that; with 0 there is none.

    `digests_from` is the day when its digests began: meetings before it are history, told of elsewhere. None: all of them count.
    Spindeln is measured in each of `spindel_months` (1–12).
    """

    __tablename__ = "forum"  # "group" is a reserved word in SQL
    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "slug"),
        sa.CheckConstraint("digest_days_before >= 0", name="digest_days_before"),
        sa.CheckConstraint("draft_working_days >= 0", name="draft_working_days"),
    )

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=40)
    kind: GroupKind = enum_field(GroupKind, "kind")
    name: str = Field(max_length=120)
    digest_days_before: int = 5
    draft_working_days: int = 3
    digests_from: date | None = None
    spindel_months: list[int] = Field(default_factory=list, sa_type=sa.JSON)
    active: bool = True


class GroupKommun(ForbundOwned, table=True):
    """A kommun in a group's område. A group with none looks at the whole förbund."""

    __tablename__ = "forum_kommun"

    group_id: int = Field(foreign_key="forum.id", primary_key=True)
    kommun_id: int = Field(foreign_key="kommun.id", primary_key=True, index=True)


class GroupMeeting(ForbundOwned, table=True):
    """A date in a group's calendar, and when its convener was asked and reminded of what the group decided then.

    A moment from before the meeting begins is of the day that it was moved from.
    """

    __tablename__ = "forum_meeting"
    __table_args__ = (sa.UniqueConstraint("group_id", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="forum.id", index=True)
    starts_at: datetime = utc_field()
    place: str = Field(default="", max_length=200)
    cancelled: bool = False
    asked_at: datetime | None = utc_field(default=None, nullable=True)
    reminded_at: datetime | None = utc_field(default=None, nullable=True)
