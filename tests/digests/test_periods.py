from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.times import is_working_day, local_date
from digests.periods import Period, Quarter, due_before, last_day_before, months_before, since_last_time, utc_offsets
from tests.digests.builders import at

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_a_day_is_an_hour_short_when_summer_time_begins() -> None:
    day = Period(date(2026, 3, 29), date(2026, 3, 29))

    assert (day.since, day.until) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))


def test_a_day_is_an_hour_long_when_summer_time_ends() -> None:
    day = Period(date(2026, 10, 25), date(2026, 10, 25))

    assert (day.since, day.until) == (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="can't end"):
        Period(date(2026, 3, 2), date(2026, 3, 1))


def test_the_first_quarter_of_a_leap_year_has_its_day_more() -> None:
    period = Quarter.of(date(2028, 2, 29)).period

    assert (period.start, period.end) == (date(2028, 1, 1), date(2028, 3, 31))
    assert (period.end - period.start).days + 1 == 91


@given(DAYS)
def test_a_day_lies_in_its_quarter_and_quarters_follow_upon_one_another(day: date) -> None:
    quarter = Quarter.of(day)

    assert quarter.period.start <= day <= quarter.period.end
    assert quarter.back(1).period.end + timedelta(days=1) == quarter.period.start
    assert quarter.back(4) == Quarter(quarter.year - 1, quarter.number)


def test_the_board_gets_its_edition_on_the_fifth_working_day() -> None:
    # New Year's Day and Epiphany are holidays, so are Good Friday and Easter Monday
    assert Quarter(2025, 4).due_at == at("2026-01-09", 8)
    assert Quarter(2026, 1).due_at == at("2026-04-09", 8)
    assert Quarter(2026, 2).due_at == at("2026-07-07", 8)
    assert Quarter(2026, 3).due_at == at("2026-10-07", 8)


@pytest.mark.parametrize(
    ("starts_at", "due"),
    [
        (at("2026-04-01", 13), datetime(2026, 3, 27, 7, tzinfo=UTC)),
        (at("2026-04-09", 13), datetime(2026, 4, 2, 6, tzinfo=UTC)),
        (at("2026-10-28", 13), datetime(2026, 10, 23, 6, tzinfo=UTC)),
        (at("2026-10-31", 13), datetime(2026, 10, 26, 7, tzinfo=UTC)),
        (at("2028-03-05", 13), datetime(2028, 2, 29, 7, tzinfo=UTC)),
    ],
)
def test_an_edition_is_due_at_eight_in_stockholm_whatever_the_clocks_do(starts_at: datetime, due: datetime) -> None:
    assert due_before(starts_at, 5) == due


def test_an_edition_for_a_meeting_at_eight_the_same_day_is_due_the_day_before() -> None:
    assert due_before(at("2026-05-12", 8), 0) == at("2026-05-11", 8)
    assert due_before(at("2026-05-12", 13), 0) == at("2026-05-12", 8)


@pytest.mark.parametrize(
    ("meets", "due"),
    [
        ("2026-05-14", "2026-05-08"),  # five days before is a Saturday
        ("2026-05-15", "2026-05-08"),  # a Sunday
        ("2026-05-19", "2026-05-13"),  # Ascension Day
        ("2027-01-11", "2027-01-05"),  # Epiphany
        ("2026-12-30", "2026-12-23"),  # Christmas Day, and the Eve before it
        ("2028-03-05", "2028-02-29"),
    ],
)
def test_what_would_be_due_when_nobody_works_is_due_on_the_working_day_before(meets: str, due: str) -> None:
    assert due_before(at(meets, 13), 5) == at(due, 8)


@given(DAYS, st.integers(0, 20))
def test_an_edition_is_always_due_on_a_working_day_before_the_meeting_and_no_week_earlier_than_asked(
    day: date, days: int
) -> None:
    starts_at = at(str(day), 9)
    due = due_before(starts_at, days)
    assert due < starts_at
    assert is_working_day(local_date(due))
    assert 0 <= (day - local_date(due)).days - days < 7


def test_an_edition_tells_of_whole_days_only() -> None:
    assert last_day_before(at("2026-05-12", 8)) == date(2026, 5, 11)


def test_a_group_reads_what_came_since_its_last_paper() -> None:
    current, previous = since_last_time([date(2026, 2, 10), date(2026, 5, 20)], date(2026, 9, 1))

    assert current == Period(date(2026, 5, 21), date(2026, 9, 1))
    assert previous == Period(date(2026, 2, 11), date(2026, 5, 20))


def test_a_groups_first_paper_looks_three_months_back() -> None:
    current, previous = since_last_time([], date(2026, 5, 31))

    assert current == Period(date(2026, 3, 1), date(2026, 5, 31))
    assert previous == Period(date(2025, 11, 29), date(2026, 2, 28))


def test_three_months_before_the_last_of_may_is_the_last_of_february() -> None:
    assert months_before(date(2028, 5, 31), 3) == date(2028, 2, 29)
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)


@given(st.sets(DAYS, max_size=8), DAYS)
def test_no_day_is_left_out_between_papers_and_none_is_told_twice(ends: set[date], end: date) -> None:
    current, previous = since_last_time(ends, end)

    assert current.end == end
    assert previous.end + timedelta(days=1) == current.start
    assert not any(current.start <= day < current.end for day in ends)


def test_the_hours_to_add_change_at_the_moment_when_the_clocks_do() -> None:
    assert utc_offsets(at("2026-03-01", 0), at("2026-12-01", 0)) == [
        (at("2026-03-01", 0), timedelta(hours=1)),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), timedelta(hours=2)),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), timedelta(hours=1)),
    ]
