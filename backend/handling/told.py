"""What saving a report led to: what its reporter is told, and how; read from what the submit left in the trail and the outbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.outbox import notice_key
from backend.times import say_time
from models import AuditEvent, Kommun, OutboxMessage, Person, Report
from models.enums import AuditAction, Channel, CommentKind, NoticeKind, OutboxStatus

# What saving a report may tell: its reporter, and the receiver of the kommun that it is moved to.
NOTICES = (NoticeKind.REPORT_ASKED, NoticeKind.REPORT_ANSWERED, NoticeKind.REPORT_CHANGED, NoticeKind.REPORT_RECEIVED)


class Way(StrEnum):
    """How the reporter is told; the last four are why they aren't."""

    TEAMS = "teams"
    LATER = "later"
    MAIL = "mail"
    NOTHING_NEW = "nothing_new"
    UNWANTED = "unwanted"
    UNREACHED = "unreached"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Told:
    """What one submit led to. `what` ends the text key for what is told, empty for nothing; `at` is when, if later.

    `moved_to` is the kommun whose receiver is told of the report as a new one; empty when it stayed.
    """

    way: Way
    what: str = ""
    at: datetime | None = None
    moved_to: str = ""


def handled_key(report_id: int, what: Literal["handled", "moved"], submit: str) -> str:
    """Return the outbox key of what a submit tells: its reporter how the report was `handled`, or the receiver it `moved` to."""
    return f"report:{report_id}:{what}:{submit}"


async def what_was_told(session: AsyncSession, report_id: int, submit: str, now: datetime) -> Told | None:
    """Return what a submit to a report led to; None for a submit that changed nothing of it."""
    changes = select(AuditEvent).where(
        AuditEvent.subject == "report", AuditEvent.subject_id == report_id, AuditEvent.action == AuditAction.CHANGED
    )
    change = next((event for event in await session.exec(changes) if event.details.get("submit") == submit), None)
    if change is None:
        return None
    report = await session.get_one(Report, report_id)
    rows = await session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.subject_id == report_id, col(OutboxMessage.kind).in_(NOTICES))
        .order_by(col(OutboxMessage.id))
    )
    notices = [(notice_key(row), row) for row in rows]
    moved = any(key == handled_key(report_id, "moved", submit) for key, _ in notices)
    moved_to = (await session.get_one(Kommun, report.kommun_id)).name if moved else ""
    if not (what := _what(change)):
        return Told(Way.NOTHING_NEW, moved_to=moved_to)
    told = [row for key, row in notices if key == handled_key(report_id, "handled", submit)]
    if not told:
        return Told(await _why_not(session, report), what, moved_to=moved_to)
    last = told[-1]  # a mail, where Teams has refused
    if last.channel is Channel.MAIL:
        return Told(Way.MAIL, what, moved_to=moved_to)
    waits = last.status is OutboxStatus.VANTAR and last.attempts == 0 and last.next_attempt_at > now
    return Told(Way.LATER if waits else Way.TEAMS, what, last.next_attempt_at if waits else None, moved_to)


async def what_reporters_were_told(session: AsyncSession, issue_id: int, submit: str) -> NoticeKind | None:
    """Return how a submit to a fråga was told to those who wrote the reports in it; None when nobody is told."""
    gathered = select(Report.id).where(Report.issue_id == issue_id)
    sent = await session.exec(
        select(OutboxMessage).where(col(OutboxMessage.subject_id).in_(gathered), col(OutboxMessage.kind).in_(NOTICES))
    )
    return next((row.kind for row in sent if notice_key(row) == handled_key(row.subject_id, "handled", submit)), None)


def say_told(told: Told | None, say: Callable[..., str], locale: str) -> str:
    """Return it in a sentence or two; `say` gives the text of a key with its values put in."""
    if told is None:
        return say("saved")
    what = say(f"saved.what.{told.what}") if told.what else ""
    sentences = [say("saved"), say(f"saved.{told.way}", what=what, when=say_time(told.at, locale) if told.at else "")]
    if told.moved_to:
        sentences.append(say("saved.moved", kommun=told.moved_to))
    return " ".join(sentences)


def _what(change: AuditEvent) -> str:
    before, after = change.details.get("status", ("", ""))
    said = change.details.get("said")
    if said == CommentKind.QUESTION:
        return "question"
    if said == CommentKind.ANSWER:
        return "answer" if before == after else "answer_and_status"
    return "" if before == after else "status"


async def _why_not(session: AsyncSession, report: Report) -> Way:
    reporter = await session.get(Person, report.reporter_id) if report.reporter_id else None
    if reporter is None:
        return Way.NOBODY
    return Way.UNREACHED if reporter.told_of_own else Way.UNWANTED
