"""Carriers that a courier's process can load, and a product that can be killed."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from backend.courier import Carrier, Carry, CourierProcess, NeverError, Parcel, TryLaterError

CHANNEL = "files"


@dataclass(frozen=True)
class Letter:
    """What the other side, a folder, takes: it says that it has begun, and acknowledges when there is a file `go`."""

    folder: Path
    name: str = "letter"


@asynccontextmanager
async def to_files() -> AsyncIterator[Carry]:
    """Take letters. The receipt is the process that brought it."""
    yield take


async def take(letter: Letter) -> str:
    """Keep each letter that comes, so that a repeat is seen."""
    with (letter.folder / letter.name).open("a") as file:
        file.write("taken\n")
    await until(letter.folder / "go")
    return str(os.getpid())


async def until(file: Path) -> None:
    """Wait for a file."""
    while not file.exists():  # noqa: ASYNC110, ASYNC240  # made by another process, on this machine
        await asyncio.sleep(0.01)


@asynccontextmanager
async def refusing() -> AsyncIterator[Carry]:
    """Raise what is asked for."""

    async def refuse(how: str) -> str:
        match how:
            case "later":
                raise TryLaterError("429", timedelta(seconds=7))
            case "never":
                raise NeverError("550")
            case _:
                raise KeyError(how)

    yield refuse


CARRIERS: dict[str, Carrier] = {CHANNEL: to_files, "refusing": refusing}


def parcel(content: object, number: int = 1, channel: str = CHANNEL, seconds: float = 90.0) -> Parcel:
    """Return a parcel with the time that it has."""
    until = time.monotonic() + seconds  # noqa: TID251  # sending is cut off by it
    return Parcel(number=number, channel=channel, content=content, note=f"note-{number}", until=until)


async def be_a_product(folder: Path) -> None:
    """Send one letter."""
    async with CourierProcess(CARRIERS, folder / "notes", "INFO") as courier:
        await courier.carry(parcel(Letter(folder)))


def main() -> None:
    """Be the product in the folder that is named."""
    asyncio.run(be_a_product(Path(sys.argv[1])))
