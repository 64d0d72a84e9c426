"""The transactional outbox: messages are written with their cause, and delivered once, whatever becomes of the process.

A row is claimed with a time limit, sent, noted as acknowledged, and marked as delivered. A process that is killed on the way
leaves a claim that runs out; whoever takes the row then looks at the note before sending anything again.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
import structlog
from prometheus_client import Counter
from sqlmodel import col, select

from backend.database import AsyncSession, Database
from backend.times import utc_now
from models import OutboxMessage, Person
from models.enums import Channel, NoticeKind, OutboxStatus

GIVE_UP_AFTER = timedelta(days=3)
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
BATCH = 8
RESULT_LENGTH = 300

log = structlog.get_logger(__name__)
DELIVERED = Counter("lexheller_outbox_delivered", "Messages that the other side acknowledged", ["channel"])
FAILED = Counter("lexheller_outbox_failed", "Attempts that failed", ["channel", "final"])


class TryLaterError(Exception):
    """The message could not be delivered now. `reason` is a short code; `after` is the other side's own wish, if it had one."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        """Keep the reason, which is logged and stored, and the wait."""
        super().__init__(reason)
        self.reason = reason
        self.after = after


class NeverError(Exception):
    """The message can never be delivered this way: `reason` is a short code, such as `blocked` or `550`."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, which is logged and stored."""
        super().__init__(reason)
        self.reason = reason


class Sender(Protocol):
    """Delivers one message by one channel."""

    async def deliver(self, message: OutboxMessage) -> str:
        """Return the other side's receipt (an id) once it has acknowledged; raise `TryLaterError` or `NeverError`."""


def tell(
    session: AsyncSession,
    *,
    key: str,
    channel: Channel,
    kind: NoticeKind,
    subject_id: int,
    now: datetime,
    person_id: int | None = None,
    address: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> OutboxMessage:
    """Write a message in the caller's transaction and return it. `key` is unique: the same thing can't be told twice."""
    message = OutboxMessage(
        key=f"{key}:{channel}:{person_id or address}",
        channel=channel,
        kind=kind,
        subject_id=subject_id,
        details=dict(details or {}),
        person_id=person_id,
        address=address,
        created_at=now,
        next_attempt_at=now,
    )
    session.add(message)
    return message


class Acknowledgements:
    """A folder with one small file for each delivery that was acknowledged and isn't marked in the database yet.

    It closes the moment between the two in which the process can be killed: a file is the operating system's at once.
    """

    def __init__(self, folder: Path) -> None:
        """Use the folder; it is made at the first delivery."""
        self._folder = folder

    def _file(self, message: OutboxMessage) -> Path:
        # The time keeps a row of a new database from being taken for an old one with the same id.
        return self._folder / f"{message.id}-{message.created_at.timestamp():.6f}"

    def write(self, message: OutboxMessage, receipt: str) -> None:
        """Keep that the message was acknowledged with this receipt."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file(message).write_text(receipt, "utf-8")

    def read(self, message: OutboxMessage) -> str | None:
        """Return the receipt of a message that was acknowledged but not marked, else None."""
        file = self._file(message)
        return file.read_text("utf-8") if file.exists() else None

    def forget(self, message: OutboxMessage) -> None:
        """Drop the note, now that the database says the same."""
        self._file(message).unlink(missing_ok=True)


class Outbox:
    """Delivers what is due, by the senders that the composition root registered."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[Channel, Sender],
        acknowledgements: Acknowledgements,
        lease: timedelta,
    ) -> None:
        """Deliver from this database by these senders; a claim older than `lease` belongs to a process that died."""
        self._database = database
        self._senders = senders
        self._acknowledgements = acknowledgements
        self._lease = lease
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once: something was written."""
        self._woken.set()

    async def run(self, every_seconds: float) -> None:
        """Deliver for ever, at each `wake` and otherwise at the given interval, until cancelled."""
        while True:
            self._woken.clear()
            try:
                while await self.deliver_due(utc_now()):
                    pass
            except Exception as error:  # the database may be away; it is asked again at the next turn
                log.error("outbox.round_failed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), every_seconds)

    async def deliver_due(self, now: datetime) -> int:
        """Deliver at most a batch of what is due, all at once, and return how many were tried."""
        messages = await self._claim(now)
        await asyncio.gather(*(self._deliver(message, now) for message in messages))
        return len(messages)

    async def _claim(self, now: datetime) -> Sequence[OutboxMessage]:
        """Take due rows for the length of a lease: until it ends, `next_attempt_at` keeps every other process away."""
        due = (
            select(OutboxMessage)
            .where(
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
        try:
            receipt = self._acknowledgements.read(message)
            if receipt is None:
                # Half the lease: whoever is too slow has stopped before another may take the row.
                async with asyncio.timeout(self._lease.total_seconds() / 2):
                    receipt = await self._senders[message.channel].deliver(message)
                self._acknowledgements.write(message, receipt)
        except NeverError as never:
            await self._give_up(message, never.reason, now)
        except TryLaterError as later:
            await self._try_later(message, later, now)
        except Exception as error:  # a fault of ours in drawing one message must not stop the others
            log.error("outbox.sender_failed", message=message.id, kind=message.kind, error=type(error).__name__)
            await self._try_later(message, TryLaterError(type(error).__name__), now)
        else:
            await self._mark(message, status=OutboxStatus.LEVERERAD, delivered_at=now, result=receipt[:RESULT_LENGTH])
            self._acknowledgements.forget(message)
            DELIVERED.labels(message.channel).inc()

    async def _try_later(self, message: OutboxMessage, error: TryLaterError, now: datetime) -> None:
        if now - message.created_at > GIVE_UP_AFTER:
            await self._give_up(message, error.reason, now)
            return
        wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 20), LONGEST_WAIT) * random.uniform(0.5, 1.0)  # noqa: S311  # jitter
        wait = max(wait, error.after or wait)
        log.warning("outbox.try_later", message=message.id, kind=message.kind, reason=error.reason, seconds=wait.total_seconds())
        FAILED.labels(message.channel, "no").inc()
        await self._mark(message, status=OutboxStatus.VANTAR, next_attempt_at=now + wait, result=error.reason[:RESULT_LENGTH])

    async def _give_up(self, message: OutboxMessage, reason: str, now: datetime) -> None:
        """Mark the row, and let a mail carry what Teams can't."""
        log.error("outbox.gave_up", message=message.id, kind=message.kind, channel=message.channel, reason=reason)
        FAILED.labels(message.channel, "yes").inc()
        async with self._database.begin_for_every_forbund() as session:
            await session.exec(_update(message, status=OutboxStatus.UPPGIVEN, result=reason[:RESULT_LENGTH]))
            person = await session.get(Person, message.person_id) if message.channel is Channel.TEAMS else None
            if person and person.email:
                mail = tell(
                    session,
                    key=message.key.removesuffix(f":{message.channel}:{message.person_id}"),
                    channel=Channel.MAIL,
                    kind=message.kind,
                    subject_id=message.subject_id,
                    details=message.details,
                    person_id=message.person_id,
                    now=now,
                )
                mail.forbund_id = message.forbund_id
                same = select(OutboxMessage.id).where(OutboxMessage.key == mail.key)
                with session.no_autoflush:
                    if (await session.exec(same)).first() is not None:  # it was sent by both ways from the start
                        session.expunge(mail)

    async def _mark(self, message: OutboxMessage, **values: object) -> None:
        async with self._database.begin_for_every_forbund() as session:
            await session.exec(_update(message, **values))


def _update(message: OutboxMessage, **values: object) -> sa.Update:
    """Return the update of a claimed row; it hits nothing when the claim ran out and another process has finished the row."""
    return (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.status) == OutboxStatus.SKICKAS)
        .values(**values)
    )
