"""Staff: those who report, receive and decide. Never the individuals that reports are about."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import EditionWay, PartyCode, RoleName


class Person(ForbundOwned, table=True):
    """A member of staff, known by the Entra object id that Teams gives, or by a work address, or both.

    `told_of_own` is whether they want to hear of each new status and answer of their own reports; `told_any_time` whether
    notices may reach them in Teams outside the förbund's hours too; `told_weekly` whether one who receives for a kommun gets
    Monday's note. `locale_chosen` says that the language is their own choice, which their Teams or browser doesn't change.
    `paper_locale` and `paper_way` are in which language and how the directory says that they get papers; their own choice goes
    before.
    """

    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "entra_id"),
        sa.UniqueConstraint("forbund_id", "email"),
        sa.CheckConstraint("entra_id IS NOT NULL OR email IS NOT NULL OR NOT active", name="reachable"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    email: str | None = Field(default=None, max_length=254)
    entra_id: str | None = Field(default=None, max_length=64)
    party: PartyCode | None = enum_field(PartyCode, "party", default=None, nullable=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    locale: str = Field(default="sv", max_length=5)
    locale_chosen: bool = False
    paper_locale: str | None = Field(default=None, max_length=5)
    paper_way: EditionWay | None = enum_field(EditionWay, "paper_way", default=None, nullable=True)
    active: bool = True
    told_of_own: bool = True
    told_any_time: bool = False
    told_weekly: bool = True


def _once_in_each_scope(name: str, *also: str, where: str = "") -> tuple[sa.Index, ...]:
    """Return what holds that a person has a role once for a kommun, a group or the förbund, by the columns `also`.

    A null counts as different from a null in a unique constraint, so each scope has its own index.
    """

    def once(scope: str, columns: tuple[str, ...], *conditions: str) -> sa.Index:
        held = " AND ".join(filter(None, conditions))
        only: dict[str, Any] = {"sqlite_where": sa.text(held), "postgresql_where": sa.text(held)} if held else {}
        return sa.Index(f"{name}_{scope}", "person_id", "role", *columns, unique=True, **only)

    return (
        once("kommun", ("kommun_id", *also), where),
        once("group", ("group_id", *also), where),
        once("forbund", also, "kommun_id IS NULL AND group_id IS NULL", where),
    )


class Role(ForbundOwned, table=True):
    """A right, scoped to a kommun or a group, or to the whole förbund when neither is given."""

    __table_args__ = (
        sa.CheckConstraint(
            "(role IN ('koordinator', 'stallforetradare') AND kommun_id IS NOT NULL AND group_id IS NULL)"
            " OR (role IN ('ledamot', 'sammankallande') AND group_id IS NOT NULL AND kommun_id IS NULL)"
            " OR (role IN ('verksamhetsutvecklare', 'forbundschef') AND kommun_id IS NULL AND group_id IS NULL)",
            name="scope",
        ),
        *_once_in_each_scope("uq_role"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: RoleName = enum_field(RoleName, "role")
    kommun_id: int | None = Field(default=None, foreign_key="kommun.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="forum.id", index=True)


class RoleTerm(ForbundOwned, table=True):
    """When a role is held that begins or ends on a day, both counted, such as a convener's that rotates.

    Its `Role` stands while it is held (`backend.directory.terms`); `over` says that it is held no more.
    """

    __tablename__ = "role_term"
    __table_args__ = (
        sa.CheckConstraint("begins IS NOT NULL OR ends IS NOT NULL", name="days"),
        sa.CheckConstraint("begins <= ends", name="order"),
        *_once_in_each_scope("uq_role_term", "begins"),
        *_once_in_each_scope("uq_role_term_held", where="begins IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: RoleName = enum_field(RoleName, "role")
    kommun_id: int | None = Field(default=None, foreign_key="kommun.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="forum.id", index=True)
    begins: date | None = None
    ends: date | None = None
    over: bool = False


class Conversation(ForbundOwned, table=True):
    """Where in Teams a person can be written to. `blocked_at` is set when Teams says that the person has blocked the bot."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    service_url: str = Field(max_length=300)
    conversation_id: str = Field(max_length=300)
    tenant_id: str = Field(max_length=64)
    user_id: str = Field(max_length=200)
    bot_id: str = Field(max_length=200)
    blocked_at: datetime | None = utc_field(default=None, nullable=True)
