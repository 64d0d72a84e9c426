"""Tests for the days that somebody wishes for a meeting on."""

from datetime import date

import pytest

from backend.meetings.wished import wished_days

TODAY = date(2026, 3, 11)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("ett möte om rehab nästa vecka i Tranås", "2026-03-16", "2026-03-20"),
        ("a meeting next week", "2026-03-16", "2026-03-20"),
        ("möte den här veckan", "2026-03-11", "2026-03-13"),
        ("träffas vecka 14", "2026-03-30", "2026-04-03"),
        ("träffas v. 2", "2027-01-11", "2027-01-15"),
        ("boka möte den 14 april", "2026-04-14", "2026-04-14"),
        ("boka möte 14–16 april", "2026-04-14", "2026-04-16"),
        ("möte 9-12 mars", "2026-03-11", "2026-03-12"),
        ("möte 3/2", "2027-02-03", "2027-02-03"),
        ("möte 14/4 nästa vecka passar inte", "2026-04-14", "2026-04-14"),
    ],
)
def test_the_days_that_are_named_lie_ahead(text: str, first: str, last: str) -> None:
    assert wished_days(text, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["boka möte", "möte om 2 individer", "möte 31 februari", "möte 40/13", "vecka 77"])
def test_a_text_without_days_wishes_for_none(text: str) -> None:
    assert wished_days(text, TODAY) is None
