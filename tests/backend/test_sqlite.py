import asyncio
import sqlite3
import threading
from pathlib import Path

from backend.sqlite import TAKES_THE_LOCK, connect_in_loop


async def test_a_statement_runs_in_the_loop_and_taking_the_lock_does_not(tmp_path: Path) -> None:
    connection = await connect_in_loop(str(tmp_path / "a.db"))
    threads: list[threading.Thread] = []

    def noted(*_: object) -> None:
        threads.append(threading.current_thread())

    await connection.set_trace_callback(noted)
    cursor = await connection.cursor()
    await cursor.execute("SELECT 1")
    await cursor.execute(TAKES_THE_LOCK)
    await connection.commit()
    await connection.close()
    here = threading.current_thread()
    assert [thread is here for thread in threads] == [True, False, False]


async def test_waiting_for_another_writer_leaves_the_loop_free(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute(TAKES_THE_LOCK)
    connection = await connect_in_loop(str(tmp_path / "a.db"))
    await connection.execute("PRAGMA busy_timeout=5000")
    cursor = await connection.cursor()
    waiting = asyncio.create_task(cursor.execute(TAKES_THE_LOCK))
    await asyncio.sleep(0.1)  # a loop that was held up could not come back from this before the time limit
    assert not waiting.done()
    other.execute("COMMIT")
    await asyncio.wait_for(waiting, 5)
    await connection.rollback()
    await connection.close()
    other.close()
