"""A report of an event where samverkan broke down, the parties concerned, what was said of it, and its life."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import CommentKind, Consequence, LiftOutcome, Niva, PartyCode, Paverkbar, ReportStatus, RoleName, Slag, Source

TEXT_LENGTH = "length(text) BETWEEN 1 AND 4100"
"""What people write, 4,000 characters, and by how much the marks that the guard puts in may make it longer."""


def finer(category: str, subcategory: str | None) -> str:
    """Return a category as it is chosen and shown: `NARVARO`, or `NARVARO:SENT` with a förbund's own finer one under it."""
    return f"{category}:{subcategory}" if subcategory else category


def parts(chosen: str) -> tuple[str, str | None]:
    """Return the category and the finer one, if any, of what `finer` made."""
    category, _, subcategory = chosen.partition(":")
    return category, subcategory or None


class Report(ForbundOwned, table=True):
    """One event, in the reporter's words, free of personal data about individuals.

    `category` is what counts: the coordinator's choice when there is one, else the reporter's; `subcategory` is a förbund's own
    finer one under it (`LocalCategory`), chosen by a person and counted nowhere by itself. `proposed` keeps what the
    product proposed (`[{"code", "p"}]`, best first; the first with `because`, where the words that spoke for it stand in `text`)
    and `model_version` by which model, so that the three can be compared.
    `event_until` is the last day of what went on for longer than the one day `event_date`; None for that day alone.
    `same_event_as_id` is the report by which the event is counted, when another told of it first (`backend/handling/same_event`).
    `spoken_with_party` is whether the reporter has been able to talk with the other side; None when that wasn't said.
    """

    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "number"),
        sa.UniqueConstraint("forbund_id", "idempotency_key"),
        sa.CheckConstraint("slag IN ('brist', 'behov', 'framgangsfaktor')", name="slag_stored"),
        sa.CheckConstraint(TEXT_LENGTH, name="text_length"),
        sa.CheckConstraint("category <> ''", name="category_given"),
        # Without a first day the comparison is unknown, which a check lets pass.
        sa.CheckConstraint("event_until IS NULL OR event_date IS NOT NULL", name="event_begins"),
        sa.CheckConstraint("event_until > event_date", name="event_order"),
        sa.CheckConstraint("same_event_as_id <> id", name="same_event_as_another"),
        # Covers what the digests count, so that their figures are read from the index alone.
        sa.Index(
            "ix_report_figures",
            "forbund_id",
            "kommun_id",
            "reported_at",
            "category",
            "slag",
            "status",
            "internal",
            "paverkbar",
            "reporting_party",
            "closed_at",
            "answered_at",
            "answer_due",
            "source",
            "consequence",
            "secondary_category",
            "subcategory",
            "model_version",
            "same_event_as_id",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20)
    idempotency_key: str = Field(max_length=64)
    reported_at: datetime = utc_field(index=True)
    reporter_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    reporting_party: PartyCode | None = enum_field(PartyCode, "reporting_party", default=None, nullable=True)
    source: Source = enum_field(Source, "source", default=Source.TEAMS)
    kommun_id: int = Field(foreign_key="kommun.id", index=True)
    text: str = Field(sa_type=sa.Text)
    suggestion: str = Field(default="", sa_type=sa.Text)
    slag: Slag = enum_field(Slag, "slag", default=Slag.BRIST)
    event_date: date | None = None
    event_until: date | None = None
    recurring: bool | None = None
    niva: Niva | None = enum_field(Niva, "niva", default=None, nullable=True)
    paverkbar: Paverkbar | None = enum_field(Paverkbar, "paverkbar", default=None, nullable=True)
    consequence: Consequence | None = enum_field(Consequence, "consequence", default=None, nullable=True)
    spoken_with_party: bool | None = None
    internal: bool = False
    category: str = Field(max_length=40)
    subcategory: str | None = Field(default=None, max_length=40)
    secondary_category: str | None = Field(default=None, max_length=40)
    reporter_category: str = Field(max_length=40)
    proposed: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    model_version: str = Field(default="", max_length=64)
    taxonomy_version: str = Field(max_length=20)
    status: ReportStatus = enum_field(ReportStatus, "status", default=ReportStatus.MOTTAGEN)
    receiver_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    receiver_role: RoleName | None = enum_field(RoleName, "receiver_role", default=None, nullable=True)
    answer_due: date
    answered_at: datetime | None = utc_field(default=None, nullable=True)
    closed_at: datetime | None = utc_field(default=None, nullable=True)
    issue_id: int | None = Field(default=None, foreign_key="issue.id", index=True)
    same_event_as_id: int | None = Field(default=None, foreign_key="report.id", index=True)

    @property
    def chosen_category(self) -> str:
        """The category and the finer one under it, as they are chosen and shown."""
        return finer(self.category, self.subcategory)


class ReportParty(ForbundOwned, table=True):
    """A party that the report concerns, besides the one that reports."""

    __tablename__ = "report_party"

    report_id: int = Field(foreign_key="report.id", primary_key=True)
    party: PartyCode = enum_field(PartyCode, "party", primary_key=True)


class ReportComment(ForbundOwned, table=True):
    """What was said of a report: the answer to the reporter, a question back and its reply, the other party's own view.

    `lift_id` names the question that a group decided, where its decision is the answer; `corrects` is what the group made of it
    where the answer before told what wasn't so.
    """

    __tablename__ = "report_comment"
    __table_args__ = (
        sa.UniqueConstraint("forbund_id", "idempotency_key"),
        sa.CheckConstraint(TEXT_LENGTH, name="text_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    idempotency_key: str = Field(max_length=64)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    lift_id: int | None = Field(default=None, foreign_key="lift.id", index=True)
    corrects: LiftOutcome | None = enum_field(LiftOutcome, "corrects", default=None, nullable=True)
    kind: CommentKind = enum_field(CommentKind, "kind")
    party: PartyCode | None = enum_field(PartyCode, "party", default=None, nullable=True)
    text: str = Field(sa_type=sa.Text)
    created_at: datetime = utc_field()


class StatusChange(ForbundOwned, table=True):
    """One step in a report's life, for lead times and for telling the reporter."""

    __tablename__ = "status_change"

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    before: ReportStatus | None = enum_field(ReportStatus, "before", default=None, nullable=True)
    after: ReportStatus = enum_field(ReportStatus, "after")
    changed_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    changed_at: datetime = utc_field()
