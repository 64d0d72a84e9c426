"""When and where a meeting is held: what can't be, and what is so unusual that it is asked about once more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.errors import DomainError
from backend.fields import read_clock, read_day
from backend.reporting.words import check_length, check_place
from backend.times import STOCKHOLM, add_working_days, at_local_time, is_working_day, local_date, say_date, working_day_from
from models import Invitation, Meeting
from models.enums import MeetingStatus

SHORTEST_MINUTES = 15
LONGEST_MINUTES = 480
LONGEST_PLACE = 300
LONGEST_AHEAD = timedelta(days=366)  # a year that was mistyped
FIRST_YEAR, LAST_YEAR = 2000, 2100  # beyond them a moment can't be reckoned with in every zone
ORDINARY_DAY = "2026-03-02"  # by which a clock is judged alone, whatever today is: no clocks are changed on it
# The hours in which the parties' offices can be asked to meet; outside them the time is more often a slip than meant.
OFFICES_OPEN = time(7)
OFFICES_CLOSE = time(18)
# Working days from today to the earliest day that those who are invited can be expected to be free, and to have read of it.
NOTICE_DAYS = 3
WANTED_DAYS = timedelta(days=11)  # from a Monday to the Friday of the week after


@dataclass(frozen=True, slots=True)
class Slot:
    """A time with its length in minutes, and a place: a room, or the address of a digital meeting."""

    starts_at: datetime
    minutes: int
    place: str

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def confirmation(self) -> str:
        """What a form carries back when its reader was asked about just this time, and meant it."""
        return f"{self.starts_at.astimezone(UTC):%Y%m%dT%H%MZ}/{self.minutes}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a time looks like a slip: a key of the catalogue and its values, which are numbers and names from the directory.

    A value `day` is in ISO 8601 (`as_read`).
    """

    key: str
    values: dict[str, str]


class UnusualTimeError(DomainError):
    """The time can be, but looks like a slip: nothing is stored until `slot` comes back with its confirmation."""

    def __init__(self, slot: Slot, doubts: tuple[Doubt, ...]) -> None:
        """Keep what is asked about, and why."""
        super().__init__("error.time_unusual")
        self.slot = slot
        self.doubts = doubts


def read_start(day: str, clock: str) -> datetime:
    """Return when a meeting starts by the fields of a day and of a time of day, by the clock in Stockholm.

    Raises DomainError, with `values["field"]`, for what is no day or no time.
    """
    starts_on, starts_at = read_day(day), read_clock(clock)
    if starts_on is None or not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        raise DomainError("error.date_wrong", field="date")
    if starts_at is None:
        raise DomainError("error.time_wrong", field="starts_at")
    return at_local_time(starts_on, starts_at)


def check_slot(slot: Slot, now: datetime) -> None:
    """Pass what can be; raise DomainError with `values["field"]`, or PersonalDataError for the place."""
    for error in _wrong(slot, now).values():
        raise error


def wrong_in_slot(day: str, clock: str, minutes: int, place: str, now: datetime) -> dict[str, DomainError]:
    """Return all that is wrong in the fields of a time and a place, by the name that the errors' `values["field"]` has."""
    found: dict[str, DomainError] = {}
    start = now  # of a day or a time that can't be read the rest is told all the same
    for tried in ((day, "00:00"), (ORDINARY_DAY, clock), (day, clock)):
        try:
            start = read_start(*tried)
        except DomainError as error:
            found.setdefault(str(error.values["field"]), error)
    rest = _wrong(Slot(start, minutes, place), now)
    if found:
        rest = {name: error for name, error in rest.items() if name in ("minutes", "place")}
    return {**found, **rest}


def _wrong(slot: Slot, now: datetime) -> dict[str, DomainError]:
    wrong: dict[str, DomainError] = {}
    if slot.starts_at <= now:
        wrong["starts_at"] = DomainError("error.time_past", field="starts_at")
    elif is_far(local_date(slot.starts_at), now):
        wrong["date"] = DomainError("error.day_far", field="date")
    if not SHORTEST_MINUTES <= slot.minutes <= LONGEST_MINUTES:
        wrong["minutes"] = DomainError("error.minutes", field="minutes", least=SHORTEST_MINUTES, most=LONGEST_MINUTES)
    if not slot.place:
        wrong["place"] = DomainError("error.place_missing", field="place")
    else:
        try:
            check_length("place", slot.place, LONGEST_PLACE)
            check_place("place", slot.place)
        except DomainError as error:
            wrong["place"] = error
    return wrong


def is_far(day: date, now: datetime) -> bool:
    """Whether a day to meet on can only be a slip of the finger."""
    return day > local_date(now) + LONGEST_AHEAD


def as_read(values: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return a doubt's values with its day, if any, as people read it."""
    return {**values, **({"day": say_date(date.fromisoformat(values["day"]), locale)} if "day" in values else {})}


def earliest_with_notice(today: date) -> date:
    """Return the first day that isn't short notice."""
    return add_working_days(today, NOTICE_DAYS)


def day_to_propose(window_start: date, window_end: date, today: date) -> date:
    """Return the first working day of those that were wished for, one that isn't short notice where there is such a day."""
    day = working_day_from(max(window_start, earliest_with_notice(today)))
    return day if day <= window_end else working_day_from(max(window_start, today))


def sensible_window(today: date) -> tuple[date, date]:
    """Return the days to wish for to begin with: next week, without what is short notice, and the week after, to its Friday."""
    monday = today + timedelta(days=7 - today.weekday())
    return max(monday, earliest_with_notice(today)), monday + WANTED_DAYS


async def ask_once_more(
    session: AsyncSession, meeting: Meeting, slot: Slot, units: Collection[int], confirmed: str, now: datetime
) -> None:
    """Pass a usual time, and one that was confirmed; raise UnusualTimeError for another. `units` are those to meet."""
    if confirmed == slot.confirmation:
        return
    if doubts := (*_of_the_clock(meeting, slot, now), *await _collisions(session, meeting, slot, units)):
        raise UnusualTimeError(slot, doubts)


def _of_the_clock(meeting: Meeting, slot: Slot, now: datetime) -> list[Doubt]:
    starts, ends = slot.starts_at.astimezone(STOCKHOLM), slot.ends_at.astimezone(STOCKHOLM)
    day = local_date(slot.starts_at)
    keys = []
    if not meeting.window_start <= day <= meeting.window_end:
        keys.append("meeting.doubt.window")
    if day.weekday() >= 5:
        keys.append("meeting.doubt.weekend")
    elif not is_working_day(day):
        keys.append("meeting.doubt.holiday")
    if starts.time() < OFFICES_OPEN or ends.time() > OFFICES_CLOSE or ends.date() > day:
        keys.append("meeting.doubt.hours")
    doubts = [Doubt(key, {}) for key in keys]
    today = local_date(now)
    if day < earliest_with_notice(today):
        proposed = day_to_propose(meeting.window_start, meeting.window_end, today)
        better = max(proposed, earliest_with_notice(today)).isoformat()
        doubts.append(Doubt("meeting.doubt.short_notice", {"count": str(NOTICE_DAYS), "day": better}))
    return doubts


async def _collisions(session: AsyncSession, meeting: Meeting, slot: Slot, units: Collection[int]) -> list[Doubt]:
    meanwhile = (
        select(Meeting.number, Invitation.function)
        .join(Invitation, col(Invitation.meeting_id) == col(Meeting.id))
        .where(
            Meeting.id != meeting.id,
            Meeting.status == MeetingStatus.BOKAT,
            col(Meeting.starts_at) < slot.ends_at,
            col(Meeting.ends_at) > slot.starts_at,
            col(Invitation.unit_id).in_(units),
        )
        .order_by(col(Meeting.number), col(Invitation.id))
    )
    return [Doubt("meeting.doubt.busy", {"number": n, "function": f}) for n, f in await session.exec(meanwhile)]
