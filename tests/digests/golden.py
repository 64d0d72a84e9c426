"""Thirty reports by hand, and the frågor that gather some of them: what `test_golden` has reckoned out on paper.

Each row: when it came in, kommun, who reported and whom it concerns, category, slag, who can change it, promised day, first
answer, closed, and what else there is to it. A dash stands for nothing. Alvik is first, then Berga; Cederby has none.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backend.database import AsyncSession, Database
from models import Insats, InsatsMeasure, InsatsOutcome, MeetingLift
from models.enums import Consequence, GroupKind, LiftOutcome, PartyCode, Paverkbar, ReportStatus, Slag, Source
from tests.digests import builders

ROWS = """
 1 2026-07-01T00:00 Alvik KOMMUN>FK    NARVARO   brist  lokalt     2026-07-15 2026-07-10 2026-07-20 says=vantan,cause=ADMIN,of=F1
 2 2026-07-15T12:00 Alvik AF>VARD      UNDERLAG  brist  lanet      2026-07-29 2026-07-30 -          says=vantan
 3 2026-08-03T12:00 Alvik FK>KOMMUN    NARVARO   brist  lokalt     2026-08-17 2026-08-17 2026-09-30 sub=SENT,of=F1
 4 2026-08-20T12:00 Alvik KOMMUN>FK,AF KONTAKT   behov  -          2026-09-03 -          -          names,of=F3
 5 2026-09-17T12:00 Alvik KOMMUN>FK    NARVARO   brist  nationellt 2026-09-30 -          -          -
 6 2026-09-30T23:59 Alvik ->-          NARVARO   brist  -          2026-10-14 -          -          -
 7 2026-08-10T12:00 Alvik KOMMUN>FK    KONTAKT   framgangsfaktor - 2026-08-24 2026-08-12 2026-08-12 of=F1
 8 2026-08-11T12:00 Alvik KOMMUN>FK    NARVARO   brist  lokalt     2026-08-25 -          -          internal
 9 2026-08-12T12:00 Alvik KOMMUN>FK    NARVARO   brist  lokalt     2026-08-26 -          2026-08-13 withdrawn
10 2026-10-01T00:00 Alvik KOMMUN>FK    NARVARO   brist  lokalt     2026-10-15 -          -          -
11 2026-04-01T00:00 Alvik KOMMUN>FK    NARVARO   brist  lokalt     2026-04-15 2026-04-10 2026-05-01 -
12 2026-05-05T12:00 Alvik AF>FK        UNDERLAG  brist  lanet      2026-05-19 2026-06-01 2026-07-01T00:00 -
13 2026-06-30T23:30 Alvik KOMMUN>VARD  UNDERLAG  behov  -          2026-07-14 2026-07-20 -          -
14 2026-06-10T12:00 Alvik KOMMUN>FK    NARVARO   framgangsfaktor - 2026-06-24 2026-06-11 2026-06-11 -
15 2026-03-31T23:59 Alvik KOMMUN>FK    NARVARO   brist  -          2026-04-14 -          -          -
16 2025-08-01T12:00 Alvik FK>KOMMUN    NARVARO   brist  lokalt     2025-08-15 2025-08-14 2025-09-01 -
17 2025-09-30T23:59 Alvik AF>VARD      UNDERLAG  brist  lanet      2025-10-14 2025-10-10 2025-10-20 -
18 2025-07-01T00:00 Alvik KOMMUN>FK    KONTAKT   brist  -          2025-07-15 -          2025-12-01 import
19 2026-07-07T12:00 Berga AF>KOMMUN    NARVARO   brist  lokalt     2026-07-21 2026-07-21 2026-08-01 says=vantan,names
20 2026-07-08T12:00 Berga FK>VARD      REGELVERK brist  nationellt 2026-07-22 2026-07-22 -          says=vantan,of=F2
21 2026-09-01T12:00 Berga VARD>FK      REGELVERK brist  nationellt 2026-09-15 -          -          says=ersattning,of=F2
22 2026-09-02T12:00 Berga KOMMUN>AF    KONTAKT   framgangsfaktor - 2026-09-16 2026-09-03 2026-09-03 -
23 2026-09-03T12:00 Berga KOMMUN>AF    ADMIN     behov  lokalt     2026-09-17 2026-09-16 2026-09-20 says=vantan
24 2026-04-20T12:00 Berga KOMMUN>FK    REGELVERK brist  nationellt 2026-05-04 2026-05-04 2026-05-30 of=F2
25 2026-06-01T12:00 Berga KOMMUN>FK    ADMIN     brist  lokalt     2026-06-15 2026-06-16 2026-09-30 -
26 2025-08-15T12:00 Berga KOMMUN>FK    ADMIN     brist  lokalt     2025-08-29 2025-08-29 2025-10-01 -
27 2026-01-10T12:00 Berga AF>FK        UNDERLAG  brist  lanet      2026-01-26 2026-01-20 2026-02-10 -
28 2025-12-31T23:59 Berga FK>AF        NARVARO   brist  lokalt     2026-01-15 2026-01-20 2026-03-01 -
29 2025-07-20T12:00 Berga KOMMUN>AF    KONTAKT   framgangsfaktor - 2025-08-03 2025-07-21 2025-07-21 -
30 2026-07-30T12:00 Berga KOMMUN>AF    KONTAKT   brist  -          2026-08-13 -          -          internal
"""


@dataclass(frozen=True)
class Golden:
    """The small förbund's groups, by their ids."""

    forbund: int
    lsg: int
    board: int
    beredning: int
    styrgrupp: int
    alvik: int


async def build_golden(database: Database) -> Golden:
    """Store the thirty reports, three frågor, two åtgärder, a meeting past and one ahead, and an insats."""
    forbund = await builders.make_forbund(database)
    async with database.begin(forbund) as session:
        kommuner = {
            "Alvik": await builders.make_kommun(session, "Alvik", 10_000),
            "Berga": await builders.make_kommun(session, "Berga", 20_000),
            "Cederby": await builders.make_kommun(session, "Cederby", 5_000),
        }
        lsg = await builders.make_group(session, "alvik", "LSG Alvik", kommuner["Alvik"])
        board = await builders.make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        beredning = await builders.make_group(session, "beredning", "Beredningsgruppen", kind=GroupKind.BEREDNINGSGRUPP)
        styrgrupp = await builders.make_group(session, "lotsen", "Styrgruppen", kind=GroupKind.STYRGRUPP)
        held = await builders.make_meeting(session, lsg, builders.at("2026-09-10"))
        called_off = await builders.make_meeting(session, lsg, builders.at("2026-08-20"), cancelled=True)
        await builders.make_meeting(session, lsg, builders.at("2026-11-27"))
        issues = await _issues(session, kommuner["Alvik"], lsg, board, [held, called_off])
        for line in ROWS.strip().splitlines():
            await _report(session, line.split(), kommuner, issues)
        await _insats(session, styrgrupp)
    return Golden(forbund, lsg, board, beredning, styrgrupp, kommuner["Alvik"])


async def _issues(session: AsyncSession, alvik: int, lsg: int, board: int, meetings: list[int]) -> dict[str, int]:
    """F1 waits before LSG Alvik, who told after the quarter that it was put off; F2 was decided by the board, F3 never lifted."""
    issues = {
        "F1": await builders.make_issue(session, "Närvaro", builders.at("2026-07-20"), number="FR-2026-0001", kommun_id=alvik),
        "F2": await builders.make_issue(
            session, "Regelverk", builders.at("2026-05-01"), number="FR-2026-0002", paverkbar=Paverkbar.NATIONELLT
        ),
        "F3": await builders.make_issue(session, "Kontakt", builders.at("2026-08-25"), number="FR-2026-0003", kommun_id=alvik),
    }
    waits = await builders.make_lift(session, issues["F1"], lsg, builders.at("2026-08-01"))
    told: dict[str, Any] = {"outcome": LiftOutcome.UPPSKJUTEN, "answered_at": builders.at("2026-10-02")}
    session.add_all(MeetingLift(group_meeting_id=meeting, lift_id=waits, **told) for meeting in meetings)
    await builders.make_lift(
        session,
        issues["F2"],
        board,
        builders.at("2026-05-10"),
        outcome=LiftOutcome.BESLUTAD,
        decided_at=builders.at("2026-09-10"),
        decision="Skrivelse.",
    )
    await builders.make_action(session, issues["F1"], "Ny kallelse.", date(2026, 9, 1))
    await builders.make_action(session, issues["F2"], "Skrivelse.", date(2026, 9, 30), done_at=builders.at("2026-09-15"))
    return issues


async def _insats(session: AsyncSession, styrgrupp: int) -> None:
    insats = Insats(slug="lotsen", name="Lotsen", group_id=styrgrupp)
    session.add(insats)
    await session.flush()
    for year, plan, outcome in ((2026, 45, 41), (2025, 40, 38)):
        measure = InsatsMeasure(insats_id=insats.id or 0, year=year, name="Deltagare", place=1, plan=60)
        session.add(measure)
        await session.flush()
        session.add(InsatsOutcome(measure_id=measure.id or 0, quarter=3, plan=plan, outcome=outcome))


def _moment(told: str) -> datetime | None:
    day, _, clock = told.partition("T")
    hour, _, minute = (clock or "12:00").partition(":")
    return None if told == "-" else builders.at(day, int(hour), int(minute))


async def _report(session: AsyncSession, cells: list[str], kommuner: dict[str, int], issues: dict[str, int]) -> None:
    number, came, kommun, parties, category, slag, judged, due, answered, closed, more = cells
    by, concerned = parties.split(">")
    extra = dict(each.partition("=")[::2] for each in more.split(","))
    values: dict[str, Any] = {
        "reporting_party": None if by == "-" else PartyCode(by),
        "parties": [PartyCode(each) for each in concerned.split(",") if each != "-"],
        "category": category,
        "slag": Slag(slag),
        "paverkbar": None if judged == "-" else Paverkbar(judged),
        "answer_due": date.fromisoformat(due),
        "answered_at": _moment(answered),
        "closed_at": _moment(closed),
        "internal": "internal" in extra,
        "source": Source.IMPORT if "import" in extra else Source.TEAMS,
        "subcategory": extra.get("sub"),
        "secondary_category": extra.get("cause"),
        "consequence": Consequence(extra["says"]) if "says" in extra else None,
        "issue_id": issues[extra["of"]] if "of" in extra else None,
        "text": f"Påhittad händelse {number}{' i Lotsen' if 'names' in extra else ''}.",
    }
    if "withdrawn" in extra:
        values["status"] = ReportStatus.ATERKALLAD
    reported = _moment(came)
    assert reported
    await builders.make_report(session, kommuner[kommun], reported, **values)
