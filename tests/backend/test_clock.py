import asyncio

from structlog.testing import capture_logs

from backend.clock import clock


async def test_stopping_in_the_middle_of_a_tick_is_no_fault() -> None:
    begun = asyncio.Event()
    ended = asyncio.Event()

    async def job() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with capture_logs() as logs:
        async with clock(60, job):
            await begun.wait()
        await ended.wait()
        await asyncio.sleep(0)
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("clock.tick_stopped", "info")]


async def test_a_job_that_is_stopped_has_let_go_when_the_clock_stands() -> None:
    begun = asyncio.Event()
    done: list[str] = []

    async def job() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            done.append("let go")

    async with clock(60, job):
        await begun.wait()
    assert done == ["let go"]


async def test_a_tick_that_fails_is_told_by_its_kind_alone() -> None:
    failed = asyncio.Event()

    async def job() -> None:
        failed.set()
        raise ValueError("what somebody wrote")

    with capture_logs() as logs:
        async with clock(60, job):
            await failed.wait()
            await asyncio.sleep(0)
    assert logs == [{"event": "clock.tick_failed", "job": "job", "error": "ValueError", "log_level": "error"}]


async def test_jobs_run_in_their_order_and_one_that_fails_holds_up_none() -> None:
    done: list[str] = []
    ended = asyncio.Event()

    async def first() -> None:
        done.append("first")
        raise ValueError

    async def second() -> None:
        done.append("second")
        ended.set()

    async with clock(60, first, second):
        await asyncio.wait_for(ended.wait(), 60)
    assert done == ["first", "second"]
