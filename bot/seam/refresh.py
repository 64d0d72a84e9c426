"""One fetch at a time, shared by everybody who waits for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Refresh:
    """Runs `fetch` once however many ask at the same time, and not again within `pause` seconds of a failure.

    A caller that is cancelled leaves the fetch to the others. `fetch` raises `failure` and nothing else.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[None]],
        failure: type[Exception],
        pause: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._failure = failure
        self._pause = pause
        self._clock = clock
        self._failed_at: float | None = None
        self._running: asyncio.Task[bool] | None = None

    @property
    def running(self) -> bool:
        """Whether a fetch is under way, so that waiting for it costs the other side nothing."""
        return self._running is not None

    async def __call__(self) -> None:
        """Return when a fetch has succeeded. Raises `failure`, at once within `pause` seconds of an earlier one."""
        if self._running is None:
            if self._failed_at is not None and self._clock() - self._failed_at < self._pause:
                raise self._failure
            self._running = asyncio.create_task(self._run())
        # Each waiter gets an exception of its own: one shared by all would grow a traceback per waiter.
        if not await asyncio.shield(self._running):
            raise self._failure

    async def _run(self) -> bool:
        try:
            await self._fetch()
        except self._failure:
            self._failed_at = self._clock()
            return False
        else:
            self._failed_at = None
            return True
        finally:
            self._running = None

    async def close(self) -> None:
        """Stop a fetch that is under way."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
