"""Load by a few persistent connections, without the cost of an HTTP library on the measuring side."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Figures:
    """What one server did over several rounds."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, seconds: float, latencies: Sequence[float], cpu_seconds: float | None = None) -> None:
        """Add a round: its length, each request's time, and the server's CPU time where it was taken, all in seconds."""
        self.rates.append(len(latencies) / seconds)
        self.latencies += latencies
        if cpu_seconds is not None:
            self.cpu.append(cpu_seconds / len(latencies))

    @property
    def per_second(self) -> float:
        """Requests a second in the median round, so that a busy moment of the machine doesn't decide."""
        return statistics.median(self.rates)

    @property
    def cpu_seconds(self) -> float:
        """The server's CPU time a request, in the median round."""
        return statistics.median(self.cpu)

    def summary(self) -> dict[str, float]:
        """Return requests a second, the 50th and 99th percentile of a request's time, and CPU time a request, in milliseconds."""
        ordered = sorted(self.latencies)
        cpu = {"cpu_ms": round(self.cpu_seconds * 1000, 2)} if self.cpu else {}
        return {
            **cpu,
            "per_second": round(self.per_second, 1),
            "p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
            "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, 2),
        }


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used until now, all its threads together and without its children (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def post(path: str, body: bytes, headers: Sequence[str] = ()) -> bytes:
    """Return a POST of JSON as it goes over the wire."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def play(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> list[float]:
    """Send one request after another by so many connections at once; return the time of each in seconds.

    Raises RuntimeError for an answer that isn't a success: a server that fails is not a fast one.
    """
    end = time.perf_counter() + seconds
    parts = await asyncio.gather(*(_one(port, requests, end) for _ in range(connections)))
    return [latency for part in parts for latency in part]


async def _one(port: int, requests: Iterator[bytes], end: float) -> list[float]:
    latencies = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (started := time.perf_counter()) < end:
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
            latencies.append(time.perf_counter() - started)
            if head[9:10] != b"2":
                raise RuntimeError(f"answered {head[9:12].decode()}")
    finally:
        writer.close()
        await writer.wait_closed()
    return latencies


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0
