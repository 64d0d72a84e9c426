"""Quiet hours: notices in Teams wait for working hours, unless somebody wants them at once. Mail waits for nothing."""

import re
from datetime import datetime, time

from backend.times import next_working_moment
from models import Person
from models.enums import Channel

_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)", re.ASCII)


def check_hours(hours: str) -> str:
    """Return hours as a förbund has them, or raise ValueError: two clock times, the earlier first, or nothing."""
    if hours:
        match = _HOURS.fullmatch(hours)
        if not match or time.fromisoformat(match[1]) >= time.fromisoformat(match[2]):
            raise ValueError("must be such as 07:00-18:00, or empty for at any time")
    return hours


def told_at(person: Person | None, channel: Channel, hours: str, now: datetime, *, before: datetime | None = None) -> datetime:
    """Return when a notice may reach a person: now, or when the next working day opens for what comes outside `hours`.

    What would come too late then, after `before`, comes now.
    """
    if channel is not Channel.TEAMS or person is None or person.told_any_time or not hours:
        return now
    opens, closes = (time.fromisoformat(clock) for clock in hours.split("-"))
    wanted = next_working_moment(now, opens, closes)
    return now if before is not None and now < before <= wanted else wanted
