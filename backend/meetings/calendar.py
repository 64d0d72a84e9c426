"""The calendar invitation to a fixed meeting (RFC 5545, sent as RFC 5546's REQUEST)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDatetime, vRecur, vText

from backend.times import STOCKHOLM
from models import Meeting

PRODID = "-//Lex Heller//Samverkansmoten//SV"
TZID = "Europe/Stockholm"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A function, or the caller, in a calendar: its mail address, and the name that is shown."""

    address: str
    name: str
    chair: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in the calendar entry. `summary` is seen by all who see the calendar: nothing of the individual goes there."""

    summary: str
    description: str


def invitation(meeting: Meeting, words: Words, organizer: Attendee, attendees: Sequence[Attendee], *, stamp: datetime) -> bytes:
    """Return the `.ics` file of a fixed meeting, UTF-8, lines of at most 75 octets that end in CRLF.

    `organizer` gets the answers; `stamp` is when the invitation was made, so that the same one is the same file each time it is
    sent. Raises ValueError when the meeting's time isn't fixed.
    """
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("a meeting without a time can't be invited to")
    event = Event()
    event.add("uid", meeting.calendar_uid)
    event.add("sequence", meeting.calendar_sequence)
    event.add("dtstamp", stamp)
    event["dtstart"] = _local(meeting.starts_at)
    event["dtend"] = _local(meeting.ends_at)
    event.add("summary", words.summary)
    event.add("description", words.description)
    event.add("location", meeting.place)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    event["organizer"] = _address(organizer)
    for attendee in attendees:
        event.add("attendee", _attendee(attendee), encode=False)

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "REQUEST")
    calendar.add_component(_time_zone())
    calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _local(moment: datetime) -> vDatetime:
    # Outlook shows and moves a meeting right over a clock change when the time carries its zone; a UTC time it doesn't.
    return vDatetime(moment.astimezone(STOCKHOLM), {"TZID": TZID})


def _address(who: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.address}")
    address.params["CN"] = vText(who.name)
    return address


def _attendee(who: Attendee) -> vCalAddress:
    address = _address(who)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("CHAIR" if who.chair else "REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE")
    return address


def _time_zone() -> Timezone:
    """Return the zone by the rule of directive 2000/84/EC: the last Sundays of March and October, at 01:00 UTC."""
    zone = Timezone()
    zone.add("tzid", TZID)
    for part, name, before, after, month, begins in (
        (TimezoneDaylight(), "CEST", 1, 2, 3, datetime(1996, 3, 31, 2)),  # noqa: DTZ001  # a zone's own rules are in local time
        (TimezoneStandard(), "CET", 2, 1, 10, datetime(1996, 10, 27, 3)),  # noqa: DTZ001  # as above
    ):
        part.add("dtstart", begins)
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1SU"))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
