"""The demo's samverkansmöten: those held year by year, one called off, one booked, and one that waits for a time."""

import random
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from backend.database import AsyncSession, stored_id
from backend.demo.events import SEASON, SHARES
from backend.demo.reports import Office
from backend.times import at_local_time, is_working_day, working_day_from, working_day_until
from models import Meeting, MeetingParty, NumberSeries
from models.enums import Consent, MeetingForm, MeetingStatus, NotHeld, PartyCode

HELD = (14, 22, 31, 40, 46)
"""How many meetings each year brought, from the demo's first year to today's: of the last, as many as its days so far."""
NOT_HELD_OF = 12
"""One of so many didn't come about."""
LASTS = timedelta(hours=1)
INVITED = {PartyCode.AF: 3, PartyCode.FK: 4, PartyCode.VARD: 4}


async def write_meetings(
    session: AsyncSession, office: Office, entry: Mapping[str, Any], today: date, chance: random.Random
) -> None:
    """Store the meetings: `entry` holds what the past ones were for (`purposes`), and those of these days (`now`)."""
    meetings = [
        (_of_the_past(office, entry["purposes"], day, chance), _invited(chance))
        for day in sorted(day for back, count in enumerate(reversed(HELD)) for day in _days(today, back, count, chance))
    ]
    meetings += [(_of_now(office, told, today), {*map(PartyCode, told["parties"])}) for told in entry["now"]]
    counts: dict[int, int] = {}
    for meeting, _ in meetings:
        year = meeting.requested_at.year
        counts[year] = counts.get(year, 0) + 1
        meeting.number = f"SM-{year}-{counts[year]:04d}"
        meeting.idempotency_key = f"demo-{meeting.number}"
        meeting.calendar_uid = f"demo-{meeting.number}@{office.people['hanna.exempel@tranas.example'].forbund_id}"
        session.add(meeting)
    session.add_all(NumberSeries(series="SM", year=year, last=last) for year, last in counts.items())
    await session.flush()
    session.add_all(
        MeetingParty(meeting_id=stored_id(meeting), party=party) for meeting, parties in meetings for party in sorted(parties)
    )


def _days(today: date, back: int, count: int, chance: random.Random) -> list[date]:
    """Return the days of a year's meetings until yesterday, on working days."""
    # nothing was asked for in the year before the first
    start = date(today.year - back, 2 if back == len(HELD) - 1 else 1, 8)
    every = (start + timedelta(days=days) for days in range((date(start.year, 12, 23) - start).days))
    working = [day for day in every if is_working_day(day)]
    return [day for day in chance.choices(working, [SEASON[day.month] for day in working], k=count) if day < today]


def _of_the_past(office: Office, purposes: Collection[Mapping[str, str]], day: date, chance: random.Random) -> Meeting:
    purpose = chance.choice([*purposes])
    held = chance.randrange(NOT_HELD_OF) != 0
    starts = at_local_time(day, time(chance.randint(9, 15)))
    asked = at_local_time(working_day_until(day - timedelta(days=chance.randint(8, 30))), time(10))
    kommun = chance.choices([*SHARES], [*SHARES.values()])[0]
    return _meeting(
        office,
        kommun,
        purpose,
        asked,
        MeetingStatus.HALLET if held else MeetingStatus.INTE_HALLET,
        starts,
        not_held=None if held else NotHeld.PART_UTEBLEV,
    )


def _of_now(office: Office, told: Mapping[str, Any], today: date) -> Meeting:
    day = working_day_from(today + timedelta(days=told["day"]))
    status = MeetingStatus(told["status"])
    asked = at_local_time(working_day_until(today + timedelta(days=told["asked"])), time(10))
    starts = None if status is MeetingStatus.BEGART else at_local_time(day, time(13))
    return _meeting(office, told["kommun"], told, asked, status, starts, called_off_why=told.get("why", ""), window=day)


def _meeting(
    office: Office,
    kommun: str,
    told: Mapping[str, Any],
    asked: datetime,
    status: MeetingStatus,
    starts: datetime | None,
    *,
    not_held: NotHeld | None = None,
    called_off_why: str = "",
    window: date | None = None,
) -> Meeting:
    caller = office.people["hanna.exempel@tranas.example" if kommun == "Tranås" else "kajsa.exempel@nassjo.example"]
    receiver = office.receivers[kommun]
    organizer = receiver.person if starts else None
    last = window or (starts.date() if starts else asked.date())
    return Meeting(
        number="",
        idempotency_key="",
        calendar_uid="",
        requested_at=asked,
        caller_id=caller.id,
        calling_party=caller.party,
        form=MeetingForm(told["form"]),
        kommun_id=office.kommuner[kommun],
        purpose=told["purpose"],
        wanted_outcome=told["outcome"],
        who_decides=told["who"],
        individual_takes_part=told["form"] != MeetingForm.VERKSAMHETER,
        consent=Consent.EJ_AKTUELLT if told["form"] == MeetingForm.VERKSAMHETER else Consent.JA,
        window_start=max(last - timedelta(days=7), asked.date()),
        window_end=last,
        status=status,
        receiver_id=receiver.person.id if receiver.person else None,
        receiver_role=receiver.role,
        starts_at=starts,
        ends_at=starts + LASTS if starts else None,
        place="Stadshuset, rum 2" if starts else "",
        organizer_id=organizer.id if organizer else None,
        organizer_email=str(organizer.email) if organizer else "",
        not_held=not_held,
        called_off_why=called_off_why,
    )


def _invited(chance: random.Random) -> set[PartyCode]:
    return {*chance.choices([*INVITED], [*INVITED.values()], k=2)}
