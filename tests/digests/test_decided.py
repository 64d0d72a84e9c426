"""The day of a decision is the day of the meeting where it was taken, whenever somebody writes it."""

from datetime import date

from backend.database import Database
from digests.figures.gathered import Gathered, Since
from digests.figures.questions import read_agenda, read_lifted
from digests.figures.years import read_years
from digests.periods import Period
from models import MeetingLift
from models.enums import LiftOutcome
from tests.digests.builders import (
    at,
    make_forbund,
    make_group,
    make_issue,
    make_kommun,
    make_lift,
    make_meeting,
    make_report,
)

SPRING, SUMMER = Period(date(2026, 4, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 9, 30))
DECIDED = {"outcome": LiftOutcome.BESLUTAD, "decision": "Vi provar."}


async def test_a_decision_that_is_written_late_bears_the_day_of_its_meeting_and_stands_on_the_next_paper_once(
    database: Database,
) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        await make_meeting(session, group, at("2026-03-20"))
        await make_meeting(session, group, at("2026-06-25"))
        await make_meeting(session, group, at("2026-07-02"), cancelled=True)
        issue = await make_issue(session, "Frågan", at("2026-01-10"))
        await make_lift(session, issue, group, at("2026-05-01"), decided_at=at("2026-07-06"), **DECIDED)
        await make_report(session, kommun, at("2026-06-24"), issue_id=issue)
        await make_report(session, kommun, at("2026-06-28"), issue_id=issue)
    async with database.read(forbund) as session:
        papers = [await read_agenda(session, group, period) for period in (SPRING, SUMMER)]
        (lifted,) = await read_lifted(session, SUMMER)
        after = await read_agenda(session, group, Period(date(2026, 10, 1), date(2026, 12, 31)))

    assert [(len(paper.waiting), len(paper.earlier)) for paper in papers] == [(1, 0), (0, 1)]
    told = papers[1].earlier[0]
    assert (told.decided_on, told.recorded_on) == (date(2026, 6, 25), date(2026, 7, 6))
    assert told.since == Since(date(2026, 6, 25), Gathered(brister=1)), "what came after the meeting"
    assert lifted.decided_on == date(2026, 6, 25)
    assert (after.waiting, after.earlier) == ((), ())


async def test_what_was_postponed_at_a_meeting_and_decided_before_the_next_bears_the_day_when_it_was_written(
    database: Database,
) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås")
        meeting = await make_meeting(session, group, at("2026-07-20"))
        issue = await make_issue(session, "Frågan", at("2026-01-10"))
        lift = await make_lift(session, issue, group, at("2026-05-01"), decided_at=at("2026-08-14"), **DECIDED)
        kept = MeetingLift(group_meeting_id=meeting, lift_id=lift, outcome=LiftOutcome.UPPSKJUTEN, answered_at=at("2026-07-21"))
        session.add(kept)
    async with database.read(forbund) as session:
        (told,) = (await read_agenda(session, group, SUMMER)).earlier

    assert told.decided_on == date(2026, 8, 14)


async def test_a_decision_counts_in_the_year_of_its_meeting_as_soon_as_it_is_known(database: Database) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås")
        await make_meeting(session, group, at("2025-12-15"))
        issue = await make_issue(session, "Frågan", at("2025-01-10"))
        await make_lift(session, issue, group, at("2025-11-01"), decided_at=at("2026-01-08"), **DECIDED)
    years = [Period(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2025)]
    async with database.read(forbund) as session:
        frozen = await read_years(session, None, None, years[1:], date(2025, 1, 1))
        next_year = await read_years(session, None, None, years, date(2025, 1, 1))

    assert [year.decided for year in frozen.years] == [0], "nobody had written it by the year's end"
    assert [year.decided for year in next_year.years] == [0, 1]
