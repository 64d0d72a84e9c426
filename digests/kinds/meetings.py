"""Editions that are made before each of a group's meetings: when they are due, and over which days they tell."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.times import local_date
from digests.kind import Due
from digests.periods import due_before, last_day_before, since_last_time
from models import Edition, Group, GroupMeeting
from models.enums import EditionKind, EditionStatus


class MeetingKind:
    """What the kinds that are made before a group's meetings have in common."""

    key: EditionKind
    of_kommuner = True

    async def due(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return what is due `digest_days_before` days before each of the group's meetings, at 08:00, and until it begins.

        A cancelled meeting has none.
        """
        meetings = await _meetings(session, group)
        return [
            await _before(session, self.key, group, meeting, meetings[:number])
            for number, meeting in enumerate(meetings)
            if due_before(meeting.starts_at, group.digest_days_before) <= now < meeting.starts_at
        ]

    async def coming(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return what will be due before each of the group's meetings to come."""
        meetings = await _meetings(session, group)
        return [
            await _before(session, self.key, group, meeting, meetings[:number])
            for number, meeting in enumerate(meetings)
            if due_before(meeting.starts_at, group.digest_days_before) > now
        ]

    async def ahead(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return what will be due before each of the group's meetings to come."""
        return await self.coming(session, group, now)

    async def as_of(self, session: AsyncSession, group: Group, day: date) -> Due:
        """Return the edition for the group's next meeting as it would be with `day` as its last."""
        meetings = await _meetings(session, group)
        ended = [meeting for meeting in meetings if local_date(meeting.starts_at) <= day]
        coming = [meeting for meeting in meetings if meeting not in ended]
        period, previous = since_last_time(*await _ends(session, self.key, group, ended, day))
        return Due(
            kind=self.key,
            group_id=stored_id(group),
            group_meeting_id=coming[0].id if coming else None,
            key=f"dag:{day}",
            period=period,
            previous=previous,
            due_at=period.until,
            meets_on=local_date(coming[0].starts_at) if coming else None,
        )


async def last_of_year(session: AsyncSession, group: Group, day: date) -> bool:
    """Whether a group has no meeting left in a year after the one on a day."""
    days = [local_date(meeting.starts_at) for meeting in await _meetings(session, group)]
    return not any(day < other and other.year == day.year for other in days)


async def _before(
    session: AsyncSession, kind: EditionKind, group: Group, meeting: GroupMeeting, earlier: Sequence[GroupMeeting]
) -> Due:
    due_at = due_before(meeting.starts_at, group.digest_days_before)
    period, previous = since_last_time(*await _ends(session, kind, group, earlier, last_day_before(due_at)))
    return Due(
        kind=kind,
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
    session: AsyncSession, kind: EditionKind, group: Group, meetings: Iterable[GroupMeeting], end: date
) -> tuple[list[date], date, list[date]]:
    """Return, for `since_last_time`: the last day that the paper for each earlier meeting told of, `end`, and the days missed.

    A meeting without a paper was missed: its days come with the next one. But a meeting from before the group's digests began
    (`digests_from`) counts by the day that its paper would have told of.
    """
    found = await session.exec(
        sa.select(col(Edition.group_meeting_id), col(Edition.period_end)).where(  # type: ignore[call-overload]  # exec takes it
            col(Edition.group_id) == group.id, col(Edition.kind) == kind, col(Edition.status) == EditionStatus.KLAR
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
