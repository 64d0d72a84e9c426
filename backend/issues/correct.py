"""Putting right what was recorded of a group's outcome: another choice, other words, or another group's question.

What stood is kept beside it, but for its words, which may be why it is corrected; whoever was told of it is told once more, and
every figure follows: the outcome still counts for the meeting and the day that it was recorded for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import hold, hold_all, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotFoundError
from backend.handling.handle import set_outcome, tell_reporters
from backend.handling.life import step_with_correction, step_with_issue
from backend.issues.decide import note_at_meeting
from backend.issues.heard import find_recorder, tell_those_who_go_on, tell_who_recorded
from backend.issues.held import ANSWERS
from backend.issues.hold import check_said, hold_issue, tell_reports
from backend.issues.meetings import UNDECIDED
from backend.issues.onwards import NATION, lift_further, take_back, taken_by
from backend.reporting.words import check_length, clean
from models import Issue, Lift, LiftCorrection, MeetingLift, Person, Report, ReportComment
from models.enums import AuditAction, CommentKind, IssueStatus, LiftOutcome, ReportStatus

LONGEST_BECAUSE = 500
RIGHTS = (*ANSWERS, LiftOutcome.VANTAR)


def decision_told(outcome: LiftOutcome | None, words: str, stood: LiftOutcome, decision: str) -> str:
    """Return the words that are told of an outcome, cleaned, where another one with a decision `stood`.

    What waits has none, and when nothing was decided after all, the decision that stood is none: forms come filled in with it.
    """
    words = clean(words)
    left = outcome is not LiftOutcome.BESLUTAD and stood is LiftOutcome.BESLUTAD and words == decision
    return "" if left or outcome is LiftOutcome.VANTAR else words


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What is so, and why it is corrected (`because`), which all who were told the other are told too.

    `outcome` waiting says that the group hasn't made anything of it. `lift_id` is the question of the same fråga that the outcome
    belongs to, where it was recorded with the wrong group, and `to` the id of the group that takes what was lifted further, or
    `NATION`.
    """

    outcome: LiftOutcome
    decision: str
    because: str
    lift_id: int | None = None
    to: int | None = None


async def correct_outcome(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    lift_id: int,
    right: Right,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Issue:
    """Correct what stands of a group's outcome, for one who may open the fråga; also of a fråga that is closed.

    `cleared` are words of which the writer has said that they are no person. The same submit again does nothing more. Raises
    PersonalDataError, NotFoundError, NotAllowedError, and DomainError for no reason, a decision without words, a question that
    nothing stands of, a correction that changes nothing, another group that has nothing before it, a group that would have two
    questions of the fråga before it, a closed fråga that would have to wait anew, and one that nobody, or a group that may not,
    takes further; what is wrong is told of the field `outcome`, `decision`, `because` or `of`.
    """
    issue = await hold_issue(session, actor, issue_id)
    lift = await _lift(session, issue_id, lift_id)
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    decision, because = decision_told(right.outcome, right.decision, lift.outcome, lift.decision), clean(right.because)
    check_length("because", because, LONGEST_BECAUSE)
    needed = {"decision": decision} if decision or right.outcome is LiftOutcome.BESLUTAD else {}
    answered = await check_said(session, {**needed, "because": because}, cleared=cleared)
    meant = await _lift(session, issue_id, right.lift_id) if right.lift_id not in (None, lift_id) else lift
    same = _check(issue, lift, meant, right, decision, await _taker(session, lift))
    await _check_room(session, lift, meant, right.outcome)
    was = _put_aside(session, lift, meant, because, now)
    noted = counts_for = await _noted(session, was)
    if not same:
        await take_back(session, lift, meant.id)
    _put_right(lift, meant, right.outcome, decision, now)
    if right.outcome is LiftOutcome.LYFT_VIDARE and not same:
        await lift_further(session, meant, right.to, now)
    _note(noted, lift.outcome)
    if meant is not lift:
        counts_for = await note_at_meeting(session, meant, meant.decided_at or now)
    await session.flush()
    recorder = await find_recorder(session, lift)
    issue.status = await _status(session, issue)
    actor_id = actor.id if actor else None
    trace = {"corrected": lift_id, "outcome": [was.outcome, right.outcome], "lift": meant.id, **answered}
    record(session, actor_id, AuditAction.CHANGED, "issue", issue_id, now, submit=submit, **trace)
    await _tell(session, issue, was, meant, f"{decision}\n\n{because}".strip(), actor_id, submit, now, same=same)
    known = {actor_id}
    if told_of := counts_for or noted:
        lifts = {told_of.lift_id: issue_id}
        known |= await tell_those_who_go_on(session, actor, told_of.group_meeting_id, lifts, submit, now, corrected=True)
    if noted and recorder and recorder.id not in known:
        await tell_who_recorded(session, recorder, noted, submit, now)
    await session.flush()
    return issue


async def _lift(session: AsyncSession, issue_id: int, lift_id: int) -> Lift:
    lift = await hold(session, Lift, lift_id, "error.lift_missing")
    if lift.issue_id != issue_id:
        raise NotFoundError("error.lift_missing")
    return lift


async def _taker(session: AsyncSession, lift: Lift) -> int | None:
    """Return who took a question that was lifted further; None for any other."""
    if lift.outcome is not LiftOutcome.LYFT_VIDARE:
        return None
    taken = await taken_by(session, [stored_id(lift)])
    return taken[stored_id(lift)].id if taken else NATION


def _check(issue: Issue, lift: Lift, meant: Lift, right: Right, decision: str, taker: int | None) -> bool:
    """Pass a correction that says something new; return whether the same group takes the question further as did."""
    outcome, same = right.outcome, meant is lift and right.outcome is lift.outcome and right.to == taker
    if lift.outcome is LiftOutcome.VANTAR:
        raise DomainError("error.lift_undecided", field="outcome")
    if meant is not lift and outcome is LiftOutcome.VANTAR:
        raise DomainError("error.choose.outcome", field="outcome")
    if meant is not lift and meant.outcome not in UNDECIDED:
        raise DomainError("error.lift_decided", field="of")
    if same and decision == lift.decision:
        raise DomainError("error.nothing_corrected", field="outcome")
    waits_anew = outcome in UNDECIDED or (not same and outcome is LiftOutcome.LYFT_VIDARE and right.to != NATION)
    if issue.closed_at and (meant is not lift or waits_anew):
        raise DomainError("error.correct_closed", field="outcome")
    return same


async def _check_room(session: AsyncSession, lift: Lift, meant: Lift, outcome: LiftOutcome) -> None:
    """Pass a question that waits anew when no other one of the fråga waits for the same group then."""
    if meant is lift and outcome not in UNDECIDED:
        return
    decided = () if outcome in UNDECIDED else (meant.id,)
    others = select(Lift.id).where(
        Lift.issue_id == lift.issue_id,
        Lift.group_id == lift.group_id,
        col(Lift.id).not_in((lift.id, *decided)),
        col(Lift.outcome).in_(UNDECIDED),
    )
    if (await session.exec(others)).first() is not None:
        raise DomainError("error.lift_waiting", field="outcome")


def _put_aside(session: AsyncSession, lift: Lift, meant: Lift, because: str, now: datetime) -> LiftCorrection:
    was = LiftCorrection(
        lift_id=stored_id(lift),
        moved_to_id=None if meant is lift else stored_id(meant),
        outcome=lift.outcome,
        decided_at=lift.decided_at or now,
        because=because,
        corrected_at=now,
    )
    session.add(was)
    return was


def _put_right(lift: Lift, meant: Lift, outcome: LiftOutcome, decision: str, now: datetime) -> None:
    stood = lift.decided_at or now
    if meant is not lift or outcome is LiftOutcome.VANTAR:
        lift.outcome, lift.decision, lift.decided_at = LiftOutcome.VANTAR, "", None
    if outcome is not LiftOutcome.VANTAR:
        # what the group was asked, or postponed, only after the wrong outcome was recorded can't have been decided by then
        decided_at = stood if meant is lift or stood >= (meant.decided_at or meant.lifted_at) else now
        meant.outcome, meant.decision, meant.decided_at = outcome, decision, decided_at


async def _noted(session: AsyncSession, was: LiftCorrection) -> MeetingLift | None:
    """Return the row of the meeting that the outcome counted for, locked."""
    found = select(MeetingLift).where(MeetingLift.lift_id == was.lift_id, MeetingLift.answered_at == was.decided_at)
    return (await session.exec(found.with_for_update())).first()


def _note(noted: MeetingLift | None, outcome: LiftOutcome) -> None:
    if noted is None:
        return
    waits = outcome is LiftOutcome.VANTAR
    noted.outcome, noted.answered_at = (None, None) if waits else (outcome, noted.answered_at)


async def _status(session: AsyncSession, issue: Issue) -> IssueStatus:
    """Return where a fråga stands by what happened last to it: it was lifted, or a group decided; a closed one stays closed."""
    if issue.closed_at:
        return issue.status
    lifts = (await session.exec(select(Lift).where(Lift.issue_id == issue.id))).all()
    steps = [(lift.lifted_at, IssueStatus.LYFT) for lift in lifts]
    # a group that had the fråga before it already takes it anew: its question is older than that
    steps += [(lift.decided_at, IssueStatus.LYFT) for lift in lifts if lift.decided_at and lift.onwards_id]
    steps += [
        (lift.decided_at, IssueStatus.BESLUTAD) for lift in lifts if lift.decided_at and lift.outcome is LiftOutcome.BESLUTAD
    ]
    return max(steps, key=lambda step: (step[0], step[1] is IssueStatus.BESLUTAD))[1]


async def _tell(
    session: AsyncSession,
    issue: Issue,
    was: LiftCorrection,
    meant: Lift,
    words: str,
    actor_id: int | None,
    submit: str,
    now: datetime,
    *,
    same: bool,
) -> None:
    """Tell each reporter once: whoever was told what stood, what is so and why; of a first decision all, as of any other.

    Of what was lifted further, or wasn't, all are told where it waits now, unless the `same` group has it; of what was postponed
    nobody has been told. What was gathered after a decision that was none is lifted with its fråga. A report that was taken back
    is left alone.
    """
    heard = select(ReportComment.report_id).where(ReportComment.lift_id == was.lift_id)
    told = set((await session.exec(heard)).all())
    decided, stood = meant.outcome is LiftOutcome.BESLUTAD, was.outcome is LiftOutcome.BESLUTAD
    if not (decided or stood):
        if LiftOutcome.LYFT_VIDARE in (was.outcome, meant.outcome) and not same:
            await tell_reports(session, issue, ReportStatus.LYFT, "", actor_id, submit, now, again=True)
        return
    concerned = sa.or_(col(Report.id).in_(told), col(Report.issue_id) == issue.id)
    outcomes = []
    for report in await hold_all(session, Report, sa.and_(concerned, col(Report.status) != ReportStatus.ATERKALLAD)):
        report_id, before = stored_id(report), report.status
        corrects = meant.outcome if report_id in told else None
        step = _step(report, issue, stood=stood, decided=decided, told=bool(corrects))
        said = words if corrects else "" if stood else meant.decision
        if step is before and not said:
            continue
        key = f"{submit}:{report_id}"
        kind = CommentKind.ANSWER if said else None
        details: Mapping[str, object] = {"submit": key, "issue": issue.id, "status": [before, step], "said": kind}
        record(session, actor_id, AuditAction.CHANGED, "report", report_id, now, **details)
        outcomes.append(
            await set_outcome(
                session, report, step, said, CommentKind.ANSWER, actor_id, key, now, stored_id(meant), corrects=corrects
            )
        )
    await tell_reporters(session, outcomes, submit, now)


def _step(report: Report, issue: Issue, *, stood: bool, decided: bool, told: bool) -> ReportStatus:
    """Return where a report stands: `stood` and `decided` are whether there was a decision, and is; `told`: of what stood."""
    if report.issue_id != issue.id or (decided and stood):
        return report.status
    if decided:
        return step_with_issue(report.status, ReportStatus.ATGARD_BESLUTAD)
    if issue.status is not IssueStatus.LYFT:
        return report.status
    return step_with_correction(report.status) if told else step_with_issue(report.status, ReportStatus.LYFT)
