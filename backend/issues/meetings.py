"""The meetings of a group that a fråga is put to: at which it stands, whether that has been, and at which it was decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from backend.database import AsyncSession, stored_id
from backend.errors import DomainError
from backend.i18n import Say
from backend.times import local_date, say_date
from models import Edition, Group, GroupMeeting, Lift, MeetingLift
from models.enums import EditionKind, EditionStatus, GroupKind, LiftOutcome

UNDECIDED = (LiftOutcome.VANTAR, LiftOutcome.UPPSKJUTEN)
# Which groups get a paper before each of their meetings.
WITH_PAPER = (GroupKind.LSG, GroupKind.STYRGRUPP, GroupKind.BEREDNINGSGRUPP)

FOR_EVERY_GROUP = (EditionKind.STYRELSE, EditionKind.BEREDNINGSGRUPP, EditionKind.HALVAR, EditionKind.AR)
"""The papers that tell of every group's frågor."""
_BEFORE_MEETINGS = (EditionKind.LSG, EditionKind.BEREDNINGSGRUPP)


class CorrectionOnPaper(StrEnum):
    """What papers say when an outcome is corrected: that it is, that but none is planned, or nothing, as none has told it."""

    TOLD = "told"
    UNPLANNED = "unplanned"
    NEEDLESS = "needless"


class EarlyDecisionError(DomainError):
    """The meeting at which a fråga stands hasn't been: nothing is stored until it is said once more that it is decided."""

    def __init__(self, group: str, day: date) -> None:
        """Keep whose meeting it is, and when, in ISO 8601."""
        super().__init__("error.decision_early", group=group, day=day.isoformat(), field="outcome")


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The day of the meeting at which a question stands, None while it isn't known, and whether the group gets a paper for it.

    `missed` is the day of a coming meeting whose paper was made before the question was lifted.
    """

    day: date | None
    on_paper: bool
    missed: date | None = None


@dataclass(frozen=True, slots=True)
class LiftedTo:
    """The group that has a question before it, and the day of the meeting at which it stands; None while that isn't known.

    `onwards`: another group has lifted it there. Without a group it has left the förbund, for the nation.
    """

    group: str
    day: date | None
    onwards: bool = False

    def told(self, say: Say, locale: str) -> str:
        """Return it in a sentence for whoever reported; `say` gives the text of a key with its values put in."""
        if not self.group:
            return say("report.lifted.nation")
        key = "report.lifted.onwards" if self.onwards else "report.lifted"
        if self.day is None:
            return say(key, group=self.group)
        return say(f"{key}.meeting", group=self.group, day=say_date(self.day, locale))


async def next_meeting(session: AsyncSession, lift: Lift, group: Group, now: datetime) -> NextMeeting | None:
    """Return at which meeting a question stands that waits; None for one that doesn't, and when no meeting is known."""
    return await _stands_at(session, lift, group, now) if lift.outcome in UNDECIDED else None


async def lifted_to(session: AsyncSession, issue_ids: Collection[int]) -> dict[int | None, LiftedTo]:
    """Return by fråga where it was lifted last, of those that wait for a group, and of those that were lifted to the nation.

    The day is that of the first meeting since it was lifted or postponed, whether or not anybody has told yet what came of it.
    """
    lifts = select(Lift, Group).join(Group, col(Lift.group_id) == col(Group.id)).where(col(Lift.issue_id).in_(issue_ids))
    # of two that lifted it to the same group the later one counts
    rows = (await session.exec(lifts.order_by(col(Lift.decided_at), col(Lift.id)))).all()
    further = {lift.onwards_id: lift.decided_at for lift, _ in rows if lift.onwards_id and lift.decided_at}

    def lifted(row: tuple[Lift, Group]) -> tuple[datetime, bool, int]:
        lift = row[0]
        waits = lift.outcome in UNDECIDED
        at = further.get(stored_id(lift)) if waits else lift.decided_at
        return max(lift.lifted_at, at or lift.lifted_at), at is not None, stored_id(lift)

    here = [row for row in rows if row[0].outcome in UNDECIDED or _left(row[0])]
    found: dict[int | None, LiftedTo] = {}
    for issue_id, (lift, group) in {row[0].issue_id: row for row in sorted(here, key=lifted)}.items():
        if _left(lift):
            found[issue_id] = LiftedTo("", None, onwards=True)
            continue
        stands = await _stands_at(session, lift, group, lift.decided_at or lift.lifted_at)
        found[issue_id] = LiftedTo(group.name, stands.day if stands else None, lift.id in further)
    return found


async def waiting_with(session: AsyncSession, issue_id: int, group_id: int) -> Lift | None:
    """Return the question of a fråga that a group has still to decide; it has one at most."""
    found = select(Lift).where(Lift.issue_id == issue_id, Lift.group_id == group_id, col(Lift.outcome).in_(UNDECIDED))
    return (await session.exec(found)).first()


async def deciding_groups(session: AsyncSession, lift_ids: Collection[int]) -> dict[int | None, str]:
    """Return by question the name of the group that it is put to."""
    named = select(Lift.id, Group.name).join(Group, col(Lift.group_id) == col(Group.id)).where(col(Lift.id).in_(lift_ids))
    return dict((await session.exec(named)).all())


async def check_not_early(session: AsyncSession, lift: Lift, now: datetime) -> None:
    """Pass a question that the group has met about since it was lifted or postponed, or that it has no meeting ahead for.

    Raises EarlyDecisionError for any other.
    """
    since = lift.decided_at or lift.lifted_at
    if await _met_between(session, lift.group_id, since, now):
        return
    ahead = _meetings(lift.group_id).where(col(GroupMeeting.starts_at) > now).order_by(col(GroupMeeting.starts_at))
    if coming := (await session.exec(ahead)).first():
        group = (await session.exec(select(Group).where(Group.id == lift.group_id))).one()
        raise EarlyDecisionError(group.name, local_date(coming))


async def met_on(session: AsyncSession, lift: Lift) -> date | None:
    """Return the day of the meeting that an outcome counts for; None for one that was given between meetings, or not at all."""
    found = await session.exec(select(met_at(col(Lift.decided_at))).select_from(Lift).where(Lift.id == lift.id))
    held = found.one()
    return local_date(held) if held else None


async def correction_on_paper(session: AsyncSession, lift: Lift, now: datetime) -> CorrectionOnPaper:
    """Return what papers say if the outcome of a question is corrected now, as `digests.figures.corrected` tells it.

    The next paper says so to whoever had one that told what stood: the group's own readers, and those of the papers for all.
    """
    had = select(Edition.kind, Edition.group_id).where(
        Edition.status == EditionStatus.KLAR,
        col(Edition.as_of) > (lift.decided_at or now),
        sa.or_(col(Edition.kind).in_(FOR_EVERY_GROUP), col(Edition.group_id) == lift.group_id),
    )
    told = (await session.exec(had)).all()
    if not told:
        return CorrectionOnPaper.NEEDLESS
    meeting = {group_id for kind, group_id in told if kind in _BEFORE_MEETINGS}
    made = sa.exists().where(col(Edition.group_meeting_id) == col(GroupMeeting.id), col(Edition.status) == EditionStatus.KLAR)
    ahead = select(GroupMeeting.id).where(
        col(GroupMeeting.group_id).in_(meeting), col(GroupMeeting.cancelled).is_(False), col(GroupMeeting.starts_at) > now, ~made
    )
    planned = len(meeting) < len({group_id for _, group_id in told}) or (await session.exec(ahead)).first() is not None
    return CorrectionOnPaper.TOLD if planned else CorrectionOnPaper.UNPLANNED


def met_at(recorded_at: sa.SQLColumnExpression[Any]) -> sa.ScalarSelect[Any]:
    """Return, of a `Lift` in a query, when the meeting was that an outcome counts for which was recorded at a moment.

    That is the group's last one between the lift and the moment; null where it has none, as for an outcome given between
    meetings. A meeting of which another outcome is kept, such as that the fråga was postponed, has had its own, and so have
    those before it.
    """
    answered = aliased(GroupMeeting)
    another = sa.exists().where(
        col(MeetingLift.group_meeting_id) == col(answered.id),
        col(MeetingLift.lift_id) == col(Lift.id),
        col(MeetingLift.answered_at) < recorded_at,
        col(answered.starts_at) >= col(GroupMeeting.starts_at),
    )
    held = (
        sa.select(sa.func.max(col(GroupMeeting.starts_at)))
        .where(
            col(GroupMeeting.group_id) == col(Lift.group_id),
            col(GroupMeeting.cancelled).is_(False),
            col(GroupMeeting.starts_at) > col(Lift.lifted_at),
            col(GroupMeeting.starts_at) <= recorded_at,
            ~another,
        )
        .correlate_except(GroupMeeting, MeetingLift, answered)
    )
    return held.scalar_subquery()


def decided_at() -> sa.ColumnElement[datetime]:
    """Return, of a `Lift` in a query, when its outcome was given: at the meeting that it counts for, else when recorded."""
    return sa.func.coalesce(met_at(col(Lift.decided_at)), col(Lift.decided_at))


def _left(lift: Lift) -> bool:
    return lift.outcome is LiftOutcome.LYFT_VIDARE and lift.onwards_id is None


async def _stands_at(session: AsyncSession, lift: Lift, group: Group, after: datetime) -> NextMeeting | None:
    # What was lifted after the moment that a paper tells of stands in the next one.
    made = sa.exists().where(
        col(Edition.group_meeting_id) == col(GroupMeeting.id),
        col(Edition.status) == EditionStatus.KLAR,
        col(Edition.as_of) <= lift.lifted_at,
    )
    on_paper = group.kind in WITH_PAPER
    coming = (
        select(GroupMeeting.starts_at, made)
        .where(GroupMeeting.group_id == group.id, col(GroupMeeting.cancelled).is_(False), col(GroupMeeting.starts_at) > after)
        .order_by(col(GroupMeeting.starts_at))
    )
    missed = None
    for starts_at, without in (await session.exec(coming)).all():
        if not (on_paper and without):
            return NextMeeting(local_date(starts_at), on_paper, missed)
        missed = missed or local_date(starts_at)
    return NextMeeting(None, on_paper, missed) if missed else None


async def _met_between(session: AsyncSession, group_id: int, after: datetime, until: datetime) -> datetime | None:
    held = _meetings(group_id).where(col(GroupMeeting.starts_at) > after, col(GroupMeeting.starts_at) <= until)
    return (await session.exec(held.order_by(col(GroupMeeting.starts_at).desc()))).first()


def _meetings(group_id: int) -> SelectOfScalar[datetime]:
    return select(GroupMeeting.starts_at).where(GroupMeeting.group_id == group_id, col(GroupMeeting.cancelled).is_(False))
