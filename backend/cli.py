"""The command line. Each command says what it did; an error says what to do, on standard error, with a status that isn't 0."""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import sqlalchemy as sa
import typer
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

import digests.commands
from backend.app import ROOMS, NotMigratedError, background, check_schema, open_house, serving
from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import BadCorpus, load_corpus, read_corpus
from backend.categories.evaluate import evaluate, main_table
from backend.categories.pictures import confusion_svg, reliability_svg
from backend.categories.taxonomy import Taxonomy
from backend.database import Database, database_revision, migrate
from backend.demo.seed import seed_demo
from backend.demo.teams import demo_clients
from backend.directory.file import BadDirectory, read_directory
from backend.directory.load import load_directory
from backend.errors import DomainError
from backend.i18n import Texts
from backend.importing.command import Wishes, import_table, read_table
from backend.importing.mapping import Mapped
from backend.importing.running import Result
from backend.importing.told import mapping_lines, report_file
from backend.logs import configure_logs
from backend.reporting.jsonlines import BadLine, guard_lines, understand_lines
from backend.reporting.measure import measure
from backend.reporting.privacy import SpanKind
from backend.reporting.understand import Understander, Vocabulary
from backend.settings import PREFIX, Settings, SettingsAsGiven
from backend.teams_client import TeamsClientError
from backend.times import local_date, utc_now
from bot.manifest.manifest import write_package
from models import OutboxMessage
from models.enums import EditionKind, OutboxStatus, ReportStatus

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Lex Heller: samverkansbrister, answered."
)
digest_app = typer.Typer(no_args_is_help=True, help="Make digests by hand.")
directory_app = typer.Typer(no_args_is_help=True, help="Kommuner, units, groups and people.")
categories_app = typer.Typer(no_args_is_help=True, help="The categoriser.")
app.add_typer(digest_app, name="digest")
app.add_typer(directory_app, name="directory")
app.add_typer(categories_app, name="categories")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

REFUSALS = (BadLine, BadCorpus, BadDirectory, NotMigratedError, SettingsError, TeamsClientError)
# SQLAlchemy hands on what asyncpg and the network raise while it connects.
DATABASE_FAULTS = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)


def main() -> None:
    """Run the command of the arguments; exit with 1 and one sentence when it can't be done, with 2 when it was misspelt."""
    configure_logs("INFO")
    try:
        app()
    except DomainError as error:
        _refuse(Texts(ROOMS).t(_language(), error.key, **error.values))
    except ValidationError as error:
        _refuse("\n".join(_setting_problem(problem) for problem in error.errors(include_url=False, include_input=False)))
    except REFUSALS as error:
        _refuse(str(error))
    except DATABASE_FAULTS as error:
        _refuse(_database_problem(error))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            _refuse(f"{error.strerror}: stop what listens there, or set LEXHELLER_PORT to a free port")
        _refuse(_database_problem(error) if _is_of_connecting(error) else str(error))


def _is_of_connecting(error: OSError) -> bool:
    """Whether it is of reaching another machine, which is the database: mail and the test client have errors of their own."""
    # Without a number it tells of several addresses, each of which failed.
    unreachable = error.errno in (None, errno.ENETUNREACH, errno.EHOSTUNREACH)
    return unreachable or isinstance(error, (ConnectionError, TimeoutError, socket.gaierror))


def _database_problem(error: Exception) -> str:
    """Return what to do; not the error's own words, which may hold the address with its password, or what people wrote."""
    return f"the database doesn't answer as it should ({type(error).__name__}): look at LEXHELLER_DATABASE_URL and the server"


def _refuse(message: str) -> None:
    err.print(message, style="red", markup=False)
    sys.exit(1)


def _setting_problem(problem: Any) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"LEXHELLER_{str(problem['loc'][0]).upper()}: {message}" if problem["loc"] else message


def _settings() -> Settings:
    settings = Settings()
    configure_logs(settings.log_level)
    return settings


@app.command()
def serve(
    clock: Annotated[bool, typer.Option(help="Run clock and outbox in this process too.")] = True,
    demo: Annotated[bool, typer.Option("--demo", help="Migrate, and fill an empty database with the demo förbund.")] = False,
    teams_client: Annotated[
        Path | None, typer.Option(help="Folder with the Teams test client: start one for each demo person.")
    ] = None,
) -> None:
    """Serve web, bot, clock and outbox until stopped (Ctrl-C or SIGTERM)."""
    asyncio.run(_serve(_settings(), clock, demo, teams_client))


async def _serve(settings: Settings, with_clock: bool, demo: bool, teams_client: Path | None) -> None:
    stopped = _stop_signal()
    if demo:
        await migrate(settings.effective_database_url)
        await _seed(settings)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings))
        url = await stack.enter_async_context(serving(house, with_clock=with_clock))
        out.print(f"Lex Heller  {url}")
        if settings.development:
            out.print(f"Web form    {url}/rapportera")
            out.print(f"Mail        {url}/dev/mail")
        if teams_client:
            for client, label in demo_clients(teams_client, settings.data_dir / "teams", f"{url}/api/messages"):
                await stack.enter_async_context(client)
                out.print(f"Teams       {client.url}  {label}")
        out.print("Stop with Ctrl-C.")
        await stopped.wait()


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


@app.command()
def worker() -> None:
    """Run clock and outbox alone, beside `serve --no-clock`, until stopped."""
    asyncio.run(_worker(_settings()))


async def _worker(settings: Settings) -> None:
    stopped = _stop_signal()
    async with open_house(settings) as house, background(house):
        out.print("Clock and outbox run. Stop with Ctrl-C.")
        await stopped.wait()


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema."""
    settings = _settings()
    asyncio.run(migrate(settings.effective_database_url))
    out.print("The database has the newest schema.")


@app.command()
def seed(
    demo: Annotated[bool, typer.Option("--demo", help="The demo förbund Höglandet, fictitious throughout.")] = False,
) -> None:
    """Fill the database with the demo förbund, once."""
    if not demo:
        raise typer.BadParameter("there is nothing else to fill in: say --demo")
    asyncio.run(_seed(_settings()))


async def _seed(settings: Settings) -> None:
    database = Database(settings.effective_database_url)
    try:
        written = await seed_demo(database, Taxonomy.load(), utc_now())
    finally:
        await database.close()
    out.print("The demo förbund is written." if written else "The demo förbund is there already; nothing was changed.")


@directory_app.command("load")
def directory_load(
    file: Annotated[Path, typer.Argument(help="A TOML file, as docs/operations.md tells.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")] = False,
) -> None:
    """Make a förbund's kommuner, units, groups, calendars, people and roles what a file says; again changes nothing."""
    asyncio.run(_directory_load(_settings(), file, dry_run))


async def _directory_load(settings: Settings, file: Path, dry_run: bool) -> None:
    database = Database(settings.effective_database_url)
    try:
        await check_schema(database)
        loaded = await load_directory(database, read_directory(file), dry_run=dry_run)
    finally:
        await database.close()
    out.print(f"{'Would be new' if dry_run else 'New'}: {loaded.added}. Changed: {loaded.changed}. As before: {loaded.same}.")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="XLSX, CSV or JSON lines, with a header, as docs/operations.md tells.")],
    forbund: Annotated[str | None, typer.Option(help="Whose it is, by short name; needed when there are several.")] = None,
    kommun: Annotated[str | None, typer.Option(help="The kommun of rows that tell none.")] = None,
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
    table = read_table(file, sheet, maps or ())
    if show_mapping:
        _show_mapping(table)
        return
    wishes = Wishes(forbund=forbund, kommun=kommun, status=status, masked=masked, dry_run=dry_run)
    result = asyncio.run(_import(_settings(), table, wishes))
    if report:
        report.write_text(report_file(result, Texts(ROOMS), _language()), "utf-8", newline="")
    told = result.counts
    out.print(f"{'Would be imported' if dry_run else 'Imported'}: {told['imported']}. There already: {told['there_already']}.")
    if result.told:
        where = report or "say --report FILE to see which"
        out.print(f"Refused: {told['refused']}. Rows to look at: {len(result.told)} ({where}).", markup=False)
    if told["refused"]:
        raise typer.Exit(1)


def _show_mapping(table: Mapped) -> None:
    shown = Table("header", "column", "", box=None)
    for line in mapping_lines(table, Texts(ROOMS), _language()):
        shown.add_row(*(escape(each) for each in line))
    out.print(shown)


async def _import(settings: Settings, table: Mapped, wishes: Wishes) -> Result:
    database = Database(settings.effective_database_url)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        await check_schema(database)
        categoriser = TrainedCategoriser.load(settings.data_dir / "models")
        with Progress(*columns, console=err, transient=True) as progress:
            task = progress.add_task("Rows", total=table.sheet.length)
            told = partial(progress.advance, task)
            secret_key = settings.secret_key.get_secret_value()
            return await import_table(
                database, table, wishes, categoriser, Texts(ROOMS), Taxonomy.load(), utc_now(), told, secret_key=secret_key
            )
    finally:
        await database.close()


def _language() -> str:
    return os.environ.get("LANG", "")[:2]


@digest_app.command("run")
def digest_run(
    due: Annotated[bool, typer.Option("--due", help="Make every edition that is due now, as the clock does.")] = False,
) -> None:
    """Make the editions that are due, and hand them to the outbox."""
    if not due:
        raise typer.BadParameter("say --due; one edition for looking at is made by `lexheller digest render`")
    asyncio.run(_digest_run(_settings()))


async def _digest_run(settings: Settings) -> None:
    async with open_house(settings) as house:
        lease = timedelta(seconds=settings.digest_lease_seconds)
        with _progress("Making what is due"):
            made = await digests.commands.run(house.database, house.texts, house.taxonomy, utc_now(), lease)
            while await house.outbox.deliver_due(utc_now()):
                pass
        for line in made:
            out.print(line, markup=False)
        if not made:
            out.print("Nothing is due.")


@digest_app.command("render")
def digest_render(
    kind: Annotated[EditionKind, typer.Option(help="Which digest.")],
    group: Annotated[str, typer.Option(help="The group's short name, such as tranas.")],
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files.")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is made for; today if not given.")
    ] = None,
) -> None:
    """Write one digest in every form to a folder, storing and sending nothing."""
    asyncio.run(_digest_render(_settings(), kind, group, folder, as_of))


async def _digest_render(settings: Settings, kind: EditionKind, group: str, folder: Path, as_of: datetime | None) -> None:
    async with open_house(settings) as house:
        day = as_of.date() if as_of else local_date(utc_now())
        with _progress("Making the digest"):
            paths = await digests.commands.render(
                house.database, house.texts, house.taxonomy, kind=kind, group_slug=group, as_of=day, out=folder
            )
        for path in paths:
            out.print(str(path), markup=False)


def _progress(what: str) -> Progress:
    progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True)
    progress.add_task(what, total=None)
    return progress


@app.command()
def understand() -> None:
    """Read JSON lines {"id","text","reported_at"}; write what the bot would understand, one line each."""
    understander = Understander(TrainedCategoriser.load(_model_folder()), Vocabulary.default())
    _write_lines(understand_lines(sys.stdin, understander))


@app.command()
def guard(
    labelled: Annotated[
        Path | None, typer.Option("--evaluate", help='Measure on a file of lines {"id","text","spans"} instead.', exists=True)
    ] = None,
) -> None:
    """Read JSON lines {"id","text"}; write the personal data found and the masked text, one line each."""
    if labelled is None:
        _write_lines(guard_lines(sys.stdin))
        return
    with labelled.open(encoding="utf-8") as lines:
        result = measure(lines)
    table = Table("kind", "found", "of", "recall", box=None)
    for kind in SpanKind:
        table.add_row(str(kind), str(result.found[kind]), str(result.labelled[kind]), f"{result.recall(kind):.1%}")
    out.print(table)
    out.print(f"False alarms in {len(result.alarms)} of {result.clean} clean texts ({result.alarm_rate():.1%}).")
    for what, ids in (("Missed in", result.missed), ("Alarm in", result.alarms)):
        if ids:
            out.print(f"{what}: {', '.join(ids)}", markup=False)


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line.rstrip("\n") + "\n")


def _model_folder() -> Path:
    # Understanding opens nothing, so what production demands must not stand in its way.
    return SettingsAsGiven().data_dir / "models"


@categories_app.command("evaluate")
def categories_evaluate(
    folds: Annotated[int, typer.Option(min=2, help="Parts of the cross-validation.")] = 10,
    data: Annotated[
        Path | None,
        typer.Option(help="Labelled JSON lines to judge, with the product's own learned from besides; its own if not given."),
    ] = None,
    pictures: Annotated[Path | None, typer.Option(help="Folder for confusion.svg and reliability.svg.")] = None,
) -> None:
    """Measure the categoriser on texts that it hasn't seen, by cross-validation."""
    shipped = load_corpus()
    texts = read_corpus(data) if data else shipped
    if folds > len(texts):
        raise typer.BadParameter(f"there are {len(texts)} texts: say no more than that", param_hint="--folds")
    with _progress(f"Learning {folds} times"):
        result = evaluate(folds, texts, besides=shipped if data else ())
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / "confusion.svg").write_text(confusion_svg(result), "utf-8")
        (pictures / "reliability.svg").write_text(reliability_svg(result), "utf-8")
    table = Table("Figure", "Value")
    for name, value in main_table(result):
        table.add_row(name, f"{value:.3f}")
    out.print(table)


@app.command()
def check() -> None:
    """Look at settings, database, mail server and outbox, and say what is wrong; exit with 1 if anything is."""
    settings = _settings()
    problems = asyncio.run(_check(settings))
    for problem in problems:
        err.print(problem, style="red", markup=False)
    if problems:
        raise typer.Exit(1)
    out.print("Everything is in place.")


async def _check(settings: Settings) -> list[str]:
    database = Database(settings.effective_database_url)
    try:
        current, newest = await database_revision(database)
        if current != newest:
            return [f"the database's schema is {current or 'missing'}, not {newest}: run `lexheller migrate`"]
        problems = await _given_up(database)
    except (OSError, *DATABASE_FAULTS) as error:
        return [_database_problem(error)]
    finally:
        await database.close()
    if settings.smtp_host:
        problems += await _mail_server(settings)
    return problems


async def _given_up(database: Database) -> list[str]:
    given_up = select(sa.func.count()).select_from(OutboxMessage).where(col(OutboxMessage.status) == OutboxStatus.UPPGIVEN)
    async with database.begin_for_every_forbund() as session:
        count = (await session.exec(given_up)).one()
    return [f"{count} messages could not be delivered and were given up: see the outbox's log"] if count else []


async def _mail_server(settings: Settings) -> list[str]:
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        async with asyncio.timeout(5):
            _, writer = await asyncio.open_connection(settings.smtp_host, settings.smtp_port)
    except OSError as error:  # a time-out is one too
        return [f"the mail server {where} doesn't answer ({type(error).__name__}): look at LEXHELLER_SMTP_HOST and _PORT"]
    writer.close()
    return []


@app.command()
def manifest(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the package.")],
) -> None:
    """Write the app package that a Teams administrator uploads, for the bot that the settings name."""
    out.print(str(write_package(_settings(), Texts(ROOMS), folder)), markup=False)


@app.command("settings")
def settings_command() -> None:
    """Show every setting, its value (secrets hidden) and what it is for; then what is missing or wrong, if anything is."""
    wrong: set[str] = set()
    problem: ValidationError | None = None
    settings: SettingsAsGiven
    try:
        settings = Settings()
    except ValidationError as error:
        problem = error
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        settings = SettingsAsGiven(**{name: Settings.model_fields[name].default for name in wrong})
    # A line each, not a table: nothing is cut off in a narrow window, and grep finds it.
    for name, field in Settings.model_fields.items():
        shown = "(wrong)" if name in wrong else _shown(name, getattr(settings, name))
        out.print(f"{PREFIX}{name.upper()}={shown}", style="bold", markup=False)
        out.print(f"    {field.description}", markup=False)
    if problem:
        raise problem


def _shown(name: str, value: object) -> str:
    if isinstance(value, SecretStr):
        return "(set)" if value.get_secret_value() else ""
    if name == "database_url" and value:
        url = make_url(str(value))
        # A password may stand among the driver's options as well.
        options = {key: "***" if "password" in key else given for key, given in url.query.items()}
        return url.set(query=options).render_as_string(hide_password=True)
    return str(value)


if __name__ == "__main__":
    main()
