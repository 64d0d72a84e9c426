"""Circuit breakers: a host that doesn't answer is left alone for a while, instead of costing every send its time limit."""

import time
from collections.abc import Callable
from dataclasses import dataclass

FAILURES = 3
REST_SECONDS = 15.0


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    rests_until: float = 0.0


class Circuits:
    """One circuit per host. Three failures in a row open it; after 15 s a single call is let through to try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failing: dict[str, _Circuit] = {}

    def lets_through(self, host: str) -> bool:
        """Whether a call may be made now."""
        circuit = self._failing.get(host)
        if circuit is None or circuit.failures < FAILURES:
            return True
        now = self._clock()
        if now < circuit.rests_until:
            return False
        circuit.rests_until = now + REST_SECONDS  # this call is the one that tries; the others go on waiting
        return True

    def failed(self, host: str) -> None:
        """Count a call that got no answer."""
        circuit = self._failing.setdefault(host, _Circuit())
        circuit.failures += 1
        circuit.rests_until = self._clock() + REST_SECONDS

    def answered(self, host: str) -> None:
        """Any answer, also a refusal, shows that the host is there."""
        self._failing.pop(host, None)
