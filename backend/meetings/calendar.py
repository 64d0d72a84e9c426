"""A fixed meeting as a calendar entry (RFC 5545), in the three ways in which it travels (RFC 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDatetime, vRecur, vText

from backend.times import STOCKHOLM

PRODID = "-//Lex Heller//Samverkansmoten//SV"
TZID = "Europe/Stockholm"


class Method(StrEnum):
    """What an entry asks of its reader: an answer, to be kept, or to be taken away."""

    REQUEST = "REQUEST"
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A function, or a person, in a calendar: its mail address, and the name that is shown."""

    address: str
    name: str
    chair: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The meeting in a calendar. `summary` is seen by all who see the calendar: nothing of the individual goes there.

    `organizer` gets the answers and is the same as long as the meeting lives; `sent_by` is the mailbox that writes for them.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    place: str
    organizer: Attendee
    attendees: Sequence[Attendee]
    sent_by: str = ""


def calendar_file(entry: Entry, method: Method, *, stamp: datetime) -> bytes:
    """Return the `.ics` file, UTF-8, lines of at most 75 octets that end in CRLF.

    `stamp` is when it was made, so that the same one is the same file each time it is sent. What is only to be kept (PUBLISH)
    names no attendees (RFC 5546, 3.2.1): it asks for no answer.
    """
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp)
    event["dtstart"] = _local(entry.starts_at)
    event["dtend"] = _local(entry.ends_at)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.place)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("organizer", _organizer(entry), encode=False)
    if method is not Method.PUBLISH:
        for attendee in entry.attendees:
            event.add("attendee", _attendee(attendee, method, entry.organizer), encode=False)

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(_time_zone())
    calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _local(moment: datetime) -> vDatetime:
    # Outlook shows and moves a meeting right over a clock change when the time carries its zone; a UTC time it doesn't.
    return vDatetime(moment.astimezone(STOCKHOLM), {"TZID": TZID})


def _organizer(entry: Entry) -> vCalAddress:
    organizer = _address(entry.organizer)
    # The mail comes from our own mailbox: whoever compares it with the organizer finds it here (RFC 6047, 2.2.3 and 3).
    if entry.sent_by and entry.sent_by.lower() != entry.organizer.address.lower():
        organizer.params["SENT-BY"] = vText(f"mailto:{entry.sent_by}")
    return organizer


def _address(who: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.address}")
    address.params["CN"] = vText(who.name)
    return address


def _attendee(who: Attendee, method: Method, organizer: Attendee) -> vCalAddress:
    address = _address(who)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("CHAIR" if who.chair else "REQ-PARTICIPANT")
    if who.address.lower() == organizer.address.lower():  # who called the others has said yes
        address.params["PARTSTAT"] = vText("ACCEPTED")
    elif method is Method.REQUEST:
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
