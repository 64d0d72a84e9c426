"""The samordningsförbund, the IT tenants that its reporters write from, its kommuner, and its running numbers."""

import uuid

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.base import ForbundOwned, enum_field
from models.enums import PartyCode


def new_mark() -> str:
    """Return a mark that was never used before, by no transaction that was rolled back either."""
    return uuid.uuid4().hex


class Forbund(SQLModel, table=True):
    """One samordningsförbund: the owner of every other row, and the receiver of last resort.

    `language_model` lets the language model of the settings, if there is one, read what passed the guard.
    `directory_mark` is another after each change of the kommuner, the units, their names and the own categories
    (`backend.database` sees to it): what was read of them stands as long as the mark does. `categoriser_version` is the learned
    model that proposes here; empty for the one that ships with the product. `notice_hours` are clock times such as `07:00-18:00`:
    notices in Teams come between them on working days; empty for at any time.
    """

    __table_args__ = (sa.CheckConstraint("answer_working_days > 0", name="answer_working_days"),)

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=120)
    email: str = Field(max_length=254)
    answer_working_days: int = 10
    notice_hours: str = Field(default="07:00-18:00", max_length=11)
    language_model: bool = False
    directory_mark: str = Field(default_factory=new_mark, max_length=32)
    categoriser_version: str = Field(default="", max_length=40)


class ForbundTenant(SQLModel, table=True):
    """An IT tenant (Entra id) whose people report to a förbund. The four parties have one each."""

    __tablename__ = "forbund_tenant"

    tenant_id: str = Field(primary_key=True, max_length=64)
    forbund_id: int = Field(foreign_key="forbund.id", index=True)


class ForbundDomain(SQLModel, table=True):
    """A mail domain whose people may report to a förbund, and the party that they work for.

    A state agency's or a region's belongs to every förbund of an installation that names it.
    """

    __tablename__ = "forbund_domain"

    domain: str = Field(primary_key=True, max_length=253)
    forbund_id: int = Field(foreign_key="forbund.id", primary_key=True, index=True)
    party: PartyCode = enum_field(PartyCode, "party")


class Kommun(ForbundOwned, table=True):
    """A kommun of the förbund. `code` is Statistics Sweden's four digits; inhabitants are aged 16–64.

    How many they are is told with the year that it is from (`inhabitants_year`) and who says so (`inhabitants_source`).
    """

    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "code"),
        sa.UniqueConstraint("forbund_id", "name"),
        sa.CheckConstraint("inhabitants_16_64 IS NULL OR inhabitants_16_64 > 0", name="inhabitants"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=4)
    name: str = Field(max_length=60)
    inhabitants_16_64: int | None = None
    inhabitants_year: int | None = None
    inhabitants_source: str = Field(default="", max_length=120)
    active: bool = True


class LocalCategory(ForbundOwned, table=True):
    """What a förbund says of a category: its own name (empty: the standard one), and whether it is offered there.

    With `sub` it is a finer category of the förbund's own under `code`, which is counted as `code`.
    """

    __tablename__ = "local_category"
    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "code", "sub"),
        sa.CheckConstraint("sub = '' OR name <> ''", name="name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    sub: str = Field(default="", max_length=40)
    name: str = Field(default="", max_length=60)
    name_en: str = Field(default="", max_length=60)
    offered: bool = True


class NumberSeries(ForbundOwned, table=True):
    """The last number given out in a series (`SB`, `SM`, `FR`) in a year."""

    __tablename__ = "number_series"
    __table_args__ = (sa.UniqueConstraint("forbund_id", "series", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    series: str = Field(max_length=2)
    year: int
    last: int
