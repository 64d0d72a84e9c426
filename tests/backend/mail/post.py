"""The outbox's mails of a small förbund, caught as they would be sent, and what tests do before and read after."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar
from sqlmodel import col, select

from backend.database import stored_id
from backend.handling.handle import Handling, handle_report
from backend.links import Links
from backend.mail.sender import MailSender
from backend.mail.sink import MailSink
from backend.mail.smtp import carry_mail
from backend.meetings.fix import fix_meeting
from backend.meetings.request import MeetingDraft, request_meeting
from backend.meetings.slot import Slot
from backend.times import STOCKHOLM
from models import Conversation, OutboxMessage, Person
from models.enums import Channel, Consent, MeetingForm, NoticeKind, PartyCode
from tests.house import NOW, House

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


def calendar_of(letter: EmailMessage) -> Calendar:
    [file] = letter.iter_attachments()
    return Calendar.from_ical(file.get_content())
