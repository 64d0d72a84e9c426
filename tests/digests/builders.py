"""Rows for digests, made in few words: a small förbund, its reports, questions and groups. Everything is fictitious."""

import itertools
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession as PlainSession

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.i18n import Texts
from backend.times import add_working_days, at_local_time, local_date
from digests.compose import compose
from digests.frozen import freeze
from digests.kind import Due
from digests.periods import DUE_CLOCK
from models import (
    Action,
    Conversation,
    Edition,
    Forbund,
    Group,
    GroupKommun,
    GroupMeeting,
    Issue,
    Kommun,
    Lift,
    Person,
    Report,
    ReportParty,
    Role,
)
from models.enums import EditionStatus, GroupKind, PartyCode, ReportStatus, RoleName, Slag

_numbers = itertools.count(1)


def at(day: str, hour: int = 12, minute: int = 0) -> datetime:
    """Return a clock time in Stockholm on a day such as `2026-03-29`."""
    return at_local_time(date.fromisoformat(day), DUE_CLOCK.replace(hour=hour, minute=minute))


async def make_forbund(database: Database, slug: str = "hoglandet", name: str = "Höglandets samordningsförbund") -> int:
    """Store a förbund and return its id."""
    async with database.begin_for_every_forbund() as session:
        forbund = Forbund(slug=slug, name=name, email=f"forbundet@{slug}.example")
        return await _stored(session, forbund)


async def make_kommun(session: AsyncSession, name: str, inhabitants: int | None = 10_000, active: bool = True) -> int:
    """Store a kommun and return its id."""
    code = f"{next(_numbers) % 10_000:04}"
    return await _stored(session, Kommun(code=code, name=name, inhabitants_16_64=inhabitants, active=active))


async def make_group(session: AsyncSession, slug: str, name: str, *kommun_ids: int, **values: Any) -> int:
    """Store a group with its kommuner and return its id; an LSG unless `kind` says otherwise."""
    group_id = await _stored(session, Group(**{"slug": slug, "name": name, "kind": GroupKind.LSG, **values}))
    session.add_all([GroupKommun(group_id=group_id, kommun_id=kommun_id) for kommun_id in kommun_ids])
    return group_id


async def make_board(database: Database, kommuner: Mapping[str, Mapping[str, int]]) -> Group:
    """Store a förbund with a board, and so many events a day in each of its kommuner, by turns of two categories."""
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        for name, days in kommuner.items():
            kommun = await make_kommun(session, name)
            for day, many in days.items():
                for number in range(many):
                    await make_report(session, kommun, at(day), category=("NARVARO", "RESURSER")[number % 2])
    async with database.read(forbund) as session:
        return await session.get_one(Group, board)


async def make_meeting(session: AsyncSession, group_id: int, starts_at: datetime, cancelled: bool = False) -> int:
    """Store a date in a group's calendar and return its id."""
    return await _stored(session, GroupMeeting(group_id=group_id, starts_at=starts_at, cancelled=cancelled))


async def make_person(
    session: AsyncSession,
    name: str,
    role: RoleName | None = None,
    *,
    kommun_id: int | None = None,
    group_id: int | None = None,
    email: bool = True,
    teams: bool = False,
    active: bool = True,
) -> int:
    """Store a person with at most one role, reachable by mail and Teams as told, and return the id."""
    number = next(_numbers)
    address = f"person{number}@example.test" if email else None
    person = Person(name=name, email=address, entra_id=f"entra-{number}", active=active)
    person_id = await _stored(session, person)
    if role:
        session.add(Role(person_id=person_id, role=role, kommun_id=kommun_id, group_id=group_id))
    if teams:
        session.add(
            Conversation(
                person_id=person_id,
                service_url="http://127.0.0.1",
                conversation_id=f"c-{number}",
                tenant_id="t",
                user_id=f"u-{number}",
                bot_id="b",
            )
        )
    await session.flush()
    return person_id


async def make_report(session: AsyncSession, kommun_id: int, reported_at: datetime, **values: Any) -> int:
    """Store a report and return its id. `parties` are those concerned; closed when `closed_at` is given."""
    number = next(_numbers)
    parties = values.pop("parties", (PartyCode.FK,))
    category = values.pop("category", "NARVARO")
    status = ReportStatus.AVSLUTAD if values.get("closed_at") else ReportStatus.MOTTAGEN
    report = Report(
        **{
            "number": f"SB-{reported_at.year}-{number:05}",
            "idempotency_key": f"key-{number}",
            "reported_at": reported_at,
            "reporting_party": PartyCode.KOMMUN,
            "kommun_id": kommun_id,
            "text": "En påhittad händelse.",
            "slag": Slag.BRIST,
            "category": category,
            "reporter_category": category,
            "taxonomy_version": "1",
            "status": status,
            "answer_due": add_working_days(local_date(reported_at), 10),
            **values,
        }
    )
    report_id = await _stored(session, report)
    session.add_all([ReportParty(report_id=report_id, party=party) for party in parties])
    return report_id


async def make_issue(session: AsyncSession, title: str, opened_at: datetime, **values: Any) -> int:
    """Store a fråga and return its id."""
    number = f"FR-{opened_at.year}-{next(_numbers):04}"
    return await _stored(session, Issue(**{"number": number, "title": title, "opened_at": opened_at, **values}))


async def make_lift(session: AsyncSession, issue_id: int, group_id: int, lifted_at: datetime, **values: Any) -> int:
    """Store a fråga's way to a group and return its id."""
    question = values.pop("question", "Kan gruppen besluta om en gemensam rutin?")
    return await _stored(session, Lift(issue_id=issue_id, group_id=group_id, question=question, lifted_at=lifted_at, **values))


async def make_action(session: AsyncSession, issue_id: int, what: str, due: date, **values: Any) -> int:
    """Store an åtgärd and return its id."""
    return await _stored(session, Action(**{"issue_id": issue_id, "what": what, "due": due, "owner": PartyCode.KOMMUN, **values}))


async def make_edition(database: Database, texts: Texts, taxonomy: Taxonomy, forbund_id: int, due: Due) -> None:
    """Compose and store an edition that is due, and tell nobody."""
    async with database.snapshot(forbund_id) as session:
        frozen = await freeze(await compose(session, due, texts, taxonomy), texts)
    async with database.begin(forbund_id) as session:
        session.add(edition_row(due, title=frozen.document.title, **frozen.columns))


def edition_row(due: Due, **values: Any) -> Edition:
    """Return what is due as a made edition, which holds nothing but what `values` says."""
    return Edition(
        kind=due.kind,
        group_id=due.group_id,
        period=due.key,
        period_start=due.period.start,
        period_end=due.period.end,
        due_at=due.due_at,
        as_of=due.period.until,
        **{
            "status": EditionStatus.KLAR,
            "claimed_until": due.due_at,
            "made_at": due.due_at,
            "pdf": b"%PDF",
            "content_hash": "0",
            **values,
        },
    )


async def _stored(session: PlainSession, row: Any) -> int:
    session.add(row)
    await session.flush()
    assert isinstance(row.id, int)
    return row.id
