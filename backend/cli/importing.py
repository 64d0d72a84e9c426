"""The import's command: its options, its progress bar and what it says at the end."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from backend.app import ROOMS
from backend.categories.categorisers import categorisers_of
from backend.categories.taxonomy import Taxonomy
from backend.cli.configuration import read_settings
from backend.cli.database import open_database
from backend.cli.screen import ENGLISH, err, language, out, show
from backend.i18n import Texts
from backend.importing.command import Wishes, import_table, read_table
from backend.importing.mapping import Mapped
from backend.importing.running import Result
from backend.importing.told import mapping_lines, reasons, report_file
from backend.settings import Settings
from backend.times import utc_now
from models.enums import ReportStatus

REFUSED_SHOWN = 10
"""So many rows are told of on the screen; the file that `--report` writes tells of all."""


def import_command(
    file: Annotated[Path, typer.Argument(help="XLSX, CSV or JSON lines, with a header, as docs/operations.md tells.")],
    forbund: Annotated[str | None, typer.Option(help="Whose it is, by short name; needed when there are several.")] = None,
    kommun: Annotated[str | None, typer.Option(help="The kommun of rows that tell none.")] = None,
    year: Annotated[
        int | None, typer.Option(min=1990, max=2100, help='The year of days that tell none, such as "12 mars".')
    ] = None,
    status: Annotated[ReportStatus, typer.Option(help="The status of rows that tell none.")] = ReportStatus.AVSLUTAD,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook; else the first with a header.")] = None,
    maps: Annotated[
        list[str] | None, typer.Option("--map", help="HEADER=COLUMN, as often as needed; COLUMN - leaves it out.")
    ] = None,
    show_mapping: Annotated[bool, typer.Option("--show-mapping", help="Show how the columns are read, and do nothing.")] = False,
    masked: Annotated[bool, typer.Option("--mask", help="Import rows with personal data masked, not refuse them.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be imported, and store nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="CSV file to write: the rows to look at, and what to do.")] = None,
) -> None:
    """Import the reports that a förbund has in a sheet today, once each, notifying nobody; exit with 1 if any row was refused."""
    if report and not report.parent.is_dir():  # told before anything is stored
        raise typer.BadParameter(f"there is no folder {report.parent}", param_hint="--report")
    table = read_table(file, sheet, maps or ())
    if table.unread:
        others = ", ".join(table.unread)
        err.print(f"Only the sheet {table.sheet.name} is read. Say --sheet NAME for the others: {others}.", markup=False)
    if show_mapping:
        _show_mapping(table)
        return
    wishes = Wishes(forbund=forbund, kommun=kommun, year=year, status=status, masked=masked, dry_run=dry_run)
    result = asyncio.run(_import(read_settings(), table, wishes))
    if report:
        report.write_text(report_file(result, Texts(ROOMS), language()), "utf-8", newline="")
    told = result.counts
    out.print(f"{'Would be imported' if dry_run else 'Imported'}: {told['imported']}. There already: {told['there_already']}.")
    if result.told:
        below = told["refused"] == len(result.told) <= REFUSED_SHOWN
        where = report or ("below" if below else "--report FILE lists them all")
        out.print(f"Refused: {told['refused']}. Rows to look at: {len(result.told)} ({where}).", markup=False)
    _show_refused(result)
    if told["refused"]:
        raise typer.Exit(1)


def _show_refused(result: Result) -> None:
    refused, texts = [each for each in result.told if each.outcome == "refused"], Texts(ROOMS)
    for each in refused[:REFUSED_SHOWN]:
        out.print(f"Row {each.row}: {reasons(each, texts, ENGLISH)}", markup=False)
    if len(refused) > REFUSED_SHOWN:
        out.print(f"And {len(refused) - REFUSED_SHOWN} more that were refused.")


def _show_mapping(table: Mapped) -> None:
    shown = Table("header", "column", "", box=None)
    for line in mapping_lines(table, Texts(ROOMS), ENGLISH):
        shown.add_row(*(escape(each) for each in line))
    show(shown)


async def _import(settings: Settings, table: Mapped, wishes: Wishes) -> Result:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with open_database(settings) as database:
        categorisers = categorisers_of(settings)
        with Progress(*columns, console=err, transient=True) as progress:
            task = progress.add_task("Rows", total=table.sheet.length)
            told = partial(progress.advance, task)
            secret_key = settings.secret_key.get_secret_value()
            return await import_table(
                database, table, wishes, categorisers, Texts(ROOMS), Taxonomy.load(), utc_now(), told, secret_key=secret_key
            )
