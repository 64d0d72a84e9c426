"""A change is called one only when chance seldom gives it; how many were compared is corrected for."""

import itertools
from datetime import date
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.chance import LEVEL
from digests.figures.beginning import comparable
from digests.figures.change import Against, Comparison, Subject, compare, counts, judge
from digests.periods import Period
from tests.digests import reference

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
some = st.integers(0, 40)
lengths = st.integers(1, 400)


def compared(now: int, before: int, name: str = "", days: int = 90, days_before: int = 90) -> Comparison:
    return Comparison(Subject.CATEGORY, name, Against.PREVIOUS, now, before, days, days_before)


@given(now=some, before=some, days=lengths, days_before=lengths)
@settings(max_examples=60)
def test_the_chance_is_the_exact_one(now: int, before: int, days: int, days_before: int) -> None:
    exact = reference.chance(now, before, days, days_before)

    assert counts(compared(now, before, "", days, days_before)).p == pytest.approx(float(exact), rel=1e-9)


@pytest.mark.parametrize(
    ("now", "before", "changed"),
    [(7, 2, False), (9, 2, False), (9, 1, True), (6, 0, True), (5, 0, False), (0, 6, True), (13, 6, False), (37, 24, False)],
)
def test_small_numbers_must_differ_much_to_have_changed(now: int, before: int, changed: bool) -> None:
    assert bool(judge([compared(now, before)]).changed) is changed


def test_the_more_is_compared_the_more_a_change_takes() -> None:
    alone = judge([compared(9, 1, "A")])
    among = judge([compared(9, 1, "A"), *(compared(10, 10, name) for name in "BCDE")])

    assert len(alone.changed) == 1
    assert among.changed == ()
    assert (alone.tested, among.tested) == (1, 5)


def test_what_is_too_small_to_show_a_change_takes_nothing_from_the_others() -> None:
    among = judge([compared(9, 1, "A"), *(compared(1, 1, name) for name in "BCDEFGH")])

    assert [each.name for each in among.changed] == ["A"]
    assert among.tested == 1


def test_a_longer_period_may_have_more() -> None:
    assert judge([compared(20, 5, "A", 400, 90)]).changed == ()
    (change,) = judge([compared(20, 20, "A", 400, 90)]).changed
    assert not change.rose


def test_when_nothing_has_changed_a_paper_says_so_at_least_nineteen_times_in_twenty() -> None:
    """Every outcome of three comparisons under their null hypotheses, each with its exact probability."""
    totals, share = (8, 7, 12), Fraction(1, 2)
    wrong = Fraction()
    for outcome in itertools.product(*(range(total + 1) for total in totals)):
        pairs = list(zip(outcome, totals, strict=True))
        if judge([compared(now, total - now, str(place)) for place, (now, total) in enumerate(pairs)]).changed:
            probability = Fraction(1)
            for now, total in pairs:
                probability *= comb(total, now) * share**total
            wrong += probability

    assert 0 < wrong <= Fraction(LEVEL)


@given(rows=st.lists(st.tuples(some, some, lengths, lengths), max_size=8))
@settings(max_examples=40)
def test_the_judgement_is_that_of_the_slow_reference(rows: list[tuple[int, int, int, int]]) -> None:
    comparisons = [compared(row[0], row[1], str(place), row[2], row[3]) for place, row in enumerate(rows)]

    assert [each.changed for each in judge(comparisons).compared] == reference.changed(rows)


def test_nothing_is_compared_with_a_period_that_reporting_began_in_or_after() -> None:
    assert comparable(date(2026, 7, 15), QUARTER)
    assert not comparable(date(2026, 7, 16), QUARTER)
    assert not comparable(date(2026, 10, 1), QUARTER)
    assert not comparable(None, QUARTER)
    count = (Subject.ALL, "", 9, {Against.PREVIOUS: 0, Against.YEAR: 0})
    assert compare([count], QUARTER, {}).compared == ()
    assert [each.against for each in compare([count], QUARTER, {Against.YEAR: QUARTER}).compared] == [Against.YEAR]


def test_what_is_nothing_in_both_periods_is_not_compared() -> None:
    assert compare([(Subject.ALL, "", 0, {Against.YEAR: 0})], QUARTER, {Against.YEAR: QUARTER}).compared == ()
