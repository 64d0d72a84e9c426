"""The folder that letters come back to: a Maildir that the mail server, or a program that fetches mail, delivers into."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from backend.database import Database
from backend.mail.bounces import Noted, note_bounces

LARGEST = 1_000_000
"""So many bytes of a file are read: what a notification tells stands before the letter that it hands back."""
AT_ONCE = 200
KNOWN_WITHIN = timedelta(days=1)
"""So long a notification waits for the letter it tells of to be noted as sent; later it is a stranger's."""

log = structlog.get_logger(__name__)


def files_in(path: Path) -> Iterator[Path]:
    """Yield a file, or the files of a folder; of a Maildir those in its `new` and its `cur`."""
    if path.is_file():
        yield path
        return
    folders = [folder for name in ("new", "cur") if (folder := path / name).is_dir()] or [path]
    yield from (each for folder in folders for each in sorted(folder.iterdir()) if each.is_file())


async def read_files(database: Database, files: list[Path], now: datetime) -> Noted:
    """Note what came back by files with a notification each; raises OSError for one that can't be read."""
    return await note_bounces(database, await asyncio.to_thread(lambda: [_read(file) for file in files]), now)


async def read_box(database: Database, folder: Path, now: datetime) -> int:
    """Note what is new in a Maildir, move it from `new` to `cur`, and return how many letters came back.

    Another process may be first with a file: a letter is marked once. What can't be read is left, logged, and tried again; a
    failure of a letter that we don't know is left for a day, since it may come before its letter is noted as sent.
    """
    noted = 0
    # the newest first, so that those that wait don't hold back the others
    for file in await asyncio.to_thread(lambda: sorted((folder / "new").glob("*"), reverse=True)[:AT_ONCE]):
        try:
            came = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            told = await read_files(database, [file], now)
            noted += told.new
            if told.unknown and now - came < KNOWN_WITHIN:
                continue
            seen = folder / "cur"
            seen.mkdir(exist_ok=True)
            file.rename(seen / f"{file.name}:2,S")
        except FileNotFoundError:
            log.info("mail.bounce_read_elsewhere")
        except OSError as error:
            log.error("mail.bounce_unreadable", error=type(error).__name__)
    return noted


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST)
