"""The composition root: puts the rooms together into one house. With `cli/` the one place that knows every room."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, wraps
from pathlib import Path

import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import web

import backend.web.routes
import digests.routes
from backend.acknowledgements import Acknowledgements
from backend.categories.categorisers import categorisers_of
from backend.categories.classifier import TrainedCategoriser
from backend.categories.learning.nightly import LOOK_SECONDS, Nightly
from backend.categories.taxonomy import Taxonomy
from backend.clock import clock
from backend.courier import Carrier, CourierProcess
from backend.database import Database, database_revision
from backend.delivery import Outbox, Sender
from backend.directory.terms import keep_terms
from backend.i18n import LOCALES, Texts
from backend.keys import DATABASE, LINKS, OUTBOX, READER, SETTINGS, TAXONOMY, TEXTS, WAITING_DRAFTS
from backend.language_model.client import LanguageModel
from backend.language_model.opinion import SecondOpinions
from backend.led_to import tell_what_it_led_to
from backend.links import Links
from backend.mail.bounce_box import read_box
from backend.mail.letters import letter_writers
from backend.mail.sender import MailSender
from backend.mail.sink import MailSink
from backend.mail.smtp import smtp_carrier
from backend.monday import tell_weeks
from backend.patterns.morning import Morning
from backend.reporting.lexicon import lexicon
from backend.reporting.reader import Categorisers, Reader
from backend.settings import Settings
from backend.spindel.due import run_spindel
from backend.times import say_date, say_days, say_time, utc_now
from bot.activities import LexhellerBot
from bot.adapter import AdapterConfig, TeamsAdapter
from bot.carrier import teams_carrier
from bot.desk import Desk
from bot.notices import TeamsSender
from digests.afterwards import ask_after_meetings
from digests.drafts.letters import draft_writers
from digests.drafts.telling import DraftClock
from digests.drafts.waiting import waiting_drafts
from digests.letters import edition_writer
from digests.schedule import run_due
from digests.trouble_letters import trouble_writer
from digests.troubles import tell_troubles
from models.enums import Channel, NoticeKind

ROOMS = ("backend", "bot", "digests")
LARGEST_REQUEST = 256 * 1024  # bytes; Teams' own limit of a message is 100 KB

Job = Callable[[Database, datetime], Awaitable[int]]
"""Does what is due, and returns how much there is to tell."""

log = structlog.get_logger(__name__)


class NotMigratedError(RuntimeError):
    """The database hasn't the newest schema; the message says what to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that is opened once and shared."""

    settings: Settings
    database: Database
    texts: Texts
    taxonomy: Taxonomy
    links: Links
    adapter: TeamsAdapter
    outbox: Outbox
    opinions: SecondOpinions | None


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Yield the house of these settings, and close it afterwards. Raises NotMigratedError for an old schema."""
    async with AsyncExitStack() as stack:
        database = Database(settings.effective_database_url)
        stack.push_async_callback(database.close)
        await check_schema(database)
        if not settings.smtp_host:  # in development alone: production demands one
            sink = MailSink(settings.data_dir / "mail", "127.0.0.1", 0)
            await sink.start()
            stack.push_async_callback(sink.stop)
            settings = settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": sink.port})
        texts, taxonomy = Texts(ROOMS), Taxonomy.load()
        links = Links(settings.secret_key.get_secret_value(), settings.public_url)
        config = _adapter_config(settings)
        adapter = await stack.enter_async_context(TeamsAdapter(config, lambda locale: texts.t(locale, "error.turn")))
        mail_writers = {
            **letter_writers(texts, taxonomy, links, settings.mail_from),
            NoticeKind.EDITION: edition_writer(links, texts),
            **draft_writers(texts, taxonomy, links),
            NoticeKind.DIGEST_TROUBLE: trouble_writer(texts, links),
        }
        senders: dict[Channel, Sender] = {
            Channel.TEAMS: TeamsSender(database, texts, taxonomy, links),
            Channel.MAIL: MailSender(settings, database, mail_writers),
        }
        carriers: dict[str, Carrier] = {
            Channel.TEAMS.value: partial(teams_carrier, config),
            Channel.MAIL.value: smtp_carrier,
        }
        notes = settings.data_dir.resolve() / "deliveries"
        courier = await stack.enter_async_context(CourierProcess(carriers, notes, settings.log_level))
        lease = timedelta(seconds=settings.outbox_lease_seconds)
        outbox = Outbox(database, senders, courier, Acknowledgements(notes), lease)
        opinions = None
        if settings.language_model_url:
            model = await stack.enter_async_context(LanguageModel(settings))
            opinions = SecondOpinions(database, model, taxonomy)
        yield House(
            settings=settings,
            database=database,
            texts=texts,
            taxonomy=taxonomy,
            links=links,
            adapter=adapter,
            outbox=outbox,
            opinions=opinions,
        )


async def check_schema(database: Database) -> None:
    """Raise NotMigratedError unless the database has the newest schema."""
    current, newest = await database_revision(database)
    if current != newest:
        raise NotMigratedError(f"the database's schema is {current or 'missing'}, not {newest}: run `lexheller migrate`")


def _adapter_config(settings: Settings) -> AdapterConfig:
    return AdapterConfig(
        app_id=settings.bot_app_id,
        app_password=settings.bot_app_password.get_secret_value(),
        tenant_id=settings.bot_tenant_id,
        development=settings.development,
        allowed_service_hosts=settings.bot_service_hosts,
        openid_metadata_url=settings.bot_openid_metadata_url,
        login_url=settings.bot_login_url,
    )


async def load_categorisers(house: House) -> Categorisers:
    """Return each förbund's categoriser: its own, or the shipped one, learned at the very first start unless it was prepared."""
    await asyncio.to_thread(lexicon)  # the guard's lists: the first report needn't wait for them
    return await asyncio.to_thread(categorisers_of, house.settings)


def make_bot(house: House, categorisers: Categorisers) -> LexhellerBot:
    """Return the bot."""
    desk = Desk(
        database=house.database,
        texts=house.texts,
        taxonomy=house.taxonomy,
        categorisers=categorisers,
        opinions=house.opinions,
        links=house.links,
        wake=house.outbox.wake,
    )
    # The test client of development says en-US whatever its person speaks.
    return LexhellerBot(desk, locale=LOCALES[0] if house.settings.development else None)


def web_app(house: House, bot: LexhellerBot, categorisers: Categorisers) -> web.Application:
    """Return the web application: the bot's messages, the pages of `backend` and `digests`, health."""
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=backend.web.routes.middlewares())
    app[SETTINGS] = house.settings
    app[DATABASE] = house.database
    app[TEXTS] = house.texts
    app[LINKS] = house.links
    app[TAXONOMY] = house.taxonomy
    app[OUTBOX] = house.outbox
    app[WAITING_DRAFTS] = waiting_drafts
    app[READER] = Reader(categorisers, house.opinions)
    root = Path(__file__).parent.parent
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.PrefixLoader(
            {
                "backend": jinja2.FileSystemLoader(root / "backend" / "web" / "templates"),
                "digests": jinja2.FileSystemLoader(root / "digests" / "templates"),
            }
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals["t"] = house.texts.t
    environment.filters.update(say_date=say_date, say_days=say_days, say_time=say_time)

    async def messages(request: web.Request) -> web.Response:
        return await house.adapter.process(request, bot.on_turn)

    app.router.add_post("/api/messages", messages)
    backend.web.routes.add_routes(app)
    digests.routes.add_routes(app)
    return app


@asynccontextmanager
async def background(house: House) -> AsyncIterator[None]:
    """Run the clock and the outbox while the context is open; what is being sent then has half an outbox lease to end."""
    settings = house.settings
    lease = timedelta(seconds=settings.digest_lease_seconds)
    nightly = Nightly(house.database, house.taxonomy, settings.data_dir / "models")
    morning = Morning(house.database, lambda: TrainedCategoriser.load(settings.data_dir / "models").fingerprint)

    async def make_digests(database: Database, now: datetime) -> int:
        made = await run_due(database, house.texts, house.taxonomy, now, lease)
        if made:
            log.info("digests.made", editions=made)
        return len(made)

    async def learn(database: Database, now: datetime) -> int:
        await nightly.run(now)
        return 0

    async def compare(database: Database, now: datetime) -> int:
        if new := await morning.run(now):
            log.info("patterns.found", new=new)
        return new

    async def read_bounces(database: Database, now: datetime) -> int:
        return await read_box(database, settings.bounce_dir, now) if settings.bounce_dir else 0

    # Roles first, which say whom the rest is for; Spindeln before the papers, which tell of a measurement that has ended.
    jobs = (
        keep_terms,
        run_spindel,
        make_digests,
        ask_after_meetings,
        DraftClock().run,
        read_bounces,
        tell_troubles,
        tell_weeks,
        tell_what_it_led_to,
    )

    def waking(job: Job) -> Callable[[], Awaitable[None]]:
        """What the clock calls: the job, and then the outbox if it left something to tell."""

        @wraps(job)
        async def run() -> None:
            if await job(house.database, utc_now()):
                house.outbox.wake()

        return run

    delivering = asyncio.create_task(house.outbox.run(settings.outbox_seconds))
    try:
        # A clock each for what takes long: an edition that is due doesn't wait for a training.
        async with (
            clock(settings.clock_seconds, *map(waking, jobs)),
            clock(max(settings.clock_seconds, LOOK_SECONDS), waking(learn)),
            clock(settings.clock_seconds, waking(compare)),
        ):
            yield
    finally:
        house.outbox.stop()
        try:
            await asyncio.wait({delivering}, timeout=settings.outbox_lease_seconds / 2)
        finally:
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering


@asynccontextmanager
async def serving(house: House, *, with_clock: bool) -> AsyncIterator[str]:
    """Serve while the context is open; yield the address. Port 0 takes a free one. Raises OSError when the port is taken."""
    settings = house.settings
    if with_clock:
        await house.outbox.prepare()  # while the bot is made
    categorisers = await load_categorisers(house)
    app = web_app(house, make_bot(house, categorisers), categorisers)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        port = runner.addresses[0][1]
        async with AsyncExitStack() as stack:
            if with_clock:
                await stack.enter_async_context(background(house))
            yield f"http://{settings.host}:{port}"
    finally:
        await runner.cleanup()
