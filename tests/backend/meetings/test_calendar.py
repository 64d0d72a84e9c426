"""The calendar file that invites functions to a meeting: right hours, right form, nothing about the individual."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Timezone

from backend.meetings.calendar import Attendee, Entry, Method, calendar_file
from backend.times import STOCKHOLM

STAMP = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
DESCRIPTION = (
    "Syfte: enas om vem som gör vad; hinna före den 1 april, om möjligt.\nÖnskat resultat: en gemensam plan – skriven på mötet."
)
ORGANIZER = Attendee("karin@tranas.example", 'Karin "Kajsa" Exempel, koordinator')
FUNCTIONS = (
    Attendee("rehab@vc.example", "Rehabkoordinator, Tranås vårdcentral med ett mycket långt namn som måste vikas åäö"),
    Attendee("samverkan@fk.example", "Samverkansansvarig, FK Nässjö"),
)


def entry(starts_at: datetime, minutes: int = 60, **changes: Any) -> Entry:
    return replace(
        Entry(
            uid="6f1c3a52-uid",
            sequence=0,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            summary="Flerpartssamtal SM-2026-0007, Tranås",
            description=DESCRIPTION,
            place="Jobbhuset, Storgatan 1; rum Ekorren, plan 2",
            organizer=ORGANIZER,
            attendees=FUNCTIONS,
            sent_by="lexheller@forbund.example",
        ),
        **changes,
    )


def made(starts_at: datetime, minutes: int = 60, method: Method = Method.REQUEST, **changes: Any) -> bytes:
    return calendar_file(entry(starts_at, minutes, **changes), method, stamp=STAMP)


def event_in(file: bytes) -> Any:  # its properties have a union of thirty types
    return Calendar.from_ical(file).walk("VEVENT")[0]


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_a_parser_reads_back_what_was_written() -> None:
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC))
    calendar = Calendar.from_ical(file)
    event = event_in(file)

    assert (calendar["version"], calendar["method"], calendar["prodid"]) == (
        "2.0",
        "REQUEST",
        "-//Lex Heller//Samverkansmoten//SV",
    )
    assert event["uid"] == "6f1c3a52-uid"
    assert event["sequence"] == 0
    assert event.decoded("dtstamp") == STAMP
    assert event.decoded("dtstart") == datetime(2026, 3, 12, 9, 30, tzinfo=STOCKHOLM)
    assert event.decoded("dtend") == datetime(2026, 3, 12, 10, 30, tzinfo=STOCKHOLM)
    assert (event["summary"], event["description"]) == ("Flerpartssamtal SM-2026-0007, Tranås", DESCRIPTION)
    assert event["location"] == "Jobbhuset, Storgatan 1; rum Ekorren, plan 2"
    assert (event["status"], event["transp"]) == ("CONFIRMED", "OPAQUE")
    assert event["organizer"] == "mailto:karin@tranas.example"
    assert [str(attendee) for attendee in event["attendee"]] == ["mailto:rehab@vc.example", "mailto:samverkan@fk.example"]
    for attendee, function in zip(event["attendee"], FUNCTIONS, strict=True):
        assert attendee.params["CN"] == function.name
        assert attendee.params["PARTSTAT"] == "NEEDS-ACTION"
        assert attendee.params["ROLE"] == "REQ-PARTICIPANT"
        assert attendee.params["RSVP"] == "TRUE"


def test_every_line_ends_in_crlf_and_is_at_most_75_octets() -> None:
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC))

    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    for line in file.split(b"\r\n"):
        line.decode()  # a letter of two octets is never cut in half


def test_raw_lines_hold_what_strict_readers_look_for() -> None:
    lines = unfolded(made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC)))

    assert lines[0] == "BEGIN:VCALENDAR"
    assert "METHOD:REQUEST" in lines
    assert "DTSTART;TZID=Europe/Stockholm:20260312T093000" in lines
    assert "DTEND;TZID=Europe/Stockholm:20260312T103000" in lines
    assert "DTSTAMP:20260302T091500Z" in lines
    assert r"LOCATION:Jobbhuset\, Storgatan 1\; rum Ekorren\, plan 2" in lines
    assert lines.index("BEGIN:VTIMEZONE") < lines.index("BEGIN:VEVENT")
    # a quote can't stand in a parameter's value (RFC 5545, 3.2)
    organizer = next(line for line in lines if line.startswith("ORGANIZER"))
    assert 'SENT-BY="mailto:lexheller@forbund.example"' in organizer, "without quotes some readers know no organizer"
    assert re.fullmatch(r'ORGANIZER(;[A-Z-]+=("[^"]*"|[^";:,]*))+:mailto:karin@tranas\.example', organizer)


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        (datetime(2026, 3, 28, 8, 0, tzinfo=UTC), "20260328T090000"),
        (datetime(2026, 3, 29, 8, 0, tzinfo=UTC), "20260329T100000"),
        (datetime(2026, 10, 24, 8, 0, tzinfo=UTC), "20261024T100000"),
        (datetime(2026, 10, 25, 8, 0, tzinfo=UTC), "20261025T090000"),
    ],
)
def test_the_hour_on_the_wall_is_right_around_both_clock_changes(utc: datetime, local: str) -> None:
    assert f"DTSTART;TZID=Europe/Stockholm:{local}" in unfolded(made(utc))


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 26), date(2028, 2, 29)])
def test_the_file_s_own_zone_agrees_with_stockholm_for_readers_that_know_no_zones(day: date) -> None:
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC))
    zone = next(part for part in Calendar.from_ical(file).walk("VTIMEZONE") if isinstance(part, Timezone))
    own = zone.to_tz(lookup_tzid=False)
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001  # a time on the wall, given both zones below

    assert noon.replace(tzinfo=own).utcoffset() == noon.replace(tzinfo=STOCKHOLM).utcoffset()


def test_the_same_invitation_is_the_same_file_when_it_is_sent_again() -> None:
    starts_at = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)

    assert made(starts_at) == made(starts_at)


def test_a_meeting_over_the_lost_hour_keeps_its_length() -> None:
    file = made(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), minutes=120)
    starts, ends = (event_in(file).decoded(name) for name in ("dtstart", "dtend"))

    assert ends.astimezone(UTC) - starts.astimezone(UTC) == timedelta(hours=2)


def test_a_cancellation_takes_the_same_entry_away_and_asks_for_no_answer() -> None:
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC), method=Method.CANCEL, sequence=2)
    event = event_in(file)

    assert Calendar.from_ical(file)["method"] == "CANCEL"
    assert (event["uid"], event["sequence"], event["status"]) == ("6f1c3a52-uid", 2, "CANCELLED")
    assert event["organizer"] == "mailto:karin@tranas.example"
    assert [str(attendee) for attendee in event["attendee"]] == ["mailto:rehab@vc.example", "mailto:samverkan@fk.example"]
    assert not any("RSVP" in attendee.params for attendee in event["attendee"])


def test_what_is_only_to_be_kept_names_its_organizer_and_nobody_to_answer() -> None:
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC), method=Method.PUBLISH)

    assert Calendar.from_ical(file)["method"] == "PUBLISH"
    assert event_in(file)["organizer"] == "mailto:karin@tranas.example"
    assert "attendee" not in event_in(file)


def test_an_organizer_who_takes_part_has_said_yes() -> None:
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC), attendees=(Attendee("Karin@tranas.example", "Karin", chair=True),))

    [params] = [attendee.params for attendee in [event_in(file)["attendee"]]]
    assert (params["PARTSTAT"], params["ROLE"]) == ("ACCEPTED", "CHAIR")
    assert "RSVP" not in params


def test_an_organizer_whose_mailbox_it_is_sends_for_nobody() -> None:
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC), sent_by="Karin@tranas.example")

    assert "SENT-BY" not in event_in(file)["organizer"].params


@pytest.mark.parametrize("method", Method)
def test_every_method_keeps_the_rules_of_its_kind(method: Method) -> None:
    """RFC 5546, 3.2.1, 3.2.2 and 3.2.5; RFC 5545, 3.1 and 3.6.1."""
    file = made(datetime(2026, 3, 12, 8, 30, tzinfo=UTC), method=method, sequence=1)
    lines = unfolded(file)
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]

    def count(name: str) -> int:
        return sum(bool(re.match(rf"{name}[;:]", line)) for line in event)

    for name in ("DTSTAMP", "UID", "SEQUENCE", "ORGANIZER", "DTSTART", "DTEND", "SUMMARY", "STATUS"):
        assert count(name) == 1, name
    assert count("ATTENDEE") == (0 if method is Method.PUBLISH else 2)
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Europe/Stockholm" in lines
    assert lines.count(f"METHOD:{method}") == 1
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
