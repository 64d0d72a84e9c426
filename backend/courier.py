"""The courier: hands messages over to the other side, and notes each acknowledgement before it does anything else.

`CourierProcess` is what the product uses: a process of its own, which knows no database, no turns and no pages, so that an
acknowledgement never waits for anything but the note. It outlives a product that is killed: it then ends what is on its way,
notes it, and ends itself. `CourierHere` does the same work in the process that calls it; the other is a wire to one of these.
This file imports no other room and no table, and a carrier's module shouldn't either: the new process loads them at its start.
"""

import asyncio
import pickle
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import structlog

from backend.acknowledgements import Acknowledgements
from backend.logs import configure_logs

STOP_SECONDS = 5.0
# As little as possible stands on the command line, where others see it: everything else comes through the wire.
_PROGRAM = f"import sys; sys.path.insert(0, {str(Path(__file__).parent.parent)!r}); from backend.courier import main; main()"
_LENGTH = struct.Struct("!I")

log = structlog.get_logger(__name__)

# Hands over what a sender has drawn, and returns the other side's receipt, once it has acknowledged.
Carry = Callable[[Any], Awaitable[str]]
# Opens what carrying by one channel needs. It travels to the new process: a function of a module, or a `partial` of one.
Carrier = Callable[[], AbstractAsyncContextManager[Carry]]


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


class NeedlessError(Exception):
    """The message needn't be delivered any more: `reason` is a short code. Nothing steps in for it."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, which is stored."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message ready to be handed over. `number` and the name of its `note` are its own; the channel's carrier knows `content`.

    Sending is cut off at `until`, by `time.monotonic()`, which all processes of a machine share.
    """

    number: int
    channel: str
    content: Any
    note: str
    until: float


class Courier(Protocol):
    """Hands parcels over."""

    async def start(self) -> None:
        """Be ready, so that the first parcel needn't wait."""

    async def carry(self, parcel: Parcel) -> str:
        """Return the other side's receipt, noted; raise `TryLaterError` or `NeverError`. What is noted already isn't sent."""


class CourierHere:
    """A courier in this process."""

    def __init__(self, carry: Mapping[str, Carry], notes: Acknowledgements) -> None:
        """Hand over by these channels."""
        self._carry = carry
        self._notes = notes

    async def start(self) -> None:
        """Be ready, which it is."""

    async def carry(self, parcel: Parcel) -> str:
        """As the protocol says. A fault of a carrier's is logged, and no more final than what passes."""
        with self._notes.held(parcel.number) as ours:
            if not ours:
                raise TryLaterError("on_its_way")
            receipt = self._notes.read(parcel.note)
            if receipt is None:
                receipt = await self._send(parcel)
                self._notes.write(parcel.note, receipt)
            return receipt

    async def _send(self, parcel: Parcel) -> str:
        try:
            async with asyncio.timeout_at(parcel.until):
                return await self._carry[parcel.channel](parcel.content)
        except (TryLaterError, NeverError):
            raise
        except TimeoutError:
            raise TryLaterError("too_slow") from None
        except Exception as error:
            log.error("courier.failed", channel=parcel.channel, message=parcel.number, error=type(error).__name__)
            raise TryLaterError(type(error).__name__) from error


class CourierProcess:
    """A courier in a process of its own, started when it is first needed, and again if it died; use it as `async with`."""

    def __init__(self, carriers: Mapping[str, Carrier], notes: Path, log_level: str) -> None:
        """Carry by these channels, note in this folder, log from this level. Nothing is started yet."""
        self._orders = (dict(carriers), notes, log_level)
        self._starting = asyncio.Lock()
        self._wire: _Wire | None = None

    async def __aenter__(self) -> Self:
        """Nothing is started yet."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Tell the process that no more comes. What it has is finished, with us or without."""
        if self._wire:
            await self._wire.hang_up()

    async def start(self) -> None:
        """Start the process unless it runs. It is at work after some tenths of a second; what it is given before that waits."""
        await self._running()

    async def carry(self, parcel: Parcel) -> str:
        """As the protocol says. Raises TryLaterError when the process dies; what it knew is noted."""
        return await (await self._running()).carry(parcel)

    async def _running(self) -> "_Wire":
        async with self._starting:
            if self._wire is None or self._wire.broken:
                self._wire = await _Wire.to_a_new_process()
                self._wire.give(self._orders)
            return self._wire


class _Wire:
    """One courier process as the product sees it: parcels go out under a number, and what became of them comes back."""

    def __init__(self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.broken = False
        self.process = process
        self._writer = writer
        self._numbers = count()
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self._listening = asyncio.create_task(self._listen(reader))

    @classmethod
    async def to_a_new_process(cls) -> Self:
        """Start a process and return the wire to it. Raises OSError when that can't be done."""
        process, ours = _start_process()
        return cls(process, *await asyncio.open_unix_connection(sock=ours))

    def give(self, content: object) -> None:
        """Send something that can be pickled. It is no error when nobody is there: the listener notices."""
        _write(self._writer, content)

    async def carry(self, parcel: Parcel) -> str:
        """As the courier's protocol says."""
        if self.broken:
            raise TryLaterError("courier_lost")
        number, outcome = next(self._numbers), asyncio.get_running_loop().create_future()
        self._waiting[number] = outcome
        self.give((number, parcel))
        try:
            return str(await outcome)
        finally:
            self._waiting.pop(number, None)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while (said := await _read(reader)) is not None:
            number, receipt, error = said
            if (outcome := self._waiting.get(number)) and not outcome.done():
                outcome.set_exception(error) if error else outcome.set_result(receipt)
        self.broken = True
        self._writer.close()
        if self._waiting:
            log.error("courier.lost", messages=len(self._waiting))
        for outcome in self._waiting.values():
            if not outcome.done():
                outcome.set_exception(TryLaterError("courier_lost"))
        await asyncio.to_thread(self.process.wait)

    async def hang_up(self) -> None:
        """Say that no more comes, and wait a moment for the process to end; one that still sends is left to finish."""
        with suppress(OSError):  # it may be gone
            self._writer.write_eof()
        await asyncio.wait({self._listening}, timeout=STOP_SECONDS)
        self._listening.cancel()
        self._writer.close()


def _start_process() -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        # Not forked, since this process has threads and connections by now; in a session of its own, where no Ctrl-C reaches it.
        command = [sys.executable, "-P", "-c", _PROGRAM]
        process = subprocess.Popen(  # noqa: S603  # our own program
            command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, start_new_session=True
        )
    return process, ours


def main() -> None:
    """Be the courier process: carry what comes through standard input, a socket, until whoever holds its other end is gone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # meant for the product, which says itself when it ends
    asyncio.run(_serve(socket.socket(fileno=sys.stdin.fileno())))


async def _serve(wire: socket.socket) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=wire)
    orders = await _read(reader)
    if orders is None:
        return
    carriers, folder, log_level = orders
    configure_logs(log_level)
    async with AsyncExitStack() as stack:
        carry = {channel: await stack.enter_async_context(carrier()) for channel, carrier in carriers.items()}
        courier = CourierHere(carry, Acknowledgements(folder))
        async with asyncio.TaskGroup() as under_way:
            while (given := await _read(reader)) is not None:
                number, parcel = given
                under_way.create_task(_carry(courier, parcel, number, writer))


async def _carry(courier: Courier, parcel: Parcel, number: int, writer: asyncio.StreamWriter) -> None:
    try:
        _write(writer, (number, await courier.carry(parcel), None))
    except (TryLaterError, NeverError) as error:
        _write(writer, (number, None, error))
    except Exception as error:  # a note that can't be read, say: it must not cut off the others, which would be sent again
        log.error("courier.failed", channel=parcel.channel, message=parcel.number, error=type(error).__name__)
        _write(writer, (number, None, TryLaterError(type(error).__name__)))


def _write(writer: asyncio.StreamWriter, content: object) -> None:
    data = pickle.dumps(content)
    writer.write(_LENGTH.pack(len(data)) + data)


async def _read(reader: asyncio.StreamReader) -> Any:
    """Return what was written, or None when the other end is gone."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        return pickle.loads(await reader.readexactly(length))  # noqa: S301  # written by ourselves, over a socket without a name
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
