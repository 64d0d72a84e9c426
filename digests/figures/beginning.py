"""When reporting began, and what that means for a period: one before it has no figures, which isn't the same as none reported."""

from datetime import date, timedelta

from digests.periods import Period

STARTING_DAYS = timedelta(days=14)
"""A period whose first report came later than this is told as incomplete, and nothing is compared with it by a test."""


def before_start(started: date | None, period: Period) -> bool:
    """Whether a period ended before anything was reported."""
    return started is None or period.end < started


def incomplete(started: date | None, period: Period) -> bool:
    """Whether the first report came so late in a period that its figures can't be compared with a whole one's."""
    return started is not None and started - period.start > STARTING_DAYS and not before_start(started, period)


def comparable(started: date | None, period: Period) -> bool:
    """Whether there was reporting in all of a period, but for its first days."""
    return not before_start(started, period) and not incomplete(started, period)
