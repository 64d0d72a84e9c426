"""Spindeln's command."""

import asyncio
import uuid
from datetime import date
from typing import Annotated

import typer

from backend.cli.configuration import read_settings
from backend.cli.days import METAVAR, read_day
from backend.cli.learning import Whose, forbund_of
from backend.cli.screen import out
from backend.settings import Settings
from backend.spindel.answer import last_day
from backend.spindel.start import find_group, start_measurement
from backend.times import utc_now
from models import SpindelMeasurement


def spindel_start(
    group: Annotated[str, typer.Option(help="The group's short name, such as tranas.")],
    closes: Annotated[
        date | None, typer.Option(parser=read_day, metavar=METAVAR, help="Last day to answer; in a fortnight if not given.")
    ] = None,
    forbund: Whose = None,
) -> None:
    """Ask a group's members for Spindeln; a running product sends the questions, reminds once and closes it."""
    started = asyncio.run(_start(read_settings(), group, closes, forbund))
    out.print(f"{started.asked} members are asked, until {last_day(started.closes_at)}.", markup=False)


async def _start(settings: Settings, slug: str, closes_on: date | None, forbund: str | None) -> SpindelMeasurement:
    async with forbund_of(settings, forbund) as (database, forbund_id), database.begin(forbund_id) as session:
        group_id = await find_group(session, slug)
        return await start_measurement(session, None, group_id, closes_on, uuid.uuid4().hex, utc_now())
