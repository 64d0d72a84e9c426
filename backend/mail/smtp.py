"""The mail's carrier: one SMTP conversation a letter. The courier's process loads it, so it imports no database."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

import aiosmtplib

from backend.courier import Carry, NeverError, TryLaterError

CONNECT_SECONDS = 10
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
# X.1 and X.2 are the recipient's address and mailbox, but for X.1.7 and X.1.8, which are the sender's. A bare 550 can as well
# mean that the server doesn't relay for us: it is tried until the time is up.
_NO_SUCH_MAILBOX = re.compile(r"5\d\d 5\.(1\.(?![78]$)|2\.)")
# X.7 is policy, such as a sender that we may not use, which some servers look at only now.
_NOT_THIS_LETTER = re.compile(r"5\d\d(?! 5\.7\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The SMTP server that takes our mail. `start_tls` None takes STARTTLS where the server offers it."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    start_tls: bool | None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message with its envelope, and the server to hand it to."""

    server: Server
    sender: str
    to: str
    message: EmailMessage


@asynccontextmanager
async def smtp_carrier() -> AsyncIterator[Carry]:
    """Yield `carry_mail`: each letter has a connection of its own."""
    yield carry_mail


async def carry_mail(mail: Mail) -> str:
    """Return the Message-ID once the server has taken the message.

    Raises NeverError when the server says for good that the mailbox doesn't take mail or that it doesn't take this letter;
    TryLaterError for all else, since one fault of the server's or of our settings must not burn the whole queue. The reasons
    are codes: no address and no word of a letter is in them. It takes the time that the server takes: cutting it off after the
    letter has gone would send it twice (RFC 5321, section 4.5.3.2.6).
    """
    client = aiosmtplib.SMTP(
        hostname=mail.server.host,
        port=mail.server.port,
        username=mail.server.user,
        password=mail.server.password,
        start_tls=mail.server.start_tls,
        timeout=CONNECT_SECONDS,
    )
    with _codes():
        try:
            await client.connect()
            await client.send_message(
                mail.message,
                sender=mail.sender,
                recipients=[mail.to],
                mail_options=await _named(client, mail.message),
                timeout=None,
            )
        finally:
            # No goodbye: the server has the mail, and the sooner that is noted, the smaller the chance that it is sent again.
            client.close()
    return str(mail.message["Message-ID"])


async def _named(client: aiosmtplib.SMTP, message: EmailMessage) -> list[str]:
    """Return how a server that tells of what it couldn't deliver is asked to name the letter then (RFC 3461)."""
    if client.is_ehlo_or_helo_needed:
        with suppress(aiosmtplib.SMTPHeloError):  # one that knows only HELO is greeted so when the letter is sent
            await client.ehlo()
    name = str(message["Message-ID"]).strip("<>")
    return [f"ENVID={name}", "RET=HDRS"] if client.supports_extension("dsn") else []


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
