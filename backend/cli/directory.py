"""The directory's command."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from backend.cli.configuration import read_settings
from backend.cli.database import open_database
from backend.cli.screen import out
from backend.directory.file import read_directory
from backend.directory.load import load_directory
from backend.directory.terms import keep_terms
from backend.settings import Settings
from backend.times import utc_now


def directory_load(
    file: Annotated[Path, typer.Argument(help="A TOML file, as docs/operations.md tells.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")] = False,
) -> None:
    """Make a förbund's kommuner, units, groups, calendars, people and roles what a file says; again changes nothing."""
    asyncio.run(_directory_load(read_settings(), file, dry_run))


async def _directory_load(settings: Settings, file: Path, dry_run: bool) -> None:
    async with open_database(settings) as database:
        loaded = await load_directory(database, read_directory(file), utc_now(), dry_run=dry_run)
        if not dry_run:
            await keep_terms(database, utc_now())
    out.print(f"{'Would be new' if dry_run else 'New'}: {loaded.added}. Changed: {loaded.changed}. As before: {loaded.same}.")
