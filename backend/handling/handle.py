"""Handling a report: what it says, where it stands and an answer in one submit, and one notice to the one who wrote it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from backend.access import check_handler, hold, resent
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.reach import tell_person
from backend.errors import DomainError
from backend.handling.correct import NONE, Corrections, correct
from backend.handling.life import NEXT, needs_words
from backend.handling.same_event import counted_in, part_if_moved, take_turn
from backend.handling.told import handled_key
from backend.reporting.guarding import guard
from backend.reporting.words import clean
from models import Person, Report, ReportComment, StatusChange
from models.enums import AuditAction, CommentKind, LiftOutcome, NoticeKind, ReportStatus

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Handling:
    """What a coordinator sends; what is None, empty or stands already changes nothing.

    `asks` makes the words a question back to the reporter instead of an answer. `corrections` are the report's further facts.
    `cleared` are words of the answer of which its writer has said that they are no person.
    """

    category: str | None = None
    status: ReportStatus | None = None
    answer: str = ""
    asks: bool = False
    corrections: Corrections | None = None
    cleared: Collection[str] = ()


async def handle_report(
    session: AsyncSession, actor: Person | None, report_id: int, handling: Handling, idempotency_key: str, now: datetime
) -> Report:
    """Correct and sort a report, set where it stands and answer it; return it. The same key again does nothing more.

    `actor` None is förbundet's own mailbox, which a signed link vouches for. The reporter is told once, of a new status, an
    answer or a question; corrections alone are the office's own affair. Words to the reporter of a report that nobody has sorted
    sort it. A question is no answer: the promised day stands.

    Raises NotFoundError, NotAllowedError, PersonalDataError, and DomainError for what a report can't say, a step that a report's
    life doesn't have, one that tells an outcome without an answer (`error.words_at.<status>`), a question without words, a
    withdrawn report, and when there is nothing to save; nothing is stored then.
    """
    handling = replace(handling, answer=clean(handling.answer))
    cleared = await guard(session, {"answer": handling.answer}, cleared=handling.cleared)
    if handling.corrections:
        await take_turn(session)
    report = await hold(session, Report, report_id, "error.report_missing")
    if await resent(session, actor, "report", report_id, idempotency_key, [report.kommun_id]):
        return report
    actor_id = await check_handler(session, actor, report.kommun_id)
    status = _wanted_status(report, handling)
    wanted = handling.corrections or NONE
    if handling.category:
        wanted = Corrections(**{**wanted, "category": handling.category})
    before, counted = report.status, counted_in(report)
    changes = await correct(session, report, wanted, idempotency_key, now)
    if not changes and status is before and not handling.answer:
        raise DomainError("error.nothing_to_save")

    kind = CommentKind.QUESTION if handling.asks else CommentKind.ANSWER
    said = kind if handling.answer else None
    record(
        session,
        actor_id,
        AuditAction.CHANGED,
        "report",
        report_id,
        now,
        **{**changes, "submit": idempotency_key, "status": [before, status], "said": said, **cleared},
    )
    await part_if_moved(session, report, counted, actor_id, idempotency_key, now)
    outcome = await set_outcome(session, report, status, handling.answer, kind, actor_id, idempotency_key, now)
    await tell_reporters(session, [outcome], idempotency_key, now)
    return report


def _wanted_status(report: Report, handling: Handling) -> ReportStatus:
    if report.status is ReportStatus.ATERKALLAD:
        raise DomainError("error.report_withdrawn")
    if handling.asks and not handling.answer:
        raise DomainError("error.question_missing", field="answer")
    status = handling.status or report.status
    if status is report.status and status is ReportStatus.MOTTAGEN and handling.answer:
        status = ReportStatus.SORTERAD
    if status is not report.status and status not in NEXT[report.status]:
        raise DomainError("error.status_step", field="status")
    if status is not report.status and needs_words(status) and (handling.asks or not handling.answer):
        raise DomainError("error.question_is_no_answer" if handling.asks else f"error.words_at.{status}", field="answer")
    return status


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is new for the one who wrote a report: a status, words, or both."""

    report: Report
    change: StatusChange | None
    comment: ReportComment | None

    @property
    def kind(self) -> NoticeKind:
        """The notice that tells it."""
        if self.comment is None:
            return NoticeKind.REPORT_CHANGED
        return NoticeKind.REPORT_ASKED if self.comment.kind is CommentKind.QUESTION else NoticeKind.REPORT_ANSWERED


async def set_outcome(
    session: AsyncSession,
    report: Report,
    status: ReportStatus,
    words: str,
    kind: CommentKind,
    actor_id: int | None,
    idempotency_key: str,
    now: datetime,
    lift_id: int | None = None,
    *,
    corrects: LiftOutcome | None = None,
) -> Outcome | None:
    """Give a held report its status and the words to its reporter; return what is new, or None.

    The caller has seen to it that the step may be taken and that the words are fit to keep, and tells the reporter. `lift_id` is
    the question that a group decided with these words, and `corrects` is what is so where something else was told of it.
    """
    change = _step(session, report, status, actor_id, now)
    comment = _say(session, report, words, kind, actor_id, idempotency_key, now, lift_id, corrects)
    await session.flush()
    return Outcome(report, change, comment) if change or comment else None


async def tell_reporters(session: AsyncSession, outcomes: Iterable[Outcome | None], submit: str, now: datetime) -> None:
    """Tell each reporter of what is new in their reports: once, by the first of them, however many one submit concerns."""
    by_reporter: dict[int | None, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome is not None:
            by_reporter.setdefault(outcome.report.reporter_id, []).append(outcome)
    for reporter_id, theirs in by_reporter.items():
        reporter = await session.get(Person, reporter_id) if reporter_id else None
        await _tell(session, reporter, theirs, submit, now)


def _step(
    session: AsyncSession, report: Report, status: ReportStatus, actor_id: int | None, now: datetime
) -> StatusChange | None:
    if status is report.status:
        return None
    change = StatusChange(report_id=stored_id(report), before=report.status, after=status, changed_by_id=actor_id, changed_at=now)
    session.add(change)
    report.status = status
    report.closed_at = None if status.is_open else now
    return change


def _say(
    session: AsyncSession,
    report: Report,
    words: str,
    kind: CommentKind,
    actor_id: int | None,
    idempotency_key: str,
    now: datetime,
    lift_id: int | None,
    corrects: LiftOutcome | None,
) -> ReportComment | None:
    if not words:
        return None
    comment = ReportComment(
        report_id=stored_id(report),
        idempotency_key=idempotency_key,
        author_id=actor_id,
        lift_id=lift_id,
        corrects=corrects,
        kind=kind,
        text=words,
        created_at=now,
    )
    session.add(comment)
    if kind is CommentKind.ANSWER:
        report.answered_at = report.answered_at or now
    return comment


async def _tell(session: AsyncSession, reporter: Person | None, outcomes: Sequence[Outcome], submit: str, now: datetime) -> None:
    first, *others = outcomes
    if reporter and not reporter.told_of_own and first.kind is not NoticeKind.REPORT_ASKED:
        return  # their own wish; it stands in their cards, under `mina` and on the web all the same
    also = {"also": [stored_id(outcome.report) for outcome in others]} if others else {}
    told = reporter is not None and await tell_person(
        session,
        reporter,
        key=handled_key(stored_id(first.report), "handled", submit),
        kind=first.kind,
        subject_id=stored_id(first.report),
        details={
            "comment_id": first.comment.id if first.comment else None,
            "status_change_id": first.change.id if first.change else None,
            **also,
        },
        now=now,
    )
    if not told:
        log.warning("handling.reporter_unreachable", reports=[outcome.report.id for outcome in outcomes])
