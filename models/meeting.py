"""A samverkansmöte: asked for, fixed, and the functions invited to it. No case content and no identity of the individual."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import Consent, MeetingForm, MeetingStatus, NotHeld, PartyCode, RoleName


class Meeting(ForbundOwned, table=True):
    """A meeting between at least two parties. `reference` is the caller's own ("ärende A"), never an identity.

    `called_off_why` is what everybody invited was told when it was called off; it may be empty. `other_time_asked` says that the
    caller has asked for a time in the window instead, and that none has been set since; `call_off_asked` why the caller asks
    that the fixed meeting be called off, until it is, or is kept. Only the newest of the two wishes stands.

    The organizer is who fixed the time first, and stays the same in every calendar as long as the meeting lives (RFC 5546,
    2.1.4): a person, or förbundet's own mailbox when `organizer_id` is None, with the address as it was then.
    """

    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "number"),
        sa.UniqueConstraint("forbund_id", "idempotency_key"),
        sa.CheckConstraint("window_end >= window_start", name="window"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("(status = 'begart') OR (status = 'installt') OR (starts_at IS NOT NULL)", name="fixed_time"),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times"),
        sa.CheckConstraint("(status = 'inte_hallet') = (not_held IS NOT NULL)", name="why_not_held"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20)
    idempotency_key: str = Field(max_length=64)
    requested_at: datetime = utc_field()
    caller_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    calling_party: PartyCode | None = enum_field(PartyCode, "calling_party", default=None, nullable=True)
    form: MeetingForm = enum_field(MeetingForm, "form")
    kommun_id: int = Field(foreign_key="kommun.id", index=True)
    purpose: str = Field(sa_type=sa.Text)
    wanted_outcome: str = Field(sa_type=sa.Text)
    who_decides: str = Field(sa_type=sa.Text)
    individual_takes_part: bool
    consent: Consent = enum_field(Consent, "consent")
    reference: str = Field(default="", sa_type=sa.Text)
    window_start: date
    window_end: date
    status: MeetingStatus = enum_field(MeetingStatus, "status", default=MeetingStatus.BEGART)
    receiver_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    receiver_role: RoleName | None = enum_field(RoleName, "receiver_role", default=None, nullable=True)
    starts_at: datetime | None = utc_field(default=None, nullable=True)
    ends_at: datetime | None = utc_field(default=None, nullable=True)
    place: str = Field(default="", sa_type=sa.Text)
    calendar_uid: str = Field(max_length=120, unique=True)
    calendar_sequence: int = 0
    organizer_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    organizer_email: str = Field(default="", max_length=254)
    not_held: NotHeld | None = enum_field(NotHeld, "not_held", default=None, nullable=True)
    called_off_why: str = Field(default="", sa_type=sa.Text)
    other_time_asked: bool = False
    call_off_asked: str = Field(default="", sa_type=sa.Text)
    report_id: int | None = Field(default=None, foreign_key="report.id", index=True)


class MeetingParty(ForbundOwned, table=True):
    """A party that is to take part."""

    __tablename__ = "meeting_party"

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    party: PartyCode = enum_field(PartyCode, "party", primary_key=True)


class Invitation(ForbundOwned, table=True):
    """A function invited to a meeting: a unit's role, with its address as it was when invited."""

    __table_args__ = (sa.UniqueConstraint("meeting_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    party: PartyCode = enum_field(PartyCode, "party")
    function: str = Field(max_length=250)
    email: str = Field(max_length=254)
    invited_at: datetime = utc_field()
