from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reporting.periods import Period, find_period
from backend.times import STOCKHOLM

# A Tuesday in spring, a Friday in autumn.
APRIL = datetime(2026, 4, 21, 10, 0, tzinfo=STOCKHOLM)
OCTOBER = datetime(2026, 10, 16, 16, 40, tzinfo=STOCKHOLM)


def days(text: str, now: datetime) -> tuple[str, str] | None:
    found = find_period(text, now)
    return (found.first.isoformat(), found.last.isoformat()) if found else None


@pytest.mark.parametrize(
    ("text", "now", "first", "last"),
    [
        ("förra veckan fick vi veta", APRIL, "2026-04-13", "2026-04-19"),
        ("tre avbokningar den här veckan", APRIL, "2026-04-20", "2026-04-21"),
        ("har ringt hela veckan", APRIL, "2026-04-20", "2026-04-21"),
        ("har ringt hela veckan", APRIL - timedelta(days=1), "2026-04-13", "2026-04-20"),
        ("we have called all week", APRIL - timedelta(days=1), "2026-04-13", "2026-04-20"),
        ("hela månaden har det varit så", datetime(2026, 4, 1, 9, 0, tzinfo=STOCKHOLM), "2026-03-01", "2026-04-01"),
        ("v 14 var ingen där", APRIL, "2026-03-30", "2026-04-05"),
        ("v. 9 och 10", APRIL, "2026-02-23", "2026-03-08"),
        ("sedan v 38", APRIL, "2025-09-15", "2026-04-21"),
        ("i februari", APRIL, "2026-02-01", "2026-02-28"),
        ("under april har det hänt", APRIL, "2026-04-01", "2026-04-21"),
        ("i mars 2025", APRIL, "2025-03-01", "2025-03-31"),
        ("i november i fjol", APRIL, "2025-11-01", "2025-11-30"),
        ("sedan augusti", APRIL, "2025-08-01", "2026-04-21"),
        ("sedan slutet av januari", APRIL, "2026-01-21", "2026-04-21"),
        ("i mitten av mars", APRIL, "2026-03-11", "2026-03-20"),
        ("samtycket gällde 1–31 mars", APRIL, "2026-03-01", "2026-03-31"),
        ("i höstas", APRIL, "2025-09-01", "2025-11-30"),
        ("sen i vintras", APRIL, "2025-12-01", "2026-04-21"),
        ("hela våren", APRIL, "2026-03-01", "2026-04-21"),
        ("förra hösten", OCTOBER, "2025-09-01", "2025-11-30"),
        ("i höst har det blivit sämre", OCTOBER, "2026-09-01", "2026-10-16"),
        ("under sommaren", OCTOBER, "2026-06-01", "2026-08-31"),
        ("två gånger den här månaden", OCTOBER, "2026-10-01", "2026-10-16"),
        ("för två veckor sen", OCTOBER, "2026-09-28", "2026-10-04"),
        ("för ett halvår sedan", OCTOBER, "2026-04-01", "2026-04-30"),
        ("de senaste tre veckorna", OCTOBER, "2026-09-25", "2026-10-16"),
        ("förra kvartalet", OCTOBER, "2026-07-01", "2026-09-30"),
        ("fjärde gången i år", OCTOBER, "2026-01-01", "2026-10-16"),
        ("i fjol", OCTOBER, "2025-01-01", "2025-12-31"),
        ("sedan 2021", OCTOBER, "2021-01-01", "2026-10-16"),
        ("i helgen", OCTOBER, "2026-10-10", "2026-10-11"),
        ("sedan påsk", OCTOBER, "2026-04-02", "2026-10-16"),
        ("sedan jul", APRIL, "2025-12-24", "2026-04-21"),
        ("since August", OCTOBER, "2026-08-01", "2026-10-16"),
        ("last week and three weeks ago", OCTOBER, "2026-10-05", "2026-10-11"),
    ],
)
def test_a_phrase_of_time_gives_its_days(text: str, now: datetime, first: str, last: str) -> None:
    assert days(text, now) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "nästa vecka",
        "i maj ska vi ses",
        "möte v 18",
        "i höst tänker vi börja",
        "i maj nästa år",
        "tre gånger i veckan",
        "varje vecka",
        "i sex veckor",
        "7 v i kö",
        "v 77",
        "AF svarar inte",
        "",
    ],
)
def test_plans_rates_and_durations_are_no_period(text: str) -> None:
    assert days(text, APRIL) is None


def test_what_goes_on_ends_with_the_day_in_stockholm() -> None:
    half_past_midnight = datetime(2026, 4, 22, 0, 30, tzinfo=STOCKHOLM)
    assert find_period("sedan i mars", half_past_midnight) == Period(date(2026, 3, 1), date(2026, 4, 22))


WORDS = st.sampled_from(
    ["i", "sedan", "förra", "hela", "våren", "höstas", "mars", "februari", "v", "14", "53", "veckan", "året", "för", "två",
     "månader", "sen", "29", "–", "31", "2024", "påsk", "jul", "början", "av", "senaste", "helgen", "999", "years", "ago"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=8), st.dates(date(2024, 1, 1), date(2032, 1, 1)))
def test_no_words_give_a_period_in_the_future_or_backwards(words: list[str], today: date) -> None:
    found = find_period(" ".join(words), datetime.combine(today, time(12), STOCKHOLM))
    assert found is None or found.first <= found.last <= today
