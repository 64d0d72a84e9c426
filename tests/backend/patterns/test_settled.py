"""A proposal is gathered, dismissed or made one event by those who handle its reports, and then left alone."""

import pytest
from sqlmodel import col, select

from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.issues.gather import add_to_issue, open_issue
from backend.patterns.morning import Morning
from backend.patterns.settle import join_as_one_event, settle_pattern
from backend.patterns.views import offered_issues, open_patterns, read_pattern
from backend.reporting.own import withdraw_report
from models import Issue, Kommun, Pattern, Report, ReportParty
from models.enums import PartyCode, PatternKind, PatternStatus, Paverkbar
from tests.backend.patterns.proposals import NEXT, coordinator_of_eksjo, decline, gather, in_a_row, reports, waiting
from tests.house import NOW, House


async def test_who_comes_second_puts_theirs_into_the_fraga_that_the_first_made(house: House, morning: Morning) -> None:
    eva = await coordinator_of_eksjo(house)
    own = await reports(house, 2)
    [theirs] = await reports(house, 1, start=2, kommun_id=house.eksjo)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    issue = await gather(house, house.coordinator, row.id, own)
    async with house.database.begin(house.forbund_id) as session:
        with pytest.raises(NotAllowedError):
            await add_to_issue(session, eva, stored_id(issue), [theirs], "s9", NEXT)
    async with house.database.begin(house.forbund_id) as session:
        offered = [each.id for each in await offered_issues(session, row.id)]
        assert offered == [issue.id]
        await add_to_issue(session, eva, stored_id(issue), [theirs], "s10", NEXT, offered=offered)

    assert {report.issue_id for report in await house.all_of(Report)} == {issue.id}


async def test_each_settles_what_they_handle_and_the_rest_waits_for_the_others(house: House, morning: Morning) -> None:
    own = await reports(house, 2)
    await reports(house, 2, start=2, kommun_id=house.eksjo)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)

    await gather(house, house.coordinator, row.id, own)

    assert await waiting(house) == []
    async with house.database.begin(house.forbund_id) as session:
        assert [left.id for left in await open_patterns(session, house.office)] == [row.id]
        left = await read_pattern(session, row.id, house.office, NEXT)
        assert {report.kommun for report in left.to_gather} == {"Eksjö"}
        await settle_pattern(session, house.office, row.id, (), "s2", NEXT)
        assert await open_patterns(session, house.office) == []
        assert (await session.get_one(Pattern, row.id)).settled_at == NEXT


async def test_gathering_makes_a_fraga_and_settles_the_proposal(house: House, morning: Morning) -> None:
    ids = await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)

    issue, again = (
        await gather(house, house.coordinator, row.id, ids[:2]),
        await gather(house, house.coordinator, row.id, ids[:2]),
    )

    assert issue.id == again.id
    assert await waiting(house) == []
    async with house.database.read(house.forbund_id) as session:
        assert len((await session.exec(select(Issue))).all()) == 1
        [pattern] = (await session.exec(select(Pattern))).all()
        inside = await session.exec(select(Report.id).where(Report.issue_id == issue.id).order_by(col(Report.id)))
        assert (pattern.status, list(inside)) == (PatternStatus.SAMLAT, ids[:2])


async def test_what_is_dismissed_does_not_come_back(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    await decline(house)
    await reports(house, 1, start=3)

    assert await morning.look(house.forbund_id, NEXT) == 0
    assert await waiting(house) == []


async def test_what_is_dismissed_does_not_come_back_around_another_centre(house: House, morning: Morning) -> None:
    await in_a_row(house, "a b c d", "a b e f", "c d g h")
    assert await morning.look(house.forbund_id, NOW) == 1
    await decline(house)
    # Both are like the second, one of them in another kommun, and not like the first, which was the centre.
    await in_a_row(house, "e f i j", start=3)
    await in_a_row(house, "e f k l", start=4, kommun_id=house.eksjo)

    assert await morning.look(house.forbund_id, NEXT) == 0
    assert await waiting(house) == []


async def test_what_one_kommun_said_no_to_does_not_come_back_to_it_while_another_thinks(house: House, morning: Morning) -> None:
    eva = await coordinator_of_eksjo(house)
    await reports(house, 2)
    await reports(house, 1, start=2, kommun_id=house.eksjo)
    await morning.look(house.forbund_id, NOW)
    row = await decline(house)
    await reports(house, 1, start=3)

    assert await morning.look(house.forbund_id, NEXT) == 0
    assert await waiting(house) == []
    async with house.database.read(house.forbund_id) as session:
        assert [each.id for each in await open_patterns(session, eva)] == [row.id]


async def test_what_one_kommun_had_by_itself_is_news_when_two_others_tell_of_it(house: House, morning: Morning) -> None:
    ids = await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    await gather(house, house.coordinator, row.id, ids)
    async with house.database.begin(house.forbund_id) as session:
        third = Kommun(code="0617", name="Gnosjö")
        session.add(third)
        await session.flush()
        third_id = stored_id(third)
    await reports(house, 1, start=3, kommun_id=house.eksjo)
    assert await morning.look(house.forbund_id, NEXT) == 0
    await reports(house, 1, start=4, kommun_id=third_id)

    assert await morning.look(house.forbund_id, NEXT) == 1


async def test_nobody_else_settles_a_proposal_and_one_that_is_not_there_is_told(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    async with house.database.begin(house.forbund_id) as session:
        with pytest.raises(NotAllowedError):
            await settle_pattern(session, house.reporter, row.id, (), "s1", NOW)
        with pytest.raises(NotFoundError):
            await settle_pattern(session, house.coordinator, row.id + 1, (), "s1", NOW)


async def test_what_was_withdrawn_or_gathered_elsewhere_waits_for_nobody(house: House, morning: Morning) -> None:
    ids = await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    async with house.database.begin(house.forbund_id) as session:
        await withdraw_report(session, house.reporter, ids[0], "w1", NOW)
        await open_issue(session, house.coordinator, "FK kommer inte", Paverkbar.LOKALT, ids[1:], "s1", NOW)

    assert await waiting(house) == []


async def mirrored(house: House) -> list[int]:
    """Two reports of one day in which the kommun and FK tell of each other."""
    ids = await reports(house, 2, event_date=NOW.date())
    async with house.database.begin(house.forbund_id) as session:
        for report_id, party in zip(ids, (PartyCode.KOMMUN, PartyCode.FK), strict=True):
            (await session.get_one(Report, report_id)).reporting_party = party
        session.add(ReportParty(report_id=ids[1], party=PartyCode.KOMMUN))
    return ids


async def test_what_two_parties_tell_of_becomes_one_event_by_one_press_and_is_proposed_no_more(
    house: House, morning: Morning
) -> None:
    first, second = await mirrored(house)
    assert await morning.look(house.forbund_id, NOW) == 1
    [row] = await waiting(house)
    assert row.kind is PatternKind.SAMMA_HANDELSE

    for _ in range(2):
        async with house.database.begin(house.forbund_id) as session:
            await join_as_one_event(session, house.coordinator, row.id, "s1", NOW)

    assert await waiting(house) == []
    assert await morning.look(house.forbund_id, NEXT) == 0
    async with house.database.begin(house.forbund_id) as session:
        seen = await read_pattern(session, row.id, house.coordinator, NEXT)
        assert (seen.status, len(seen.reports)) == (PatternStatus.EN_HANDELSE, 2)
        assert (await session.get_one(Report, second)).same_event_as_id == first


async def test_one_event_that_was_told_twice_is_no_third_time_of_the_same(house: House, morning: Morning) -> None:
    await mirrored(house)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    async with house.database.begin(house.forbund_id) as session:
        await join_as_one_event(session, house.coordinator, row.id, "s1", NOW)
    await reports(house, 1, start=2)

    assert await morning.look(house.forbund_id, NEXT) == 0


async def test_reports_that_are_merely_alike_are_made_one_event_by_nobody(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    async with house.database.begin(house.forbund_id) as session:
        with pytest.raises(NotFoundError):
            await join_as_one_event(session, house.coordinator, row.id, "s1", NOW)
