"""Fills an empty database with the demo förbund, dated back from today, so that digests are due at once."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import resources
from typing import Any

from sqlmodel import select

from backend.categories.learning.second_reader import code_text, create_sample, read_next
from backend.categories.proposal import Categoriser
from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.demo.calendar import dated, demo_directory
from backend.demo.events import events
from backend.demo.issues import write_issues
from backend.demo.meetings import write_meetings
from backend.demo.reports import Office, write_reports
from backend.demo.spindel import seed_closed, seed_open
from backend.directory.load import load_into
from backend.directory.receivers import find_receiver
from backend.times import local_date
from models import Forbund, Group, Kommun, Person, Report

CHANCE = 20160401
"""The demo must be the same for everybody."""


async def seed_demo(database: Database, taxonomy: Taxonomy, categoriser: Callable[[], Categoriser], now: datetime) -> bool:
    """Write the demo förbund in one transaction and return True; return False, having written nothing, if it is there.

    `categoriser` gives what proposes the reports' categories; it is called only when they are written, and may take its time.
    The same day gives the same rows.
    """
    data = json.loads(resources.files(__package__).joinpath("hoglandet.json").read_text("utf-8"))
    directory = demo_directory()
    there = select(Forbund.id).where(Forbund.slug == directory.forbund.slug)
    async with database.read_every_forbund() as session:
        if (await session.exec(there)).first():
            return False
    proposes = await asyncio.to_thread(categoriser)
    async with database.begin_for_every_forbund() as session:
        if (await session.exec(there)).first():  # another process was first
            return False
        # From here on the session is the new förbund's: in the same transaction, so that a start that dies leaves nothing.
        await load_into(session, dated(directory, data, local_date(now)), now)
        await _write(session, data, taxonomy, proposes, now)
    return True


async def _write(
    session: AsyncSession, data: Mapping[str, Any], taxonomy: Taxonomy, categoriser: Categoriser, now: datetime
) -> None:
    today, chance = local_date(now), random.Random(CHANCE)  # noqa: S311  # made-up data
    kommuner = {kommun.name: stored_id(kommun) for kommun in await session.exec(select(Kommun))}
    groups = {group.slug: stored_id(group) for group in await session.exec(select(Group))}
    office = Office(
        people={str(person.email): person for person in await session.exec(select(Person))},
        kommuner=kommuner,
        receivers={name: await find_receiver(session, kommun_id) for name, kommun_id in kommuner.items()},
        issues=await write_issues(session, data["issues"], kommuner, groups, today),
        answers=data["answers"],
        categoriser=categoriser,
        taxonomy_version=taxonomy.version,
        now=now,
    )
    await write_reports(session, office, events(data["themes"], data["matters"], kommuner, today, chance), chance)
    await write_meetings(session, office, data["samverkansmoten"], today, chance)
    await _spindel(session, data["spindel"], groups, today, now)
    await _second_reader(session, data["second_reader"], office, taxonomy, now)


async def _spindel(
    session: AsyncSession, spindel: Mapping[str, Any], groups: Mapping[str, int], today: date, now: datetime
) -> None:
    for entry in spindel["closed"]:
        await seed_closed(session, groups[entry["group"]], entry, today)
    await seed_open(session, groups[spindel["open"]["group"]], spindel["open"]["answers"], now)


async def _second_reader(
    session: AsyncSession, told: Mapping[str, Any], office: Office, taxonomy: Taxonomy, now: datetime
) -> None:
    """Give a second reader a sample of what was decided, and let them code the first texts of it, mostly alike."""
    chance = random.Random(CHANCE)  # noqa: S311  # made-up data
    sample_id = stored_id(await create_sample(session, told["email"], told["texts"], now, chance))
    reader = office.people[told["email"]]
    decided = select(Report.id, Report.category, Report.secondary_category)
    known = {number: (category, second) for number, category, second in await session.exec(decided)}
    for _ in range(told["coded"]):
        text = await read_next(session, reader, sample_id, now)
        if text.report_id is None:
            return
        category, second = known[text.report_id]
        other = second if second and chance.random() < told["otherwise"] else category
        await code_text(session, reader, sample_id, text.report_id, other, taxonomy, now)
