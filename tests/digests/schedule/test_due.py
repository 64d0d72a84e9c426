import itertools
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from backend.database import Database
from digests.due import due_editions
from digests.kind import Due
from digests.kinds.quarters import last_due_quarter
from digests.periods import Period, Quarter
from models import Edition, GroupMeeting
from models.enums import EditionKind, EditionStatus, GroupKind
from tests.digests.builders import at, edition_row, make_forbund, make_group, make_kommun, make_meeting

MEETS = at("2026-04-03", 13)
DUE = at("2026-03-27", 8)


async def due_at(database: Database, forbund: int, now: datetime) -> list[Due]:
    async with database.read(forbund) as session:
        return await due_editions(session, now)


async def lsg(
    database: Database, *meetings: datetime, days: int = 5, digests_from: date | None = None
) -> tuple[int, int, list[int]]:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun, digest_days_before=days, digests_from=digests_from)
        ids = [await make_meeting(session, group, meeting) for meeting in meetings]
    return forbund, group, ids


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        (DUE - timedelta(seconds=1), False),
        (DUE, True),
        (MEETS - timedelta(seconds=1), True),
        (MEETS, False),
        (MEETS + timedelta(days=1), False),
    ],
)
async def test_an_lsgs_edition_is_due_from_five_days_before_until_the_meeting_begins(
    sqlite: Database, now: datetime, is_due: bool
) -> None:
    forbund, group, (meeting,) = await lsg(sqlite, MEETS)

    found = [(each.group_id, each.key) for each in await due_at(sqlite, forbund, now)]

    assert found == ([(group, f"mote:{meeting}")] if is_due else [])


@pytest.mark.parametrize(
    ("meets", "due"),
    [
        (at("2026-04-03", 13), at("2026-03-27", 8)),
        (at("2026-10-30", 13), at("2026-10-23", 8)),
        (at("2026-10-31", 13), at("2026-10-26", 8)),
        (at("2028-03-05", 13), at("2028-02-29", 8)),
    ],
)
async def test_the_clock_changes_and_the_leap_day_move_nothing(sqlite: Database, meets: datetime, due: datetime) -> None:
    forbund, _, _ = await lsg(sqlite, meets)

    assert await due_at(sqlite, forbund, due - timedelta(minutes=1)) == []
    (found,) = await due_at(sqlite, forbund, due)

    assert (found.due_at, found.meets_on) == (due, meets.date())


async def test_every_morning_of_two_years_gives_each_meeting_one_edition_and_each_day_one_paper(sqlite: Database) -> None:
    meetings = [at(day, 9) for day in ("2026-02-12", "2026-04-02", "2026-06-11", "2026-10-29", "2027-03-04", "2027-12-09")]
    # no paper is made here: a meeting counts by the day that its paper would have told of
    forbund, _, ids = await lsg(sqlite, *meetings, digests_from=date(2028, 1, 1))

    periods: dict[str, Period] = {}
    day = at("2026-01-01", 8, 1)
    for _ in range(730):
        for each in await due_at(sqlite, forbund, day):
            periods[each.key] = each.period
        day += timedelta(days=1)

    told = list(periods.values())
    assert list(periods) == [f"mote:{meeting}" for meeting in ids]
    assert all(after.start == before.end + timedelta(days=1) for before, after in itertools.pairwise(told))


async def test_a_moved_meeting_moves_its_edition_and_a_cancelled_one_has_none(sqlite: Database) -> None:
    forbund, _, (meeting,) = await lsg(sqlite, MEETS)
    async with sqlite.begin(forbund) as session:
        row = await session.get_one(GroupMeeting, meeting)
        row.starts_at = MEETS + timedelta(days=7)
    assert await due_at(sqlite, forbund, DUE) == []
    assert len(await due_at(sqlite, forbund, DUE + timedelta(days=7))) == 1

    async with sqlite.begin(forbund) as session:
        row = await session.get_one(GroupMeeting, meeting)
        row.cancelled = True
    assert await due_at(sqlite, forbund, DUE + timedelta(days=7)) == []


async def test_the_paper_after_a_cancelled_meeting_tells_of_its_days_as_well(sqlite: Database) -> None:
    forbund, group, _ = await lsg(sqlite, at("2026-01-20", 13), MEETS, digests_from=date(2026, 3, 1))
    async with sqlite.begin(forbund) as session:
        await make_meeting(session, group, at("2026-03-10", 13), cancelled=True)

    (found,) = await due_at(sqlite, forbund, DUE)

    assert found.period == Period(date(2026, 1, 15), date(2026, 3, 26))


async def test_a_group_whose_first_meetings_were_missed_is_told_from_the_beginning(sqlite: Database) -> None:
    forbund, _, _ = await lsg(sqlite, at("2026-01-20", 13), at("2026-03-10", 13), MEETS)

    (found,) = await due_at(sqlite, forbund, DUE)

    # the paper of 20 January would have looked back from the 14th
    assert found.period == Period(date(2025, 10, 15), date(2026, 3, 26))
    assert found.previous == Period(date(2025, 7, 15), date(2025, 10, 14))


async def test_meetings_from_before_a_groups_digests_began_count_as_told_and_those_after_as_missed(sqlite: Database) -> None:
    meetings = [at("2025-10-20", 13), at("2026-01-20", 13), MEETS]
    forbund, _, _ = await lsg(sqlite, *meetings, digests_from=date(2026, 1, 1))

    (found,) = await due_at(sqlite, forbund, DUE)

    assert found.period == Period(date(2025, 10, 15), date(2026, 3, 26))


async def test_a_paper_begins_where_the_last_one_ended_also_when_its_meeting_was_moved_since(sqlite: Database) -> None:
    forbund, group, (first, _) = await lsg(sqlite, at("2026-01-20", 13), MEETS)
    async with sqlite.begin(forbund) as session:
        session.add(
            Edition(
                kind=EditionKind.LSG,
                group_id=group,
                group_meeting_id=first,
                period=f"mote:{first}",
                period_start=date(2025, 10, 1),
                period_end=date(2026, 1, 7),
                due_at=at("2026-01-08", 8),
                claimed_until=at("2026-01-08", 9),
                as_of=at("2026-01-08", 0),
                made_at=at("2026-01-08", 8),
                status=EditionStatus.KLAR,
                content_hash="x",
                pdf=b"x",
            )
        )

    (found,) = await due_at(sqlite, forbund, DUE)

    assert found.period.start == date(2026, 1, 8)
    assert found.previous.end == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("claimed_until", "is_due"), [(DUE, True), (DUE + timedelta(microseconds=1), False)], ids=["ended", "holds"]
)
async def test_a_claim_holds_until_the_moment_that_it_ends(sqlite: Database, claimed_until: datetime, is_due: bool) -> None:
    forbund, _, _ = await lsg(sqlite, MEETS)
    (due,) = await due_at(sqlite, forbund, DUE)
    async with sqlite.begin(forbund) as session:
        session.add(begun(due, claimed_until))

    assert await due_at(sqlite, forbund, DUE) == ([due] if is_due else [])


async def test_of_two_that_are_due_in_a_group_the_second_waits_for_the_first_whose_days_it_follows(sqlite: Database) -> None:
    forbund, _, (first, second) = await lsg(sqlite, MEETS, MEETS + timedelta(days=7), days=10)
    now = MEETS - timedelta(hours=1)
    (due,) = await due_at(sqlite, forbund, now)
    assert due.key == f"mote:{first}"
    async with sqlite.begin(forbund) as session:
        session.add(begun(due, now + timedelta(seconds=1)))
    assert await due_at(sqlite, forbund, now) == []

    async with sqlite.begin(forbund) as session:
        edition = (await session.exec(select(Edition))).one()
        edition.status, edition.made_at, edition.content_hash, edition.pdf = EditionStatus.KLAR, now, "x", b"x"
    (following,) = await due_at(sqlite, forbund, now)
    assert following.key == f"mote:{second}"
    assert following.period.start == due.period.end + timedelta(days=1)


async def test_a_paper_that_was_never_made_holds_up_the_next_until_its_meeting_begins(sqlite: Database) -> None:
    forbund, _, (first, second) = await lsg(sqlite, MEETS, MEETS + timedelta(days=7), days=10)

    (before,) = await due_at(sqlite, forbund, MEETS - timedelta(seconds=1))
    (after,) = await due_at(sqlite, forbund, MEETS)

    assert (before.key, after.key) == (f"mote:{first}", f"mote:{second}")
    assert after.period.start == before.period.start


def begun(due: Due, claimed_until: datetime) -> Edition:
    unmade = {"status": EditionStatus.PABORJAD, "made_at": None, "pdf": None, "content_hash": ""}
    return edition_row(due, group_meeting_id=due.group_meeting_id, claimed_until=claimed_until, **unmade)


async def test_a_group_that_is_no_longer_active_has_no_edition(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        await make_meeting(session, await make_group(session, "a", "Vilande", kommun, active=False), MEETS)
        await make_meeting(session, await make_group(session, "b", "Arbetsgrupp", kind=GroupKind.ARBETSGRUPP), MEETS)

    assert await due_at(sqlite, forbund, DUE) == []


async def test_a_kommun_that_calls_its_group_a_styrgrupp_gets_the_same_edition(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun = await make_kommun(session, "Vetlanda")
        group = await make_group(session, "vetlanda", "Styrgrupp för Samverk Vetlanda", kommun, kind=GroupKind.STYRGRUPP)
        await make_meeting(session, group, MEETS)

    (found,) = await due_at(sqlite, forbund, DUE)

    assert (found.kind, found.group_id) == (EditionKind.LSG, group)


@pytest.mark.parametrize(
    ("now", "quarter"),
    [
        (at("2026-04-09", 7, 59), Quarter(2025, 4)),
        (at("2026-04-09", 8), Quarter(2026, 1)),
        (at("2026-06-20", 8), Quarter(2026, 1)),
        (at("2026-10-07", 7, 59), Quarter(2026, 2)),
        (at("2026-10-25", 2, 30), Quarter(2026, 3)),
        (at("2028-02-29", 12), Quarter(2027, 4)),
    ],
)
async def test_the_board_gets_the_last_quarter_whose_reports_have_had_time_to_be_sorted(
    sqlite: Database, now: datetime, quarter: Quarter
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)

    (found,) = await due_at(sqlite, forbund, now)

    assert last_due_quarter(now) == quarter
    assert (found.kind, found.group_id, found.key, found.period) == (EditionKind.STYRELSE, board, quarter.key, quarter.period)
