"""Which letter each notice becomes."""

from collections.abc import Mapping

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from backend.links import Links
from backend.mail.bounce_letters import BounceLetters
from backend.mail.decision_letters import DecisionLetters
from backend.mail.led_to_letters import LedToLetters
from backend.mail.letter import MailWriter
from backend.mail.meeting_letters import MeetingLetters
from backend.mail.paper import Paper
from backend.mail.pattern_letters import PatternLetters
from backend.mail.report_letters import ReportLetters
from backend.mail.sign_in_letters import SignInLetters
from backend.mail.spindel_letters import SpindelLetters
from backend.mail.week_letters import WeekLetters
from models.enums import NoticeKind


def letter_writers(texts: Texts, taxonomy: Taxonomy, links: Links, mail_from: str) -> Mapping[NoticeKind, MailWriter]:
    """Return the writers of the backend's own notices, which leave from the mailbox `mail_from`; editions bring theirs."""
    paper = Paper(texts)
    reports = ReportLetters(paper, taxonomy, links)
    meetings = MeetingLetters(paper, links, texts, mail_from)
    decisions = DecisionLetters(paper, links)
    spindel = SpindelLetters(paper, links)
    return {
        NoticeKind.REPORT_RECEIVED: reports.received,
        NoticeKind.REPORT_AMENDED: reports.amended,
        NoticeKind.REPORT_ASKED: reports.asked,
        NoticeKind.REPORT_CHANGED: reports.told,
        NoticeKind.REPORT_ANSWERED: reports.told,
        NoticeKind.MEETING_REQUESTED: meetings.requested,
        NoticeKind.MEETING_AMENDED: meetings.amended,
        NoticeKind.MEETING_FIXED: meetings.fixed,
        NoticeKind.MEETING_KEPT: meetings.kept,
        NoticeKind.MEETING_INVITATION: meetings.invited,
        NoticeKind.MEETING_COPY: meetings.copied,
        NoticeKind.MEETING_CANCELLED: meetings.cancelled,
        NoticeKind.MEETING_ENDED: meetings.ended,
        NoticeKind.DECISIONS_ASKED: decisions.asked,
        NoticeKind.DECISIONS_TOLD: decisions.told,
        NoticeKind.PATTERNS_FOUND: PatternLetters(paper, taxonomy, links).found,
        NoticeKind.SPINDEL_ASKED: spindel.asked,
        NoticeKind.SPINDEL_CLOSED: spindel.closed,
        NoticeKind.SPINDEL_TOO_FEW: spindel.too_few,
        NoticeKind.ADDRESS_BOUNCES: BounceLetters(paper).told,
        NoticeKind.LED_TO: LedToLetters(paper).told,
        NoticeKind.WEEK: WeekLetters(paper, links).monday,
        NoticeKind.SIGN_IN: SignInLetters(paper, links).link,
    }
