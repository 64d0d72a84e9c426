"""Every kind of edition's figures of thirty reports, reckoned out by hand from `golden.ROWS`: a number after # is a row's."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from digests.editions.outside import outside_cells
from digests.figures.annual import read_annual_figures
from digests.figures.beredning import read_beredning_figures
from digests.figures.categories import Beside, CategoryRow, Named
from digests.figures.counts import Answers, Flow, Waiting
from digests.figures.gathered import Gathered
from digests.figures.lsg import Reach, read_lsg_figures
from digests.figures.pairs import Pair
from digests.figures.shown import Place
from digests.figures.styrelse import KommunRow, QuarterCount, Spread, read_styrelse_figures
from digests.figures.styrgrupp import Amount, Measured, place_of, read_styrgrupp_figures
from digests.figures.suppression import suppress
from digests.figures.taken_up import TakenUp
from digests.figures.themes import Theme
from digests.periods import Period, Quarter, Span
from models.enums import PartyCode
from tests.digests.golden import Golden, build_golden

K3 = Quarter(2026, 3)
CURRENT, PREVIOUS = K3.period, K3.back(1).period
AF, FK, KOMMUN, VARD = PartyCode.AF, PartyCode.FK, PartyCode.KOMMUN, PartyCode.VARD

# Alvik, July to September. New: 1 2 3 4 5 6; not 7 (framgångsfaktor), 8 (internal), 9 (withdrawn), 10 (the day after).
# Carried over: 12 13 15. Closed: 1 3 12. Open: 3 + 6 - 3 = 6, which are 2 4 5 6 13 15. The oldest is 15.
# Overdue, open without an answer and the day passed: 4 5 15; the day of 5 is the last one.
ALVIK_FLOW = Flow(carried=3, new=6, closed=3, open=6, overdue=3, oldest=date(2026, 3, 31))
# Promised from July to September: 1 2 3 4 5 13. In time: 1, and 3 on its last day. Late: 2 13. Not answered: 4 5.
ALVIK_ANSWERS = Answers(due=6, in_time=2, late=2)
# Berga. New: 19 20 21 23. Carried over: 25. Closed: 19 23 25. Open: 1 + 4 - 3 = 2, which are 20 21. Overdue: 21.
BERGA_FLOW = Flow(carried=1, new=4, closed=3, open=2, overdue=1, oldest=date(2026, 7, 8))
# Promised: 19 20 21 23. In time: 19 and 20 on their last day, 23. Not answered: 21.
BERGA_ANSWERS = Answers(due=4, in_time=3, late=0)
# 3 + 1, 6 + 4, 3 + 3, 6 + 2, 3 + 1; and 6 + 4, 2 + 3, 2 + 0
ALL_FLOW = Flow(carried=4, new=10, closed=6, open=8, overdue=4, oldest=date(2026, 3, 31))
ALL_ANSWERS = Answers(due=10, in_time=5, late=2)


@pytest.fixture
async def golden(sqlite: Database) -> Golden:
    return await build_golden(sqlite)


async def test_a_local_groups_figures(sqlite: Database, golden: Golden, taxonomy: Taxonomy) -> None:
    async with sqlite.read(golden.forbund) as session:
        told = await read_lsg_figures(session, taxonomy, golden.lsg, [golden.alvik], CURRENT, PREVIOUS)

    assert told.started == date(2025, 7, 1)  # 18, at midnight
    assert (told.flow, told.answers) == (ALVIK_FLOW, ALVIK_ANSWERS)
    assert told.new_before == 3  # 11 at midnight, 12, 13 at half past eleven in the evening of 30 June; not 15
    assert told.new_year_before == 3  # 16 17 18
    # promised from April to June: 11 in time, 12 late, 15 never
    assert told.answers_before == Answers(due=3, in_time=1, late=1)
    assert (told.successes, told.successes_before, told.internal) == (1, 1, 1)  # 7, 14, 8
    assert told.reach == Reach(local=2, county=1, nation=1, unjudged=2)  # 1 3, 2, 5, 4 6
    assert set(told.categories) == {
        # 1 3 5 6 before 11, in 2025 16; judged 1 3 5, local 1 3
        CategoryRow("NARVARO", new=4, previous=1, successes=0, year_before=1, judged=3, local=2),
        # 2 before 12 13, in 2025 17; judged 2
        CategoryRow("UNDERLAG", new=1, previous=2, successes=0, year_before=1, judged=1, local=0),
        # 4, in 2025 18; well done 7
        CategoryRow("KONTAKT", new=1, previous=0, successes=1, year_before=1, judged=0, local=0),
    }
    # 1 4 5; 4 again; 2; 3; 6
    pairs = {Pair(KOMMUN, FK, 3), Pair(KOMMUN, AF, 1), Pair(AF, VARD, 1), Pair(FK, KOMMUN, 1), Pair(None, None, 1)}
    assert set(told.pairs) == pairs and len(told.pairs) == 5
    assert told.beside == Beside(finer=(Named("NARVARO:SENT", 1),), causes=(Named("ADMIN", 1),))  # 3, 1
    # F1 gathers 1 3 7
    (waiting,) = told.agenda.waiting
    assert (waiting.number, waiting.reports) == ("FR-2026-0001", Gathered(brister=2, successes=1))
    assert told.agenda.earlier == ()
    assert told.taken_up == TakenUp(meetings=1, whole=0, questions=1, answered=0)
    # all and three categories, each against two periods
    assert len(told.changes.compared) == 8 and told.changes.changed == ()


async def test_the_boards_figures(sqlite: Database, golden: Golden, taxonomy: Taxonomy) -> None:
    async with sqlite.read(golden.forbund) as session:
        told = await read_styrelse_figures(session, taxonomy, golden.board, K3)

    assert told.rows == (
        KommunRow("Alvik", 10_000, 6, 3, 3, 1, ALVIK_FLOW, ALVIK_ANSWERS),
        # before 24 25, in 2025 26 (29 is well done); well done 22
        KommunRow("Berga", 20_000, 4, 2, 1, 1, BERGA_FLOW, BERGA_ANSWERS),
        KommunRow("Cederby", 5_000, 0, 0, 0, 0, Flow(), Answers()),
    )
    assert told.total == KommunRow("", 35_000, 10, 5, 4, 2, ALL_FLOW, ALL_ANSWERS)
    # 6 / 10, 4 / 20, 0 / 5 and 10 / 35 = 0.29
    rates = [row.per_1000 for row in (*told.rows, told.total)]
    assert rates == [Decimal("0.6"), Decimal("0.2"), Decimal("0.0"), Decimal("0.3")]
    assert set(told.categories) == {
        # 1 3 5 6 19 before 11, in 2025 16; judged 1 3 5 19, local 1 3 19
        CategoryRow("NARVARO", new=5, previous=1, successes=0, year_before=1, judged=4, local=3),
        CategoryRow("UNDERLAG", new=1, previous=2, successes=0, year_before=1, judged=1, local=0),
        CategoryRow("KONTAKT", new=1, previous=0, successes=2, year_before=1, judged=0, local=0),  # well done 7 22
        # 20 21 before 24
        CategoryRow("REGELVERK", new=2, previous=1, successes=0, year_before=0, judged=2, local=0),
        # 23 before 25, in 2025 26
        CategoryRow("ADMIN", new=1, previous=1, successes=0, year_before=1, judged=1, local=1),
    }
    assert set(told.themes) == {
        Theme("NARVARO", 5, 2),
        Theme("UNDERLAG", 1, 1, "Alvik"),
        Theme("KONTAKT", 1, 1, "Alvik"),
        Theme("REGELVERK", 2, 1, "Berga"),
        Theme("ADMIN", 1, 1, "Berga"),
    }
    assert set(told.spread) == {
        Spread("Alvik", "NARVARO", 4),
        Spread("Alvik", "UNDERLAG", 1),
        Spread("Alvik", "KONTAKT", 1),
        Spread("Berga", "NARVARO", 1),
        Spread("Berga", "REGELVERK", 2),
        Spread("Berga", "ADMIN", 1),
    }
    # July to September 2025: 16 17 18 26; then 28; 15 27; 11 12 13 24 25; 1 2 3 4 5 6 19 20 21 23
    counts = [(2024, 4, 0), (2025, 1, 0), (2025, 2, 0), (2025, 3, 4), (2025, 4, 1), (2026, 1, 2), (2026, 2, 5), (2026, 3, 10)]
    assert told.trend == tuple(QuarterCount(*each) for each in counts)
    assert told.internal == 2  # 8 30
    assert told.answers_before == Answers(due=5, in_time=2, late=2)  # Alvik's 3, 1, 1; 24 in time on its day, 25 late
    # clashes of rules are told apart, and 5 is the nation's in another category
    assert set(told.clashes) == {Theme("REGELVERK", 2, 1, "Berga")} and told.national_elsewhere == 1
    assert [(each.number, each.reports) for each in told.national] == [("FR-2026-0002", Gathered(brister=3))]  # 20 21 24
    assert told.lifts == 1 and [each.number for each in told.lifted] == ["FR-2026-0002", "FR-2026-0001"]
    assert [(each.number, each.on, each.what) for each in told.solved] == [("FR-2026-0002", date(2026, 9, 15), "Skrivelse.")]
    assert told.taken_up == TakenUp(meetings=1, whole=0, questions=1, answered=0)
    # waiting 1 2 19 20 23 = 5, less money 21 = 1, nothing said 3 4 5 6 = 4: the two small ones would give each other away
    shown = {place.consequence: count for place, count in told.consequences.numbers}
    assert shown == {"": 10, "vantan": 5} | {name: 0 for name, count in shown.items() if not count}
    assert len(told.consequences.hidden) == 2


async def test_what_may_leave_the_forbund(sqlite: Database, golden: Golden, taxonomy: Taxonomy) -> None:
    async with sqlite.read(golden.forbund) as session:
        told = await read_styrelse_figures(session, taxonomy, golden.board, K3)

    shown = suppress(outside_cells(told))
    whole = Place(CURRENT.start, CURRENT.end)
    alvik, berga, cederby = (replace(whole, kommun=name) for name in ("Alvik", "Berga", "Cederby"))
    # Berga's 4 is small, and Alvik's 6 would give it away: 10 - 6
    assert {alvik, berga} <= shown.untold and (shown.told[whole], shown.told[cederby]) == (10, 0)


async def test_beredningsgruppens_figures(sqlite: Database, golden: Golden) -> None:
    async with sqlite.read(golden.forbund) as session:
        told = await read_beredning_figures(session, golden.beredning, CURRENT, PREVIOUS)

    # Alvik: 4 5 6 15 wait, 4 5 15 too long; Berga: 21, too long
    assert [(row.kommun, row.waiting) for row in told.owed] == [
        ("Alvik", Waiting(waiting=4, overdue=3, oldest_due=date(2026, 4, 14))),
        ("Berga", Waiting(waiting=1, overdue=1, oldest_due=date(2026, 9, 15))),
    ]
    # F1 was lifted in August, and the group met in September
    assert [(each.question.number, each.meetings, each.next_on) for each in told.stuck] == [
        ("FR-2026-0001", 1, date(2026, 11, 27))
    ]
    assert [(each.number, each.reports) for each in told.untaken] == [("FR-2026-0003", Gathered(behov=1))]  # 4
    assert [(each.number, each.due) for each in told.late] == [("FR-2026-0001", date(2026, 9, 1))]
    assert (told.agenda.waiting, told.nation) == ((), ())


async def test_a_styrgrupps_figures(sqlite: Database, golden: Golden) -> None:
    async with sqlite.read(golden.forbund) as session:
        (told,) = (await read_styrgrupp_figures(session, golden.styrgrupp, K3)).insatser

    (measure,) = told.measures
    assert measure == Measured("Deltagare", 45, 60, Amount(41), Amount(38), "")
    assert measure.deviation == -4  # 41 - 45
    # 4 and 19 name it: two of ten, which is hidden
    assert told.named.told[place_of("", CURRENT)] == 10 and place_of("lotsen", CURRENT) in told.named.untold


async def test_the_half_years_figures(sqlite: Database, golden: Golden, taxonomy: Taxonomy) -> None:
    async with sqlite.read(golden.forbund) as session:
        told = await read_annual_figures(session, taxonomy, golden.board, Span(2026, half=True))

    half = told.newest
    assert half.period == Period(date(2026, 1, 1), date(2026, 6, 30))
    # new: 11 12 13 15 24 25 27; carried over: 28; closed: 11 24 27 28; open 1 + 7 - 4 = 4: 12 13 15 25
    # overdue: 15 alone, for 12 and 25 were answered late
    assert half.flow == Flow(carried=1, new=7, closed=4, open=4, overdue=1, oldest=date(2026, 3, 31))
    # promised: 28 late, 27 in time, 15 never, 11 in time, 24 in time, 12 late, 25 late
    assert half.answers == Answers(due=7, in_time=3, late=3)
    assert (half.new, half.successes, half.lifts, half.decided, half.actions, half.meetings) == (7, 1, 1, 0, 0, 0)  # 14, F2
    assert [year.known for year in told.years] == [True, False, False, False, False]
    # Alvik 11 12 13 15, Berga 24 25 27
    assert {(row.name, row.new[0]) for row in told.kommuner} == {("Alvik", 4), ("Berga", 3), ("Cederby", 0)}


async def test_the_years_figures(sqlite: Database, golden: Golden, taxonomy: Taxonomy) -> None:
    async with sqlite.read(golden.forbund) as session:
        told = await read_annual_figures(session, taxonomy, golden.board, Span(2026))

    year, last, *earlier = told.years
    # new: the half-year's 7, the third quarter's 10, and 10; carried over: 28; closed: 4 and 6; open: 1 + 18 - 10 = 9
    # overdue: 4 5 6 10 15 21
    assert year.flow == Flow(carried=1, new=18, closed=10, open=9, overdue=6, oldest=date(2026, 3, 31))
    # promised: 7 and 10, then 6 10, which nobody answered; in time 3 + 5, late 3 + 2
    assert year.answers == Answers(due=19, in_time=8, late=5)
    assert (year.new, year.successes, year.lifts, year.decided, year.actions) == (18, 3, 2, 1, 1)  # 7 14 22
    # 2025: 16 17 18 26 28, of which all but 28 were closed; promised 16 17 26 (18 is from a list, 28's day is in 2026)
    assert last.flow == Flow(carried=0, new=5, closed=4, open=1, overdue=0, oldest=date(2025, 12, 31))
    assert last.answers == Answers(due=3, in_time=3, late=0)
    assert (last.new, last.successes, last.known, last.whole) == (5, 1, True, False)  # 29; reporting began in July
    assert not any(each.known for each in earlier)
    # Alvik 1-6 10-13 15, before 16 17 18; Berga 19 20 21 23 24 25 27, before 26 28
    rows = [(row.name, row.new) for row in told.kommuner]
    assert rows == [("Alvik", (11, 3, 0, 0, 0)), ("Berga", (7, 2, 0, 0, 0)), ("Cederby", (0, 0, 0, 0, 0))]
