"""How good the categoriser is on texts that it has never seen: cross-validation, and a page of figures."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import LabelledText
from backend.categories.proposal import Categoriser
from backend.categories.taxonomy import Taxonomy
from models.enums import Slag

_SEED = 1


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Shares, 0-1, over every text once. Category figures are over texts with a category; brist and behov count as one slag."""

    texts: int
    folds: int
    top1: float
    top3: float
    family: float
    macro_f1: float
    slag: float


def evaluate(
    folds: int,
    data: Sequence[LabelledText],
    learn: Callable[[Sequence[LabelledText]], Categoriser] = TrainedCategoriser.trained_on,
) -> Evaluation:
    """Return the figures of `folds`-fold cross-validation: each text is judged by a model that hasn't seen it.

    The folds are the same on every run. A fold costs a training, some seconds for 800 texts.
    Raises `ValueError` for fewer than two folds, or more than there are texts.
    """
    if not 2 <= folds <= len(data):
        raise ValueError("folds must be at least 2 and at most the number of texts")
    taxonomy = Taxonomy.load()
    ranked: list[tuple[str, tuple[str, ...]]] = []
    slags: list[bool] = []
    for held_out in _folds(folds, data):
        seen = [text for place, text in enumerate(data) if place not in held_out]
        categoriser = learn(seen)
        for place in held_out:
            text = data[place]
            proposal = categoriser.propose(text.text)
            slags.append(_merged(proposal.slag) is _merged(text.slag))
            if text.primary is not None:
                ranked.append((text.primary, tuple(candidate.code for candidate in proposal.candidates)))
    return Evaluation(
        texts=len(data),
        folds=folds,
        top1=_share(codes[0] == truth for truth, codes in ranked),
        top3=_share(truth in codes[:3] for truth, codes in ranked),
        family=_share(taxonomy.get(codes[0]).family == taxonomy.get(truth).family for truth, codes in ranked),
        macro_f1=_macro_f1([(truth, codes[0]) for truth, codes in ranked]),
        slag=_share(slags),
    )


def main_table(evaluation: Evaluation) -> list[tuple[str, float]]:
    """Return the rows of the report, name and share, in the order in which they are read."""
    return [
        ("top-1", evaluation.top1),
        ("top-3", evaluation.top3),
        ("family", evaluation.family),
        ("macro-F1", evaluation.macro_f1),
        ("slag", evaluation.slag),
    ]


def _folds(count: int, data: Sequence[LabelledText]) -> list[frozenset[int]]:
    """Places dealt out class by class, so that each fold holds its share of every category and slag."""
    by_class: dict[tuple[str, str | None], list[int]] = {}
    for place, text in enumerate(data):
        by_class.setdefault((text.slag, text.primary), []).append(place)
    shuffler = np.random.default_rng(_SEED)
    dealt: list[list[int]] = [[] for _ in range(count)]
    turn = 0
    for key in sorted(by_class, key=str):
        for place in shuffler.permutation(by_class[key]).tolist():
            dealt[turn % count].append(place)
            turn += 1
    return [frozenset(fold) for fold in dealt]


def _merged(slag: Slag) -> Slag:
    return Slag.BRIST if slag is Slag.BEHOV else slag


def _share(hits: Iterable[bool]) -> float:
    answers = list(hits)
    return sum(answers) / len(answers) if answers else 0.0


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean over the categories that occur of 2·hits / (said + true)."""
    true = Counter(truth for truth, _ in pairs)
    said = Counter(answer for _, answer in pairs)
    hits = Counter(truth for truth, answer in pairs if truth == answer)
    scores = [2 * hits[code] / (said[code] + true[code]) for code in true]
    return sum(scores) / len(scores) if scores else 0.0
