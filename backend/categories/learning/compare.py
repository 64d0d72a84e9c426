"""Is the candidate at least as good as the one in use? Both are judged by reports that neither has seen, one by one."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.categories.corpus import LabelledText
from backend.categories.evaluate import folds_of
from backend.categories.proposal import Categoriser, Proposal

FOLDS = 5
# The newest tell most of how people write now; more than these would only take time.
MOST_JUDGED = 1_000
# Nats. A probability that says 60 % where it should say 63 % costs this much.
LOSS_MARGIN = 0.05
_LEAST_P = 1e-6

Learn = Callable[[Sequence[LabelledText], Sequence[LabelledText]], Categoriser]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Counts of `judged` reports whose first proposal, or one of the first three, was right: `before` by the one in use.

    `after` is by the candidate. `won` are those that only the candidate had right, `lost` those that only the one in use had.
    `loss_…` is the mean of −ln p of the decided category.
    """

    judged: int
    right_before: int
    right_after: int
    top3_before: int
    top3_after: int
    won: int
    lost: int
    loss_before: float
    loss_after: float

    @property
    def not_worse(self) -> bool:
        """Whether the candidate may be taken: right at least as often, and its probabilities as honest, within the margin."""
        return self.judged > 0 and self.right_after >= self.right_before and self.loss_after <= self.loss_before + LOSS_MARGIN

    @property
    def chance(self) -> float:
        """The exact two-sided McNemar test: how often chance alone would make a difference at least this great, 0-1."""
        changed = self.won + self.lost
        tail = sum(math.comb(changed, k) for k in range(min(self.won, self.lost) + 1))
        return float(min(1.0, 2 * tail / 2**changed))


def compare(
    in_use: Categoriser,
    learn: Learn,
    shipped: Sequence[LabelledText],
    own: Sequence[LabelledText],
    judged: Sequence[LabelledText],
    told: Callable[[], None],
) -> Comparison:
    """Return how a candidate does against the one in use on the `judged` texts of `own`, which the latter hasn't learned from.

    The candidate is learned anew for each of five folds of them, from everything else. `told` is called after each.
    `learn` makes a categoriser of shipped and own texts. Each judged text has a category; there are at least five.
    """
    truths = {text.id: text for text in judged}
    before = {number: _mark(in_use.propose(text.text), text) for number, text in truths.items()}
    after = {}
    for places in folds_of(FOLDS, judged):
        held_out = {judged[place].text for place in places}
        candidate = learn(shipped, [text for text in own if text.text not in held_out])
        after.update({judged[place].id: _mark(candidate.propose(judged[place].text), judged[place]) for place in places})
        told()
    return Comparison(
        judged=len(judged),
        right_before=sum(mark.first for mark in before.values()),
        right_after=sum(mark.first for mark in after.values()),
        top3_before=sum(mark.third for mark in before.values()),
        top3_after=sum(mark.third for mark in after.values()),
        won=sum(after[number].first and not before[number].first for number in truths),
        lost=sum(before[number].first and not after[number].first for number in truths),
        loss_before=sum(mark.loss for mark in before.values()) / len(judged),
        loss_after=sum(mark.loss for mark in after.values()) / len(judged),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    first: bool
    third: bool
    loss: float


def _mark(proposal: Proposal, truth: LabelledText) -> _Mark:
    codes = [candidate.code for candidate in proposal.candidates]
    p = next((candidate.p for candidate in proposal.candidates if candidate.code == truth.primary), 0.0)
    return _Mark(codes[0] == truth.primary, truth.primary in codes[:3], -math.log(max(p, _LEAST_P)))
