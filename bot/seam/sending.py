"""Where a message goes, and the ways in which sending it can fail."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTarget:
    """A conversation that can be written to without a turn; plain values, made to be kept in a database row."""

    service_url: str
    conversation_id: str
    tenant_id: str | None
    bot_id: str
    user_id: str | None = None


class SendError(Exception):
    """A message was not taken. `reason` is a short code, such as an HTTP status or the channel's own error code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryAgainError(SendError):
    """The message may be taken later; `retry_after` is the channel's own wish, if it had one."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Throttled(TryAgainError):
    """Too many messages (429), or a precondition that Teams asks to try again (412)."""


class Unreachable(TryAgainError):
    """The channel didn't answer, answered with a fault of its own (5xx), or we have no token to show it."""


class FinalError(SendError):
    """The same message will never be taken there: trying again is of no use."""


class Forbidden(FinalError):
    """403, such as `MessageWritesBlocked`: the person has blocked or removed the bot. Also a refused service URL."""


class Gone(FinalError):
    """404: the conversation or the message is no longer there."""


class Rejected(FinalError):
    """Any other 4xx: the channel doesn't accept the message itself, as when it is too big."""
