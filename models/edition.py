"""An edition of a digest: claimed by one process, frozen when made, delivered to each recipient once."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import Channel, EditionKind, EditionStatus, EditionWay


class Edition(ForbundOwned, table=True):
    """One digest for one audience and one period or meeting (`period`, such as `mote:12` or `2026-K3`).

    The row is made when the edition is claimed; figures, texts and hash are set when it is done and never change after that.
    A correction is a row of its own: the next `version` of the one that it `replaces_id`, with why (`because`).
    """

    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "kind", "group_id", "period", "version"),
        sa.UniqueConstraint("replaces_id"),
        sa.CheckConstraint("period_end >= period_start", name="period_order"),
        sa.CheckConstraint(
            "(version = 1 AND replaces_id IS NULL AND because = '')"
            " OR (version > 1 AND replaces_id IS NOT NULL AND because <> '' AND status = 'klar')",
            name="version",
        ),
        sa.CheckConstraint(
            "status = 'paborjad' OR (content_hash <> '' AND pdf IS NOT NULL AND made_at IS NOT NULL)", name="frozen"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: EditionKind = enum_field(EditionKind, "kind")
    group_id: int = Field(foreign_key="forum.id", index=True)
    group_meeting_id: int | None = Field(default=None, foreign_key="forum_meeting.id", index=True)
    period: str = Field(max_length=40)
    version: int = 1
    replaces_id: int | None = Field(default=None, foreign_key="edition.id")
    because: str = Field(default="", sa_type=sa.Text)
    period_start: date
    period_end: date
    due_at: datetime = utc_field()
    status: EditionStatus = enum_field(EditionStatus, "status", default=EditionStatus.PABORJAD)
    claimed_until: datetime = utc_field()
    as_of: datetime = utc_field()
    made_at: datetime | None = utc_field(default=None, nullable=True)
    title: str = Field(default="", max_length=200)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    html: str = Field(default="", sa_type=sa.Text)
    text: str = Field(default="", sa_type=sa.Text)
    pdf: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    content_hash: str = Field(default="", max_length=64)
    taxonomy_version: str = Field(default="", max_length=20)


class EditionTranslation(ForbundOwned, table=True):
    """An edition in another language than Swedish, frozen together with it for those who read it so: the same figures."""

    __tablename__ = "edition_translation"
    __table_args__ = (sa.CheckConstraint("content_hash <> ''", name="frozen"),)

    edition_id: int = Field(foreign_key="edition.id", primary_key=True)
    locale: str = Field(max_length=5, primary_key=True)
    title: str = Field(max_length=200)
    figures: dict[str, Any] = Field(sa_type=sa.JSON)
    html: str = Field(sa_type=sa.Text)
    text: str = Field(sa_type=sa.Text)
    pdf: bytes = Field(sa_type=sa.LargeBinary)
    content_hash: str = Field(max_length=64)


class Publication(ForbundOwned, table=True):
    """An edition as it may leave the förbund, made once and frozen: its figures are what it tells and which numbers it hides."""

    __table_args__ = (sa.CheckConstraint("content_hash <> ''", name="frozen"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", unique=True)
    made_at: datetime = utc_field()
    figures: dict[str, Any] = Field(sa_type=sa.JSON)
    html: str = Field(sa_type=sa.Text)
    text: str = Field(sa_type=sa.Text)
    pdf: bytes = Field(sa_type=sa.LargeBinary)
    content_hash: str = Field(max_length=64)


class EditionWish(ForbundOwned, table=True):
    """How a person wants a group's editions of a kind; without a row as the paper in the mail."""

    __tablename__ = "edition_wish"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    kind: EditionKind = enum_field(EditionKind, "kind", primary_key=True)
    group_id: int = Field(foreign_key="forum.id", primary_key=True, index=True)
    way: EditionWay = enum_field(EditionWay, "way")


class Delivery(ForbundOwned, table=True):
    """An edition's way to one recipient by one channel; the result stands in the outbox row.

    `person_id` None is the förbund's own mailbox.
    """

    __table_args__ = (
        sa.UniqueConstraint("edition_id", "person_id", "channel"),
        # A null counts as different from a null in a unique constraint, so the förbund's copy has its own index.
        sa.Index(
            "uq_delivery_forbund",
            "edition_id",
            "channel",
            unique=True,
            sqlite_where=sa.text("person_id IS NULL"),
            postgresql_where=sa.text("person_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    channel: Channel = enum_field(Channel, "channel")
    outbox_id: int = Field(foreign_key="outbox.id", index=True)
