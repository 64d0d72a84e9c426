from datetime import UTC, date, datetime, time

import pytest

from backend.times import (
    add_working_days,
    at_local_time,
    is_working_day,
    local_date,
    next_working_moment,
    say_date,
    say_days,
    say_time,
    start_of_day,
    working_day_from,
    working_day_until,
)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 12), 24)],
)
def test_a_day_is_as_long_as_the_clocks_say(day: date, hours: int) -> None:
    following = date.fromordinal(day.toordinal() + 1)
    assert (start_of_day(following) - start_of_day(day)).total_seconds() == hours * 3600


def test_the_day_is_stockholms() -> None:
    assert local_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2027, 1, 1)


def test_a_time_that_the_spring_change_skips_exists_all_the_same() -> None:
    assert at_local_time(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 6, 19),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 31),
        date(2026, 11, 22),
    ],
)
def test_offices_are_closed_on_swedish_holidays_eves_and_weekends(day: date) -> None:
    assert not is_working_day(day)


def test_a_working_day_is_its_own_and_a_holiday_gives_the_next() -> None:
    assert [working_day_from(date(2026, 4, day)) for day in (2, 3, 6, 7)] == [date(2026, 4, day) for day in (2, 7, 7, 7)]


def test_a_working_day_is_its_own_and_a_holiday_gives_the_last_one_before_it() -> None:
    assert [working_day_until(date(2026, 4, day)) for day in (2, 3, 6, 7)] == [date(2026, 4, day) for day in (2, 2, 2, 7)]


def test_ten_working_days_over_christmas() -> None:
    assert add_working_days(date(2026, 12, 18), 10) == date(2027, 1, 8)


def test_dates_are_said_as_swedes_say_them() -> None:
    assert say_date(date(2026, 3, 12)) == "12 mars 2026"
    assert say_days(date(2026, 3, 12), None) == "12 mars 2026"
    assert say_days(date(2026, 3, 1), date(2026, 3, 12)) == "1–12 mars 2026"
    assert say_days(date(2025, 9, 1), date(2025, 11, 30)) == "1 september – 30 november 2025"
    assert say_days(date(2025, 12, 24), date(2026, 1, 6), "en") == "24 December 2025 – 6 January 2026"
    assert say_time(datetime(2026, 3, 12, 8, 30, tzinfo=UTC)) == "torsdag 12 mars 2026 kl. 09:30"


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (datetime(2026, 3, 12, 9, 30, tzinfo=UTC), datetime(2026, 3, 12, 9, 30, tzinfo=UTC)),  # a Thursday at work
        (datetime(2026, 3, 12, 5, 59, tzinfo=UTC), datetime(2026, 3, 12, 6, 0, tzinfo=UTC)),  # a minute early
        (datetime(2026, 3, 12, 17, 0, tzinfo=UTC), datetime(2026, 3, 13, 6, 0, tzinfo=UTC)),  # at closing time
        (datetime(2026, 3, 27, 20, 0, tzinfo=UTC), datetime(2026, 3, 30, 5, 0, tzinfo=UTC)),  # over the clocks' spring change
        (datetime(2026, 10, 23, 20, 0, tzinfo=UTC), datetime(2026, 10, 26, 6, 0, tzinfo=UTC)),  # and the autumn one
        (datetime(2026, 4, 2, 18, 0, tzinfo=UTC), datetime(2026, 4, 7, 5, 0, tzinfo=UTC)),  # Easter
        (datetime(2026, 6, 19, 8, 0, tzinfo=UTC), datetime(2026, 6, 22, 5, 0, tzinfo=UTC)),  # midsummer's eve, in the morning
        (datetime(2026, 12, 23, 20, 0, tzinfo=UTC), datetime(2026, 12, 28, 6, 0, tzinfo=UTC)),
    ],
)
def test_what_comes_outside_working_hours_waits_for_the_next_working_day(moment: datetime, opens: datetime) -> None:
    assert next_working_moment(moment, time(7), time(18)) == opens
