"""What each letter says, as it lands in a mailbox, drawn from the rows that its notice points at."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.courier import NeedlessError, NeverError
from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from backend.i18n import Texts
from backend.issues.held import Said, answer_held
from backend.links import Links
from backend.mail.letters import letter_writers
from backend.mail.sender import MailSender
from backend.mail.sink import MailSink
from backend.mail.smtp import carry_mail
from backend.meetings.end import cancel_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.own import ask_other_time, take_back
from backend.meetings.request import MeetingDraft, request_meeting
from backend.meetings.slot import Slot
from backend.outbox import OVERTAKEN, tell
from backend.patterns.morning import Morning
from backend.reporting.own import add_to_report
from backend.settings import Environment, Settings
from backend.spindel.due import run_spindel
from backend.times import STOCKHOLM
from models import Conversation, OutboxMessage, Person, Role
from models.enums import Channel, Consent, LiftOutcome, MeetingForm, NoticeKind, OutboxStatus, PartyCode, ReportStatus, RoleName
from tests.backend.patterns.fingerprints import by_words
from tests.held import group_that_met
from tests.house import NOW, TEXT, House, make_own, small_house
from tests.spindel import ring_of

LATER = NOW + timedelta(hours=2)
URL = "https://lexheller.example"


@dataclass
class Post:
    """A förbund whose mail is sent to a sink."""

    house: House
    sender: MailSender
    sink: MailSink
    links: Links

    async def delivered(self, kind: NoticeKind) -> list[EmailMessage]:
        """Send the mail of a kind, and return it as it was received, by recipient."""
        async with self.house.database.read(self.house.forbund_id) as session:
            waiting = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.channel == Channel.MAIL)
            messages = (await session.exec(waiting.order_by(col(OutboxMessage.id)))).all()
        ids = [await self.sender.deliver(message, carry_mail) for message in messages]
        kept = {str(mail.message["Message-ID"]): mail.message for mail in self.sink.folder.newest_first()}
        return [kept[message_id] for message_id in ids]


@pytest.fixture
async def post(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    sink = MailSink(tmp_path / "mail", "127.0.0.1", 0)
    await sink.start()
    links = Links("k" * 32, URL)
    settings = Settings(
        environment=Environment.DEVELOPMENT, smtp_host="127.0.0.1", smtp_port=sink.port, mail_from="lexheller@forbund.example"
    )
    async with small_house(sqlite_url) as house:
        writers = letter_writers(Texts(("backend",)), Taxonomy.load(), links, settings.mail_from)
        yield Post(house, MailSender(settings, house.database, writers), sink, links)
    await sink.stop()


async def test_letters_have_the_forbunds_own_names_of_categories(post: Post) -> None:
    await make_own(post.house, "NARVARO", name="Uteblivna parter")
    await make_own(post.house, "NARVARO", sub="SENT", name="Sent återbud")
    await post.house.report(category="NARVARO:SENT")
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)
    assert "Uteblivna parter – Sent återbud" in part(letter, "plain")


async def test_the_morning_letter_says_what_may_belong_together_and_opens_the_inbox(post: Post) -> None:
    for number in range(3):
        await post.house.report(f"k{number}")
    await Morning(post.house.database, lambda: by_words).look(post.house.forbund_id, NOW)

    [letter] = await post.delivered(NoticeKind.PATTERNS_FOUND)

    assert letter["To"] == "Karin Exempel <karin@hoglandet.example>"
    assert letter["Subject"] == "Rapporter som kan höra ihop"
    assert "Närvaro och deltagande: 3 liknande rapporter från Tranås" in words_in(letter)
    assert TEXT not in words_in(letter), "what somebody wrote is read on the page"
    assert post.links.read("inbox", link_in(part(letter, "plain"), "inkorg"))[2] == post.house.coordinator.id


async def test_a_member_is_asked_and_reminded_by_mail_and_not_after_answering(post: Post) -> None:
    ring = await ring_of(post.house)
    measurement = await ring.start()
    await run_spindel(post.house.database, NOW + timedelta(days=12))
    first, *_, last = await post.delivered(NoticeKind.SPINDEL_ASKED)

    assert first["To"] == "Ledamot 1 <ledamot1@tranas.example>"
    assert first["Subject"] == "LSG Tranås: hur fungerar samverkan? Svara senast 26 mars 2026"
    assert last["Subject"] == "Påminnelse: hur fungerar samverkan i LSG Tranås? Svara senast 26 mars 2026"
    assert "aldrig vem" in words_in(first)
    assert post.links.read("spindel", link_in(part(first, "plain"), "spindeln"))[1:] == (measurement, ring.members[1].id)

    for member in range(1, 6):
        await ring.answer(measurement, member)
    with pytest.raises(NeedlessError, match="answered"):
        await post.delivered(NoticeKind.SPINDEL_ASKED)


async def test_who_speaks_for_the_group_reads_how_many_answered_or_why_it_has_not_begun(post: Post) -> None:
    ring = await ring_of(post.house)
    measurement = await ring.start()
    for member in range(5):
        await ring.answer(measurement, member)
    async with post.house.database.begin(post.house.forbund_id) as session:
        for chat in await session.exec(select(Conversation)):
            chat.blocked_at = NOW
    await run_spindel(post.house.database, NOW + timedelta(days=20))
    convener, coordinator = await post.delivered(NoticeKind.SPINDEL_CLOSED)
    assert convener["Subject"] == coordinator["Subject"] == "Spindeln för LSG Tranås är stängd: 5 av 6 svarade"
    assert post.links.read("spindel", link_in(part(coordinator, "plain"), "spindeln"))[2] == post.house.coordinator.id


async def test_a_measurement_that_may_not_be_told_of_has_a_letter_without_a_link(post: Post) -> None:
    ring = await ring_of(post.house, members=5, months=(3, 4))
    await ring.start()
    async with post.house.database.begin(post.house.forbund_id) as session:
        for chat in await session.exec(select(Conversation)):
            chat.blocked_at = NOW
    await run_spindel(post.house.database, NOW + timedelta(days=18))
    closed, _ = await post.delivered(NoticeKind.SPINDEL_CLOSED)
    assert "resultatet visas inte för någon" in words_in(closed)
    assert "/spindeln/" not in part(closed, "plain")

    async with post.house.database.begin(post.house.forbund_id) as session:
        (await session.get_one(Person, stored_id(ring.members[4]))).active = False
    await run_spindel(post.house.database, NOW + timedelta(days=25))
    [few] = await post.delivered(NoticeKind.SPINDEL_TOO_FEW)
    assert few["Subject"] == "Spindeln startade inte i LSG Tranås"
    assert "Gruppen har 4 ledamöter" in words_in(few)


async def test_who_no_longer_handles_anything_gets_no_morning_letter(post: Post) -> None:
    for number in range(3):
        await post.house.report(f"k{number}")
    await Morning(post.house.database, lambda: by_words).look(post.house.forbund_id, NOW)
    async with post.house.database.begin(post.house.forbund_id) as session:
        await session.delete((await session.exec(select(Role).where(Role.person_id == post.house.coordinator.id))).one())
    with pytest.raises(NeedlessError, match="not_handler"):
        await post.delivered(NoticeKind.PATTERNS_FOUND)


async def test_a_letter_in_teams_place_also_tells_the_answer_that_the_card_was_to_show(post: Post) -> None:
    report = await post.house.report()
    await handle(post.house, stored_id(report), answer="Vi bokar ett nytt möte.")
    await handle(post.house, stored_id(report), status=ReportStatus.AVSLUTAD)
    async with post.house.database.begin(post.house.forbund_id) as session:
        (await session.get_one(Person, post.house.reporter.id)).email = "hanna@tranas.example"
        first = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_ANSWERED))).one()
        first.status, first.result = OutboxStatus.INAKTUELL, OVERTAKEN
        second = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.REPORT_CHANGED))).one()
        second.status, second.channel = OutboxStatus.VANTAR, Channel.MAIL
    [letter] = await post.delivered(NoticeKind.REPORT_CHANGED)
    assert "Avslutad" in words_in(letter)
    assert "Vi bokar ett nytt möte." in words_in(letter)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def words_in(letter: EmailMessage) -> str:
    """The text of a letter without its line breaks."""
    return " ".join(part(letter, "plain").split())


def link_in(text: str, page: str) -> str:
    [link] = {line for line in text.splitlines() if line.startswith(f"{URL}/{page}/")}
    return link.rpartition("/")[2]


async def mail_only(house: House, person: Person, email: str, locale: str = "sv") -> None:
    """Let a person be reached by mail alone."""
    async with house.database.begin(house.forbund_id) as session:
        chat = (await session.exec(select(Conversation).where(Conversation.person_id == person.id))).one()
        await session.delete(chat)
        known = (await session.exec(select(Person).where(col(Person.id) == person.id))).one()
        known.email, known.locale = email, locale


async def handle(house: House, report_id: int, **handling: Any) -> None:
    async with house.database.begin(house.forbund_id) as session:
        await handle_report(session, house.coordinator, report_id, Handling(**handling), str(handling), LATER)


async def meeting(house: House, **changes: Any) -> int:
    fields: dict[str, Any] = {
        "form": MeetingForm.SIP,
        "kommun_id": house.tranas,
        "parties": (PartyCode.FK, PartyCode.VARD, PartyCode.ANNAN),
        "purpose": "Enas om vem som gör vad; kort & gott.\nGärna före april.",
        "wanted_outcome": "En gemensam plan.",
        "who_decides": "Enhetschef på AME",
        "individual_takes_part": False,
        "consent": Consent.JA,
        "reference": "ärende A",
        "window_start": date(2026, 3, 16),
        "window_end": date(2026, 3, 27),
        **changes,
    }
    async with house.database.begin(house.forbund_id) as session:
        return stored_id(await request_meeting(session, house.reporter, MeetingDraft(**fields), "m1", NOW))


async def fix(house: House, meeting_id: int) -> None:
    async with house.database.begin(house.forbund_id) as session:
        starts_at = datetime(2026, 3, 30, 9, 30, tzinfo=STOCKHOLM)
        slot = Slot(starts_at, 90, "Jobbhuset; rum Ekorren")
        await fix_meeting(session, house.coordinator, meeting_id, slot, "f1", LATER, confirmed=slot.confirmation)


async def test_the_receiver_gets_all_of_the_report_and_a_link_to_handle_it(post: Post) -> None:
    report = await post.house.report(suggestion="En gemensam rutin.", event_date=date(2026, 3, 10), recurring=True)
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)

    assert letter["To"] == "Karin Exempel <karin@hoglandet.example>"
    assert letter["Subject"] == "Ny rapport SB-2026-0001 i Tranås"
    for said in (part(letter, "plain"), part(letter, "html")):
        for words in (TEXT, "En gemensam rutin.", "Försäkringskassan", "Närvaro och deltagande", "26 mars 2026", "10 mars 2026"):
            assert words in said
        assert "Hanna Exempel" not in said  # the reporter's name stays inside the product
    token = link_in(part(letter, "plain"), "rapport")
    assert post.links.read("report", token) == (post.house.forbund_id, report.id, post.house.coordinator.id)


async def test_without_anybody_forbundets_mailbox_gets_it_with_a_link_of_its_own(post: Post) -> None:
    async with post.house.database.begin(post.house.forbund_id) as session:
        for role in await session.exec(select(Role)):
            await session.delete(role)
    report = await post.house.report()
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)

    assert letter["To"] == "forbundet@hoglandet.example"
    assert "inte har någon annan mottagare" in words_in(letter)
    token = link_in(part(letter, "plain"), "rapport")
    assert post.links.read("report", token) == (post.house.forbund_id, report.id, None)


async def test_the_reporter_reads_the_answer_and_what_the_status_means(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await handle(post.house, report_id, status=ReportStatus.HOS_PART, answer="Jag har ringt FK.\nDe återkommer.")
    [letter] = await post.delivered(NoticeKind.REPORT_ANSWERED)

    assert letter["Subject"] == "Svar på din rapport SB-2026-0001"
    text = part(letter, "plain")
    assert "> Jag har ringt FK.\n> De återkommer.\n" in text
    assert "Hos berörd part" in text
    assert "Den part som det gäller har fått frågan." in text
    assert link_in(text, "rapport")
    assert "Jag har ringt FK.\nDe återkommer." in part(letter, "html")


async def test_each_letter_tells_of_its_own_submit_also_when_it_is_sent_late(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await handle(post.house, report_id, answer="Första svaret.")
    await handle(post.house, report_id, answer="Andra svaret.")
    first, second = await post.delivered(NoticeKind.REPORT_ANSWERED)

    assert "Första svaret." in part(first, "plain")
    assert "Andra svaret." not in part(first, "plain")
    assert "Andra svaret." in part(second, "plain")


async def test_a_question_back_is_read_and_replied_to_by_mail(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await handle(post.house, report_id, answer="Vilken vecka var det?", asks=True)
    [letter] = await post.delivered(NoticeKind.REPORT_ASKED)

    assert letter["Subject"] == "En fråga om din rapport SB-2026-0001"
    assert "> Vilken vecka var det?" in part(letter, "plain")
    assert link_in(part(letter, "plain"), "rapport")


@pytest.mark.parametrize(
    ("how", "subject"),
    [
        ("added", "Tillägg till rapport SB-2026-0001 i Tranås"),
        ("withdrawn", "Rapport SB-2026-0001 i Tranås är återtagen"),
        ("changed", "Rapport SB-2026-0001 i Tranås är ändrad"),
    ],
)
async def test_the_receiver_reads_what_the_reporter_did_afterwards(post: Post, how: str, subject: str) -> None:
    report_id = stored_id(await post.house.report())
    async with post.house.database.begin(post.house.forbund_id) as session:
        await add_to_report(session, post.house.reporter, report_id, "Det var vecka 10.", "a1", LATER)
        told = OutboxMessage(
            key=how, channel=Channel.MAIL, kind=NoticeKind.REPORT_AMENDED, subject_id=report_id, details={"how": how},
            person_id=post.house.coordinator.id, created_at=LATER, next_attempt_at=LATER,
        )  # fmt: skip
        session.add(told)
    letter = next(letter for letter in await post.delivered(NoticeKind.REPORT_AMENDED) if letter["Subject"] == subject)

    assert ("> Det var vecka 10." in part(letter, "plain")) == (how == "added")


async def test_the_receiver_s_letters_lead_to_the_inbox_too(post: Post) -> None:
    await post.house.report()
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)
    [inbox] = re.findall(rf"{URL}/inkorg/(\S+)", part(letter, "plain"))
    assert post.links.read("inbox", inbox) == (post.house.forbund_id, 0, post.house.coordinator.id)
    assert f'<a href="{URL}/inkorg/{inbox}"' in part(letter, "html")


async def test_rows_of_a_text_mail_are_short_enough_for_every_reader(post: Post) -> None:
    await post.house.report(text="Försäkringskassan kom inte. " * 40)
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)
    assert max(len(row) for row in part(letter, "plain").splitlines() if URL not in row) <= 72


async def test_a_new_status_is_told_in_the_reader_s_language(post: Post) -> None:
    report_id = stored_id(await post.house.report())
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example", "en-GB")
    await handle(post.house, report_id, status=ReportStatus.LYFT)
    [letter] = await post.delivered(NoticeKind.REPORT_CHANGED)

    assert letter["Subject"] == "News of your report SB-2026-0001"
    assert '<html lang="en">' in part(letter, "html")
    assert "The matter has been raised with a group that can decide." in part(letter, "plain")


async def test_the_one_who_finds_a_time_gets_the_request_its_advice_and_a_link(post: Post) -> None:
    meeting_id = await meeting(post.house)
    [letter] = await post.delivered(NoticeKind.MEETING_REQUESTED)

    text = part(letter, "plain")
    for words in ("SIP", "Enhetschef på AME", "16 mars 2026 – 27 mars 2026", "ärende A", "Hanna Exempel", "Annan part"):
        assert words in text
    assert "Försäkringskassan deltar bara när individen själv är med." in text
    assert post.links.read("meeting", link_in(text, "mote"))[1] == meeting_id


async def test_who_finds_a_time_is_told_by_mail_where_teams_isnt_that_another_is_wanted(post: Post) -> None:
    meeting_id = await meeting(post.house)
    await mail_only(post.house, post.house.coordinator, "karin@hoglandet.example", "sv")
    async with post.house.database.begin(post.house.forbund_id) as session:
        caller = await session.get_one(Person, post.house.reporter.id)
        await ask_other_time(session, caller, meeting_id, date(2026, 4, 7), date(2026, 4, 17), "o1", NOW)
        await take_back(session, caller, meeting_id, "t1", NOW)
    wanted, withdrawn = await post.delivered(NoticeKind.MEETING_AMENDED)
    assert wanted["Subject"] == "Annan tid önskas för SM-2026-0001: SIP i Tranås"
    assert "7 april 2026 – 17 april 2026" in part(wanted, "plain")
    assert withdrawn["Subject"] == "SM-2026-0001 är återtagen: SIP i Tranås"
    assert "har tagit tillbaka det" in part(withdrawn, "plain")


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


def calendar_of(letter: EmailMessage) -> Calendar:
    [file] = letter.iter_attachments()
    return Calendar.from_ical(file.get_content())


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
        await cancel_meeting(session, post.house.coordinator, meeting_id, "c1", LATER)
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
    assert "Begär ett nytt i Teams." in part(letters[2], "plain")
    assert "Begär ett nytt i Teams." not in part(letters[0], "plain")


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

    with pytest.raises(NeverError, match="changed since"):
        await post.delivered(NoticeKind.MEETING_INVITATION)


async def test_the_caller_is_asked_whether_the_meeting_was_held(post: Post) -> None:
    await mail_only(post.house, post.house.reporter, "hanna@tranas.example")
    await fix(post.house, await meeting(post.house))
    [letter] = await post.delivered(NoticeKind.MEETING_ENDED)

    assert letter["Subject"] == "Blev mötet SM-2026-0001 av?"
    assert post.links.read("meeting", link_in(part(letter, "plain"), "mote"))[2] == post.house.reporter.id


async def test_the_convener_without_teams_is_asked_what_was_decided_until_it_is_told(post: Post) -> None:
    met = await group_that_met(post.house)
    async with post.house.database.begin(post.house.forbund_id) as session:
        tell(
            session,
            key="decisions:1",
            channel=Channel.MAIL,
            kind=NoticeKind.DECISIONS_ASKED,
            subject_id=met.meeting,
            person_id=met.convener.id,
            now=NOW,
        )
    [letter] = await post.delivered(NoticeKind.DECISIONS_ASKED)
    assert letter["Subject"] == "Vad beslutade LSG Tranås 11 mars 2026?"
    assert all(f"Fråga {number} (FR-2026-000{number})" in part(letter, "plain") for number in (1, 2))
    assert post.links.read("decisions", link_in(part(letter, "plain"), "beslut"))[1:] == (met.meeting, met.convener.id)

    said = [Said(lift, LiftOutcome.UPPSKJUTEN, "") for lift in met.lifts]
    async with post.house.database.begin(post.house.forbund_id) as session:
        await answer_held(session, met.convener, met.meeting, said, "s1", NOW)
    with pytest.raises(NeedlessError, match="answered"):
        await post.delivered(NoticeKind.DECISIONS_ASKED)


async def test_who_goes_on_from_what_a_group_decided_reads_it_and_opens_the_fragor(post: Post) -> None:
    await mail_only(post.house, post.house.coordinator, "karin@hoglandet.example")
    met = await group_that_met(post.house)
    async with post.house.database.begin(post.house.forbund_id) as session:
        said = [Said(met.lifts[0], LiftOutcome.LYFT_VIDARE, "")]
        await answer_held(session, met.convener, met.meeting, said, "s1", NOW)
    [letter] = await post.delivered(NoticeKind.DECISIONS_TOLD)

    assert letter["Subject"] == "Det här kom LSG Tranås fram till 11 mars 2026"
    text = part(letter, "plain")
    assert "Fråga 1 (FR-2026-0001): Lyft vidare" in text
    assert "Fråga 2" not in text
    assert post.links.read("decisions", link_in(text, "beslut"))[2] == post.house.coordinator.id


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


async def test_what_people_wrote_is_never_markup_in_a_letter(post: Post) -> None:
    await post.house.report(text='<img src="https://spion.example/x.png"> & <b>fet</b>')
    [letter] = await post.delivered(NoticeKind.REPORT_RECEIVED)

    assert "<img" not in part(letter, "html")
    assert "&lt;img src=" in part(letter, "html")
    assert '<img src="https://spion.example/x.png"> & <b>fet</b>' in part(letter, "plain")


async def test_a_person_whose_address_is_gone_is_never_tried_again(post: Post) -> None:
    await post.house.report()
    async with post.house.database.begin(post.house.forbund_id) as session:
        gone = (await session.exec(select(Person).where(col(Person.id) == post.house.coordinator.id))).one()
        gone.email = None

    with pytest.raises(NeverError, match="no address"):
        await post.delivered(NoticeKind.REPORT_RECEIVED)


async def test_who_has_left_gets_no_letter_any_more(post: Post) -> None:
    await post.house.report()
    async with post.house.database.begin(post.house.forbund_id) as session:
        (await session.get_one(Person, stored_id(post.house.coordinator))).active = False

    with pytest.raises(NeedlessError, match="not_handler"):
        await post.delivered(NoticeKind.REPORT_RECEIVED)
