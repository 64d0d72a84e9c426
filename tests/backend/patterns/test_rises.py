"""A category that rises beyond chance: told once, with what is alike in it, and never for a beginning."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.issues.gather import open_issue
from backend.patterns.morning import Morning
from models import Report
from models.enums import PatternKind, Paverkbar
from tests.backend.patterns.proposals import NEXT, notices, reports, waiting
from tests.house import NOW, House


async def spread(house: House, recent: int, before: int) -> None:
    """Reports with words of their own each: some in the last 60 days, and some over the year before those."""
    ids = await reports(house, 0)
    for number in range(recent + before):
        ids.append(stored_id(await house.report(f"s{number}", text=f"ord{number} sak{number}", category="RESURSER")))
    ids.append(stored_id(await house.report("old", text="helt annat", category="KONTAKT")))
    async with house.database.begin(house.forbund_id) as session:
        for place, report_id in enumerate(ids):
            report = await session.get_one(Report, report_id)
            ago = 5 if place < recent else 70 + place
            report.reported_at = NOW - timedelta(days=400 if place == recent + before else ago)


@pytest.mark.parametrize(("recent", "before", "risen"), [(7, 2, True), (3, 2, False), (4, 9, False)])
async def test_a_rise_beyond_chance_is_told_and_a_small_one_is_not(
    house: House, morning: Morning, recent: int, before: int, risen: bool
) -> None:
    await spread(house, recent, before)

    await morning.look(house.forbund_id, NOW)

    rows = [row for row in await waiting(house) if row.kind is PatternKind.OKNING]
    assert bool(rows) is risen
    if risen:
        [row] = rows
        assert row.counts is not None
        assert (row.category, row.counts.now, row.counts.before, row.counts.days) == ("RESURSER", recent, before, 60)
    assert len(await notices(house)) == (2 if risen else 0)


async def make_alike(house: House, count: int) -> None:
    """Let the first of what is spread have the same words."""
    async with house.database.begin(house.forbund_id) as session:
        alike = select(Report).where(Report.category == "RESURSER").order_by(col(Report.id)).limit(count)
        for report in await session.exec(alike):
            report.text = "kön till boendet är lång"


@pytest.mark.parametrize("when", ["at once", "first the rise", "first what is alike"])
async def test_a_rise_of_which_some_is_alike_is_one_proposal_that_says_both(house: House, morning: Morning, when: str) -> None:
    await spread(house, 3 if when == "first what is alike" else 7, 2)
    if when != "first the rise":
        await make_alike(house, 3)
    first = await morning.look(house.forbund_id, NOW)
    if when == "first the rise":
        await make_alike(house, 3)
    if when == "first what is alike":
        for number in range(4):
            await house.report(f"n{number}", text=f"nytt{number} mer{number}", category="RESURSER")

    assert (first, await morning.look(house.forbund_id, NEXT)) == (1, 0)

    [row] = await waiting(house)
    assert row.counts is not None
    assert (row.kind, row.reports, row.counts.now, row.counts.before) == (PatternKind.UPPREPAS, 3, 7, 2)
    assert len(await notices(house)) == 2


async def test_a_rise_has_nothing_to_do_with_what_was_alike_long_before(house: House, morning: Morning) -> None:
    await spread(house, 3, 2)
    await make_alike(house, 3)
    assert await morning.look(house.forbund_id, NOW) == 1
    async with house.database.begin(house.forbund_id) as session:
        for report in await session.exec(select(Report).where(col(Report.reported_at) > NOW - timedelta(days=60))):
            report.reported_at = NOW - timedelta(days=200)
    for number in range(12):
        await house.report(f"n{number}", text=f"nytt{number} mer{number}", category="RESURSER")

    assert await morning.look(house.forbund_id, NEXT) == 1

    rows = {row.kind: row for row in await waiting(house)}
    assert (rows[PatternKind.UPPREPAS].reports, rows[PatternKind.UPPREPAS].counts) == (3, None)
    assert rows[PatternKind.OKNING].reports == 12


async def test_what_is_alike_long_after_a_rise_is_a_proposal_of_its_own(house: House, morning: Morning) -> None:
    await spread(house, 7, 2)
    assert await morning.look(house.forbund_id, NOW) == 1
    async with house.database.begin(house.forbund_id) as session:
        for report in await session.exec(select(Report).where(col(Report.reported_at) > NOW - timedelta(days=60))):
            report.reported_at = NOW - timedelta(days=200)
    for number in range(3):
        await house.report(f"n{number}", text="kön till boendet är lång", category="RESURSER")

    assert await morning.look(house.forbund_id, NEXT) == 1

    assert {row.kind: row.reports for row in await waiting(house)} == {PatternKind.OKNING: 7, PatternKind.UPPREPAS: 3}


async def test_a_rise_is_told_once_in_its_sixty_days(house: House, morning: Morning) -> None:
    await spread(house, 7, 2)

    assert await morning.look(house.forbund_id, NOW) == 1
    assert await morning.look(house.forbund_id, NEXT) == 0


async def test_a_rise_whose_reports_are_all_gathered_is_no_news(house: House, morning: Morning) -> None:
    await spread(house, 7, 2)
    async with house.database.begin(house.forbund_id) as session:
        lately = select(Report.id).where(Report.category == "RESURSER", col(Report.reported_at) > NOW - timedelta(days=60))
        ids = [report_id for report_id in await session.exec(lately) if report_id]
        await open_issue(session, house.coordinator, "Köerna", Paverkbar.LANET, ids, "s1", NOW)

    assert await morning.look(house.forbund_id, NOW) == 0


async def test_the_beginning_of_reporting_is_no_rise(house: House, morning: Morning) -> None:
    for number in range(8):
        await house.report(f"s{number}", text=f"ord{number} sak{number}", category="RESURSER")

    assert await morning.look(house.forbund_id, NOW) == 0
