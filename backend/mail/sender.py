"""Sends the outbox's mail by SMTP."""

import re
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
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
# X.1 and X.2 are the recipient's address and mailbox, but for X.1.7 and X.1.8, which are the sender's. A bare 550 can as well
# mean that the server doesn't relay for us: it is tried until the time is up.
_NO_SUCH_MAILBOX = re.compile(r"5\d\d 5\.(1\.(?![78]$)|2\.)")
# X.7 is policy, such as a sender that we may not use, which some servers look at only now.
_NOT_THIS_LETTER = re.compile(r"5\d\d(?! 5\.7\.)")


class MailSender:
    """Delivers messages of the mail channel; each kind of notice has its writer."""

    def __init__(self, settings: Settings, database: Database, writers: Mapping[NoticeKind, MailWriter]) -> None:
        """Send to the server of the settings. Nothing is opened yet."""
        self._settings = settings
        self._database = database
        self._writers = writers

    async def deliver(self, message: OutboxMessage) -> str:
        """Return the Message-ID once the server has taken the message.

        Raises NeverError when the address is none, or the server says for good that the mailbox doesn't take mail or that it
        doesn't take this letter; TryLaterError for all else, since one fault of the server's or of our settings must not burn
        the whole queue. The reasons are codes: no address and no word of a letter is in them.
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
        raise TryLaterError(f"authentication {error.code}") from None
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _refusal(error.recipients[0], final=_NO_SUCH_MAILBOX) from None
    except aiosmtplib.SMTPDataError as error:
        raise _refusal(error, final=_NOT_THIS_LETTER) from None
    except aiosmtplib.SMTPResponseException as error:
        # The greeting, STARTTLS, our name at the server or our sender's address: that concerns every letter, not this one, and
        # all of them go when it is mended.
        raise TryLaterError(_code(error)) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryLaterError(type(error).__name__) from None


def _refusal(error: aiosmtplib.SMTPResponseException, final: re.Pattern[str]) -> TryLaterError | NeverError:
    code = _code(error)
    return NeverError(code) if final.match(code) else TryLaterError(code)


def _code(error: aiosmtplib.SMTPResponseException) -> str:
    """Return the reply code with the enhanced one (RFC 3463) if there is one, such as `550 5.1.1`, and nothing of the words."""
    enhanced = _ENHANCED.match(error.message)
    return f"{error.code} {enhanced[0]}" if enhanced else str(error.code)
