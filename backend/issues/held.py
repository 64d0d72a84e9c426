"""What a group decided at a meeting: each fråga that stood on its paper, answered by whoever speaks for the group."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.access import hold, submitted_before
from backend.audit import record
from backend.database import AsyncSession, stored_id
from backend.directory.conveners import decides_in
from backend.errors import DomainError, NotAllowedError, NotFoundError, PersonalDataError
from backend.i18n import Say
from backend.issues.decide import decide_lift
from backend.issues.heard import Contact, tell_those_who_go_on, who_corrects
from backend.issues.meetings import UNDECIDED
from backend.issues.onwards import Taker, outcome_choices, say_outcome, taken_by, takers_of
from models import Group, GroupMeeting, Issue, Lift, MeetingLift, Person
from models.enums import AuditAction, LiftOutcome, PartyCode

ANSWERS = (LiftOutcome.BESLUTAD, LiftOutcome.UPPSKJUTEN, LiftOutcome.LYFT_VIDARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A fråga that a group had before it at a meeting; `outcome` None: nobody has said what became of it there.

    `taker` is the group that takes it where it was lifted further; empty for the nation.
    """

    lift_id: int
    issue_id: int
    number: str
    title: str
    question: str
    owner: PartyCode | None
    outcome: LiftOutcome | None
    decision: str
    taker: str = ""

    def stands(self, say: Say) -> str:
        """Return what stands of it, in words: it waits until somebody has said."""
        return say_outcome(say, self.outcome or LiftOutcome.VANTAR, self.taker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A meeting that a group has held. `asks`: it is still the group's last one, so that its answers can be recorded.

    `takers` may take what is lifted further, and `corrected_by` is whom its reader asks to correct what has been answered; nobody
    where that is the reader.
    """

    id: int
    group: str
    starts_at: datetime
    asks: bool
    questions: tuple[Asked, ...]
    takers: tuple[Taker, ...] = ()
    corrected_by: tuple[Contact, ...] = ()

    @property
    def waiting(self) -> tuple[Asked, ...]:
        """What is still to be answered."""
        return tuple(asked for asked in self.questions if asked.outcome is None) if self.asks else ()

    def among(self, lifts: Collection[int]) -> tuple[Asked, ...]:
        """Return the frågor that were put by these lifts."""
        return tuple(asked for asked in self.questions if asked.lift_id in lifts)

    def choices(self, say: Say) -> list[tuple[str, str]]:
        """Return the values and labels of what may have become of a fråga."""
        return outcome_choices(say, ANSWERS, self.takers)


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a fråga at the meeting: `outcome` None isn't told; `decision` is in the writer's words, or empty.

    `to` is the id of the group that takes what is lifted further, or `NATION`.
    """

    lift_id: int
    outcome: LiftOutcome | None
    decision: str
    to: int | None = None


async def read_held(session: AsyncSession, meeting_id: int, viewer: Person | None, now: datetime) -> Held:
    """Return a meeting for one who may say what the group decided there, whose look is kept in the audit trail.

    `viewer` None is förbundet's own mailbox. Raises NotFoundError and NotAllowedError.
    """
    meeting = await _meeting_of(session, meeting_id, viewer)
    record(session, viewer.id if viewer else None, AuditAction.VIEWED, "group_meeting", meeting_id, now)
    held = await held_view(session, meeting, now)
    correct = await who_corrects(session, [asked.issue_id for asked in held.questions if asked.outcome])
    viewer_id = viewer.id if viewer else None
    return replace(held, corrected_by=tuple(each for each in correct if each.person_id != viewer_id))


async def find_held(session: AsyncSession, meeting_id: int, now: datetime) -> Held:
    """Return a meeting as a notice tells of it; raise NotFoundError."""
    return await held_view(session, await _meeting_of(session, meeting_id, None), now)


async def waiting_meetings(session: AsyncSession, viewer: Person, now: datetime) -> list[int]:
    """Return the meetings that are asked about and whose answers a person may give, a group's last one alone, the latest last."""
    unanswered = select(MeetingLift.group_meeting_id).where(col(MeetingLift.outcome).is_(None))
    found = await session.exec(
        select(GroupMeeting)
        .join(Group, col(GroupMeeting.group_id) == col(Group.id))
        .where(col(Group.active), col(GroupMeeting.id).in_(unanswered), col(GroupMeeting.starts_at) <= now)
        .order_by(col(GroupMeeting.starts_at), col(GroupMeeting.id))
    )
    last = {meeting.group_id: meeting for meeting in found.all()}
    return [
        stored_id(meeting)
        for meeting in sorted(last.values(), key=lambda meeting: (meeting.starts_at, stored_id(meeting)))
        if (await held_view(session, meeting, now)).waiting and await decides_in(session, stored_id(viewer), meeting.group_id)
    ]


async def held_view(session: AsyncSession, meeting: GroupMeeting, now: datetime) -> Held:
    """Return a meeting with the frågor that its convener is asked about, those lifted first first."""
    group = (await session.exec(select(Group).where(Group.id == meeting.group_id))).one()
    later = select(GroupMeeting.id).where(
        GroupMeeting.group_id == meeting.group_id,
        col(GroupMeeting.cancelled).is_(False),
        col(GroupMeeting.starts_at) > meeting.starts_at,
        col(GroupMeeting.starts_at) <= now,
    )
    over = (await session.exec(later)).first() is not None
    rows = await session.exec(
        select(MeetingLift, Lift, Issue)
        .join(Lift, col(MeetingLift.lift_id) == col(Lift.id))
        .join(Issue, col(Lift.issue_id) == col(Issue.id))
        .where(MeetingLift.group_meeting_id == meeting.id)
        .order_by(col(Lift.lifted_at), col(Lift.id))
    )
    found = rows.all()
    taken = await taken_by(session, [stored_id(lift) for _, lift, _ in found])
    return Held(
        id=stored_id(meeting),
        group=group.name,
        starts_at=meeting.starts_at,
        asks=not meeting.cancelled and meeting.starts_at <= now and not over,
        questions=tuple(_asked(row, lift, issue, taken.get(stored_id(lift))) for row, lift, issue in found),
        takers=await takers_of(session, meeting.group_id),
    )


async def answer_held(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    answers: Sequence[Said],
    submit: str,
    now: datetime,
    *,
    cleared: Collection[str] = (),
) -> None:
    """Record what a group decided at its last meeting, all answers or none; what isn't told is left for later.

    Whoever handles the frågor goes on from there (an åtgärd, the next group), and is told of it unless they wrote it themselves.
    The same submit again does nothing more. Raises NotFoundError, NotAllowedError, PersonalDataError, and DomainError for no
    answer, a fråga that has been answered already, and a meeting that isn't the group's last. What is wrong with one fråga is
    told of the field `outcome-<lift>` or `decision-<lift>`.
    """
    meeting = await _meeting_of(session, meeting_id, actor)
    given = sorted((said for said in answers if said.outcome or said.decision.strip()), key=lambda said: said.lift_id)
    if not given:
        raise DomainError("error.nothing_answered")
    view = await held_view(session, meeting, now)
    if not view.asks:
        raise DomainError("error.not_last_meeting")
    asked = {question.lift_id: question for question in view.questions}
    new: list[Asked] = []
    for said in given:
        if said.lift_id not in asked:
            raise NotFoundError("error.lift_missing")
        if await _answer(session, actor, meeting_id, said, f"{submit}:{said.lift_id}", now, cleared):
            new.append(asked[said.lift_id])
    await tell_those_who_go_on(session, actor, meeting_id, {asked.lift_id: asked.issue_id for asked in new}, submit, now)


async def _answer(
    session: AsyncSession,
    actor: Person | None,
    meeting_id: int,
    said: Said,
    submit: str,
    now: datetime,
    cleared: Collection[str],
) -> bool:
    """Record one answer; return False for one that the same submit has recorded already."""
    lift = (await session.exec(select(Lift).where(Lift.id == said.lift_id))).one()
    # the fråga first, as whoever decides or corrects it does, so that two wait for one another instead of for ever
    await hold(session, Issue, lift.issue_id, "error.issue_missing")
    row = await session.exec(
        select(MeetingLift)
        .where(MeetingLift.group_meeting_id == meeting_id, MeetingLift.lift_id == said.lift_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row.one().outcome is not None:
        if await submitted_before(session, "issue", lift.issue_id, submit):
            return False
        raise DomainError("error.lift_decided", field=f"outcome-{said.lift_id}")
    if said.outcome not in ANSWERS:
        raise DomainError("error.choose", field=f"outcome-{said.lift_id}")
    try:
        await decide_lift(
            session, actor, lift.issue_id, said.lift_id, said.outcome, said.decision, submit, now, to=said.to, cleared=cleared
        )
    except PersonalDataError as error:
        raise PersonalDataError({f"{name}-{said.lift_id}": places for name, places in error.fields.items()}) from error
    except DomainError as error:
        if "field" not in error.values:
            raise
        raise DomainError(error.key, **{**error.values, "field": f"{error.values['field']}-{said.lift_id}"}) from error
    return True


async def ask_of_meeting(session: AsyncSession, meeting: GroupMeeting, as_of: datetime) -> None:
    """Keep which frågor a meeting's convener is asked about: those before the group on its paper, which told `as_of` a moment.

    What was decided between the paper and the meeting isn't asked about; what has been recorded since is answered already.
    """
    known = select(MeetingLift.lift_id).where(MeetingLift.group_meeting_id == meeting.id)
    found = await session.exec(
        select(Lift).where(
            Lift.group_id == meeting.group_id,
            col(Lift.lifted_at) < as_of,
            col(Lift.id).not_in(known),
            sa.or_(col(Lift.outcome).in_(UNDECIDED), col(Lift.decided_at) >= meeting.starts_at),
        )
    )
    for lift in found.all():
        since = lift.decided_at if lift.decided_at and lift.decided_at >= meeting.starts_at else None
        session.add(
            MeetingLift(
                group_meeting_id=stored_id(meeting),
                lift_id=stored_id(lift),
                outcome=lift.outcome if since else None,
                answered_at=since,
            )
        )
    await session.flush()


async def _meeting_of(session: AsyncSession, meeting_id: int, actor: Person | None) -> GroupMeeting:
    meeting = (await session.exec(select(GroupMeeting).where(GroupMeeting.id == meeting_id))).first()
    if meeting is None:
        raise NotFoundError("error.group_meeting_missing")
    if actor is not None and not await decides_in(session, stored_id(actor), meeting.group_id):
        raise NotAllowedError("error.not_yours")
    return meeting


def _asked(row: MeetingLift, lift: Lift, issue: Issue, taken: Taker | None) -> Asked:
    return Asked(
        lift_id=stored_id(lift),
        issue_id=lift.issue_id,
        number=issue.number,
        title=issue.title,
        question=lift.question,
        owner=lift.proposed_owner,
        outcome=row.outcome,
        decision=lift.decision if row.outcome is not None and row.outcome is lift.outcome else "",
        taker=taken.name if taken else "",
    )
