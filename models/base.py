"""What every table shares: names of constraints, aware UTC times, enum columns with checks, and the förbund that owns the row."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlmodel import Field, SQLModel

# Named constraints let a migration change them on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware time, stored as UTC on every database. A naive time is refused: nobody knows which hour it means."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, without zone for SQLite, which has none; raise ValueError for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must carry its time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored time as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(enum: type[StrEnum], name: str) -> sa.Enum:
    """Return a text type that takes only the enum's values, held by a check constraint of that name."""
    return sa.Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def utc_field(**kwargs: Any) -> Any:
    """Return a field for an aware UTC time; `nullable`, `index` and `default` as for `Field`."""
    return Field(sa_type=UtcDateTime, **kwargs)


def enum_field(enum: type[StrEnum], name: str, **kwargs: Any) -> Any:
    """Return a field held to the enum's values by the check constraint `ck_<table>_<name>`."""
    return Field(sa_type=enum_type(enum, name), **kwargs)


class ForbundOwned(SQLModel):
    """A row that belongs to one förbund. `backend.database` scopes every query for it; no query does so by itself."""

    # No value is needed when a row is made: the session that writes it gives its own.
    forbund_id: int = Field(default=None, foreign_key="forbund.id", index=True, nullable=False)
