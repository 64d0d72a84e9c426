"""A fråga's way: put to a group, decided there, acted upon, and closed with an answer to everybody who reported it.

`cleared` are everywhere words of which the writer has said that they are no person.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlmodel import col, select

from backend.access import hold, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.conveners import decides_in
from backend.errors import DomainError, NotFoundError
from backend.issues.hold import check_issue, check_said, hold_issue, tell_reports
from backend.issues.meetings import UNDECIDED, check_not_early, waiting_with
from backend.issues.onwards import lift_further
from backend.reporting.words import clean
from models import Action, Group, GroupMeeting, Issue, Lift, MeetingLift, Person
from models.enums import AuditAction, IssueStatus, LiftOutcome, PartyCode, Paverkbar, ReportStatus


async def lift_issue(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    group_id: int,
    question: str,
    owner: PartyCode | None,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Issue:
    """Put a fråga to a group with a question to decide and a proposed owner; its reports are lifted and their reporters told.

    The same submit again does nothing more. Raises PersonalDataError, NotFoundError, NotAllowedError, and DomainError for no
    question, a group that isn't active, one that has the fråga before it already, and a fråga that is closed.
    """
    question = clean(question)
    answered = await check_said(session, {"question": question}, cleared=cleared)
    issue = await hold_issue(session, actor, issue_id)
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    _check_open(issue)
    group = (await session.exec(select(Group).where(Group.id == group_id, col(Group.active)))).first()
    if group is None:
        raise DomainError("error.group_unknown", field="group")
    if await waiting_with(session, issue_id, group_id):
        raise DomainError("error.lift_waiting", field="group")
    session.add(Lift(issue_id=issue_id, group_id=group_id, question=question, proposed_owner=owner, lifted_at=now))
    issue.status = IssueStatus.LYFT
    actor_id = _trace(session, actor, issue_id, submit, now, lifted_to=group_id, owner=owner, **answered)
    await tell_reports(session, issue, ReportStatus.LYFT, "", actor_id, submit, now)
    await session.flush()
    return issue


async def decide_lift(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    lift_id: int,
    outcome: LiftOutcome,
    decision: str,
    submit: str,
    now: datetime,
    *,
    to: int | None = None,
    early: bool = True,
    cleared: Collection[str] = (),
) -> Issue:
    """Record what a group made of a question; a decision is told to everybody whose report is in the fråga, once.

    Whoever may open the fråga may record it, and whoever speaks for the group (`decides_in`). It counts for the meeting that
    the group held last. A question that was postponed or lifted further needs no words. Of what was postponed nobody is told;
    what was lifted further stands before the group `to`, or goes to the nation (`NATION`), and whoever reported it is told where
    it waits now. `early` says that the meeting at which the question stands needn't have been. The same submit again does
    nothing more. Raises PersonalDataError, NotFoundError, NotAllowedError, EarlyDecisionError, and DomainError for a decision
    without words, a question that is decided already, and one that nobody, or a group that may not, takes further.
    """
    decision = clean(decision)
    answered: Mapping[str, object] = {}
    if decision or outcome is LiftOutcome.BESLUTAD:
        answered = await check_said(session, {"decision": decision}, cleared=cleared)
    issue = await hold(session, Issue, issue_id, "error.issue_missing")
    lift = await hold(session, Lift, lift_id, "error.lift_missing")
    if actor is None or not await decides_in(session, stored_id(actor), lift.group_id):
        await check_issue(session, actor, issue)
    if lift.issue_id != issue_id:
        raise NotFoundError("error.lift_missing")
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    _check_open(issue)
    if outcome is LiftOutcome.VANTAR or lift.outcome not in UNDECIDED:
        raise DomainError("error.lift_decided", field="outcome")
    if not early:
        await check_not_early(session, lift, now)
    lift.outcome, lift.decision, lift.decided_at = outcome, decision, now
    further = {"lifted_to": to} if outcome is LiftOutcome.LYFT_VIDARE else {}
    if further:
        await lift_further(session, lift, to, now)
        if lift.onwards_id:  # it waits there, whatever another group has decided
            issue.status = IssueStatus.LYFT
    await note_at_meeting(session, lift, now)
    actor_id = _trace(session, actor, issue_id, submit, now, lift=lift_id, outcome=outcome, **further, **answered)
    if outcome is LiftOutcome.BESLUTAD:
        issue.status = IssueStatus.BESLUTAD
        await tell_reports(session, issue, ReportStatus.ATGARD_BESLUTAD, decision, actor_id, submit, now, lift_id)
    elif further:
        await session.flush()
        await tell_reports(session, issue, ReportStatus.LYFT, "", actor_id, submit, now, again=True)
    await session.flush()
    return issue


async def add_action(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    what: str,
    owner: PartyCode,
    due: date,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Issue:
    """Record an åtgärd that was decided for a fråga: what, which party, by when. The same submit again does nothing more.

    Raises PersonalDataError, NotFoundError, NotAllowedError, and DomainError for no words and a fråga that is closed.
    """
    what = clean(what)
    answered = await check_said(session, {"what": what}, cleared=cleared)
    issue = await hold_issue(session, actor, issue_id)
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    _check_open(issue)
    session.add(Action(issue_id=issue_id, what=what, owner=owner, due=due))
    _trace(session, actor, issue_id, submit, now, decided=owner, due=due.isoformat(), **answered)
    await session.flush()
    return issue


async def finish_action(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    action_id: int,
    effect: str,
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> Issue:
    """Record that an åtgärd is done and what came of it, also after the fråga was closed. The same submit does nothing more.

    Raises PersonalDataError, NotFoundError, NotAllowedError, and DomainError for no words and an åtgärd that is done already.
    """
    effect = clean(effect)
    answered = await check_said(session, {"effect": effect}, cleared=cleared)
    issue = await hold_issue(session, actor, issue_id)
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    action = await hold(session, Action, action_id, "error.action_missing")
    if action.issue_id != issue_id:
        raise NotFoundError("error.action_missing")
    if action.done_at:
        raise DomainError("error.action_done", field="effect")
    action.effect, action.done_at = effect, now
    _trace(session, actor, issue_id, submit, now, action_done=action_id, **answered)
    await session.flush()
    return issue


async def close_issue(
    session: AsyncSession,
    actor: Person | None,
    issue_id: int,
    answer: str,
    *,
    onwards: bool,
    submit: str,
    now: datetime,
    cleared: Collection[str] = (),
) -> Issue:
    """Close a fråga with an answer, which everybody whose report is in it is told, once.

    `onwards` is the end of a fråga that can't be solved here and is told to the nation ("upplyst vidare"). The same submit again
    does nothing more. Raises PersonalDataError, NotFoundError, NotAllowedError, and DomainError for no answer and a fråga that
    is closed, or still waits for a group's decision.
    """
    answer = clean(answer)
    answered = await check_said(session, {"answer": answer}, cleared=cleared)
    issue = await hold_issue(session, actor, issue_id)
    if await submitted_before(session, "issue", issue_id, submit):
        return issue
    _check_open(issue)
    waiting = select(Lift.id).where(Lift.issue_id == issue_id, col(Lift.outcome).in_(UNDECIDED))
    if (await session.exec(waiting)).first() is not None:
        raise DomainError("error.issue_waits", field="answer")
    issue.answer, issue.closed_at = answer, now
    issue.status = IssueStatus.UPPLYST_VIDARE if onwards else IssueStatus.AVSLUTAD
    if onwards:
        issue.paverkbar = Paverkbar.NATIONELLT
    actor_id = _trace(session, actor, issue_id, submit, now, status=issue.status, **answered)
    status = ReportStatus.KAN_INTE_PAVERKAS if onwards else ReportStatus.AVSLUTAD
    await tell_reports(session, issue, status, answer, actor_id, submit, now)
    await session.flush()
    return issue


async def note_at_meeting(session: AsyncSession, lift: Lift, at: datetime) -> MeetingLift | None:
    """Keep an outcome with the group's last meeting before it, if its convener has been asked and nothing is kept there yet.

    Returns the row that keeps it.
    """
    held = (
        select(GroupMeeting.id)
        .where(GroupMeeting.group_id == lift.group_id, col(GroupMeeting.cancelled).is_(False), col(GroupMeeting.starts_at) <= at)
        .order_by(col(GroupMeeting.starts_at).desc())
        .limit(1)
    )
    asked = select(MeetingLift).where(
        MeetingLift.lift_id == lift.id,
        MeetingLift.group_meeting_id == held.scalar_subquery(),
        col(MeetingLift.outcome).is_(None),
    )
    row = (await session.exec(asked.with_for_update())).first()
    if row:
        row.outcome, row.answered_at = lift.outcome, at
    return row


def _check_open(issue: Issue) -> None:
    if issue.closed_at:
        raise DomainError("error.issue_closed")


def _trace(
    session: AsyncSession, actor: Person | None, issue_id: int, submit: str, now: datetime, **details: object
) -> int | None:
    actor_id = actor.id if actor else None
    record(session, actor_id, AuditAction.CHANGED, "issue", issue_id, now, submit=submit, **details)
    return actor_id
