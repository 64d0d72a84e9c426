"""The clock: APScheduler wakes the code up; what is due is read from the database, so a missed tick changes nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

LETS_GO_SECONDS = 2.0

log = structlog.get_logger(__name__)


@asynccontextmanager
async def clock(every_seconds: float, *jobs: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Run the jobs in their order, at once and at the interval, while the context is open; never twice at once in this process.

    One that fails is logged by its name, and doesn't keep those after it waiting.
    """
    ticking: set[asyncio.Task[None]] = set()

    async def tick() -> None:
        if task := asyncio.current_task():
            ticking.add(task)
            task.add_done_callback(ticking.discard)
        for job in jobs:
            try:
                await job()
            except asyncio.CancelledError:  # we stop, which is no fault; APScheduler would log it as one
                log.info("clock.tick_stopped")
                return
            except Exception as error:  # the next tick finds the same things due
                log.error("clock.tick_failed", job=job.__name__, error=type(error).__name__)

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        tick,
        "interval",
        seconds=every_seconds,
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        if ticking:  # a job that was stopped lets go of what it holds
            await asyncio.wait(ticking, timeout=LETS_GO_SECONDS)
