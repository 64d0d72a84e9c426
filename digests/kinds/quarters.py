"""Editions of the calendar: those of a quarter are due on the fifth working day after it."""

from collections.abc import Sequence
from datetime import date, datetime

from backend.database import AsyncSession, stored_id
from backend.times import local_date
from digests.kind import Due
from digests.periods import Period, Quarter, Span
from models import Group
from models.enums import EditionKind


def of_calendar(kind: EditionKind, group_id: int, days: Quarter | Span) -> Due:
    """Return a group's edition of a quarter, of a half-year or of a year."""
    return Due(
        kind=kind,
        group_id=group_id,
        group_meeting_id=None,
        key=days.key,
        period=days.period,
        previous=days.back(1).period,
        due_at=days.due_at,
        meets_on=None,
    )


def last_due_quarter(now: datetime) -> Quarter:
    """Return the last quarter whose edition has fallen due."""
    ended = Quarter.of(local_date(now)).back(1)
    return ended if ended.due_at <= now else ended.back(1)


class QuarterKind:
    """What the kinds that tell of a calendar quarter have in common."""

    key: EditionKind

    async def due(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the last quarter whose edition has fallen due, at 08:00 on the fifth working day after it."""
        return [of_calendar(self.key, stored_id(group), last_due_quarter(now))]

    async def coming(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the last quarter until its edition falls due."""
        due = of_calendar(self.key, stored_id(group), Quarter.of(local_date(now)).back(1))
        return [due] if due.due_at > now else []

    async def ahead(self, session: AsyncSession, group: Group, now: datetime) -> Sequence[Due]:
        """Return the last quarter until its edition falls due, and the one that goes on."""
        going_on = of_calendar(self.key, stored_id(group), Quarter.of(local_date(now)))
        return [*await self.coming(session, group, now), going_on]

    async def as_of(self, session: AsyncSession, group: Group, day: date) -> Due:
        """Return the last quarter whose edition was due by the end of the day."""
        return of_calendar(self.key, stored_id(group), last_due_quarter(Period(day, day).until))
