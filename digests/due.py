"""What is due: read from the database alone, so that a clock that missed, doubled or restarted changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.times import local_date
from digests.periods import Period, Quarter, due_before, last_day_before, since_last_time
from models import Edition, Group, GroupMeeting
from models.enums import EditionKind, EditionStatus, GroupKind

GROUPS_OF: dict[EditionKind, tuple[GroupKind, ...]] = {
    # some kommuner call the group of their kommunområde a styrgrupp
    EditionKind.LSG: (GroupKind.LSG, GroupKind.STYRGRUPP),
    EditionKind.STYRELSE: (GroupKind.STYRELSE,),
}


@dataclass(frozen=True, slots=True)
class Due:
    """An edition that is to be made: for which group and meeting, over which days, and since when it is due."""

    kind: EditionKind
    group_id: int
    group_meeting_id: int | None
    key: str
    period: Period
    previous: Period
    due_at: datetime
    meets_on: date | None

    @property
    def quarter(self) -> Quarter:
        """The quarter that the period begins in."""
        return Quarter.of(self.period.start)


async def due_editions(session: AsyncSession, now: datetime) -> list[Due]:
    """Return what is due now and neither made nor being made, the oldest first.

    - A local group's edition is due `digest_days_before` days before each of its meetings, at 08:00 in Stockholm, and until
      the meeting begins; a cancelled meeting has none. A process that was down makes it on return.
    - The board's is due at 08:00 on the fifth working day after a quarter, for the last such quarter alone.
    """
    found = await session.exec(
        select(Edition.kind, Edition.group_id, Edition.period).where(
            sa.or_(col(Edition.status) == EditionStatus.KLAR, col(Edition.claimed_until) > now)
        )
    )
    taken = set(found.all())
    due: list[Due] = []
    for group in (await session.exec(select(Group).where(col(Group.active)))).all():
        if group.kind in GROUPS_OF[EditionKind.LSG]:
            due += await _before_meetings(session, group, now)
        elif group.kind in GROUPS_OF[EditionKind.STYRELSE]:
            due.append(board_edition(stored_id(group), last_due_quarter(now)))
    return sorted(
        (each for each in due if (each.kind, each.group_id, each.key) not in taken),
        key=lambda each: (each.due_at, each.group_id),
    )


def board_edition(group_id: int, quarter: Quarter) -> Due:
    """Return the board's edition of a quarter."""
    return Due(
        kind=EditionKind.STYRELSE,
        group_id=group_id,
        group_meeting_id=None,
        key=quarter.key,
        period=quarter.period,
        previous=quarter.back(1).period,
        due_at=quarter.due_at,
        meets_on=None,
    )


def last_quarter_of(group_id: int, now: datetime) -> Due:
    """Return what a local group's paper would say of the last whole quarter: for looking at, never due."""
    quarter = Quarter.of(local_date(now)).back(1)
    return Due(
        kind=EditionKind.LSG,
        group_id=group_id,
        group_meeting_id=None,
        key=f"kvartal:{quarter.key}",
        period=quarter.period,
        previous=quarter.back(1).period,
        due_at=quarter.period.until,
        meets_on=None,
    )


def last_due_quarter(now: datetime) -> Quarter:
    """Return the last quarter whose edition has fallen due."""
    ended = Quarter.of(local_date(now)).back(1)
    return ended if ended.due_at <= now else ended.back(1)


async def edition_as_of(session: AsyncSession, group: Group, day: date) -> Due:
    """Return a local group's edition as it would be with `day` as its last: for looking at, whether it is due or not."""
    meetings = await _meetings(session, group)
    ended = [meeting for meeting in meetings if local_date(meeting.starts_at) <= day]
    coming = [meeting for meeting in meetings if meeting not in ended]
    period, previous = since_last_time(*await _ends(session, group, ended, day))
    return Due(
        kind=EditionKind.LSG,
        group_id=stored_id(group),
        group_meeting_id=coming[0].id if coming else None,
        key=f"dag:{day}",
        period=period,
        previous=previous,
        due_at=period.until,
        meets_on=local_date(coming[0].starts_at) if coming else None,
    )


async def _before_meetings(session: AsyncSession, group: Group, now: datetime) -> list[Due]:
    meetings = await _meetings(session, group)
    return [
        await _before(session, group, meeting, meetings[:number])
        for number, meeting in enumerate(meetings)
        if due_before(meeting.starts_at, group.digest_days_before) <= now < meeting.starts_at
    ]


async def _before(session: AsyncSession, group: Group, meeting: GroupMeeting, earlier: Sequence[GroupMeeting]) -> Due:
    due_at = due_before(meeting.starts_at, group.digest_days_before)
    period, previous = since_last_time(*await _ends(session, group, earlier, last_day_before(due_at)))
    return Due(
        kind=EditionKind.LSG,
        group_id=stored_id(group),
        group_meeting_id=meeting.id,
        key=f"mote:{meeting.id}",
        period=period,
        previous=previous,
        due_at=due_at,
        meets_on=local_date(meeting.starts_at),
    )


async def _meetings(session: AsyncSession, group: Group) -> Sequence[GroupMeeting]:
    """Return the dates of a group that aren't cancelled, the first first."""
    found = await session.exec(
        select(GroupMeeting)
        .where(GroupMeeting.group_id == group.id, col(GroupMeeting.cancelled).is_(False))
        .order_by(col(GroupMeeting.starts_at))
    )
    return found.all()


async def _ends(
    session: AsyncSession, group: Group, meetings: Iterable[GroupMeeting], end: date
) -> tuple[list[date], date, list[date]]:
    """Return, for `since_last_time`: the last day that the paper for each earlier meeting told of, `end`, and the days missed.

    A meeting without a paper was missed: its days come with the next one. But a meeting from before the group's digests began
    (`digests_from`) counts by the day that its paper would have told of.
    """
    found = await session.exec(
        sa.select(col(Edition.group_meeting_id), col(Edition.period_end)).where(  # type: ignore[call-overload]  # exec takes it
            col(Edition.group_id) == group.id, col(Edition.status) == EditionStatus.KLAR
        )
    )
    told: dict[int | None, date] = dict(found.all())
    ends = [told[meeting.id] for meeting in meetings if meeting.id in told]
    missed: list[date] = []
    for meeting in meetings:
        if meeting.id not in told:
            history = group.digests_from is not None and local_date(meeting.starts_at) < group.digests_from
            (ends if history else missed).append(last_day_before(due_before(meeting.starts_at, group.digest_days_before)))
    return ends, end, missed
