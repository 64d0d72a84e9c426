"""When and where a meeting is held: what can't be, and what is so unusual that it is asked about once more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlmodel import col, select

from backend.database import AsyncSession
from backend.errors import DomainError
from backend.reporting.words import check_place
from backend.times import STOCKHOLM, is_working_day, local_date
from models import Invitation, Meeting
from models.enums import MeetingStatus

SHORTEST_MINUTES = 15
LONGEST_MINUTES = 480
LONGEST_PLACE = 300
# The hours in which the parties' offices can be asked to meet; outside them the time is more often a slip than meant.
OFFICES_OPEN = time(7)
OFFICES_CLOSE = time(18)


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
    """Why a time looks like a slip: a key of the catalogue and its values, which are numbers and names from the directory."""

    key: str
    values: dict[str, str]


class UnusualTimeError(DomainError):
    """The time can be, but looks like a slip: nothing is stored until `slot` comes back with its confirmation."""

    def __init__(self, slot: Slot, doubts: tuple[Doubt, ...]) -> None:
        """Keep what is asked about, and why."""
        super().__init__("error.time_unusual")
        self.slot = slot
        self.doubts = doubts


def check_slot(slot: Slot, now: datetime) -> None:
    """Pass what can be; raise DomainError with `values["field"]`, or PersonalDataError for the place."""
    if slot.starts_at <= now:
        raise DomainError("error.time_past", field="starts_at")
    if not SHORTEST_MINUTES <= slot.minutes <= LONGEST_MINUTES:
        raise DomainError("error.minutes", field="minutes", least=SHORTEST_MINUTES, most=LONGEST_MINUTES)
    if not slot.place:
        raise DomainError("error.place_missing", field="place")
    if len(slot.place) > LONGEST_PLACE:
        raise DomainError("error.place_too_long", field="place", limit=LONGEST_PLACE)
    check_place("place", slot.place)


async def ask_once_more(session: AsyncSession, meeting: Meeting, slot: Slot, units: Collection[int], confirmed: str) -> None:
    """Pass a usual time, and one that was confirmed; raise UnusualTimeError for another. `units` are those to meet."""
    if confirmed == slot.confirmation:
        return
    if doubts := (*_of_the_clock(meeting, slot), *await _collisions(session, meeting, slot, units)):
        raise UnusualTimeError(slot, doubts)


def _of_the_clock(meeting: Meeting, slot: Slot) -> list[Doubt]:
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
    return [Doubt(key, {}) for key in keys]


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
