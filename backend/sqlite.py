"""SQLite without a thread's detour: most statements take microseconds, handing one to a thread and back takes ten times that."""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import aiosqlite

Result = TypeVar("Result")
TAKES_THE_LOCK = "BEGIN IMMEDIATE"
LEFT_TO_THREAD = ("commit", "close")


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection, which runs in the event loop what can't wait.

    In WAL mode readers never wait, and a writer waits only when it takes the lock, which our transactions do as they begin.
    The price: a query over very many rows holds the loop up. A förbund with that many reports runs on PostgreSQL.
    """

    def __init__(self, path: str, busy_seconds: float) -> None:
        super().__init__(partial(sqlite3.connect, path, busy_seconds, check_same_thread=False), iter_chunk_size=64)
        self._thread.daemon = True  # as SQLAlchemy does: a connection left open must not keep the process alive
        self._patience = f"PRAGMA busy_timeout={round(busy_seconds * 1000)}"
        self._in_thread: set[object] = set()
        self._told_to_stop = False

    async def _execute(self, fn: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        # What may wait for the disk is left to the thread: the connection's own commit and close. So is all that comes while
        # the thread is at work, as when a turn is cancelled while it waits for the lock: the rollback must come after that.
        of_connection = isinstance(getattr(fn, "__self__", None), sqlite3.Connection)
        waits = of_connection and fn.__name__ in LEFT_TO_THREAD
        if waits or self._in_thread or not self._running or self._connection is None:
            return await self._leave_to_thread(fn, *args, **kwargs)
        if args and args[0] == TAKES_THE_LOCK:
            try:
                return self._without_waiting(self._connection, fn, *args)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
            return await self._leave_to_thread(fn, *args, **kwargs)
        return fn(*args, **kwargs)

    def stop(self) -> asyncio.Future[Any] | None:
        """End the thread, and return what comes when it has; None when it was told before.

        SQLAlchemy tells it while a close is under way that was cancelled, and the close tells it again. The thread ends at the
        first: whoever waited for an answer to the second would keep the process from ever stopping.
        """
        if self._told_to_stop:
            return None
        self._told_to_stop = True
        return super().stop()

    def _without_waiting(self, connection: sqlite3.Connection, fn: Callable[..., Result], *args: Any) -> Result:
        """Call it with no patience for another process that writes; raise OperationalError (SQLITE_BUSY) when there is one."""
        connection.execute("PRAGMA busy_timeout=0")
        try:
            return fn(*args)
        finally:
            connection.execute(self._patience)

    async def _leave_to_thread(self, fn: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        work = object()

        def at_work() -> Result:
            try:
                return fn(*args, **kwargs)
            finally:
                self._in_thread.discard(work)

        self._in_thread.add(work)
        result: Result = await super()._execute(at_work)  # type: ignore[no-untyped-call]  # it has no types
        return result


async def connect_in_loop(path: str, busy_seconds: float) -> aiosqlite.Connection:
    """Return an open connection to an SQLite file, which waits so long for another writer.

    Raises sqlite3.OperationalError when it can't be opened.
    """
    return await _Connection(path, busy_seconds)
