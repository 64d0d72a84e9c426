"""Mail on its way: written right, taken once, and refused in ways that the outbox understands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from backend.courier import NeverError, TryLaterError
from backend.database import AsyncSession, Database
from backend.mail.letter import Attachment, Letter, MailWriter, build, message_id
from backend.mail.sender import MailSender
from backend.mail.sink import MailSink
from backend.mail.smtp import Mail, Server, carry_mail
from backend.settings import Environment, Settings
from models import OutboxMessage
from models.enums import Channel, NoticeKind

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
LETTER = Letter(
    to="koordinator@tranas.example",
    to_name="Åsa Öst",
    subject="Ny samverkansbrist SB-2026-0042 i Tranås",
    text="Hej!\n\nEtt ärende väntar på svar.\n",
    html="<p>Ett ärende väntar på svar.</p>",
)


def outbox_message(key: str = "report:1:received:mail:7") -> OutboxMessage:
    return OutboxMessage(
        id=1, forbund_id=1, key=key, channel=Channel.MAIL, kind=NoticeKind.REPORT_RECEIVED, subject_id=1,
        address="koordinator@tranas.example", created_at=NOW, next_attempt_at=NOW,
    )  # fmt: skip


def settings(port: int) -> Settings:
    return Settings(
        environment=Environment.DEVELOPMENT, smtp_host="127.0.0.1", smtp_port=port, mail_from="lexheller@hoglandet.example"
    )


def writer(letter: Letter) -> MailWriter:
    async def write(_session: AsyncSession, _message: OutboxMessage) -> Letter:
        return letter

    return write


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    sink = MailSink(tmp_path / "mail", "127.0.0.1", 0)
    await sink.start()
    yield sink
    await sink.stop()


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


def sender(database: Database, port: int, letter: Letter = LETTER) -> MailSender:
    return MailSender(settings(port), database, {NoticeKind.REPORT_RECEIVED: writer(letter)})


class Refusing(MailSink):
    """A server that says no, at the sender, at the recipient or after the message."""

    def __init__(self, folder: Path, sender: str = "250 ok", recipient: str = "250 ok", data: str = "250 ok") -> None:
        super().__init__(folder, "127.0.0.1", 0)
        self._sender = sender
        self._recipient = recipient
        self._data = data

    async def handle_MAIL(self, _server: object, _session: object, envelope: Any, address: str, _options: object) -> str:
        envelope.mail_from = address
        return self._sender

    async def handle_RCPT(self, _server: object, _session: object, envelope: Any, address: str, _options: object) -> str:
        envelope.rcpt_tos.append(address)
        return self._recipient

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:
        return self._data


@asynccontextmanager
async def started(sink: MailSink) -> AsyncIterator[int]:
    await sink.start()
    yield sink.port
    await sink.stop()


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


async def test_a_letter_arrives_with_names_text_and_html(database: Database, sink: MailSink) -> None:
    receipt = await sender(database, sink.port).deliver(outbox_message(), carry_mail)

    [kept] = sink.folder.newest_first()
    message = kept.message
    assert receipt == message["Message-ID"]
    assert str(message["From"]) == "Lex Heller <lexheller@hoglandet.example>"
    assert str(message["To"]) == "Åsa Öst <koordinator@tranas.example>"
    assert message["Subject"] == LETTER.subject
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert body(message, "plain") == LETTER.text
    assert body(message, "html").strip() == LETTER.html


async def test_a_repeat_carries_the_same_message_id_and_is_kept_once(database: Database, sink: MailSink) -> None:
    mail = sender(database, sink.port)
    first, second = await mail.deliver(outbox_message(), carry_mail), await mail.deliver(outbox_message(), carry_mail)
    other = await mail.deliver(outbox_message("report:2:received:mail:7"), carry_mail)

    assert first == second != other
    assert sorted(kept.repeats for kept in sink.folder.newest_first()) == [0, 1]


def test_a_message_id_tells_nothing_of_the_recipient() -> None:
    assert "vc" not in message_id("meeting:1:mail:rehab@vc.example", "lexheller@hoglandet.example").partition("@")[0]


@pytest.mark.parametrize(
    ("where", "reply", "error"),
    [
        ("recipient", "450 4.2.1 busy", TryLaterError),
        ("recipient", "550 5.1.1 unknown", NeverError),
        ("recipient", "550 5.1.10 unknown", NeverError),
        ("recipient", "552 5.2.2 full", NeverError),
        ("recipient", "554 5.7.1 relay access denied", TryLaterError),
        ("recipient", "550 relaying denied", TryLaterError),
        ("recipient", "553 5.7.1 sender not owned by user", TryLaterError),
        ("recipient", "550 5.1.8 sender's domain not found", TryLaterError),
        ("sender", "530 5.7.0 authentication required", TryLaterError),
        ("sender", "553 sender not owned", TryLaterError),
        ("sender", "550 5.1.1 unknown", TryLaterError),
        ("data", "421 busy", TryLaterError),
        ("data", "554 no", NeverError),
        ("data", "552 5.3.4 too big", NeverError),
        ("data", "550 5.7.60 may not send as this sender", TryLaterError),
    ],
)
async def test_only_the_recipient_s_or_the_letter_s_own_refusal_is_final(
    database: Database, tmp_path: Path, where: str, reply: str, error: type[TryLaterError | NeverError]
) -> None:
    async with started(Refusing(tmp_path, **{where: f"{reply} <koordinator@tranas.example>"})) as port:
        with pytest.raises(error) as refused:
            await sender(database, port).deliver(outbox_message(), carry_mail)

    assert str(refused.value) == " ".join(word for word in reply.split() if word[0].isdigit())


async def test_a_server_that_turns_us_away_at_the_door_is_tried_later(database: Database) -> None:
    async def turn_away(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 5.7.1 not you\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(turn_away, "127.0.0.1", 0)
    async with server:
        with pytest.raises(TryLaterError, match=r"554 5\.7\.1"):
            await sender(database, server.sockets[0].getsockname()[1]).deliver(outbox_message(), carry_mail)


async def test_a_server_that_is_away_is_tried_later(database: Database, sink: MailSink) -> None:
    port = sink.port
    await sink.stop()

    with pytest.raises(TryLaterError) as error:
        await sender(database, port).deliver(outbox_message(), carry_mail)
    assert "127.0.0.1" not in error.value.reason


async def test_starttls_is_demanded_outside_development(database: Database, sink: MailSink) -> None:
    demanding = Settings(
        environment=Environment.PRODUCTION, smtp_host="127.0.0.1", smtp_port=sink.port, bot_app_id="id", bot_tenant_id="tenant",
        mail_from="lexheller@forbund.example",
        bot_app_password=SecretStr("password"), secret_key=SecretStr("s" * 32), public_url="https://lexheller.example",
    )  # fmt: skip
    mail = MailSender(demanding, database, {NoticeKind.REPORT_RECEIVED: writer(LETTER)})

    with pytest.raises(TryLaterError):
        await mail.deliver(outbox_message(), carry_mail)
    assert sink.folder.newest_first() == []


@pytest.mark.parametrize(
    "address", ["", "ingen adress", "a@b@c", "namn@", "@hoglandet.example", "a@b.example\r\nBcc: c@d.example"]
)
async def test_what_is_no_address_is_never_tried_again(database: Database, sink: MailSink, address: str) -> None:
    letter = Letter(to=address, subject="Hej", text="Hej", html="<p>Hej</p>")

    with pytest.raises(NeverError, match="bad address"):
        await sender(database, sink.port, letter).deliver(outbox_message(), carry_mail)


def test_a_calendar_is_both_an_alternative_and_a_file() -> None:
    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Möte\r\nEND:VCALENDAR\r\n".encode()
    letter = Letter(
        to="rehab@vc.example", subject="Kallelse", text="Kom", html="<p>Kom</p>",
        attachments=(
            Attachment("mote.ics", "text/calendar", calendar, {"method": "REQUEST"}),
            Attachment("utgåva.pdf", "application/pdf", b"%PDF-1.7"),
        ),
    )  # fmt: skip

    message = build(letter, key="k", mail_from="lexheller@hoglandet.example", written_at=NOW)

    assert message.get_content_type() == "multipart/mixed"
    alternatives, file, pdf = list(message.iter_parts())
    assert [part.get_content_type() for part in alternatives.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    inline = list(alternatives.iter_parts())[2]
    assert (inline.get_param("method"), inline.get_content_charset()) == ("REQUEST", "utf-8")
    assert inline.get_payload(decode=True) == calendar
    assert (file.get_content_type(), file.get_filename(), file.get_payload(decode=True)) == (
        "application/ics",
        "mote.ics",
        calendar,
    )
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", "utgåva.pdf")


def test_a_calendar_after_another_file_still_becomes_an_alternative() -> None:
    letter = Letter(
        to="rehab@vc.example", subject="Kallelse", text="Kom", html="<p>Kom</p>",
        attachments=(
            Attachment("a.pdf", "application/pdf", b"%PDF"),
            Attachment("mote.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        ),
    )  # fmt: skip

    message = build(letter, key="k", mail_from="lexheller@hoglandet.example", written_at=NOW)

    assert [part.get_content_type() for part in next(message.iter_parts()).iter_parts()][-1] == "text/calendar"


async def test_a_server_that_tells_of_what_it_cant_deliver_is_given_the_letters_name() -> None:
    """The development sink takes no envelope id, so a server of a few lines does."""
    said: list[str] = []
    served = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            said.append(line)
            answer = {"EHLO": "250-here\r\n250 DSN", "DATA": "354 go"}.get(line.split()[0].upper(), "250 ok")
            writer.write(f"{answer}\r\n".encode())
            if line == "DATA":
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 kept\r\n")
        writer.close()
        await writer.wait_closed()
        served.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    letter = Letter(to="maja@tranas.example", subject="Underlag", text="t", html="<p>t</p>")
    written = build(letter, key="edition:1", mail_from="lexheller@hoglandet.example", written_at=NOW)
    to = Server(host="127.0.0.1", port=port, user=None, password=None, start_tls=False)
    try:
        receipt = await carry_mail(Mail(to, "lexheller@hoglandet.example", letter.to, written))
    finally:
        server.close()
        await served.wait()  # else the loop ends with the connection open
    assert next(line for line in said if line.startswith("MAIL")).endswith(f"ENVID={receipt.strip('<>')} RET=HDRS")
