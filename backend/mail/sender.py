"""Sends the outbox's mail by SMTP."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage

import aiosmtplib

from backend.database import Database
from backend.mail.letter import BadAddressError, MailWriter, build, message_id
from backend.outbox import NeverError, TryLaterError
from backend.settings import Settings
from models import OutboxMessage
from models.enums import NoticeKind

TIME_LIMIT_SECONDS = 10


class MailSender:
    """Delivers messages of the mail channel; each kind of notice has its writer."""

    def __init__(self, settings: Settings, database: Database, writers: Mapping[NoticeKind, MailWriter]) -> None:
        """Send to the server of the settings. Nothing is opened yet."""
        self._settings = settings
        self._database = database
        self._writers = writers

    async def deliver(self, message: OutboxMessage) -> str:
        """Return the Message-ID once the server has taken the message.

        Raises TryLaterError when it can't be reached, or says 4xx; NeverError when it says 5xx or the address is none. The
        reasons are codes: no address and no word of a letter is in them.
        """
        async with self._database.read(message.forbund_id) as session:
            letter = await self._writers[message.kind](session, message)
        mail_from = self._settings.mail_from
        try:
            mail = build(letter, key=message.key, mail_from=mail_from, written_at=message.created_at)
        except BadAddressError as error:
            raise NeverError("bad address") from error
        with _codes():
            await self._send(mail, letter.to)
        return message_id(message.key, mail_from)

    async def _send(self, mail: EmailMessage, to: str) -> None:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            # None takes STARTTLS where the server offers it
            start_tls=False if settings.development else settings.smtp_starttls or None,
            timeout=TIME_LIMIT_SECONDS,
        )
        try:
            await client.connect()
            await client.send_message(mail, sender=settings.mail_from, recipients=[to])
        finally:
            # No goodbye: the server has the mail, and the sooner that is noted, the smaller the chance that it is sent again.
            client.close()


@contextmanager
def _codes() -> Iterator[None]:
    """Turn the SMTP library's errors, which quote addresses, into the outbox's."""
    try:
        yield
    except aiosmtplib.SMTPAuthenticationError as error:
        # Our own name at the server is wrong, not the message: it goes when that is mended.
        raise TryLaterError(f"authentication {error.code}") from None
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _refusal(error.recipients[0].code) from None
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryLaterError(type(error).__name__) from None


def _refusal(code: int) -> TryLaterError | NeverError:
    return NeverError(str(code)) if 500 <= code < 600 else TryLaterError(str(code))
