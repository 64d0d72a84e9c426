"""A small förbund for tests: two kommuner, a few people, and everything else on demand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database, stored_id
from backend.meetings.request import MeetingDraft, request_meeting
from backend.reporting.log import ReportDraft, log_report
from models import Conversation, Forbund, ForbundTenant, Kommun, LocalCategory, Person, Report, Role, Unit, UnitKommun
from models.enums import Consent, MeetingForm, PartyCode, RoleName

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
TENANT = "11111111-1111-1111-1111-111111111111"
TEXT = "FK kom inte på mötet i tisdags och hade inte hört av sig"
Row = TypeVar("Row", bound=SQLModel)


@dataclass
class House:
    """A database with one förbund and the ids of what is in it."""

    database: Database
    forbund_id: int
    tranas: int
    eksjo: int
    reporter: Person
    coordinator: Person
    office: Person

    async def all_of(self, table: type[Row]) -> list[Row]:
        """Return the förbund's rows of a table."""
        async with self.database.read(self.forbund_id) as session:
            return list((await session.exec(select(table))).all())

    async def report(self, key: str = "k1", kommun_id: int | None = None, **changes: Any) -> Report:
        """Log a report by the reporter."""
        fields: dict[str, Any] = {
            "text": TEXT,
            "kommun_id": kommun_id or self.tranas,
            "parties": (PartyCode.FK,),
            "category": "NARVARO",
            **changes,
        }
        async with self.database.begin(self.forbund_id) as session:
            logged = await log_report(session, self.reporter, ReportDraft(**fields), Taxonomy.load(), key, NOW)
            return logged.report

    async def ask_for_meeting(self, first: date, last: date, key: str = "m1", **changes: Any) -> int:
        """Let the reporter ask for a meeting with FK in Tranås, some day from the first to the last; return its id."""
        fields: dict[str, Any] = {
            "form": MeetingForm.SIP,
            "kommun_id": self.tranas,
            "parties": (PartyCode.FK,),
            "purpose": "Plan",
            "wanted_outcome": "En plan",
            "who_decides": "Handläggare",
            "individual_takes_part": True,
            "consent": Consent.JA,
            "window_start": first,
            "window_end": last,
            **changes,
        }
        async with self.database.begin(self.forbund_id) as session:
            caller = await session.get_one(Person, self.reporter.id)
            return stored_id(await request_meeting(session, caller, MeetingDraft(**fields), key, NOW))


@asynccontextmanager
async def small_house(url: str) -> AsyncIterator[House]:
    """Yield a förbund: Tranås with a coordinator in Teams and mail, Eksjö without; an office; a reporter in Teams."""
    database = Database(url)
    async with database.begin_for_every_forbund() as session:
        forbund = Forbund(slug="hoglandet", name="Höglandet", email="forbundet@hoglandet.example")
        session.add(forbund)
        await session.flush()
        forbund_id = stored_id(forbund)
        session.add(ForbundTenant(tenant_id=TENANT, forbund_id=forbund_id))
    async with database.begin(forbund_id) as session:
        tranas = Kommun(code="0687", name="Tranås", inhabitants_16_64=10600)
        eksjo = Kommun(code="0686", name="Eksjö", inhabitants_16_64=9900)
        reporter = Person(name="Hanna Exempel", entra_id="e-hanna", party=PartyCode.KOMMUN)
        coordinator = Person(name="Karin Exempel", entra_id="e-karin", email="karin@hoglandet.example", party=PartyCode.KOMMUN)
        office = Person(name="Ulla Exempel", email="ulla@hoglandet.example")
        session.add_all([tranas, eksjo, reporter, coordinator, office])
        await session.flush()
        session.add(Role(person_id=stored_id(coordinator), role=RoleName.KOORDINATOR, kommun_id=stored_id(tranas)))
        session.add(Role(person_id=stored_id(office), role=RoleName.VERKSAMHETSUTVECKLARE))
        session.add_all(conversation_of(person) for person in (reporter, coordinator))
        for party in (PartyCode.AF, PartyCode.FK, PartyCode.VARD, PartyCode.KOMMUN):
            unit = Unit(party=party, name=f"{party} Tranås", function="samordnare", email=f"{party.lower()}@tranas.example")
            session.add(unit)
            await session.flush()
            session.add(UnitKommun(unit_id=stored_id(unit), kommun_id=stored_id(tranas)))
    yield House(database, forbund_id, stored_id(tranas), stored_id(eksjo), reporter, coordinator, office)
    await database.close()


def conversation_of(person: Person) -> Conversation:
    """Return the person's own chat with the bot."""
    return Conversation(
        person_id=stored_id(person),
        service_url="http://127.0.0.1:1/",
        conversation_id=f"chat-{person.entra_id}",
        tenant_id=TENANT,
        user_id=f"user-{person.entra_id}",
        bot_id="bot",
    )


async def make_own(house: House, code: str, **values: Any) -> None:
    """Let the förbund say something of a category: `name`, `name_en`, `offered`; with `sub`, a finer one of its own."""
    async with house.database.begin(house.forbund_id) as session:
        session.add(LocalCategory(code=code, **values))
