"""A förbund beside the small one in the same database, with a row of everything that a form or a card can name."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import SQLModel

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.issues.gather import open_issue
from backend.reporting.log import ReportDraft, log_report
from models import (
    Action,
    CodedText,
    CodingSample,
    Draft,
    Edition,
    Forbund,
    Group,
    GroupKommun,
    GroupMeeting,
    Kommun,
    Lift,
    Meeting,
    MeetingLift,
    Pattern,
    PatternReport,
    Person,
    Role,
    SpindelInvitation,
    SpindelMeasurement,
)
from models.enums import (
    AuditAction,
    Consent,
    EditionKind,
    GroupKind,
    MeetingForm,
    PartyCode,
    PatternKind,
    Paverkbar,
    RoleName,
)
from tests.house import NOW, TEXT, House

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rows:
    """The ids of what a förbund has: one of each."""

    kommun: int
    report: int
    gathered: int
    issue: int
    group: int
    lift: int
    action: int
    group_meeting: int
    meeting: int
    pattern: int
    sample: int
    spindel: int
    draft: int
    edition: int


async def furnish(database: Database, forbund_id: int, kommun: int, person: Person) -> Rows:
    """Give a förbund one of everything, so that `person`, who handles its kommun, may touch all of it."""
    async with database.begin(forbund_id) as session:

        async def stored(row: Any) -> int:
            session.add(row)
            await session.flush()
            return stored_id(row)

        async def report(key: str) -> int:
            draft = ReportDraft(text=TEXT, kommun_id=kommun, parties=(PartyCode.FK,), category="NARVARO")
            return stored_id((await log_report(session, person, draft, Taxonomy.load(), f"{forbund_id}-{key}", NOW)).report)

        free, gathered = await report("free"), await report("gathered")
        issue = stored_id(await open_issue(session, person, "FK uteblir", Paverkbar.LOKALT, [gathered], f"{forbund_id}-i", NOW))
        group = await stored(Group(slug="lsg", kind=GroupKind.LSG, name="LSG"))
        held = await stored(GroupMeeting(group_id=group, starts_at=NOW - DAY, asked_at=NOW))
        person_id = stored_id(person)
        session.add_all(
            [
                GroupKommun(group_id=group, kommun_id=kommun),
                Role(person_id=person_id, role=RoleName.SAMMANKALLANDE, group_id=group),
            ]
        )
        lift = await stored(Lift(issue_id=issue, group_id=group, question="Ska vi?", lifted_at=NOW - 2 * DAY))
        await stored(MeetingLift(group_meeting_id=held, lift_id=lift))
        action = await stored(Action(issue_id=issue, what="Ny mall", owner=PartyCode.FK, due=NOW.date()))
        pattern = await stored(
            Pattern(kind=PatternKind.UPPREPAS, mark="lika", kommun_id=kommun, category="NARVARO", found_at=NOW)
        )
        sample = await stored(CodingSample(reader_id=person_id, created_at=NOW))
        spindel = await stored(SpindelMeasurement(group_id=group, opened_at=NOW - DAY, closes_at=NOW + DAY, asked=1))
        session.add_all(
            [
                PatternReport(pattern_id=pattern, report_id=free),
                CodedText(sample_id=sample, report_id=gathered, place=1),
                SpindelInvitation(measurement_id=spindel, person_id=person_id),
            ]
        )
        meeting = await stored(
            Meeting(
                number="SM-2026-0001", idempotency_key=f"{forbund_id}-m", requested_at=NOW, caller_id=person_id,
                form=MeetingForm.SIP, kommun_id=kommun, purpose="Plan", wanted_outcome="En plan", who_decides="FK",
                individual_takes_part=True, consent=Consent.JA, window_start=NOW.date(), window_end=NOW.date() + 9 * DAY,
                calendar_uid=f"{forbund_id}@lexheller",
            )
        )  # fmt: skip
        draft = await stored(Draft(kind=EditionKind.LSG, group_id=group, period="2026-03", due_at=NOW + DAY, told_at=NOW))
        times: dict[str, Any] = {"due_at": NOW, "claimed_until": NOW, "as_of": NOW}
        days: dict[str, Any] = {"period_start": NOW.date(), "period_end": NOW.date()}
        edition = await stored(Edition(kind=EditionKind.LSG, group_id=group, period="2026-02", **times, **days))
        return Rows(kommun, free, gathered, issue, group, lift, action, held, meeting, pattern, sample, spindel, draft, edition)


async def both(house: House) -> tuple[Rows, Rows]:
    """Return what the small förbund has, and what its neighbour has."""
    async with house.database.begin_for_every_forbund() as session:
        forbund = Forbund(slug="grannen", name="Grannen", email="forbundet@grannen.example")
        session.add(forbund)
        await session.flush()
        other = stored_id(forbund)
    async with house.database.begin(other) as session:
        kommun = Kommun(code="0480", name="Nyköping", inhabitants_16_64=33_429)
        person = Person(name="Nils Exempel", entra_id="e-nils", email="nils@grannen.example", party=PartyCode.KOMMUN)
        session.add_all([kommun, person])
        await session.flush()
        session.add(Role(person_id=stored_id(person), role=RoleName.KOORDINATOR, kommun_id=stored_id(kommun)))
        there = stored_id(kommun)
    theirs = await furnish(house.database, other, there, person)
    return await furnish(house.database, house.forbund_id, house.tranas, house.coordinator), theirs


async def everything(database: Database) -> dict[str, list[str]]:
    """Return every row of every table, to see that nothing has changed; that somebody looked at what is theirs is no change."""
    async with database.read_every_forbund() as session:
        return {table.name: await _rows(session, table) for table in SQLModel.metadata.sorted_tables}


async def _rows(session: AsyncSession, table: Any) -> list[str]:
    connection = await session.connection()
    rows = [str(tuple(row)) for row in await connection.execute(table.select())]
    return sorted(row for row in rows if repr(AuditAction.VIEWED) not in row)
