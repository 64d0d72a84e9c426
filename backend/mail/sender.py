"""Draws the outbox's mail, and has it handed to the SMTP server."""

from collections.abc import Callable, Mapping
from datetime import datetime

from backend.courier import Carry, NeverError
from backend.database import Database
from backend.handing_on import check_receiver
from backend.mail.letter import BadAddressError, MailWriter, build
from backend.mail.smtp import Mail, Server
from backend.settings import Settings
from backend.times import utc_now
from models import OutboxMessage
from models.enums import NoticeKind


class MailSender:
    """Delivers messages of the mail channel; each kind of notice has its writer."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        writers: Mapping[NoticeKind, MailWriter],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Send to the server of the settings. Nothing is opened yet. `clock` gives the present moment; a test gives its own."""
        self._clock = clock
        self._mail_from = settings.mail_from
        self._database = database
        self._writers = writers
        self._server = Server(
            host=settings.smtp_host,
            port=settings.smtp_port,
            user=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            start_tls=False if settings.development else settings.smtp_starttls or None,
        )

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        """Return the Message-ID once the server has taken the message.

        Raises as `carry_mail`; NeverError for a bad address, NeedlessError for what isn't the person's to read any more.
        """
        await check_receiver(self._database, message, self._clock())
        async with self._database.snapshot(message.forbund_id) as session:
            letter = await self._writers[message.kind](session, message)
        try:
            mail = build(letter, key=message.key, mail_from=self._mail_from, written_at=message.created_at)
        except BadAddressError as error:
            raise NeverError("bad address") from error
        return await carry(Mail(self._server, self._mail_from, letter.to, mail))

    async def recall(self, message: OutboxMessage, receipt: str) -> None:
        """A letter that has gone needs nothing more."""
