"""A fråga as its page and its cards show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import handled_kommuner
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.handling.views import IssueRef, ReportView, issue_reports
from backend.i18n import Say
from backend.issues.hold import check_issue
from backend.issues.kommun import kommun_of_issue
from backend.issues.meetings import UNDECIDED, CorrectionOnPaper, NextMeeting, correction_on_paper, met_on, next_meeting
from backend.issues.onwards import NATION, Taker, outcome_choices, say_outcome, taken_by, takers_of, value_of
from backend.standing import newest_change
from models import Action, Group, Issue, Kommun, Lift, LiftCorrection, Person, Report
from models.enums import AuditAction, IssueStatus, LiftOutcome, PartyCode, Paverkbar


@dataclass(frozen=True, slots=True)
class CorrectedView:
    """What stood of a question before it was corrected, when it was, and why; the words of its decision aren't kept."""

    outcome: LiftOutcome
    because: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftView:
    """A question before a group, and what the group made of it; `next_meeting` where it waits and a meeting is known.

    `met_on` is the day of the meeting that the outcome counts for; None for one that was given between meetings. `corrections`
    are what stood there before, the oldest first; `on_paper` is what papers say if the outcome is corrected now. `taker` is the
    group that takes what was lifted further, None for the nation; `takers` are those that may.
    """

    id: int
    group: str
    question: str
    owner: PartyCode | None
    lifted_at: datetime
    outcome: LiftOutcome
    decided_at: datetime | None
    decision: str
    next_meeting: NextMeeting | None
    taker: Taker | None = None
    takers: tuple[Taker, ...] = ()
    met_on: date | None = None
    corrections: tuple[CorrectedView, ...] = ()
    on_paper: CorrectionOnPaper = CorrectionOnPaper.NEEDLESS

    @property
    def waits(self) -> bool:
        """Whether the group has still to decide: a question that it postponed waits as well."""
        return self.outcome in UNDECIDED

    def said(self, say: Say) -> str:
        """Return the outcome in words."""
        return say_outcome(say, self.outcome, self.taker.name if self.taker else "")

    def choices(self, say: Say, outcomes: Sequence[LiftOutcome], others: Iterable["LiftView"] = ()) -> list[tuple[str, str]]:
        """Return the values and labels of a form's choice among these outcomes, which may be those of other questions too."""
        paused = [self.taker] if self.taker else []
        takers = [*self.takers, *paused, *(taker for other in others for taker in other.takers)]
        return outcome_choices(say, outcomes, dict.fromkeys(takers))

    @property
    def chosen(self) -> str:
        """The outcome as the value of such a choice."""
        return value_of(self.outcome, self.taker.id if self.taker else NATION)

    @property
    def choice(self) -> tuple[int, str]:
        """It as one of several to choose from."""
        return self.id, self.group


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """An åtgärd."""

    id: int
    what: str
    owner: PartyCode
    due: date
    done_at: datetime | None
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """A fråga for one who may open it. `reports` are those that the viewer handles, and `others` the number of the rest.

    `change` is the newest change that it shows, by its id in the audit trail.
    """

    id: int
    number: str
    title: str
    kommun_id: int | None
    kommun: str | None
    status: IssueStatus
    paverkbar: Paverkbar
    opened_at: datetime
    closed_at: datetime | None
    answer: str
    reports: tuple[ReportView, ...]
    others: int
    lifts: tuple[LiftView, ...]
    actions: tuple[ActionView, ...]
    change: int = 0

    @property
    def waits(self) -> bool:
        """Whether a group has still to decide."""
        return any(lift.waits for lift in self.lifts)

    def may_mean(self, lift: LiftView) -> tuple[LiftView, ...]:
        """Return the other groups' questions that an outcome recorded of this one may belong to: those that wait."""
        return tuple(other for other in self.lifts if other.waits and other.id != lift.id)


async def read_issue(session: AsyncSession, issue_id: int, viewer: Person | None, now: datetime) -> IssueView:
    """Return a fråga for one who handles it, whose look is kept in the audit trail.

    `viewer` None is förbundet's own mailbox. Raises NotFoundError and NotAllowedError.
    """
    view = await issue_view(session, issue_id, viewer, now)
    record(session, viewer.id if viewer else None, AuditAction.VIEWED, "issue", issue_id, now)
    return view


async def issue_view(session: AsyncSession, issue_id: int, viewer: Person | None, now: datetime) -> IssueView:
    """Return a fråga as `read_issue` does, for a card that is drawn anew: nobody has looked at it yet, so no look is kept."""
    change = await newest_change(session, "issue", issue_id)
    issue = (await session.exec(select(Issue).where(Issue.id == issue_id))).first()
    if issue is None:
        raise NotFoundError("error.issue_missing")
    handled = await check_issue(session, viewer, issue)
    its_kommun = select(Kommun).join(Issue, col(Kommun.id) == kommun_of_issue()).where(Issue.id == issue_id)
    kommun = (await session.exec(its_kommun)).first()
    reports = await issue_reports(session, issue_id, handled)
    gathered = (await session.exec(select(sa.func.count()).select_from(Report).where(Report.issue_id == issue_id))).one()
    return IssueView(
        id=issue_id,
        number=issue.number,
        title=issue.title,
        kommun_id=kommun.id if kommun else None,
        kommun=kommun.name if kommun else None,
        status=issue.status,
        paverkbar=issue.paverkbar,
        opened_at=issue.opened_at,
        closed_at=issue.closed_at,
        answer=issue.answer,
        reports=tuple(reports),
        others=gathered - len(reports),
        lifts=await _lifts(session, issue_id, now),
        actions=await _actions(session, issue_id),
        change=change,
    )


async def find_issue(session: AsyncSession, number: str) -> int | None:
    """Return the id of the fråga with a number such as `FR-2026-0003`; whoever may see it is up to `read_issue`."""
    return (await session.exec(select(Issue.id).where(Issue.number == number))).first()


async def open_issues(session: AsyncSession, viewer: Person | None) -> list[IssueRef]:
    """Return the frågor that aren't closed and that a person may put reports into, the newest first.

    Raises NotAllowedError for a person who handles nothing.
    """
    return [IssueRef(stored_id(issue), issue.number, issue.title) for issue in await _open(session, viewer)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIssue:
    """A fråga that isn't closed, in a list. `kommun` is empty for one of several; `due` is the day of its next open åtgärd."""

    id: int
    number: str
    title: str
    kommun: str
    status: IssueStatus
    opened_at: datetime
    due: date | None


async def issues_at_hand(session: AsyncSession, viewer: Person | None) -> list[OpenIssue]:
    """Return the same frågor as `open_issues`, with how each stands."""
    issues = await _open(session, viewer)
    ids = [issue.id for issue in issues]
    dues = select(Action.issue_id, sa.func.min(Action.due)).where(col(Action.issue_id).in_(ids), col(Action.done_at).is_(None))
    due = dict((await session.exec(dues.group_by(col(Action.issue_id)))).all())
    named = select(Issue.id, Kommun.name).join(Kommun, col(Kommun.id) == kommun_of_issue()).where(col(Issue.id).in_(ids))
    kommuner = dict((await session.exec(named)).all())
    return [
        OpenIssue(
            id=stored_id(issue),
            number=issue.number,
            title=issue.title,
            kommun=kommuner.get(issue.id, ""),
            status=issue.status,
            opened_at=issue.opened_at,
            due=due.get(stored_id(issue)),
        )
        for issue in issues
    ]


async def _open(session: AsyncSession, viewer: Person | None) -> Sequence[Issue]:
    handled = await handled_kommuner(session, viewer)
    everywhere = handled == await handled_kommuner(session, None)
    gathered = sa.select(col(Report.issue_id)).where(col(Report.issue_id) == col(Issue.id))
    theirs = sa.and_(col(Issue.kommun_id).in_(handled), ~gathered.exists())
    found = await session.exec(
        select(Issue)
        .where(
            col(Issue.closed_at).is_(None),
            sa.or_(sa.literal(everywhere), gathered.where(col(Report.kommun_id).in_(handled)).exists(), theirs),
        )
        .order_by(col(Issue.opened_at).desc(), col(Issue.id).desc())
    )
    return found.all()


async def may_open(session: AsyncSession, issue_id: int, viewer: Person | None) -> bool:
    """Whether a person may open a fråga, as the reports in it stand now."""
    issue = await session.get_one(Issue, issue_id)
    try:
        await check_issue(session, viewer, issue)
    except NotAllowedError:
        return False
    return True


async def _lifts(session: AsyncSession, issue_id: int, now: datetime) -> tuple[LiftView, ...]:
    found = await session.exec(
        select(Lift, Group)
        .join(Group, col(Lift.group_id) == col(Group.id))
        .where(Lift.issue_id == issue_id)
        .order_by(col(Lift.lifted_at), col(Lift.id))
    )
    rows, corrections = found.all(), await _corrections(session, issue_id)
    taken = await taken_by(session, [stored_id(lift) for lift, _ in rows])
    return tuple(
        [
            LiftView(
                id=stored_id(lift),
                group=group.name,
                question=lift.question,
                owner=lift.proposed_owner,
                lifted_at=lift.lifted_at,
                outcome=lift.outcome,
                decided_at=lift.decided_at,
                decision=lift.decision,
                next_meeting=await next_meeting(session, lift, group, now),
                taker=taken.get(stored_id(lift)),
                takers=await takers_of(session, lift.group_id),
                met_on=await met_on(session, lift),
                corrections=tuple(corrections.get(lift.id, ())),
                on_paper=await correction_on_paper(session, lift, now),
            )
            for lift, group in rows
        ]
    )


async def _corrections(session: AsyncSession, issue_id: int) -> Mapping[int | None, Sequence[CorrectedView]]:
    own = select(Lift.id).where(Lift.issue_id == issue_id)
    found = await session.exec(
        select(LiftCorrection).where(col(LiftCorrection.lift_id).in_(own)).order_by(col(LiftCorrection.id))
    )
    corrections: dict[int | None, list[CorrectedView]] = {}
    for was in found:
        view = CorrectedView(was.outcome, was.because, was.corrected_at)
        corrections.setdefault(was.lift_id, []).append(view)
    return corrections


async def _actions(session: AsyncSession, issue_id: int) -> tuple[ActionView, ...]:
    found = await session.exec(select(Action).where(Action.issue_id == issue_id).order_by(col(Action.due), col(Action.id)))
    return tuple(
        ActionView(
            id=stored_id(action),
            what=action.what,
            owner=action.owner,
            due=action.due,
            done_at=action.done_at,
            effect=action.effect,
        )
        for action in found
    )
