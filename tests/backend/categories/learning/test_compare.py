from collections.abc import Sequence

import pytest

from backend.categories.corpus import LabelledText
from backend.categories.learning.compare import FOLDS, compare
from backend.categories.proposal import Candidate, Proposal
from models.enums import Slag
from tests.backend.categories.learning.builders import comparison

CODES = ("NARVARO", "KONTAKT", "ANSVAR")


def text(number: int) -> LabelledText:
    return LabelledText(str(number), f"text {number}", Slag.BRIST, CODES[number % 2], None, frozenset(), None, None)


JUDGED = [text(number) for number in range(20)]
SHIPPED = [text(100)]


class Says:
    """Proposes the true category first for the texts whose number it is told, else second."""

    def __init__(self, right: Sequence[int], p: float = 0.8) -> None:
        self._right = right
        self._p = p

    def propose(self, written: str) -> Proposal:
        number = int(written.split()[1])
        truth, wrong = Candidate(CODES[number % 2], self._p), Candidate("ANSVAR", 1 - self._p)
        return Proposal((truth, wrong) if number in self._right else (wrong, truth), Slag.BRIST, None)


def test_both_are_judged_by_the_same_reports_and_counted_one_by_one() -> None:
    made = compare(Says(range(10)), lambda _shipped, _own: Says(range(5, 20)), SHIPPED, JUDGED, JUDGED, lambda: None)
    assert (made.judged, made.right_before, made.right_after, made.top3_before, made.top3_after) == (20, 10, 15, 20, 20)
    assert (made.won, made.lost) == (10, 5)
    assert made.not_worse
    assert made.chance == pytest.approx(0.3018, abs=1e-4)  # 2 * P(at most 5 of 15 | 1/2)


def test_the_candidate_is_judged_by_what_it_hasnt_learned_and_learns_everything_else() -> None:
    learned: list[set[str]] = []
    asked: list[str] = []
    folds: list[None] = []

    class Watcher(Says):
        def __init__(self, seen: set[str]) -> None:
            super().__init__(range(20))
            self._seen = seen

        def propose(self, written: str) -> Proposal:
            assert written not in self._seen
            asked.append(written)
            return super().propose(written)

    def learn(shipped: Sequence[LabelledText], own: Sequence[LabelledText]) -> Watcher:
        assert shipped == SHIPPED
        learned.append({one.text for one in own})
        return Watcher(learned[-1])

    known_before = [text(200)]
    compare(Says(()), learn, SHIPPED, [*known_before, *JUDGED], JUDGED, lambda: folds.append(None))
    assert sorted(asked) == sorted(one.text for one in JUDGED)
    assert (len(learned), len(folds)) == (FOLDS, FOLDS)
    assert all("text 200" in seen and len(seen) == 17 for seen in learned)


@pytest.mark.parametrize(
    ("before", "after", "loss_after", "not_worse"),
    [(20, 21, 1.0, True), (20, 20, 1.0, True), (20, 19, 0.1, False), (20, 20, 1.04, True), (20, 25, 1.06, False)],
)
def test_taken_is_what_is_right_as_often_and_as_honest(before: int, after: int, loss_after: float, not_worse: bool) -> None:
    assert comparison(30, before, after, loss_after).not_worse is not_worse


def test_no_difference_at_all_is_no_sign_of_any() -> None:
    assert comparison(30, 20, 20).chance == 1.0
