"""The one database layer: SQLite (WAL) or PostgreSQL; the sessions, whose every query `backend/scope.py` bounds to a förbund."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

import models
from backend.scope import EVERY_FORBUND, MARKED, kept
from backend.sqlite import connect_in_loop
from models import Forbund, ForbundOwned

SQLITE_BUSY_SECONDS = 15  # for another process that writes
ONE_STATE = "REPEATABLE READ"  # PostgreSQL's name of it
WRITER_SECONDS = 60  # for the writers of our own, each of which may wait for another process
WRITER_BUSY = f"no turn to write came in {WRITER_SECONDS} s: a transaction lasts too long, or waits inside itself for another one"

_FORBUND = kept(select(Forbund).where(col(Forbund.id) == sa.bindparam("forbund_id")))

__all__ = [
    "STORE_FAILS",
    "AsyncSession",
    "Database",
    "WriterBusyError",
    "database_revision",
    "insert_new",
    "insert_own",
    "keep_forbund",
    "migrate",
    "own_forbund",
    "sees_one_state",
    "stored_id",
    "upserts",
]


class WriterBusyError(RuntimeError):
    """A session that was to write got no turn. Nothing was written; a nested one would otherwise wait for itself for ever."""


# What a session may raise that is no fault of what was asked: for what must not disturb its caller. A refused connection is an
# OSError as it is.
STORE_FAILS = (SQLAlchemyError, WriterBusyError, OSError)


class Database:
    """An engine and its sessions. A session sees one förbund's rows only, unless it is asked for by the long name."""

    def __init__(self, url: str) -> None:
        """Make the engine; nothing is opened yet. Its errors never show parameters, since those hold what people wrote."""
        self.url = url
        self.engine = _engine(url)
        # SQLite has one writer. Ours take turns here, first come first served, so that none has to ask again and again.
        self._writers = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None

    def begin(self, forbund_id: int) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session in one writing transaction, committed at the end, rolled back when it raises.

        Raises WriterBusyError when SQLite's one writer is taken for too long, as by a transaction around this one.
        """
        return self._writing(forbund_id)

    def read(self, forbund_id: int) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for reading."""
        return self._session(forbund_id)

    def snapshot(self, forbund_id: int) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for reading whose every query sees the rows as they were at its first one, until it commits."""
        return self._snapshot(forbund_id)

    def begin_for_every_forbund(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a writing session that no förbund bounds: for the outbox, the clock, sign-in and seeding alone."""
        return self._writing(EVERY_FORBUND)

    def read_every_forbund(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for reading that no förbund bounds: for which förbund there are, and whose a tenant is."""
        return self._session(EVERY_FORBUND)

    @asynccontextmanager
    async def _writing(self, scope: int | str) -> AsyncIterator[AsyncSession]:
        await self._take_turn()
        try:
            async with self._session(scope) as session:
                await session.connection(execution_options={"writes": True})
                yield session
                await session.commit()
        finally:
            if self._writers:
                self._writers.release()

    @asynccontextmanager
    async def _snapshot(self, scope: int) -> AsyncIterator[AsyncSession]:
        async with self._session(scope) as session:
            if self.engine.dialect.name == "postgresql":
                # a transaction of SQLite sees one state anyway
                await session.connection(execution_options={"isolation_level": ONE_STATE})
            yield session

    async def _take_turn(self) -> None:
        if self._writers:
            try:
                async with asyncio.timeout(WRITER_SECONDS):
                    await self._writers.acquire()
            except TimeoutError:
                raise WriterBusyError(WRITER_BUSY) from None

    @asynccontextmanager
    async def _session(self, scope: int | str) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self.engine, expire_on_commit=False, info={"scope": scope}) as session:
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _engine(url: str) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    path = make_url(url).database or ":memory:"
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    connect = partial(connect_in_loop, path, SQLITE_BUSY_SECONDS)
    engine = create_async_engine(url, hide_parameters=True, async_creator=connect)
    _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        # The driver would begin transactions by itself, and late; here they begin below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer takes the write lock at once: upgrading a read lock later could fail, and no time limit helps then.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _alembic(url: str) -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(models.__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


async def migrate(url: str) -> None:
    """Bring the database to the newest schema; does nothing when it is there already."""
    config = _alembic(url)
    engine = _engine(url)

    def upgrade(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")

    async with engine.connect() as connection:
        await connection.execution_options(writes=True)
        async with connection.begin():
            await connection.run_sync(upgrade)
    await engine.dispose()


async def sees_one_state(session: AsyncSession) -> bool:
    """Whether every query of a session's transaction sees the same rows, as those of `Database.snapshot` do."""
    connection = (await session.connection()).sync_connection
    if connection is None or connection.dialect.name == "sqlite":
        return True
    return connection.get_execution_options().get("isolation_level") == ONE_STATE


async def own_forbund(session: AsyncSession) -> Forbund:
    """Return the förbund that a session is bounded to, asked for once a session."""
    known: Forbund | None = session.info.get("forbund")
    if known is None or sa.inspect(known).expired:  # as by a rollback
        known = (await session.exec(_FORBUND, params={"forbund_id": session.info["scope"]})).one()
        keep_forbund(session, known)
    return known


def keep_forbund(session: AsyncSession, forbund: Forbund) -> None:
    """Let `own_forbund` know the session's förbund, which another statement brought along."""
    session.info["forbund"] = forbund


def stored_id(row: SQLModel) -> int:
    """Return the id of a row that was flushed; raise ValueError for one that wasn't, whose id the database hasn't given yet."""
    given = getattr(row, "id", None)
    if not isinstance(given, int):
        raise ValueError(f"a {type(row).__name__} has no id before it is flushed")
    return given


async def insert_own(session: AsyncSession, statement: sa.Insert, *rows: Mapping[str, Any]) -> sa.CursorResult[Any]:
    """Insert rows by a statement that a module keeps, and return its result. They become the session's förbund's own.

    It goes past the unit of work, which takes longer than the database does: worth it where each turn writes. What was added to
    the session before must be flushed; columns that `rows` leave out get their defaults. Raises PermissionError in a session
    that no förbund bounds, for a statement that brings values of its own, and for the directory's tables, whose mark changes.
    """
    scope = session.info["scope"]
    if scope == EVERY_FORBUND or not _takes_rows_alone(statement):
        raise PermissionError("such rows can't be inserted past the unit of work")
    own = [{**row, "forbund_id": scope} for row in rows]
    return await (await session.connection()).execute(statement, own[0] if len(own) == 1 else own)


@cache
def _takes_rows_alone(statement: Any) -> bool:
    conflict = getattr(statement._post_values_clause, "update_values_to_set", {})
    gives = statement._values or statement._multi_values or statement.select is not None
    moves = any(getattr(column, "key", column) == "forbund_id" for column in dict(conflict))
    return not gives and not moves and statement.table not in [sa.inspect(table).local_table for table in MARKED]


async def insert_new(session: AsyncSession, row: ForbundOwned) -> int:
    """Insert a new row as `insert_own` does and return its id; the session holds it afterwards, as after a flush."""
    table = type(row)
    given = {column.key: value for column in sa.inspect(table).columns if (value := getattr(row, column.key)) is not None}
    row_id: int = (await insert_own(session, _insert_with_id(table), given)).scalar_one()
    row.sqlmodel_update({"id": row_id, "forbund_id": session.info["scope"]})
    orm.make_transient_to_detached(row)
    session.add(row)
    return row_id


@cache
def _insert_with_id(table: type[ForbundOwned]) -> sa.Insert:
    return sa.insert(table).returning(sa.inspect(table).columns["id"])


def upserts(
    table: type[ForbundOwned], key: Sequence[str], update: Callable[[Any], Mapping[str, Any]], *returned: Any
) -> Mapping[str, sa.Insert]:
    """Return, by the database's name, an insert that a module keeps, and that updates the row whose `key` is there already.

    `update` is given the new row's columns and returns what is written over; another förbund's row is left as it is. The
    statement returns the columns `returned`.
    """

    def statement(new: Any) -> sa.Insert:
        own = col(table.forbund_id) == new.excluded.forbund_id
        done = new.on_conflict_do_update(index_elements=key, set_=update(new.excluded), where=own)
        finished: sa.Insert = done.returning(*returned) if returned else done
        return finished

    return {name: statement(dialect.insert(table)) for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}


async def database_revision(database: Database) -> tuple[str | None, str | None]:
    """Return the schema's revision in the database and the newest one known; equal when no migration is due."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    async with database.engine.connect() as connection:
        current = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    return current, ScriptDirectory.from_config(_alembic(database.url)).get_current_head()
