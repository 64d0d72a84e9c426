"""A förbund with an LSG that meets on 31 March 2026."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from digests.schedule import run_due
from models import Edition, OutboxMessage
from models.enums import RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person, make_report

LEASE = timedelta(minutes=5)


MEETS = at("2026-03-31", 13)


DUE = at("2026-03-26", 8)


class Town:
    """A förbund with an LSG that meets on 31 March 2026, and its people by name."""

    def __init__(self, database: Database, texts: Texts, taxonomy: Taxonomy) -> None:
        self.database = database
        self.texts = texts
        self.taxonomy = taxonomy
        self.people: dict[str, int] = {}

    async def build(self, slug: str = "hoglandet") -> "Town":
        self.forbund = await make_forbund(self.database, slug)
        async with self.database.begin(self.forbund) as session:
            self.kommun = await make_kommun(session, "Tranås")
            self.group = await make_group(session, "tranas", "LSG Tranås", self.kommun)
            self.meeting = await make_meeting(session, self.group, MEETS)
            await make_report(session, self.kommun, at("2026-03-02"))
            self.people = {
                "member": await make_person(session, "Maja Exempel", RoleName.LEDAMOT, group_id=self.group),
                "convener": await make_person(
                    session, "Stina Exempel", RoleName.SAMMANKALLANDE, group_id=self.group, email=False, teams=True
                ),
                "coordinator": await make_person(
                    session, "Karin Exempel", RoleName.KOORDINATOR, kommun_id=self.kommun, teams=True
                ),
                "away": await make_person(session, "Olle Exempel", RoleName.LEDAMOT, group_id=self.group, active=False),
            }
        return self

    async def run(self, now: datetime, lease: timedelta = LEASE) -> list[int]:
        return await run_due(self.database, self.texts, self.taxonomy, now, lease)

    async def editions(self) -> list[Edition]:
        async with self.database.read(self.forbund) as session:
            return list((await session.exec(select(Edition).order_by(sa.text("id")))).all())

    async def outbox(self) -> list[OutboxMessage]:
        async with self.database.read(self.forbund) as session:
            return list((await session.exec(select(OutboxMessage).order_by(sa.text("id")))).all())
