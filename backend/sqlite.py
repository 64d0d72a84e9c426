"""SQLite without a thread's detour: most statements take microseconds, handing one to a thread and back takes ten times that."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import aiosqlite

Result = TypeVar("Result")
TAKES_THE_LOCK = "BEGIN IMMEDIATE"


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection, which runs in the event loop what can't wait.

    In WAL mode readers never wait, and a writer waits only when it takes the lock, which our transactions do as they begin.
    The price: a query over very many rows holds the loop up. A förbund with that many reports runs on PostgreSQL.
    """

    async def _execute(self, fn: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        # What may wait, for another writer or for the disk, is left to the thread: taking the lock, and the connection's own
        # commit, rollback and close.
        of_connection = isinstance(getattr(fn, "__self__", None), sqlite3.Connection) and fn.__name__ != "cursor"
        waits = of_connection or bool(args and args[0] == TAKES_THE_LOCK)
        if waits or not self._running or self._connection is None:
            result: Result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]  # it has no types
            return result
        return fn(*args, **kwargs)


async def connect_in_loop(path: str) -> aiosqlite.Connection:
    """Return an open connection to an SQLite file. Raises sqlite3.OperationalError when it can't be opened."""
    connection = _Connection(partial(sqlite3.connect, path, check_same_thread=False), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does: a connection left open must not keep the process alive
    return await connection
