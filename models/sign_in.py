"""Signing in to the web form by a link to a work address."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, utc_field


class SignIn(ForbundOwned, table=True):
    """One link that was asked for, and the session that began when it was used. No secret stands here: the link is signed.

    `person_id` and `used_at` are set together, once; `ended_at` when the person signs out.
    """

    __tablename__ = "sign_in"
    __table_args__ = (sa.CheckConstraint("(used_at IS NULL) = (person_id IS NULL)", name="used_by_somebody"),)

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254)
    locale: str = Field(max_length=5)
    requested_at: datetime = utc_field(index=True)
    used_at: datetime | None = utc_field(default=None, nullable=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    ended_at: datetime | None = utc_field(default=None, nullable=True)
