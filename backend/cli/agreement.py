"""The commands that tell how far proposals, reporters and those who sort agree, and that ask a second reader."""

import asyncio
import random
from datetime import date
from typing import Annotated

import typer
from rich.table import Column, Table

from backend.app import ROOMS
from backend.categories.learning.agreement import A_YEAR, Agreement, Counts, read_agreement
from backend.categories.learning.kappa import Kappa
from backend.categories.learning.second_reader import create_sample, second_reading
from backend.categories.learning.words import kappa_words
from backend.categories.taxonomy import Taxonomy
from backend.cli.configuration import read_settings
from backend.cli.days import METAVAR, read_day
from backend.cli.learning import Whose, forbund_of
from backend.cli.screen import ENGLISH, out, show
from backend.database import stored_id
from backend.i18n import Texts
from backend.links import Links
from backend.settings import Settings
from backend.times import local_date, utc_now


def categories_agreement(
    start: Annotated[
        date | None, typer.Option("--from", parser=read_day, metavar=METAVAR, help="First day; a year ago if not given.")
    ] = None,
    end: Annotated[
        date | None, typer.Option("--to", parser=read_day, metavar=METAVAR, help="Last day; today if not given.")
    ] = None,
    forbund: Whose = None,
) -> None:
    """Show how often the proposed category, the reporter's and the one decided on are the same, and the second reader's kappa."""
    agreement, kappa = asyncio.run(_agreement(read_settings(), start, end, forbund))
    taxonomy = Taxonomy.load()
    out.print(f"{agreement.start} – {agreement.end}", markup=False)
    names = Column("", no_wrap=True, min_width=26)  # a model's name is never cut off
    table = Table(names, "decided", "first", "in three", "reporter", "changed", box=None, padding=(0, 1, 0, 0))
    for code in sorted(agreement.by_category, key=lambda code: taxonomy.get(code).priority):
        _row(table, code, agreement.by_category[code])
    for model, counts in sorted(agreement.by_model.items()):
        _row(table, f"model {model or '?'}", counts)
    _row(table, "all", agreement.total)
    show(table)
    if kappa.texts:
        for sentence in kappa_words(Texts(ROOMS), ENGLISH, kappa):
            out.print(sentence, markup=False)


def _row(table: Table, name: str, counts: Counts) -> None:
    figures = (counts.decided, counts.first, counts.third, counts.reporter, counts.changed)
    table.add_row(name, *map(str, figures))


async def _agreement(settings: Settings, start: date | None, end: date | None, slug: str | None) -> tuple[Agreement, Kappa]:
    last = end or local_date(utc_now())
    first = start or last - A_YEAR
    async with forbund_of(settings, slug) as (database, forbund_id), database.read(forbund_id) as session:
        return await read_agreement(session, first, last), await second_reading(session, (first, last))


def categories_second_reader(
    person: Annotated[str, typer.Option(help="Work address of a coordinator or of förbundets verksamhetsutvecklare.")],
    texts: Annotated[int, typer.Option(min=1, max=500, help="How many texts; fifty or more make a kappa to build on.")] = 60,
    forbund: Whose = None,
) -> None:
    """Ask somebody to code a sample of decided reports blind; write the link to send them, which lives for sixty days."""
    out.print(asyncio.run(_second_reader(read_settings(), person, texts, forbund)), markup=False)


async def _second_reader(settings: Settings, email: str, size: int, slug: str | None) -> str:
    links = Links(settings.secret_key.get_secret_value(), settings.public_url)
    async with forbund_of(settings, slug) as (database, forbund_id), database.begin(forbund_id) as session:
        sample = await create_sample(session, email, size, utc_now(), random.SystemRandom())
        return links.to("sample", forbund_id, stored_id(sample), sample.reader_id)
