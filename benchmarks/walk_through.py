"""How long one waits for the product in five typical reports: a real Chromium, Microsoft's Teams test client, the real product.

From a press until what it leads to can be read: the client's, the browser's and the product's share together. What the person
does meanwhile is modelled in `tests.effort`.
"""

import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.product import HANNA, running_product
from tests.e2e.teams_client import TeamsClient
from tests.effort import AGAIN, EVENT, NAMED, NEED, SUGGESTION, VAGUE

RUNS = 7
FORM, FOUND, ASKED = "Stämmer det här?", "Jag hittade:", "Vad var det som inte fungerade?"
RECEIPT = re.compile(r"Tack! SB-\d{4}-\d{4} är mottagen")


@dataclass
class Waits:
    """Seconds by report and by what one waited for."""

    client: TeamsClient
    run: int = 0
    seconds: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    async def write(self, report: str, text: str, shows: str) -> None:
        """Send the text, with a number so that no two runs tell of the same event, and wait for what it shows."""
        async with self._timed(report, "card", shows):
            await self.client.send(f"{text}, händelse {self.run}")

    async def press(self, report: str, button: str, shows: str) -> None:
        """Press a button and wait for what it shows."""
        async with self._timed(report, "card", shows):
            await self.client.click(button)

    async def send(self, report: str) -> None:
        """Send the form and wait for its receipt."""
        async with self._timed(report, "receipt", RECEIPT):
            await self.client.click("Skicka")

    @asynccontextmanager
    async def _timed(self, report: str, what: str, shows: str | re.Pattern[str]) -> AsyncIterator[None]:
        shown = await self.client.text(shows).count()
        before = time.perf_counter()
        yield
        await self.client.text(shows).nth(shown).wait_for()
        self.seconds[report][what].append(time.perf_counter() - before)


async def five(waits: Waits) -> None:
    """Make the five reports once."""
    await waits.write("clear", EVENT, FORM)
    await waits.send("clear")

    await waits.write("vague", VAGUE, ASKED)
    await waits.press("vague", "Svårt att nå eller få svar", FORM)
    await waits.send("vague")

    await waits.write("guard", NAMED, FOUND)
    await waits.send("guard")

    await waits.write("need", NEED, FORM)
    if not await waits.client.value("Vad handlar det om?"):
        await waits.client.choose("Vad handlar det om?", "Kontaktvägar och återkoppling (förslag)")
    await waits.send("need")

    await waits.write("again", AGAIN, FORM)
    await waits.client.click("Berätta mer")
    await waits.client.pick("Väntan")
    await waits.client.fill("Vad tror du skulle hjälpa?", SUGGESTION)
    await waits.client.click("Tillbaka till rapporten")
    await waits.send("again")


async def run(runs: int) -> dict[str, Any]:
    """Return the p50 and the longest of each wait, in milliseconds, over some runs after one that isn't counted."""
    with tempfile.TemporaryDirectory() as name:
        async with running_product(Path(name)) as product:
            waits = Waits(await product.sign_in(HANNA))
            await five(waits)
            waits.seconds.clear()
            for waits.run in range(1, runs + 1):
                await five(waits)
    return {report: {what: _summary(each) for what, each in told.items()} for report, told in waits.seconds.items()}


def _summary(seconds: Sequence[float]) -> dict[str, int]:
    return {"p50": round(statistics.median(seconds) * 1000), "max": round(max(seconds) * 1000), "n": len(seconds)}


if __name__ == "__main__":
    print(json.dumps({"benchmark": "walk_through", **asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))}))
