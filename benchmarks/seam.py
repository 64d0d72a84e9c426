"""An echo turn through our adapter, Microsoft's two SDKs and bare aiohttp: requests a second and their times.

`python -m benchmarks.seam` takes some two minutes. Every server is a process of its own and sends its echo to a fake connector in
another; the rounds are short, and their order changes, so that a busy moment of the machine falls on all of them.
`bare` is aiohttp that does nothing; `echo` reads and sends JSON as a turn does, without any guard.
"""

import asyncio
import json
import sys
import time
import urllib.request
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

from benchmarks.load import Figures, play, post
from tests.bot.fake_identity_provider import FakeIdentityProvider, make_token
from tests.bot.running_bot import message

ROUNDS = 6
ROUND_SECONDS = 0.8
AT_ONCE = (1, 32)
SERVERS = {"off": ("ours", "stock", "agents", "echo", "bare"), "on": ("ours", "stock", "agents")}
ECHOES_NOT = ("bare",)


@dataclass(frozen=True)
class Contender:
    """A running server, and the request that it is sent."""

    name: str
    authentication: str
    port: int
    request: bytes


class Server(NamedTuple):
    """A process that serves."""

    port: int
    pid: int


async def start(stack: AsyncExitStack, name: str, issuer: str = "") -> Server:
    """Start a server, which ends with the stack."""
    arguments = ["-m", "benchmarks.seam_servers", name, "0", *(["--issuer", issuer] if issuer else [])]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)

    async def end() -> None:
        if process.returncode is None:
            process.terminate()
        await process.communicate()

    stack.push_async_callback(end)
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError(f"{name} did not start")
    return Server(int(line), process.pid)


async def contenders(stack: AsyncExitStack, issuer: FakeIdentityProvider, connector: int) -> list[Contender]:
    """Start all servers."""
    service_url = f"http://127.0.0.1:{connector}"
    body = json.dumps(message(service_url)).encode()
    bearer = f"Authorization: Bearer {make_token(service_url)}"
    return [
        Contender(
            name,
            authentication,
            (await start(stack, name, issuer.login_url if authentication == "on" else "")).port,
            post("/api/messages", body, [bearer] if authentication == "on" else []),
        )
        for authentication, names in SERVERS.items()
        for name in names
    ]


async def check(contender: Contender, connector: int) -> None:
    """Warm up, and see that each turn really sent its echo."""

    def echoes() -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{connector}/") as response:  # loopback
            return int(json.load(response)["echoes"])

    before = await asyncio.to_thread(echoes)
    turns = len(await play(contender.port, repeat(contender.request), 4, 0.5))
    sent = await asyncio.to_thread(echoes) - before
    if sent != (0 if contender.name in ECHOES_NOT else turns):
        raise RuntimeError(f"{contender.name}: {turns} turns sent {sent} echoes")


async def measure(everybody: list[Contender]) -> dict[tuple[str, str, int], Figures]:
    """Return the figures by server, authentication and how many at once."""
    cells = [(contender, at_once) for contender in everybody for at_once in AT_ONCE]
    figures = {(contender.name, contender.authentication, at_once): Figures() for contender, at_once in cells}
    for number in range(ROUNDS):
        turned = number * len(cells) // ROUNDS
        order = cells[turned:] + cells[:turned]
        for contender, at_once in order if number % 2 else reversed(order):
            started = time.perf_counter()
            latencies = await play(contender.port, repeat(contender.request), at_once, ROUND_SECONDS)
            # a slow server's last answers come after the round's end
            figures[contender.name, contender.authentication, at_once].add(time.perf_counter() - started, latencies)
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
    return figures


def report(figures: dict[tuple[str, str, int], Figures]) -> dict[str, Any]:
    """Return all figures, and how our adapter stands to the others."""
    found: dict[str, Any] = {}
    for authentication, names in SERVERS.items():
        for at_once in AT_ONCE:
            rates = {name: figures[name, authentication, at_once].per_second for name in names}
            ratios = {f"ours/{name}": rates["ours"] / rates[name] for name in ("stock", "agents")}
            ratios |= {f"{name}/ours": rates[name] / rates["ours"] for name in ("echo", "bare") if name in rates}
            found[f"authentication {authentication}, {at_once} at a time"] = {
                **{name: figures[name, authentication, at_once].summary() for name in names},
                "ratios": {name: round(ratio, 2) for name, ratio in ratios.items()},
            }
    return found


async def run() -> dict[str, Any]:
    """Start everything, measure, and end everything."""
    async with AsyncExitStack() as stack:
        issuer = await stack.enter_async_context(FakeIdentityProvider())
        connector = (await start(stack, "connector")).port
        everybody = await contenders(stack, issuer, connector)
        for contender in everybody:
            await check(contender, connector)
        return report(await measure(everybody))


if __name__ == "__main__":
    print(json.dumps({"benchmark": "seam", **asyncio.run(run())}))
