"""Editions of a calendar quarter: due on the fifth working day after it."""

from datetime import datetime

from backend.times import local_date
from digests.kind import Due
from digests.periods import Quarter
from models.enums import EditionKind


def of_quarter(kind: EditionKind, group_id: int, quarter: Quarter) -> Due:
    """Return a group's edition of a quarter."""
    return Due(
        kind=kind,
        group_id=group_id,
        group_meeting_id=None,
        key=quarter.key,
        period=quarter.period,
        previous=quarter.back(1).period,
        due_at=quarter.due_at,
        meets_on=None,
    )


def last_due_quarter(now: datetime) -> Quarter:
    """Return the last quarter whose edition has fallen due."""
    ended = Quarter.of(local_date(now)).back(1)
    return ended if ended.due_at <= now else ended.back(1)


def coming_quarter(kind: EditionKind, group_id: int, now: datetime) -> list[Due]:
    """Return a group's edition of the last quarter until it falls due."""
    due = of_quarter(kind, group_id, Quarter.of(local_date(now)).back(1))
    return [due] if due.due_at > now else []
