"""Each morning's look: proposed once, to those who handle the reports; gathered or dismissed, and then left alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from structlog.testing import capture_logs

from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.issues.gather import add_to_issue, open_issue
from backend.patterns.morning import Morning, last_morning
from backend.patterns.settle import join_as_one_event, settle_pattern
from backend.patterns.views import PatternRow, offered_issues, open_patterns, read_pattern
from backend.reporting.own import withdraw_report
from models import AuditEvent, Issue, Kommun, OutboxMessage, Pattern, PatternReport, Person, Report, ReportParty, Role
from models.enums import Channel, NoticeKind, PartyCode, PatternKind, PatternStatus, Paverkbar, RoleName
from tests.backend.patterns.fingerprints import by_words
from tests.house import NOW, House

NEXT = NOW + timedelta(days=1)


@pytest.fixture
def morning(house: House) -> Morning:
    return Morning(house.database, lambda: by_words)


async def reports(house: House, count: int, start: int = 0, **changes: Any) -> list[int]:
    return [stored_id(await house.report(f"k{start + number}", **changes)) for number in range(count)]


async def waiting(house: House) -> list[PatternRow]:
    async with house.database.read(house.forbund_id) as session:
        return await open_patterns(session, house.coordinator)


async def gather(house: House, actor: Person, pattern_id: int, ids: list[int]) -> Issue:
    """Gather reports of a proposal as its page does."""
    async with house.database.begin(house.forbund_id) as session:
        issue = await open_issue(session, actor, "FK kommer inte", Paverkbar.LOKALT, ids, f"s{actor.id}", NEXT)
        await settle_pattern(session, actor, pattern_id, ids, f"s{actor.id}", NEXT)
        return issue


async def decline(house: House) -> PatternRow:
    """Say of the one proposal that waits that it is no fråga, and return it."""
    [row] = await waiting(house)
    async with house.database.begin(house.forbund_id) as session:
        await settle_pattern(session, house.coordinator, row.id, (), "s1", NOW)
    return row


async def notices(house: House) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.PATTERNS_FOUND).order_by(col(OutboxMessage.id))
        return list((await session.exec(found)).all())


async def test_what_is_seen_is_proposed_and_told_once(house: House, morning: Morning) -> None:
    await reports(house, 3)

    assert await morning.look(house.forbund_id, NOW) == 1
    assert await morning.look(house.forbund_id, NEXT) == 0

    [row] = await waiting(house)
    assert (row.kind, row.kommuner, row.reports) == (PatternKind.UPPREPAS, ("Tranås",), 3)
    assert [(told.channel, told.person_id) for told in await notices(house)] == [
        (Channel.TEAMS, house.coordinator.id),
        (Channel.MAIL, house.coordinator.id),
    ]


async def test_two_processes_at_once_propose_and_tell_once(house: House) -> None:
    await reports(house, 3)
    looks = [Morning(house.database, lambda: by_words) for _ in range(2)]

    assert sum(await asyncio.gather(*(look.run(NOW) for look in looks))) == 1
    assert sum(await asyncio.gather(*(look.run(NOW) for look in looks))) == 0
    assert len(await notices(house)) == 2


async def test_a_proposal_grows_by_what_comes_later_and_nobody_is_told_again(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    await reports(house, 2, start=3)

    assert await morning.look(house.forbund_id, NEXT) == 0

    [row] = await waiting(house)
    assert row.reports == 5
    assert len(await notices(house)) == 2


async def test_however_much_is_seen_one_notice_comes(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await reports(house, 3, start=3, text="kallelsen gick till fel adress", category="KONTAKT")

    assert await morning.look(house.forbund_id, NOW) == 2
    assert len(await notices(house)) == 2


async def test_several_kommuner_are_told_each_and_see_their_own_reports(house: House, morning: Morning) -> None:
    await reports(house, 2)
    await reports(house, 1, start=2, kommun_id=house.eksjo)

    await morning.look(house.forbund_id, NOW)

    assert {told.person_id for told in await notices(house)} == {house.coordinator.id, house.office.id}
    async with house.database.begin(house.forbund_id) as session:
        [row] = await open_patterns(session, house.coordinator)
        seen = await read_pattern(session, row.id, house.coordinator, NOW)
        everything = await read_pattern(session, row.id, house.office, NOW)
        with pytest.raises(NotAllowedError):
            await read_pattern(session, row.id, house.reporter, NOW)
    assert (row.kind, row.kommuner) == (PatternKind.FLERA_KOMMUNER, ("Eksjö", "Tranås"))
    assert ({report.kommun for report in seen.reports}, seen.others) == ({"Tranås"}, 1)
    assert (len(everything.reports), everything.others) == (3, 0)


async def coordinator_of_eksjo(house: House) -> Person:
    async with house.database.begin(house.forbund_id) as session:
        person = Person(name="Eva Exempel", email="eva@hoglandet.example")
        session.add(person)
        await session.flush()
        session.add(Role(person_id=stored_id(person), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    return person


async def test_what_is_common_to_kommuner_of_several_coordinators_is_told_to_the_office_too(
    house: House, morning: Morning
) -> None:
    eva = await coordinator_of_eksjo(house)
    await reports(house, 2)
    await reports(house, 1, start=2, kommun_id=house.eksjo)

    await morning.look(house.forbund_id, NOW)

    assert {told.person_id for told in await notices(house)} == {house.coordinator.id, eva.id, house.office.id}


async def test_what_one_coordinator_sees_whole_is_not_told_to_the_office(house: House, morning: Morning) -> None:
    async with house.database.begin(house.forbund_id) as session:
        session.add(Role(person_id=stored_id(house.coordinator), role=RoleName.KOORDINATOR, kommun_id=house.eksjo))
    await reports(house, 2)
    await reports(house, 1, start=2, kommun_id=house.eksjo)

    await morning.look(house.forbund_id, NOW)

    assert {told.person_id for told in await notices(house)} == {house.coordinator.id}


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


async def test_what_comes_later_joins_the_proposal_that_waits_with_one_of_its_reports(house: House, morning: Morning) -> None:
    ids = await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    async with house.database.begin(house.forbund_id) as session:
        for report_id in ids[1:]:
            await withdraw_report(session, house.reporter, report_id, f"w{report_id}", NOW)
    await reports(house, 2, start=3)
    await reports(house, 3, start=5, text="kallelsen gick till fel adress", category="KONTAKT")

    assert await morning.run(NEXT) == 1
    assert [row.reports for row in await waiting(house)] == [3, 3]


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


async def test_a_report_of_another_matter_is_not_gathered_with_a_proposal(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    [other] = await reports(house, 1, start=3, category="RESURSER")

    with pytest.raises(NotFoundError):
        await gather(house, house.coordinator, row.id, [other])

    assert len(await waiting(house)) == 1


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


async def in_a_row(house: House, *texts: str, start: int = 0, **changes: Any) -> None:
    for number, text in enumerate(texts, start):
        await house.report(f"r{number}", text=text, **changes)


async def test_what_is_dismissed_does_not_come_back_around_another_centre(house: House, morning: Morning) -> None:
    await in_a_row(house, "a b c d", "a b e f", "c d g h")
    assert await morning.look(house.forbund_id, NOW) == 1
    await decline(house)
    # Both are like the second, one of them in another kommun, and not like the first, which was the centre.
    await in_a_row(house, "e f i j", start=3)
    await in_a_row(house, "e f k l", start=4, kommun_id=house.eksjo)

    assert await morning.look(house.forbund_id, NEXT) == 0
    assert await waiting(house) == []


async def test_one_matter_is_not_proposed_twice_under_two_centres(house: House, morning: Morning) -> None:
    await in_a_row(house, "a b c d", "a b e f", "c d g h")
    assert await morning.look(house.forbund_id, NOW) == 1
    # A new centre has more around it than the first has, and only the third in common with what waits.
    await in_a_row(house, "g h i j", "i j k l", "i j m n", start=3)

    assert await morning.look(house.forbund_id, NEXT) == 0
    assert [row.reports for row in await waiting(house)] == [6]


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


async def test_the_look_at_a_proposal_is_kept_in_the_audit_trail(house: House, morning: Morning) -> None:
    await reports(house, 3)
    await morning.look(house.forbund_id, NOW)
    [row] = await waiting(house)
    async with house.database.begin(house.forbund_id) as session:
        await read_pattern(session, row.id, house.coordinator, NOW)

    async with house.database.read(house.forbund_id) as session:
        found = select(AuditEvent).where(AuditEvent.subject == "pattern", AuditEvent.subject_id == row.id)
        [kept] = (await session.exec(found)).all()
    assert (kept.actor_id, kept.details["reports"]) == (house.coordinator.id, [1, 2, 3])


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


@pytest.mark.parametrize(
    ("now", "morning_was"),
    [
        (datetime(2026, 3, 12, 5, 0, tzinfo=UTC), datetime(2026, 3, 12, 5, 0, tzinfo=UTC)),
        (datetime(2026, 3, 12, 4, 59, tzinfo=UTC), datetime(2026, 3, 11, 5, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 9, 0, tzinfo=UTC), datetime(2026, 3, 29, 4, 0, tzinfo=UTC)),
    ],
)
def test_the_morning_is_at_six_in_stockholm_in_winter_and_in_summer(now: datetime, morning_was: datetime) -> None:
    assert last_morning(now) == morning_was


async def test_a_look_that_meets_anothers_is_made_once_more_and_one_that_stays_broken_waits_for_the_next_morning(
    house: House, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[datetime] = []

    async def broken(_: int, now: datetime) -> int:
        looks.append(now)
        raise IntegrityError("", None, Exception())

    monkeypatch.setattr(morning, "look", broken)
    with capture_logs() as logs:
        for minutes in range(3):
            assert await morning.run(NOW + timedelta(minutes=minutes)) == 0
    assert (len(looks), [entry["log_level"] for entry in logs]) == (2, ["error"])
    await morning.run(NEXT)
    assert len(looks) == 4


async def test_what_was_proposed_of_the_same_reports_is_known_when_they_were_taken_out_since(
    house: House, morning: Morning
) -> None:
    await reports(house, 3)
    assert await morning.look(house.forbund_id, NOW) == 1
    async with house.database.begin(house.forbund_id) as session:
        for row in await session.exec(select(PatternReport)):
            await session.delete(row)
    assert await morning.look(house.forbund_id, NEXT) == 0
    assert [row.reports for row in await waiting(house)] == [3]


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
