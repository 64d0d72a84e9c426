"""The letters of samverkansmöten, with what calendars make of them."""

from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import select

from backend.courier import NeedlessError
from backend.database import stored_id
from backend.meetings.end import cancel_meeting, keep_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.own import ask_call_off
from backend.meetings.slot import Slot
from backend.times import STOCKHOLM
from models import OutboxMessage, Person, Role
from models.enums import NoticeKind, OutboxStatus, RoleName
from tests.backend.mail.post import LATER, Post, calendar_of, fix, link_in, mail_only, meeting, part, words_in
from tests.house import NOW


async def test_the_one_who_finds_a_time_gets_the_request_its_advice_and_a_link(post: Post) -> None:
    meeting_id = await meeting(post.house)
    [letter] = await post.delivered(NoticeKind.MEETING_REQUESTED)

    text = part(letter, "plain")
    for words in ("SIP", "Enhetschef på AME", "16 mars 2026 – 27 mars 2026", "ärende A", "Hanna Exempel", "Annan part"):
        assert words in text
    assert "Försäkringskassan deltar bara när individen själv är med." in text
    assert post.links.read("meeting", link_in(text, "mote"))[1] == meeting_id


async def test_a_function_gets_a_kallelse_that_says_why_and_a_calendar_entry_that_outlook_takes(post: Post) -> None:
    await fix(post.house, await meeting(post.house))
    letters = await post.delivered(NoticeKind.MEETING_INVITATION)

    assert [letter["To"] for letter in letters] == ["fk@tranas.example", "vard@tranas.example"]
    letter = letters[0]
    assert letter["Subject"] == "Kallelse: SIP i Tranås, måndag 30 mars 2026 kl. 09:30–11:00"
    for said in (part(letter, "plain"), part(letter, "html").replace("&amp;", "&")):
        for words in ("kort & gott.", "En gemensam plan.", "Enhetschef på AME", "Jobbhuset; rum Ekorren", "Hanna Exempel"):
            assert words in said
    assert "Kallelsen gäller: samordnare, FK Tranås." in part(letter, "plain")
    alternatives, file = list(letter.iter_parts())
    kinds = [alternative.get_content_type() for alternative in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    calendar_part = list(alternatives.iter_parts())[2]
    assert calendar_part.get_param("method") == "REQUEST"
    assert calendar_part.get_payload(decode=True) == file.get_payload(decode=True)
    assert file.get_filename() == "SM-2026-0001.ics"

    event: Any = Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
    assert event["summary"] == "SIP, Tranås (SM-2026-0001)"
    assert event.decoded("dtstart") == datetime(2026, 3, 30, 9, 30, tzinfo=STOCKHOLM)
    assert event.decoded("dtend") == datetime(2026, 3, 30, 11, 0, tzinfo=STOCKHOLM)
    assert [str(attendee) for attendee in event["attendee"]] == ["mailto:fk@tranas.example", "mailto:vard@tranas.example"]
    assert event["organizer"] == "mailto:karin@hoglandet.example"
    assert event["organizer"].params["CN"] == "Karin Exempel"
    assert event["organizer"].params["SENT-BY"] == "mailto:lexheller@forbund.example"
    assert letter["Reply-To"] == "karin@hoglandet.example"
    assert "Enhetschef på AME" in event["description"]
    assert event.decoded("dtstamp") == LATER


async def test_the_caller_learns_who_was_invited_who_is_missing_and_what_is_left_to_do(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await fix(post.house, await meeting(post.house))
    [letter] = await post.delivered(NoticeKind.MEETING_FIXED)

    text = part(letter, "plain")
    assert letter["Subject"] == "Mötet SM-2026-0001 är bokat: måndag 30 mars 2026 kl. 09:30–11:00"
    assert "Inbjudna parter: samordnare, FK Tranås; samordnare, VARD Tranås" in text
    assert "Det saknas någon att bjuda in från: Annan part." in text
    assert "Du som kallar svarar för kontakten med individen" in text
    [file] = letter.iter_attachments()
    event: Any = Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
    chair = event["attendee"][0]
    assert (str(chair), chair.params["ROLE"]) == ("mailto:hanna@tranas.example", "CHAIR")


async def test_the_organizer_gets_a_copy_to_keep_that_no_calendar_takes_for_an_invitation(post: Post) -> None:
    await fix(post.house, await meeting(post.house))
    [letter] = await post.delivered(NoticeKind.MEETING_COPY)

    assert letter["To"] == "Karin Exempel <karin@hoglandet.example>"
    assert letter["Reply-To"] is None
    assert [part.get_content_type() for part in letter.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "application/ics",
    ]
    calendar = calendar_of(letter)
    assert calendar["method"] == "PUBLISH"
    assert "attendee" not in calendar.walk("VEVENT")[0]
    assert "När de inbjudna accepterar eller avböjer kommer svaren till den här adressen." in words_in(letter)
    assert post.links.read("meeting", link_in(part(letter, "plain"), "mote"))[2] == post.house.coordinator.id


async def test_a_moved_meeting_says_when_it_was_and_moves_the_same_entry(post: Post) -> None:
    await fix(post.house, meeting_id := await meeting(post.house))
    async with post.house.database.begin(post.house.forbund_id) as session:
        slot = Slot(datetime(2026, 3, 26, 13, 0, tzinfo=STOCKHOLM), 60, "Stadshuset")
        await move_meeting(session, post.house.coordinator, meeting_id, 0, slot, "v1", LATER)
    letters = await post.delivered(NoticeKind.MEETING_INVITATION)

    assert [letter["To"] for letter in letters] == ["fk@tranas.example", "vard@tranas.example"]
    assert letters[0]["Subject"] == "Ändrat möte: SIP i Tranås, torsdag 26 mars 2026 kl. 13:00–14:00"
    assert "Mötet är flyttat. Tidigare tid: måndag 30 mars 2026 kl. 09:30." in part(letters[0], "plain")
    calendar = calendar_of(letters[0])
    assert (calendar["method"], calendar.walk("VEVENT")[0]["sequence"]) == ("REQUEST", 1)


async def test_another_place_at_the_same_time_is_told_as_that(post: Post) -> None:
    await fix(post.house, meeting_id := await meeting(post.house))
    async with post.house.database.begin(post.house.forbund_id) as session:
        slot = Slot(datetime(2026, 3, 30, 9, 30, tzinfo=STOCKHOLM), 90, "Stadshuset")
        confirmed = slot.confirmation
        await move_meeting(session, post.house.coordinator, meeting_id, 0, slot, "v1", LATER, confirmed=confirmed)
    [letter, _] = await post.delivered(NoticeKind.MEETING_INVITATION)

    assert "Tiden är densamma" in part(letter, "plain")
    assert "Plats: Stadshuset" in part(letter, "plain")


async def test_a_cancelled_meeting_is_taken_out_of_the_calendars_and_tells_whom_to_ask(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await fix(post.house, meeting_id := await meeting(post.house))
    async with post.house.database.begin(post.house.forbund_id) as session:
        await cancel_meeting(session, post.house.coordinator, meeting_id, "c1", LATER, why="FK kan inte komma.")
    letters = await post.delivered(NoticeKind.MEETING_CANCELLED)

    assert [letter["To"] for letter in letters] == [
        "fk@tranas.example",
        "vard@tranas.example",
        "Hanna Exempel <hanna@tranas.example>",
    ]
    for letter in letters:
        assert letter["Subject"] == "Inställt möte: SIP i Tranås (SM-2026-0001), måndag 30 mars 2026 kl. 09:30–11:00"
        assert letter["Reply-To"] == "karin@hoglandet.example"
        inline = next(alternative for alternative in letter.walk() if alternative.get_content_type() == "text/calendar")
        assert inline.get_param("method") == "CANCEL"
        event: Any = calendar_of(letter).walk("VEVENT")[0]
        assert (event["status"], event["sequence"], event["organizer"]) == ("CANCELLED", 1, "mailto:karin@hoglandet.example")
        assert "Mötet är inställt av Karin Exempel." in part(letter, "plain")
        assert "FK kan inte komma." in part(letter, "plain")
        assert "FK kan inte komma." in event["description"]
    assert "Begär ett nytt i Teams eller på webben." in part(letters[2], "plain")
    assert "Begär ett nytt i Teams eller på webben." not in part(letters[0], "plain")


async def test_a_request_that_is_closed_without_a_time_has_no_entry(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    meeting_id = await meeting(post.house)
    async with post.house.database.begin(post.house.forbund_id) as session:
        await cancel_meeting(session, post.house.coordinator, meeting_id, "c1", LATER)
    [letter] = await post.delivered(NoticeKind.MEETING_CANCELLED)

    assert list(letter.iter_attachments()) == []
    assert "utan att en tid har bokats" in words_in(letter)


async def test_what_was_drawn_up_before_the_meeting_was_moved_is_never_sent(post: Post) -> None:
    await fix(post.house, meeting_id := await meeting(post.house))
    async with post.house.database.begin(post.house.forbund_id) as session:
        for message in await session.exec(select(OutboxMessage)):
            message.status = OutboxStatus.SKICKAS  # taken by a process that is slow
        slot = Slot(datetime(2026, 3, 26, 13, 0, tzinfo=STOCKHOLM), 60, "Stadshuset")
        await move_meeting(session, post.house.coordinator, meeting_id, 0, slot, "v1", LATER)

    with pytest.raises(NeedlessError, match="changed since"):
        await post.delivered(NoticeKind.MEETING_INVITATION)


async def test_the_caller_is_asked_whether_the_meeting_was_held(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await fix(post.house, await meeting(post.house))
    [letter] = await post.delivered(NoticeKind.MEETING_ENDED)

    assert letter["Subject"] == "Blev mötet SM-2026-0001 av?"
    assert post.links.read("meeting", link_in(part(letter, "plain"), "mote"))[2] == post.house.reporter.id


async def test_a_caller_who_books_the_time_gets_no_invitation_from_oneself(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    async with post.house.database.begin(post.house.forbund_id) as session:
        session.add(Role(person_id=stored_id(post.house.reporter), role=RoleName.STALLFORETRADARE, kommun_id=post.house.tranas))
    meeting_id = await meeting(post.house)
    async with post.house.database.begin(post.house.forbund_id) as session:
        hanna = await session.get_one(Person, post.house.reporter.id)
        slot = Slot(datetime(2026, 3, 26, 13, 0, tzinfo=STOCKHOLM), 60, "Stadshuset")
        await fix_meeting(session, hanna, meeting_id, slot, "f1", LATER)
    [letter] = await post.delivered(NoticeKind.MEETING_FIXED)

    assert calendar_of(letter)["method"] == "PUBLISH"
    assert await post.delivered(NoticeKind.MEETING_COPY) == []
    invited: Any = calendar_of((await post.delivered(NoticeKind.MEETING_INVITATION))[0]).walk("VEVENT")[0]
    chair = invited["attendee"][0]
    assert (str(chair), chair.params["PARTSTAT"]) == ("mailto:hanna@tranas.example", "ACCEPTED")


async def test_who_finds_a_time_is_told_by_mail_why_a_meeting_should_be_called_off_and_the_caller_that_it_is_kept(
    post: Post,
) -> None:
    meeting_id = await meeting(post.house)
    for person, address in ((post.house.coordinator, "karin@hoglandet.example"), (post.house.reporter, "hanna@tranas.example")):
        await mail_only(post.house, person, address, "sv")
    await fix(post.house, meeting_id)
    async with post.house.database.begin(post.house.forbund_id) as session:
        caller = await session.get_one(Person, post.house.reporter.id)
        await ask_call_off(session, caller, meeting_id, "Deltagaren har fått jobb.", "c1", NOW)
    [asked] = await post.delivered(NoticeKind.MEETING_AMENDED)
    assert asked["Subject"] == "SM-2026-0001 önskas inställt: SIP i Tranås"
    assert "Deltagaren har fått jobb." in part(asked, "plain")
    async with post.house.database.begin(post.house.forbund_id) as session:
        await keep_meeting(session, post.house.coordinator, meeting_id, "Deltagaren har fått jobb.", "k1", NOW)
    [kept] = await post.delivered(NoticeKind.MEETING_KEPT)
    assert "blir av som bokat" in kept["Subject"]
    assert "Deltagaren har fått jobb." not in part(kept, "plain")
