"""Learning a model from labelled texts. The only file that loads scikit-learn, and only when it trains."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backend.categories.corpus import LabelledText
from backend.categories.features import ASKS, CONCEPTS, COUPLES, LENGTH, MARKS, NGRAMS, WORDS, asks, weights
from backend.categories.model import FeatureSpace, Floats, Head, LinearModel
from backend.categories.requests import load_requests
from backend.categories.stacking import Scores, Voice, both_ways, stacked
from models.enums import Intent

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

CATEGORY, SLAG, RECURRING, INTENT = "category", "slag", "recurring", "intent"
YES, NO, UNSAID = "yes", "no", "unsaid"

_PLAIN = (WORDS, NGRAMS, CONCEPTS)
_LIKE_REQUESTS = (WORDS, NGRAMS, MARKS, ASKS)

# Found by cross-validation on the corpus (docs/decisions/0009). Looser tolerances than usual: less time, the same answers.
_TOLERANCE = 1e-3
_VECTORS_C, _VECTORS_TOLERANCE, _VECTORS_SEED = 0.5, 1e-2, 1
_COMPLEMENT_ALPHA = 0.35
_CATEGORY_BAYES_ALPHA, _SLAG_BAYES_ALPHA = 0.1, 0.05
_RECURRING_C = 1.0
_INTENT_C = 5.0
# Requests are six times fewer than reports: nearer to "each text alike" than to "each kind alike", out of fold.
_INTENT_EVENNESS = 0.3
# Reports of so few words are what a request may be mistaken for. How long a text is tells nothing here: the corpus has fewer
# short reports than people write, so that a short report of a new writer's would be taken for a request.
_LONGEST_LIKE_A_REQUEST = 20
_WORD = re.compile(r"\w+")
# How much of the time has gone by after each part, as it was found with 20,000 texts; a bar's, so it needn't be exact.
_AFTER_READING, _AFTER_CATEGORY, _AFTER_SLAG, _AFTER_RECURRING = 0.4, 0.75, 0.88, 0.98
_TOLD_EVERY = 100


# A word of a förbund's own is kept in the model when so many of its texts hold it: none stands there that one alone used.
_FEWEST_OWN = 3


Told = Callable[[float], None]
"""Is told how great a share of a training is done, 0 to 1, as time goes."""


def untold(_: float) -> None:
    """Tell nobody."""


def train(texts: Sequence[LabelledText], own: Sequence[LabelledText] = (), told: Told = untold) -> LinearModel:
    """Return a model of category, slag, recurrence and intent. On one core a minute for 10,000 texts, less than two for 20,000.

    `own` are a förbund's reports, learned from as well. What is found in fewer than three of them and in none of `texts` leaves
    no trace in the model.
    """
    import sklearn.linear_model  # noqa: F401 - only what is loaded can be limited
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # publishes no types

    # Several threads wait for one another more than they work on problems of this size: six times the time on two busy cores.
    with threadpool_limits(limits=1):
        return _train(texts, own, told)


def _train(shipped: Sequence[LabelledText], own: Sequence[LabelledText], told: Told) -> LinearModel:
    texts = [*shipped, *own]
    weighted = _weighted(texts, told)
    space = _feature_space(weighted[: len(shipped)], weighted[len(shipped) :])
    matrix = _matrix(space, weighted)
    about = {row: text.subject for row, text in enumerate(texts) if text.subject is not None}
    # Marks tell what kind of text it is (out of fold 90 % to 95 % for slag), and cost two points where the subject is asked for.
    # Concepts tell the subject (68 to 76 %). Couples tell either to naive Bayes alone (80 to 82 %).
    slags, recurring = [_slag(text) for text in texts], [_recurring(text) for text in texts]
    heads: list[tuple[float, Callable[[], Part]]] = [
        (_AFTER_CATEGORY, lambda: _category_head(matrix[list(about)], list(about.values()), space)),
        (_AFTER_SLAG, lambda: _slag_head(matrix, slags, space)),
        (_AFTER_RECURRING, lambda: _logistic_head(RECURRING, matrix, recurring, _RECURRING_C, _columns(space, *_PLAIN))),
        (1.0, lambda: _intent_head(space, [row for row, text in zip(weighted, shipped, strict=False) if _is_short(text)])),
    ]
    parts = []
    for done, fit in heads:
        parts.append(fit())
        told(done)
    return LinearModel(
        space=space,
        heads=tuple(head for head, _, _ in parts),
        coefficients=np.ascontiguousarray(np.vstack([rows for _, rows, _ in parts]).T, dtype=np.float32),
        intercepts=np.concatenate([starts for _, _, starts in parts]).astype(np.float32),
    )


def _weighted(texts: Sequence[LabelledText], told: Told) -> list[Mapping[str, float]]:
    weighted: list[Mapping[str, float]] = []
    for number, text in enumerate(texts, 1):
        weighted.append(weights(text.text) | asks(text.text))
        if number % _TOLD_EVERY == 0:
            told(_AFTER_READING * number / len(texts))
    return weighted


@lru_cache(maxsize=1)
def _weighted_requests() -> tuple[tuple[Mapping[str, float], Intent], ...]:
    return tuple((weights(text) | asks(text), intent) for text, intent in load_requests())


def _is_short(text: LabelledText) -> bool:
    return len(_WORD.findall(text.text)) <= _LONGEST_LIKE_A_REQUEST


def _intent_head(space: FeatureSpace, reports: Sequence[Mapping[str, float]]) -> "Part":
    """What a message wants, by the features that requests have; those that no report shares stand in a block of their own."""
    requests = _weighted_requests()
    labels = [*(str(intent) for _, intent in requests), *(str(Intent.RAPPORTERA) for _ in reports)]
    told = {name for row, _ in requests for name in row if name[0] in _LIKE_REQUESTS and not name.startswith(LENGTH)}
    columns = np.array(sorted(space.index[name] for name in told if name in space.index), dtype=np.intp)
    matrix = _matrix(space, [*(row for row, _ in requests), *reports])
    return _logistic_head(INTENT, matrix, labels, _INTENT_C, columns, _INTENT_EVENNESS)


def _slag(text: LabelledText) -> str:
    return str(text.slag)


def _recurring(text: LabelledText) -> str:
    return UNSAID if text.recurring is None else YES if text.recurring else NO


def _feature_space(shipped: Sequence[Mapping[str, float]], own: Sequence[Mapping[str, float]]) -> FeatureSpace:
    seen = Counter(feature for text in shipped for feature in text if feature[0] != ASKS)
    seen_here = Counter(feature for text in own for feature in text if feature[0] != ASKS)
    # What asks is what requests hold, words that no report has among it; only the intent is answered by that.
    requests = Counter(feature for row, _ in _weighted_requests() for feature in row if feature[0] == ASKS)
    asked = Counter(feature for text in shipped for feature in text if feature in requests) + requests
    names = sorted(seen.keys() | asked.keys() | {name for name, texts in seen_here.items() if texts >= _FEWEST_OWN})
    texts = len(shipped) + len(own)
    # requests aren't counted among the texts, so that no other feature is moved: of few texts they may hold a word more often
    idf = [max(math.log((1 + texts) / (1 + seen[name] + asked[name] + seen_here[name])), 0) + 1 for name in names]
    return FeatureSpace({name: column for column, name in enumerate(names)}, np.array(idf, dtype=np.float32))


def _columns(space: FeatureSpace, *blocks: str) -> npt.NDArray[np.intp]:
    """The columns of the features of these blocks."""
    return np.array([column for name, column in space.index.items() if name[0] in blocks], dtype=np.intp)


def _matrix(space: FeatureSpace, texts: Sequence[Mapping[str, float]]) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    rows = [space.row_of(text) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, starts), shape=(len(texts), len(space.index)))


Part = tuple[Head, Floats, Floats]


def _logistic(matrix: Any, labels: Sequence[str], c: float, evenness: float = 1.0) -> Any:
    """Fit a logistic regression. With evenness 1 a rare class weighs as much as a common one, with 0 each text does."""
    from sklearn.linear_model import LogisticRegression

    counts = Counter(labels)
    weights_of = {label: (len(labels) / (len(counts) * count)) ** evenness for label, count in counts.items()}
    return LogisticRegression(C=c, class_weight=weights_of, max_iter=300, tol=_TOLERANCE).fit(matrix, np.array(labels))


def _logistic_head(
    name: str, matrix: Any, labels: Sequence[str], c: float, columns: npt.NDArray[np.intp], evenness: float = 1.0
) -> Part:
    fitted = _logistic(matrix[:, columns], labels, c, evenness)
    rows, starts = both_ways(fitted)
    return Head(name, tuple(map(str, fitted.classes_))), _spread(rows, columns, matrix.shape[1]), starts.astype(np.float32)


def _category_head(matrix: Any, labels: Sequence[str], space: FeatureSpace) -> Part:
    plain, all_told = _columns(space, *_PLAIN), _columns(space, *_PLAIN, COUPLES)
    voices = [_vectors(plain), _complement(all_told), _bayes(all_told, _CATEGORY_BAYES_ALPHA)]
    return _stacked_head(CATEGORY, matrix, labels, voices)


def _slag_head(matrix: Any, labels: Sequence[str], space: FeatureSpace) -> Part:
    marked, coupled = _columns(space, WORDS, NGRAMS, MARKS), _columns(space, WORDS, COUPLES)
    voices = [_vectors(marked), _complement(_columns(space, *_PLAIN, COUPLES)), _bayes(coupled, _SLAG_BAYES_ALPHA)]
    return _stacked_head(SLAG, matrix, labels, voices)


def _stacked_head(name: str, matrix: Any, labels: Sequence[str], voices: Sequence[Voice]) -> Part:
    scores = stacked(matrix, labels, voices)
    return Head(name, tuple(sorted(set(labels)))), scores.rows, scores.starts


def _vectors(columns: npt.NDArray[np.intp]) -> Voice:
    """Linear support vectors: what tells one class from all others where it is hard."""

    def learn(matrix: Any, labels: npt.NDArray[Any]) -> Scores:
        from sklearn.svm import LinearSVC

        fitted = LinearSVC(C=_VECTORS_C, tol=_VECTORS_TOLERANCE, random_state=_VECTORS_SEED).fit(matrix[:, columns], labels)
        rows, starts = both_ways(fitted)
        return Scores(_spread(rows, columns, matrix.shape[1]), starts.astype(np.float32))

    return learn


def _complement(columns: npt.NDArray[np.intp]) -> Voice:
    """Complement naive Bayes: what is rare in all other classes; it understands a concept from few texts."""

    def learn(matrix: Any, labels: npt.NDArray[Any]) -> Scores:
        from sklearn.naive_bayes import ComplementNB

        return _evidence(ComplementNB(alpha=_COMPLEMENT_ALPHA).fit(matrix[:, columns], labels), columns, matrix.shape[1])

    return learn


def _bayes(columns: npt.NDArray[np.intp], alpha: float) -> Voice:
    """Naive Bayes: what is common in the class itself."""

    def learn(matrix: Any, labels: npt.NDArray[Any]) -> Scores:
        from sklearn.naive_bayes import MultinomialNB

        return _evidence(MultinomialNB(alpha=alpha).fit(matrix[:, columns], labels), columns, matrix.shape[1])

    return learn


def _evidence(bayes: Any, columns: npt.NDArray[np.intp], width: int) -> Scores:
    """What each feature speaks for each class, against the mean of them."""
    spread = _spread(bayes.feature_log_prob_ - bayes.feature_log_prob_.mean(axis=0), columns, width)
    return Scores(spread, np.zeros(len(spread), dtype=np.float32))


def _spread(rows: npt.NDArray[np.float64], columns: npt.NDArray[np.intp], width: int) -> Floats:
    """The coefficients of some columns, as rows of all of them; nothing for the others."""
    spread = np.zeros((rows.shape[0], width), dtype=np.float32)
    spread[:, columns] = rows
    return spread
