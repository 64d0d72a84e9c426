import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlmodel import select

from backend import database
from backend.database import Database, WriterBusyError
from backend.sqlite import TAKES_THE_LOCK, connect_in_loop
from models import Forbund


async def test_statements_and_a_free_lock_are_taken_in_the_loop_and_a_commit_is_left_to_the_thread(tmp_path: Path) -> None:
    connection = await connect_in_loop(str(tmp_path / "a.db"), 60)
    threads: dict[str, threading.Thread] = {}

    def noted(statement: str) -> None:
        threads[statement] = threading.current_thread()

    await connection.set_trace_callback(noted)
    cursor = await connection.cursor()
    await cursor.execute("SELECT 1")
    await cursor.execute(TAKES_THE_LOCK)
    await connection.commit()
    await connection.close()
    here = threading.current_thread()
    in_loop = {statement: thread is here for statement, thread in threads.items() if "PRAGMA" not in statement}
    assert in_loop == {"SELECT 1": True, TAKES_THE_LOCK: True, "COMMIT": False}


async def test_one_who_gives_up_waiting_for_the_lock_leaves_no_transaction_behind(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute(TAKES_THE_LOCK)
    connection = await connect_in_loop(str(tmp_path / "a.db"), 60)
    cursor = await connection.cursor()
    waiting = asyncio.create_task(cursor.execute(TAKES_THE_LOCK))
    await asyncio.sleep(0.05)
    waiting.cancel()
    leaving = asyncio.create_task(connection.rollback())
    await asyncio.sleep(0.05)
    assert not leaving.done()  # it comes after what the thread is still waiting for
    other.execute("COMMIT")
    await asyncio.wait_for(leaving, 60)
    assert not connection.in_transaction
    await connection.close()
    other.close()


async def test_waiting_for_another_writer_leaves_the_loop_free(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute(TAKES_THE_LOCK)
    connection = await connect_in_loop(str(tmp_path / "a.db"), 60)
    cursor = await connection.cursor()
    waiting = asyncio.create_task(cursor.execute(TAKES_THE_LOCK))
    await asyncio.sleep(0.1)  # a loop that was held up could not come back from this before the time limit
    assert not waiting.done()
    other.execute("COMMIT")
    await asyncio.wait_for(waiting, 60)
    await connection.rollback()
    await connection.close()
    other.close()


async def test_a_transaction_inside_another_is_told_and_the_outer_one_goes_on(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WRITER_SECONDS", 0.05)
    house = Database(sqlite_url)
    async with house.begin_for_every_forbund() as outer:
        with pytest.raises(WriterBusyError, match="no turn to write"):
            async with house.begin_for_every_forbund():
                pass
        outer.add(Forbund(slug="a", name="A", email="a@a.example"))
    async with house.begin_for_every_forbund() as after:
        assert (await after.exec(select(Forbund.slug))).one() == "a"
    await house.close()


async def test_a_close_that_is_overtaken_by_a_stop_ends_all_the_same(tmp_path: Path) -> None:
    connection = await connect_in_loop(str(tmp_path / "a.db"), 60)
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()  # as SQLAlchemy does when whoever used the connection is cancelled
    ended, _ = await asyncio.wait({closing}, timeout=60)
    assert ended, "it waits for a thread that has ended"
