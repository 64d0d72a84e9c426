"""Teams' carrier: hands over to the Bot Connector what was drawn. The courier's process loads it, so it imports no database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from backend.courier import Carry, NeverError, TryLaterError
from bot.adapter import AdapterConfig, TeamsAdapter
from bot.seam.sending import ConversationTarget, FinalError, Forbidden, Gone, TryAgainError

# Nobody waits in a turn for this, and giving up on a call that has arrived would send it twice.
SEND_SECONDS = 25.0


class CardGoneError(NeverError):
    """The message that was to be replaced isn't there any more, or isn't ours to change."""


class NotReachedError(NeverError):
    """Teams doesn't reach the person: they have blocked or removed the bot, or the chat is gone."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message of Teams and where it goes: as a new one, or in the place of the one that it `replaces`."""

    target: ConversationTarget
    activity: Mapping[str, Any]
    replaces: str | None = None


class Sends(Protocol):
    """The part of the adapter that a post needs."""

    async def send(self, target: ConversationTarget, activity: Mapping[str, Any]) -> str:
        """Send to a conversation and return the message's id; raise `SendError`."""

    async def update(self, target: ConversationTarget, activity_id: str, activity: Mapping[str, Any]) -> str:
        """Replace a message and return its id; raise `SendError`."""


@asynccontextmanager
async def teams_carrier(config: AdapterConfig) -> AsyncIterator[Carry]:
    """Yield what hands over posts as the bot of this registration, whose token it fetches and keeps by itself."""
    patient = replace(config, timeouts=replace(config.timeouts, send=SEND_SECONDS))
    async with TeamsAdapter(patient, _no_turns) as adapter:

        async def carry(post: Post) -> str:
            return await carry_post(adapter, post)

        yield carry


def _no_turns(_: str | None) -> str:
    raise RuntimeError("the courier serves no turns")


async def carry_post(adapter: Sends, post: Post) -> str:
    """Return the message's id; raise `TryLaterError`, `CardGoneError`, `NotReachedError` or another `NeverError`."""
    try:
        if post.replaces is not None:
            return await adapter.update(post.target, post.replaces, post.activity)
        return await adapter.send(post.target, post.activity)
    except TryAgainError as error:
        raise TryLaterError(error.reason, error.retry_after) from error
    except (Forbidden, Gone) as error:
        if post.replaces is not None:  # of this message alone: the next new one will tell whether the person is reached
            raise CardGoneError(error.reason) from error
        raise NotReachedError("blocked" if isinstance(error, Forbidden) else "conversation_gone") from error
    except FinalError as error:
        raise NeverError(error.reason) from error
