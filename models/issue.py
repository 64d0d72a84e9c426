"""The fråga: what several reports have in common, lifted to a group with a question to decide, and followed up as one."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ForbundOwned, enum_field, utc_field
from models.enums import IssueStatus, LiftOutcome, PartyCode, Paverkbar


class Issue(ForbundOwned, table=True):
    """A fråga. A report belongs to at most one (`Report.issue_id`).

    `kommun_id` is what it was opened for, None for several kommuner; the reports in it say whose it is now
    (`backend.issues.kommun`).
    """

    __table_args__ = (sa.UniqueConstraint("forbund_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20)
    title: str = Field(sa_type=sa.Text)
    kommun_id: int | None = Field(default=None, foreign_key="kommun.id", index=True)
    status: IssueStatus = enum_field(IssueStatus, "status", default=IssueStatus.OPPEN)
    paverkbar: Paverkbar = enum_field(Paverkbar, "paverkbar", default=Paverkbar.LOKALT)
    answer: str = Field(default="", sa_type=sa.Text)
    opened_at: datetime = utc_field()
    closed_at: datetime | None = utc_field(default=None, nullable=True)


class Lift(ForbundOwned, table=True):
    """A fråga put to a group, with what the group is asked to decide and a proposed owner.

    `onwards_id` is the question that it became where the group lifted it further; None where it left the förbund, for the nation.
    """

    __table_args__ = (
        sa.CheckConstraint("question <> ''", name="question_given"),
        sa.CheckConstraint("(outcome = 'vantar') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("onwards_id IS NULL OR outcome = 'lyft_vidare'", name="onwards"),
    )

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    group_id: int = Field(foreign_key="forum.id", index=True)
    question: str = Field(sa_type=sa.Text)
    proposed_owner: PartyCode | None = enum_field(PartyCode, "proposed_owner", default=None, nullable=True)
    lifted_at: datetime = utc_field()
    outcome: LiftOutcome = enum_field(LiftOutcome, "outcome", default=LiftOutcome.VANTAR)
    decided_at: datetime | None = utc_field(default=None, nullable=True)
    decision: str = Field(default="", sa_type=sa.Text)
    onwards_id: int | None = Field(default=None, foreign_key="lift.id", index=True)


class LiftCorrection(ForbundOwned, table=True):
    """What stood of a question before it was corrected, and why it was; the lift says what holds. The trail knows by whom.

    The words of the decision that stood aren't kept: they may be why it was corrected. `moved_to_id` is the question that the
    outcome belongs to, where it was recorded with the wrong group.
    """

    __tablename__ = "lift_correction"
    __table_args__ = (
        sa.CheckConstraint("outcome <> 'vantar'", name="stood"),
        sa.CheckConstraint("because <> ''", name="because_given"),
    )

    id: int | None = Field(default=None, primary_key=True)
    lift_id: int = Field(foreign_key="lift.id", index=True)
    moved_to_id: int | None = Field(default=None, foreign_key="lift.id", index=True)
    outcome: LiftOutcome = enum_field(LiftOutcome, "outcome")
    decided_at: datetime = utc_field()
    because: str = Field(sa_type=sa.Text)
    corrected_at: datetime = utc_field()


class MeetingLift(ForbundOwned, table=True):
    """A fråga that stood on the paper for one of a group's meetings, and what the group made of it there; None: nobody has said.

    A fråga that was postponed stands at the next meeting as well, so that each meeting keeps its own outcome.
    """

    __tablename__ = "forum_meeting_lift"
    __table_args__ = (
        sa.UniqueConstraint("group_meeting_id", "lift_id"),
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    group_meeting_id: int = Field(foreign_key="forum_meeting.id", index=True)
    lift_id: int = Field(foreign_key="lift.id", index=True)
    outcome: LiftOutcome | None = enum_field(LiftOutcome, "outcome", default=None, nullable=True)
    answered_at: datetime | None = utc_field(default=None, nullable=True)


class Action(ForbundOwned, table=True):
    """An åtgärd that was decided for a fråga: what, which party, by when, and what came of it."""

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    what: str = Field(sa_type=sa.Text)
    owner: PartyCode = enum_field(PartyCode, "owner")
    due: date
    done_at: datetime | None = utc_field(default=None, nullable=True)
    effect: str = Field(default="", sa_type=sa.Text)
