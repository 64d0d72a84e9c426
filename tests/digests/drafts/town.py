"""A förbund with an LSG whose draft is due: two coordinators, a member, and reports to tell of. Everything is fictitious."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from digests.drafts.telling import tell_drafts
from digests.drafts.work import Drafted, Standing, Written, drafted, save_draft, standing
from digests.schedule import run_due
from models import Draft, Edition, OutboxMessage, Person
from models.enums import Channel, NoticeKind, RoleName
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_meeting, make_person, make_report

MEETS = at("2026-03-31", 13)
DRAFT = at("2026-03-23", 8)
DUE = at("2026-03-26", 8)
STORY = "Mötet den 12 mars på AME Tranås blev inställt, och ingen i Tranås visste vem som skulle kalla igen."
COARSENED = "Mötet nyligen på en verksamhet i kommunen blev inställt, och ingen i kommunen visste vem som skulle kalla igen."
NOTHING = Written(comments={}, left_out=(), story="")
BOTH = {Channel.TEAMS, Channel.MAIL}


@dataclass
class Town:
    """The förbund, with its people's ids by name."""

    database: Database
    texts: Texts
    taxonomy: Taxonomy
    forbund: int
    kommun: int
    group: int
    meeting: int
    people: dict[str, int]

    async def tell(self, now: datetime = DRAFT) -> int:
        return await tell_drafts(self.database, now)

    async def make(self, now: datetime = DUE) -> list[int]:
        return await run_due(self.database, self.texts, self.taxonomy, now, timedelta(minutes=5))

    async def draft(self) -> Draft:
        async with self.database.read(self.forbund) as session:
            return (await session.exec(select(Draft))).one()

    async def stands(self, now: datetime = DRAFT) -> Standing:
        async with self.database.read(self.forbund) as session:
            return await standing(session, (await self.draft()).id or 0, now)

    async def edition(self) -> Edition:
        async with self.database.read(self.forbund) as session:
            return (await session.exec(select(Edition))).one()

    async def told(self, kind: NoticeKind = NoticeKind.DRAFT) -> list[OutboxMessage]:
        async with self.database.read(self.forbund) as session:
            found = await session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(sa.text("id")))
            return list(found.all())

    async def as_read(self, now: datetime = DRAFT) -> Drafted:
        """Return the draft as its holder reads it."""
        async with self.database.snapshot(self.forbund) as session:
            return await drafted(session, (await self.draft()).id or 0, self.texts, self.taxonomy, now)

    async def write(
        self, written: Written, who: str | None = "karin", now: datetime = DRAFT, *, approve: bool = True, submit: str = ""
    ) -> None:
        """Save what somebody has written in the draft as it stands."""
        draft = await self.draft()
        approved = await self.as_read(now) if approve else None
        async with self.database.begin(self.forbund) as session:
            actor = await session.get_one(Person, self.people[who]) if who else None
            key = submit or uuid4().hex
            await save_draft(session, actor, draft.id or 0, written, key, now, revision=draft.revision, approved=approved)


async def build_town(database: Database, texts: Texts, taxonomy: Taxonomy) -> Town:
    """Store the förbund."""
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        meeting = await make_meeting(session, group, MEETS)
        for day in ("2026-03-02", "2026-03-03"):
            await make_report(session, kommun, at(day))
        people = {
            "maja": await make_person(session, "Maja Exempel", RoleName.LEDAMOT, group_id=group),
            "karin": await make_person(session, "Karin Exempel", RoleName.KOORDINATOR, kommun_id=kommun, teams=True),
            "kurt": await make_person(session, "Kurt Exempel", RoleName.KOORDINATOR, kommun_id=kommun),
        }
    return Town(database, texts, taxonomy, forbund, kommun, group, meeting, people)
