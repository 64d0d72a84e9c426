"""The digests' commands."""

import asyncio
import tempfile
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

import digests.commands
import digests.document
from backend.app import open_house
from backend.categories.classifier import TrainedCategoriser
from backend.categories.learning.shelf import Shelf
from backend.categories.taxonomy import Taxonomy
from backend.cli.configuration import read_settings
from backend.cli.days import METAVAR, read_day
from backend.cli.learning import Whose, forbund_of
from backend.cli.screen import ENGLISH, advancing, out, show, working
from backend.i18n import Texts
from backend.settings import Settings
from backend.times import at_local_time, local_date, utc_now
from bot.exhibits import DrawnCards
from digests.corrections import Correction
from digests.figures.checks import FiguresDisagree
from digests.gallery.shots import Programs
from digests.gallery.write import gallery
from digests.periods import Quarter, Span, named_days
from digests.schedule import run_due
from models.enums import EditionKind

GALLERY_DAY = date(2026, 11, 23)
DOTS = (
    "If somebody asks what two dots (..) hide, say that such numbers aren't told, so that nobody can be recognised: not whether "
    "one is below five, and nothing from the board's own paper, for with that the others can be worked out."
)
"""What a förbund may say of the numbers that its paper for outside hides."""


def _days(key: str) -> Quarter | Span:
    try:
        return named_days(key)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--period") from wrong


def digest_run(
    due: Annotated[bool, typer.Option("--due", help="Make every edition that is due now, as the clock does.")] = False,
) -> None:
    """Make the editions that are due, and hand them to the outbox."""
    if not due:
        raise typer.BadParameter("say --due; one edition for looking at is made by `lexheller digest render`")
    asyncio.run(_digest_run(read_settings()))


async def _digest_run(settings: Settings) -> None:
    wrong: list[FiguresDisagree] = []
    async with open_house(settings) as house:
        lease = timedelta(seconds=settings.digest_lease_seconds)
        with advancing("Making what is due") as told:
            made = await run_due(house.database, house.texts, house.taxonomy, utc_now(), lease, told, wrong.append)
            while await house.outbox.deliver_due(utc_now()):
                pass
        for line in await digests.commands.describe(house.database, made):
            out.print(line, markup=False)
        if not made and not wrong:
            out.print("Nothing is due.")
    if wrong:
        raise wrong[0]


def digest_render(
    kind: Annotated[EditionKind, typer.Option(help="Which digest.")],
    group: Annotated[str, typer.Option(help="The group's short name, such as tranas.")],
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files.")],
    as_of: Annotated[
        date | None, typer.Option(parser=read_day, metavar=METAVAR, help="The day it is made for; today if not given.")
    ] = None,
) -> None:
    """Write one digest in every form to a folder, storing and sending nothing."""
    asyncio.run(_digest_render(read_settings(), kind, group, folder, as_of))


async def _digest_render(settings: Settings, kind: EditionKind, group: str, folder: Path, as_of: date | None) -> None:
    async with open_house(settings) as house:
        day = as_of or local_date(utc_now())
        with working("Making the digest"):
            paths = await digests.commands.render(
                house.database, house.texts, house.taxonomy, kind=kind, group_slug=group, as_of=day, out=folder
            )
        for path in paths:
            out.print(str(path), markup=False)


def digest_outside(
    period: Annotated[str, typer.Option(help="Which: 2026-K3, 2026-H1 or 2026.")],
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files.")],
    group: Annotated[str, typer.Option(help="The board's short name.")] = "styrelsen",
) -> None:
    """Write the board's digest of a quarter, half-year or year as it may leave the förbund: with every small number hidden."""
    asyncio.run(_digest_outside(read_settings(), group, _days(period), folder))


async def _digest_outside(settings: Settings, group: str, days: Quarter | Span, folder: Path) -> None:
    async with open_house(settings) as house:
        with working("Making the digest"):
            paths = await digests.commands.outside(
                house.database, house.texts, house.taxonomy, utc_now(), group_slug=group, days=days, out=folder
            )
        for path in paths:
            out.print(str(path), markup=False)
        out.print(DOTS)


def digest_archive(
    group: Annotated[str, typer.Option(help="The group's short name, such as tranas.")],
    kind: Annotated[EditionKind, typer.Option(help="Which digest.")] = EditionKind.LSG,
) -> None:
    """List the digests that a group has had, the newest first: number, last day, title and hash."""
    asyncio.run(_digest_archive(read_settings(), kind, group))


async def _digest_archive(settings: Settings, kind: EditionKind, group: str) -> None:
    async with open_house(settings) as house:
        lines = await digests.commands.archive(house.database, kind=kind, group_slug=group)
        for line in lines:
            out.print(line, markup=False, soft_wrap=True)
        if not lines:
            out.print("The group has had no digest yet.")


def digest_deliveries(
    edition: Annotated[int, typer.Argument(help="The digest's number, as `lexheller digest archive` lists it.")],
) -> None:
    """Show what became of a digest on its way to each recipient, by role and masked address; what didn't arrive comes first."""
    show(in_three_columns(asyncio.run(_digest_deliveries(read_settings(), edition))))


def in_three_columns(told: digests.document.Table) -> Table:
    """Return the deliveries as a terminal has room for them, two lines each: no word of any is cut off."""
    # six columns have no room side by side in a terminal: the form stands under the address, and the moment under the state
    who, where, form, language, state, at = (column.label for column in told.columns)
    heads = (f"{who}\n", f"{where}\n{form}, {language}", f"{state}\n{at}")
    table = Table(*(Column(head, overflow="fold") for head in heads), box=None, padding=(0, 1, 0, 0))
    for row in told.rows:
        who, where, form, language, state, at = map(escape, row.cells)
        table.add_row(who, f"{where}\n{form}, {language}", f"{state}\n{at}")
    return table


async def _digest_deliveries(settings: Settings, edition: int) -> digests.document.Table:
    async with open_house(settings) as house:
        return await digests.commands.deliveries(house.database, house.texts, house.taxonomy, edition, ENGLISH)


def digest_export(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files.")],
    group: Annotated[str | None, typer.Option(help="The group's short name, such as tranas; needed for one digest.")] = None,
    edition: Annotated[int | None, typer.Option(help="The digest's number, as `lexheller digest archive` lists it.")] = None,
    year: Annotated[int | None, typer.Option(min=1990, max=2100, help="All whose last day lies in a year, instead.")] = None,
    kind: Annotated[EditionKind | None, typer.Option(help="Which digest; lsg for one, all kinds for a year.")] = None,
    forbund: Whose = None,
) -> None:
    """Write digests for the förbund's diary: a zip each with the paper (PDF/A), the figures and what describes them (JSON)."""
    if (edition is None) == (year is None):
        raise typer.BadParameter("say --edition for one digest, or --year for all of a year")
    if year is not None:
        paths = asyncio.run(_export_year(read_settings(), year, kind, group, folder, forbund))
    elif edition is not None and group is not None:
        paths = asyncio.run(_digest_export(read_settings(), kind or EditionKind.LSG, group, edition, folder))
    else:
        raise typer.BadParameter("say whose it is with --group")
    for path in paths:
        out.print(str(path), markup=False)


async def _digest_export(settings: Settings, kind: EditionKind, group: str, edition: int, folder: Path) -> list[Path]:
    async with open_house(settings) as house:
        return await digests.commands.export(house.database, kind=kind, group_slug=group, edition_id=edition, out=folder)


async def _export_year(
    settings: Settings, year: int, kind: EditionKind | None, group: str | None, folder: Path, forbund: str | None
) -> list[Path]:
    with working("Packing the year"):
        async with forbund_of(settings, forbund) as (database, forbund_id):
            return await digests.commands.export_year(database, forbund_id, year=year, kind=kind, group_slug=group, out=folder)


def digest_gallery(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the pictures; those that are there are replaced.")],
    office: Annotated[str | None, typer.Option(help="The command that starts LibreOffice, to picture Word and Excel.")] = None,
    browser: Annotated[str | None, typer.Option(help="The command that starts Chromium, to picture mails and pages.")] = None,
    library: Annotated[
        Path | None,
        typer.Option("--cards", exists=True, help="The script adaptivecards.min.js of Microsoft's, to picture cards too."),
    ] = None,
    day: Annotated[
        date, typer.Option(parser=read_day, metavar=METAVAR, help="The day that the demo's data is as of.")
    ] = GALLERY_DAY,
) -> None:
    """Picture every edition and message in every form, made of the demo's data in a database of its own."""
    texts, taxonomy = Texts(("backend", "bot", "digests")), Taxonomy.load()
    now = at_local_time(day, time(9))
    with tempfile.TemporaryDirectory() as models, advancing("Picturing the editions") as told:
        categoriser = TrainedCategoriser.load(Path(models))
        cards = partial(DrawnCards, texts=texts, taxonomy=taxonomy, categorisers=Shelf(categoriser))
        programs = Programs(office, browser, library)
        paths = asyncio.run(gallery(texts, taxonomy, categoriser, now, folder, programs, cards, told))
    out.print(f"{len(paths)} files in {folder}", markup=False)


def digest_correct(
    edition: Annotated[int, typer.Argument(help="The digest's number, as `lexheller digest archive` lists it.")],
    because: Annotated[str, typer.Option(help="Why, in words that all its readers will see.")],
    comment: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SECTION=TEXT", help="A section's new comment, such as new=…; empty takes it away. May be repeated."
        ),
    ] = None,
    no_story: Annotated[bool, typer.Option("--no-story", help="Take the berättelse away.")] = False,
    no_name: Annotated[
        list[str] | None, typer.Option(metavar="WORD", help="A word that was taken for a name and is none. May be repeated.")
    ] = None,
) -> None:
    """Send a corrected version of a digest, from the figures of today, to those who got it; the old one stays readable."""
    comments = dict(_comment(each) for each in comment or ())
    said = Correction(because=because, comments=comments, without_story=no_story, cleared=no_name or ())
    asyncio.run(_digest_correct(read_settings(), edition, said))


def _comment(given: str) -> tuple[str, str]:
    key, equals, text = given.partition("=")
    if not equals or not key:
        raise typer.BadParameter(f"{given!r} is no section with its comment, such as new=…")
    return key, text


async def _digest_correct(settings: Settings, edition: int, said: Correction) -> None:
    async with open_house(settings) as house:
        with working("Making the correction"):
            number, title = await digests.commands.correct(
                house.database, house.texts, house.taxonomy, utc_now(), edition_id=edition, said=said
            )
            while await house.outbox.deliver_due(utc_now()):
                pass
        out.print(f"{number}  {title}", markup=False)
