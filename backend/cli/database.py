"""The database's commands: its schema, the demo förbund, and whether all that the product needs is in place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from backend.app import ROOMS, check_schema
from backend.categories.classifier import TrainedCategoriser
from backend.categories.taxonomy import Taxonomy, standard_taxonomy
from backend.cli.configuration import read_settings
from backend.cli.problems import DATABASE_FAULTS, database_problem
from backend.cli.screen import err, out
from backend.database import Database, database_revision, migrate
from backend.demo.seed import seed_demo
from backend.every_forbund import every_forbund
from backend.i18n import Texts
from backend.language_model.client import LanguageModel, Outcome
from backend.language_model.opinion import note_outcome, note_question
from backend.outbox import GIVEN_UP_DAYS, count_untold
from backend.settings import Settings
from backend.times import utc_now
from digests.demo import approve_drafts

_NO_ANSWER = {
    Outcome.UNREACHABLE: "can't be reached: look at LEXHELLER_LANGUAGE_MODEL_URL, and whether this machine may connect there",
    Outcome.REFUSED: "refuses the question: look at LEXHELLER_LANGUAGE_MODEL_KEY, _NAME, and the address's path",
    Outcome.LATE: "hasn't answered within {seconds} seconds: take a smaller one, or raise LEXHELLER_LANGUAGE_MODEL_SECONDS",
    Outcome.UNREADABLE: "answers, but not with a code of the taxonomy as JSON: try another model",
}


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Yield the database of the settings, to be closed afterwards. Raises NotMigratedError."""
    database = Database(settings.effective_database_url)
    try:
        await check_schema(database)
        yield database
    finally:
        await database.close()


def migrate_command() -> None:
    """Bring the database to the newest schema."""
    settings = read_settings()
    asyncio.run(migrate(settings.effective_database_url))
    out.print("The database has the newest schema.")


def seed(
    demo: Annotated[bool, typer.Option("--demo", help="The demo förbund Höglandet, fictitious throughout.")] = False,
) -> None:
    """Fill the database with the demo förbund, once."""
    if not demo:
        raise typer.BadParameter("there is nothing else to fill in: say --demo")
    asyncio.run(write_demo(read_settings()))


async def write_demo(settings: Settings) -> None:
    """Write the demo förbund unless it is there, and say which."""

    def categoriser() -> TrainedCategoriser:
        """Asked for only when there is something to fill in: what comes then takes its time, which a log must tell too."""
        err.print("Filling in the demo: a minute or two …")
        return TrainedCategoriser.load(settings.data_dir / "models")

    async with open_database(settings) as database:
        taxonomy, now = Taxonomy.load(), utc_now()
        if written := await seed_demo(database, taxonomy, categoriser, now):
            await approve_drafts(database, Texts(ROOMS), taxonomy, now)
    out.print("The demo förbund is written." if written else "The demo förbund is there already; nothing was changed.")


def check() -> None:
    """Look at settings, database, mail server, outbox and language model, and say what is wrong; exit with 1 if anything is."""
    settings = read_settings()
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
        if settings.language_model_url:
            problems += await language_model_problems(settings, database)
    except (OSError, *DATABASE_FAULTS) as error:
        return [database_problem(error)]
    finally:
        await database.close()
    return [*problems, *(await _mail_server(settings) if settings.smtp_host else [])]


async def _given_up(database: Database) -> list[str]:
    async with database.read_every_forbund() as session:
        count = await count_untold(session, utc_now())
    lately = f"given up in the last {GIVEN_UP_DAYS} days, and gone no other way"
    return [f"{lately}: {count} messages; look for outbox.gave_up in the log"] if count else []


async def _mail_server(settings: Settings) -> list[str]:
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        async with asyncio.timeout(5):
            _, writer = await asyncio.open_connection(settings.smtp_host, settings.smtp_port)
    except OSError as error:  # a time-out is one too
        return [f"the mail server {where} doesn't answer ({type(error).__name__}): look at LEXHELLER_SMTP_HOST and _PORT"]
    writer.close()
    return []


async def language_model_problems(settings: Settings, database: Database) -> list[str]:
    """Ask the language model of the settings about one of the taxonomy's own examples; return what is wrong, if anything is.

    Nobody's words are sent, whether or not a förbund has switched it on. The question is in every förbund's audit trail: it is
    the installation's, and each may want to see all that was asked.
    """
    taxonomy, now = standard_taxonomy(), utc_now()
    example = taxonomy.offered[0].examples[0]
    async with LanguageModel(settings) as model:
        noted = {
            forbund_id: await note_question(database, forbund_id, None, model.name, example, now, example=True)
            for forbund_id in await every_forbund(database)
        }
        reply = await model.ask(example, taxonomy)
    for forbund_id, asked in noted.items():
        await note_outcome(database, forbund_id, asked, reply)
    if reply.outcome is Outcome.ANSWERED:
        return []
    what = _NO_ANSWER[reply.outcome].format(seconds=settings.language_model_seconds)
    return [f"the language model {what}; until then the built-in model proposes alone"]
