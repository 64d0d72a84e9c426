"""Delivers what stands in the outbox, once, whatever becomes of the process.

A row is claimed with a time limit, drawn, handed over by the courier, who notes the acknowledgement, and marked as delivered.
A process that is killed on the way leaves a claim that runs out; whoever takes the row then looks at the note before sending
anything again. Each channel is delivered on its own, so that the troubles of one hold up no other.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
import structlog
from prometheus_client import Counter
from sqlmodel import col, select

from backend.acknowledgements import Acknowledgements
from backend.courier import Carry, Courier, NeedlessError, NeverError, Parcel, TryLaterError
from backend.database import Database, stored_id
from backend.outbox import rows_of_notice, tell_instead
from backend.times import utc_now
from models import OutboxMessage
from models.enums import Channel, OutboxStatus

GIVE_UP_AFTER = timedelta(days=3)
FEWEST_ATTEMPTS = 12  # before that: most of an hour, for what waited those days because no process ran
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
BATCH = 8  # of each channel at once
RESULT_LENGTH = 300

Result = TypeVar("Result")

log = structlog.get_logger(__name__)
DELIVERED = Counter("lexheller_outbox_delivered", "Messages that the other side acknowledged", ["channel"])
FAILED = Counter("lexheller_outbox_failed", "Attempts that failed", ["channel", "final"])


class Sender(Protocol):
    """Delivers one message by one channel."""

    async def deliver(self, message: OutboxMessage, carry: Carry) -> str:
        """Draw the message, let `carry` hand it over, and return the receipt.

        Raises `TryLaterError`, `NeverError`, and `NeedlessError` for what needn't be told any more.
        """

    async def recall(self, message: OutboxMessage, receipt: str) -> None:
        """Keep what is to be known of a message that a process handed over which was killed before it could."""


def note_name(message: OutboxMessage) -> str:
    """Return the name of the note of a message's acknowledgement."""
    # The time keeps a row of a new database from being taken for an old one with the same id.
    return f"{message.id}-{message.created_at.timestamp():.6f}"


class Outbox:
    """Delivers what is due, by the senders that the composition root registered."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[Channel, Sender],
        courier: Courier,
        notes: Acknowledgements,
        lease: timedelta,
    ) -> None:
        """Deliver from this database by these senders and this courier, who notes in the same folder as is looked in here.

        A claim older than `lease` belongs to a process that died.
        """
        self._database = database
        self._senders = senders
        self._courier = courier
        self._notes = notes
        self._lease = lease
        self._woken = {channel: asyncio.Event() for channel in senders}
        self._stopping = asyncio.Event()

    async def prepare(self) -> None:
        """Start the courier, which takes some tenths of a second, before there is anything to deliver."""
        await self._courier.start()

    def wake(self) -> None:
        """Look at once: something was written."""
        for woken in self._woken.values():
            woken.set()

    def stop(self) -> None:
        """Take nothing more, and let `run` end when what is being sent has an outcome: within half a lease, as a rule."""
        self._stopping.set()
        self.wake()

    async def run(self, every_seconds: float) -> None:
        """Deliver until `stop`, at each `wake` and otherwise at the given interval."""
        async with asyncio.TaskGroup() as channels:
            for channel in self._senders:
                channels.create_task(self._run(channel, every_seconds))

    async def _run(self, channel: Channel, every_seconds: float) -> None:
        woken = self._woken[channel]
        while not self._stopping.is_set():
            woken.clear()
            try:
                while not self._stopping.is_set() and await self._deliver_batch(channel, utc_now()):
                    pass
            except Exception as error:  # the database may be away; it is asked again at the next turn
                log.error("outbox.round_failed", channel=channel, error=type(error).__name__)
            if not self._stopping.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), every_seconds)

    async def deliver_due(self, now: datetime) -> int:
        """Deliver at most a batch of what is due by each channel, all at once, and return how many were tried."""
        return sum(await _together(self._deliver_batch(channel, now) for channel in self._senders))

    async def _deliver_batch(self, channel: Channel, now: datetime) -> int:
        messages = await self._claim(channel, now)
        await _together(self._deliver(message, now) for message in messages)
        return len(messages)

    async def _claim(self, channel: Channel, now: datetime) -> Sequence[OutboxMessage]:
        """Take due rows for the length of a lease: until it ends, `next_attempt_at` keeps every other process away."""
        due = (
            select(OutboxMessage)
            .where(
                col(OutboxMessage.channel) == channel,
                col(OutboxMessage.status).in_((OutboxStatus.VANTAR, OutboxStatus.SKICKAS)),
                col(OutboxMessage.next_attempt_at) <= now,
            )
            .order_by(col(OutboxMessage.next_attempt_at), col(OutboxMessage.id))
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        async with self._database.begin_for_every_forbund() as session:
            messages = (await session.exec(due)).all()
            for message in messages:
                message.status = OutboxStatus.SKICKAS
                message.attempts += 1
                message.next_attempt_at = now + self._lease
        return messages

    async def _deliver(self, message: OutboxMessage, now: datetime) -> None:
        note, lease = note_name(message), self._lease.total_seconds()
        # Half the lease: what is too slow has stopped before another may take the row. The courier says what became of it.
        carry = partial(self._carry, message, time.monotonic() + lease / 2)
        try:
            receipt, sender = self._notes.read(note), self._senders[message.channel]
            async with asyncio.timeout(lease):
                if receipt is None:
                    receipt = await sender.deliver(message, carry)
                else:
                    await sender.recall(message, receipt)
        except NeedlessError as needless:
            await self._mark(message, status=OutboxStatus.INAKTUELL, result=needless.reason[:RESULT_LENGTH])
        except NeverError as never:
            await self._give_up(message, never.reason, now)
        except TryLaterError as later:
            await self._try_later(message, later, now)
        except Exception as error:  # a fault of ours in drawing one message must not stop the others
            log.error("outbox.sender_failed", message=message.id, kind=message.kind, error=type(error).__name__)
            await self._try_later(message, TryLaterError(type(error).__name__), now)
        else:
            DELIVERED.labels(message.channel).inc()
            # A claim that ran out leaves its note to the one who has the row now.
            if await self._mark(message, status=OutboxStatus.LEVERERAD, delivered_at=now, result=receipt[:RESULT_LENGTH]):
                self._notes.forget(note)

    async def _carry(self, message: OutboxMessage, until: float, content: Any) -> str:
        parcel = Parcel(
            number=stored_id(message), channel=message.channel.value, content=content, note=note_name(message), until=until
        )
        return await self._courier.carry(parcel)

    async def _try_later(self, message: OutboxMessage, error: TryLaterError, now: datetime) -> None:
        if now - message.created_at > GIVE_UP_AFTER and message.attempts >= FEWEST_ATTEMPTS:
            await self._give_up(message, error.reason, now)
            return
        wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 20), LONGEST_WAIT) * random.uniform(0.5, 1.0)  # noqa: S311  # jitter
        wait = max(wait, error.after or wait)
        log.warning("outbox.try_later", message=message.id, kind=message.kind, reason=error.reason, seconds=wait.total_seconds())
        FAILED.labels(message.channel, "no").inc()
        await self._mark(message, status=OutboxStatus.VANTAR, next_attempt_at=now + wait, result=error.reason[:RESULT_LENGTH])

    async def _give_up(self, message: OutboxMessage, reason: str, now: datetime) -> None:
        """Mark the row, and queue the notice by another way if there is one that must carry it."""
        async with self._database.begin_for_every_forbund() as session:
            rows = await rows_of_notice(session, message)
            row = rows.get(message.key)
            if row is None or row.status is not OutboxStatus.SKICKAS or row.attempts != message.attempts:
                return  # the claim ran out, and the row is another's; or it is gone
            row.status, row.result = OutboxStatus.UPPGIVEN, reason[:RESULT_LENGTH]
            instead = await tell_instead(session, rows, row, now)
        told = instead and ("person" if instead.person_id else "forbund")
        log.error("outbox.gave_up", message=message.id, kind=message.kind, channel=message.channel, reason=reason, told=told)
        FAILED.labels(message.channel, "yes").inc()
        if instead:
            self.wake()

    async def _mark(self, message: OutboxMessage, **values: object) -> bool:
        """Update a claimed row; return False when the claim ran out and the row is another's, or finished."""
        # Each claim counts an attempt, so the number tells this claim from a later one.
        update = (
            sa.update(OutboxMessage)
            .where(
                col(OutboxMessage.id) == message.id,
                col(OutboxMessage.status) == OutboxStatus.SKICKAS,
                col(OutboxMessage.attempts) == message.attempts,
            )
            .values(**values)
        )
        async with self._database.begin_for_every_forbund() as session:
            return (await session.exec(update)).rowcount == 1


async def _together(work: Iterable[Awaitable[Result]]) -> list[Result]:
    """Return what each gives. The first error is raised when all have ended, so that nothing is left running unseen."""
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
