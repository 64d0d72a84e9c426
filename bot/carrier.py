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


class NotReachedError(NeverError):
    """Teams doesn't reach the person: they have blocked or removed the bot, or the chat is gone."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message of Teams and where it goes."""

    target: ConversationTarget
    activity: Mapping[str, Any]


class Sends(Protocol):
    """The part of the adapter that a post needs."""

    async def send(self, target: ConversationTarget, activity: Mapping[str, Any]) -> str:
        """Send to a conversation and return the message's id; raise `SendError`."""


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
    """Return the id that Teams gave the message; raise `TryLaterError`, `NotReachedError` or another `NeverError`."""
    try:
        return await adapter.send(post.target, post.activity)
    except TryAgainError as error:
        raise TryLaterError(error.reason, error.retry_after) from error
    except Forbidden as error:
        raise NotReachedError("blocked") from error
    except Gone as error:
        raise NotReachedError("conversation_gone") from error
    except FinalError as error:
        raise NeverError(error.reason) from error
