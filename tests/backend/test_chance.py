"""Gradings are said to have changed only when an exact test shows it."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.chance import LEVEL, Gradings, changed

answers = st.lists(st.integers(0, 4), min_size=1, max_size=6)


def gradings(now: list[int], before: list[int]) -> Gradings:
    return Gradings(tuple(map(now.count, range(5))), tuple(map(before.count, range(5))))


def by_every_choice(now: list[int], before: list[int]) -> Fraction:
    """The same p, by choosing now's answers out of all of them in every way."""
    sums = [sum(chosen) for chosen in combinations([*now, *before], len(now))]
    tails = [sum(total <= sum(now) for total in sums), sum(total >= sum(now) for total in sums)]
    return min(Fraction(1), 2 * Fraction(min(tails), len(sums)))


@given(now=answers, before=answers)
@settings(max_examples=60)
def test_the_chance_is_that_of_every_choice_of_the_answers(now: list[int], before: list[int]) -> None:
    found = gradings(now, before)
    assert found.p == pytest.approx(float(by_every_choice(now, before)), rel=1e-12)
    assert found.least_p <= found.p
    every = sorted([*now, *before])
    extremes = (every[: len(now)], every[len(now) :]), (every[len(before) :], every[: len(before)])
    assert found.least_p == pytest.approx(min(float(by_every_choice(*split)) for split in extremes), rel=1e-12)


@given(now=answers, before=answers)
@settings(max_examples=40)
def test_it_makes_no_difference_which_came_first(now: list[int], before: list[int]) -> None:
    assert gradings(now, before).p == pytest.approx(gradings(before, now).p, rel=1e-12)


def test_a_rise_is_of_the_mean_also_when_more_have_answered() -> None:
    assert gradings([2, 2, 3], [2, 2, 2, 2, 2]).rose
    assert not gradings([2, 2], [2, 2, 2, 3]).rose


@pytest.mark.parametrize(
    ("now", "before", "differs"),
    [([4] * 5, [0] * 5, True), ([3] * 5, [2] * 5, True), ([3, 3, 3, 2, 2], [2, 2, 2, 3, 1], False), ([4] * 3, [0] * 3, False)],
)
def test_few_answers_must_differ_much(now: list[int], before: list[int], differs: bool) -> None:
    places, _ = changed([gradings(now, before)])
    assert bool(places) is differs


def test_among_nine_a_change_takes_more_and_alike_ones_take_nothing() -> None:
    clear, slight = gradings([4] * 7, [0] * 7), gradings([4] * 5, [3] * 5)
    assert slight.p <= LEVEL
    places, able = changed([clear, slight, *[gradings([0, 1, 2, 3, 4] * 2, [0, 1, 2, 3, 4] * 2)] * 7])
    assert places == {0}
    assert able == 8, "five against five can't show it among so many"
    assert changed([clear, *[gradings([2] * 7, [2] * 7)] * 8]) == (frozenset({0}), 1)
