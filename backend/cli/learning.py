"""The commands by which the categoriser's learning is watched and steered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from backend.categories.learning.nightly import Nightly
from backend.categories.learning.trainer import STEPS
from backend.categories.learning.versions import SHIPPED, Version, read_versions, use_version
from backend.categories.taxonomy import Taxonomy
from backend.cli.configuration import read_settings
from backend.cli.database import open_database
from backend.cli.screen import err, out, show
from backend.database import Database
from backend.directory.forbund import find_forbund
from backend.settings import Settings
from backend.times import local_date, utc_now

Whose = Annotated[str | None, typer.Option("--forbund", help="Whose it is, by short name; needed when there are several.")]


@asynccontextmanager
async def forbund_of(settings: Settings, slug: str | None) -> AsyncIterator[tuple[Database, int]]:
    """Yield the database and the förbund that a command is about. Raises NotMigratedError; DomainError for no such förbund."""
    async with open_database(settings) as database:
        yield database, await find_forbund(database, slug)


def categories_train(
    now: Annotated[bool, typer.Option("--now", help="Train at once, however few reports are new.")] = False,
    forbund: Whose = None,
) -> None:
    """Learn from what a förbund's coordinators have decided, and use it if it isn't worse, as the clock does at night."""
    if not now:
        raise typer.BadParameter("say --now; `serve` and `worker` train at night by themselves")
    version = asyncio.run(_train(read_settings(), forbund))
    if version is None:
        out.print("Nothing was trained: no report is decided yet, or another process is training.")
    else:
        out.print(f"Version {version.version}: {_judged(version)}. {'In use.' if version.taken else 'Not taken into use.'}")


async def _train(settings: Settings, slug: str | None) -> Version | None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with forbund_of(settings, slug) as (database, forbund_id):
        with Progress(*columns, console=err, transient=True) as progress:
            task = progress.add_task("Learning", total=STEPS)
            nightly = Nightly(database, Taxonomy.load(), settings.data_dir / "models")
            made = await nightly.train_now(forbund_id, utc_now(), lambda step: progress.update(task, completed=step))
        async with database.read(forbund_id) as session:
            return next((version for version in await read_versions(session) if version.id == made), None)


def categories_versions(forbund: Whose = None) -> None:
    """Show what a förbund's categoriser has learned: each version, its figures, and which one proposes."""
    versions, in_use = asyncio.run(_versions(read_settings(), forbund))
    whole = Column("version", no_wrap=True, min_width=20)  # what `use` takes is never cut off
    table = Table("no.", whole, "learned", "from", "judged", "before", "after", "", box=None, padding=(0, 1, 0, 0))
    for one in versions:
        mark = "in use" if one.in_use else "" if one.usable else "unusable"
        day = str(local_date(one.finished_at))
        figures = [str(one.figures.get(name, "–")) for name in ("judged", "right_before", "right_after")]
        table.add_row(str(one.number), one.version, day, str(one.learned_from), *figures, mark)
    table.add_row("", SHIPPED, *[""] * 5, "" if in_use else "in use")
    show(table)


async def _versions(settings: Settings, slug: str | None) -> tuple[list[Version], bool]:
    async with forbund_of(settings, slug) as (database, forbund_id), database.read(forbund_id) as session:
        versions = list(await read_versions(session))
        return versions, any(one.in_use and one.usable for one in versions)


def _judged(version: Version) -> str:
    figures = version.figures
    if "judged" not in figures:
        return "too few new reports to judge by"
    return f"{figures['judged']} reports, {figures['right_before']} and {figures['right_after']} right"


def categories_use(
    version: Annotated[str, typer.Argument(help="A version's name or number, or `shipped`.")], forbund: Whose = None
) -> None:
    """Let a version propose from now on, such as an earlier one; what serves follows without a restart."""
    used = asyncio.run(_use(read_settings(), version, forbund))
    out.print(f"In use: {used}.", markup=False)


async def _use(settings: Settings, version: str, slug: str | None) -> str:
    async with forbund_of(settings, slug) as (database, forbund_id), database.begin(forbund_id) as session:
        return await use_version(session, version, None, utc_now())
