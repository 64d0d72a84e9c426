"""What is stored: one file per aggregate, imported here so that `metadata` knows every table."""

from models.audit import AuditEvent
from models.base import ForbundOwned, metadata
from models.card import StandingCard
from models.directory import Group, GroupKommun, GroupMeeting, Unit, UnitAlias, UnitKommun
from models.draft import Draft, DraftSection
from models.edition import Delivery, Edition, EditionTranslation, EditionWish, Publication
from models.forbund import Forbund, ForbundDomain, ForbundTenant, Kommun, LocalCategory, NumberSeries
from models.insats import Insats, InsatsMeasure, InsatsOutcome
from models.issue import Action, Issue, Lift, LiftCorrection, MeetingLift
from models.learning import CategoryModel, CodedText, CodingSample
from models.meeting import Invitation, Meeting, MeetingParty
from models.outbox import OutboxMessage
from models.pattern import Pattern, PatternReport
from models.person import Conversation, Person, Role, RoleTerm
from models.report import Report, ReportComment, ReportParty, StatusChange
from models.sign_in import SignIn
from models.spindel import SpindelInvitation, SpindelMeasurement, SpindelTally

__all__ = [
    "Action",
    "AuditEvent",
    "CategoryModel",
    "CodedText",
    "CodingSample",
    "Conversation",
    "Delivery",
    "Draft",
    "DraftSection",
    "Edition",
    "EditionTranslation",
    "EditionWish",
    "Forbund",
    "ForbundDomain",
    "ForbundOwned",
    "ForbundTenant",
    "Group",
    "GroupKommun",
    "GroupMeeting",
    "Insats",
    "InsatsMeasure",
    "InsatsOutcome",
    "Invitation",
    "Issue",
    "Kommun",
    "Lift",
    "LiftCorrection",
    "LocalCategory",
    "Meeting",
    "MeetingLift",
    "MeetingParty",
    "NumberSeries",
    "OutboxMessage",
    "Pattern",
    "PatternReport",
    "Person",
    "Publication",
    "Report",
    "ReportComment",
    "ReportParty",
    "Role",
    "RoleTerm",
    "SignIn",
    "SpindelInvitation",
    "SpindelMeasurement",
    "SpindelTally",
    "StandingCard",
    "StatusChange",
    "Unit",
    "UnitAlias",
    "UnitKommun",
    "metadata",
]
