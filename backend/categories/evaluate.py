"""How good the categoriser is on texts that it has never seen: cross-validation, and its figures."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import LabelledText
from backend.categories.proposal import Categoriser
from backend.categories.taxonomy import Taxonomy
from backend.reporting.slag import as_one

_SEED = 1
_BINS = 10
_PRECISION = 0.9


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose first proposal had about the same probability: how many, the mean probability, and how many were right."""

    texts: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Shares, 0-1, over every text once. Category figures are over texts with a category; brist and behov count as one slag.

    `praise` is how often the first proposal is what a framgångsfaktor is a good example of; 0 where none says.
    `secondary` is how often a second category, where a text has one, is among the first three proposals besides its category:
    what is offered first as its cause.

    `ece` is the expected calibration error: how far, on average, a first proposal's probability lies from how often it is right.
    `coverage` is the largest share of texts, surest first, of which nine in ten are right. `confusion` counts (true, said).
    """

    texts: int
    folds: int
    top1: float
    top3: float
    family: float
    macro_f1: float
    ece: float
    coverage: float
    slag: float
    praise: float
    secondary: float
    confusion: Counter[tuple[str, str]]
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    truth: str
    codes: tuple[str, ...]
    p: float

    @property
    def right(self) -> bool:
        return self.codes[0] == self.truth


def evaluate(
    folds: int,
    data: Sequence[LabelledText],
    learn: Callable[[Sequence[LabelledText]], Categoriser] = TrainedCategoriser.trained_on,
    besides: Sequence[LabelledText] = (),
    told: Callable[[float], None] | None = None,
    parts: Sequence[frozenset[int]] = (),
) -> Evaluation:
    """Return the figures of `folds`-fold cross-validation: each text is judged by a model that hasn't seen it.

    `parts` are what each fold holds out, places in `data`, where they aren't to be drawn evenly (`by_writer`).

    `besides` is learned from in every fold, except texts that stand in `data` as well. The folds are the same on every run.
    A fold costs a training, half a minute for 7,000 texts; after each, `told` is told how great a share is done.
    Raises `ValueError` for more folds than there are texts, or for one fold where nothing is learned from besides.
    """
    if not (1 if besides else 2) <= folds <= len(data):
        raise ValueError("folds must be at most the number of texts, and at least 2 where nothing is learned from besides")
    judged: list[_Judged] = []
    slags: list[bool] = []
    praised: list[bool] = []
    causes: list[bool] = []
    known = {text.text for text in data}
    others = [text for text in besides if text.text not in known]
    for fold, held_out in enumerate(parts or folds_of(folds, data), 1):
        hidden = {data[place].text for place in held_out}
        categoriser = learn([*(text for text in data if text.text not in hidden), *others])
        for place in held_out:
            text = data[place]
            proposal = categoriser.propose(text.text)
            slags.append(as_one(proposal.slag) is as_one(text.slag))
            codes = tuple(candidate.code for candidate in proposal.candidates)
            if text.example_of is not None:
                praised.append(codes[0] == text.example_of)
            if text.secondary is not None:
                causes.append(text.secondary in [code for code in codes[:3] if code != text.primary])
            if text.primary is not None:
                judged.append(_Judged(text.primary, codes, proposal.candidates[0].p))
        if told:
            told(fold / folds)
    taxonomy = Taxonomy.load()
    reliability = _reliability(judged)
    return Evaluation(
        texts=len(data),
        folds=folds,
        top1=_share(one.right for one in judged),
        top3=_share(one.truth in one.codes[:3] for one in judged),
        family=_share(taxonomy.get(one.codes[0]).family == taxonomy.get(one.truth).family for one in judged),
        macro_f1=_macro_f1(judged),
        ece=sum(part.texts * abs(part.said - part.right) for part in reliability) / max(len(judged), 1),
        coverage=_coverage(judged),
        slag=_share(slags),
        praise=_share(praised),
        secondary=_share(causes),
        confusion=Counter((one.truth, one.codes[0]) for one in judged),
        reliability=reliability,
    )


def main_table(evaluation: Evaluation) -> list[tuple[str, float]]:
    """Return the rows of the report, name and share, in the order in which they are read."""
    return [
        ("top-1", evaluation.top1),
        ("top-3", evaluation.top3),
        ("family", evaluation.family),
        ("macro-F1", evaluation.macro_f1),
        ("ECE", evaluation.ece),
        ("coverage at 90 % precision", evaluation.coverage),
        ("slag", evaluation.slag),
        ("category of praise", evaluation.praise),
        ("second category", evaluation.secondary),
    ]


def by_writer(data: Sequence[LabelledText]) -> list[frozenset[int]]:
    """Return the places of each writer's texts, one part for each `source`, in the order of the data.

    Judged so, each text is by somebody whom the model has never read, as a new reporter is. Raises `ValueError` for a text
    without a source, or when all are by one.
    """
    parts: dict[str, set[int]] = {}
    for place, text in enumerate(data):
        parts.setdefault(text.source, set()).add(place)
    if "" in parts or len(parts) < 2:
        raise ValueError("each text must say its writer in source, and there must be at least two")
    return [frozenset(places) for places in parts.values()]


def folds_of(count: int, data: Sequence[LabelledText]) -> list[frozenset[int]]:
    """Return so many folds of places, the same each time: each holds its share of every category and slag."""
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


def _share(hits: Iterable[bool]) -> float:
    answers = list(hits)
    return sum(answers) / len(answers) if answers else 0.0


def _reliability(judged: Sequence[_Judged]) -> tuple[Bin, ...]:
    """Ten parts of equal width by the first proposal's probability; empty ones are left out."""
    parts: list[list[_Judged]] = [[] for _ in range(_BINS)]
    for one in judged:
        parts[min(int(one.p * _BINS), _BINS - 1)].append(one)
    return tuple(
        Bin(len(part), sum(one.p for one in part) / len(part), _share(one.right for one in part)) for part in parts if part
    )


def _coverage(judged: Sequence[_Judged]) -> float:
    """The longest run of surest answers, as a share of all, that still is right in nine of ten."""
    right = 0
    reached = 0
    for count, one in enumerate(sorted(judged, key=lambda one: -one.p), 1):
        right += one.right
        if right >= _PRECISION * count:
            reached = count
    return reached / len(judged) if judged else 0.0


def _macro_f1(judged: Sequence[_Judged]) -> float:
    """Mean over the categories that occur of 2·hits / (said + true)."""
    true = Counter(one.truth for one in judged)
    said = Counter(one.codes[0] for one in judged)
    hits = Counter(one.truth for one in judged if one.right)
    scores = [2 * hits[code] / (said[code] + true[code]) for code in true]
    return sum(scores) / len(scores) if scores else 0.0
