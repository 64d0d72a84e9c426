"""What groups took up at their meetings: of the frågor that stood on the papers, those that somebody has told the outcome of."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession
from digests.figures.checks import agree
from digests.groups import is_local
from digests.periods import Period
from models import Group, GroupMeeting, MeetingLift


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Meetings whose papers had frågor, and those of them where each fråga got an answer; the frågor, and those answered."""

    meetings: int = 0
    whole: int = 0
    questions: int = 0
    answered: int = 0


async def read_taken_up(session: AsyncSession, period: Period, group_id: int | None = None) -> TakenUp:
    """Return what one group, or all local ones together, took up at the meetings held in a period, as was told by its end.

    A meeting counts once its convener has been asked; one that was cancelled doesn't.
    """
    answered = sa.func.count(sa.case((col(MeetingLift.answered_at) < period.until, 1)))
    found = await session.exec(
        select(sa.func.count(), answered)
        .select_from(MeetingLift)
        .join(GroupMeeting, col(MeetingLift.group_meeting_id) == col(GroupMeeting.id))
        .where(*_counted(period, group_id))
        .group_by(col(GroupMeeting.id))
    )
    meetings = found.all()
    return TakenUp(
        meetings=len(meetings),
        whole=sum(1 for asked, told in meetings if asked == told),
        questions=sum(asked for asked, _ in meetings),
        answered=sum(told for _, told in meetings),
    )


async def count_asked(session: AsyncSession, period: Period, group_id: int | None = None) -> int:
    """Return the number of times that a fråga was asked about, counted plainly, for reconciling."""
    found = await session.exec(
        select(sa.func.count())
        .select_from(MeetingLift)
        .join(GroupMeeting, col(MeetingLift.group_meeting_id) == col(GroupMeeting.id))
        .where(*_counted(period, group_id))
    )
    return found.one()


def check_taken_up(taken: TakenUp, asked: int) -> None:
    """Raise `FiguresDisagree` unless the frågor are those asked about, and every one is answered only if every meeting's are."""
    agree("taken up: frågor", asked, taken.questions)
    agree("taken up: answered", taken.answered, min(taken.answered, taken.questions))
    agree("taken up: all answered", int(taken.answered == taken.questions), int(taken.whole == taken.meetings))


def _counted(period: Period, group_id: int | None) -> list[sa.ColumnElement[bool]]:
    local = select(Group.id).where(is_local())
    group = col(GroupMeeting.group_id)
    return [
        col(GroupMeeting.starts_at) >= period.since,
        col(GroupMeeting.starts_at) < period.until,
        col(GroupMeeting.cancelled).is_(False),
        group.in_(local) if group_id is None else group == group_id,
    ]
