"""Several linear classifiers heard as one, each weighed by what it was right about in texts that it hadn't seen.

What each voice says of each class is read by a last classifier, which has seen how they err: that one says ANSVAR where it should
have been KUNSKAP, say. A sum of linear scores is linear, so what comes out is one row of coefficients a class, as of a single
classifier: a text costs the same to read, and every feature's part in the answer is still a number. Wolpert, *Stacked
generalization*, Neural Networks 5, 1992.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.categories.model import Floats

_SEED = 1
_FOLDS = 3
# How freely the last classifier may weigh the voices. Three times less or more moves no figure by a point.
_C = 0.1


@dataclass(frozen=True, slots=True)
class Scores:
    """A score for each class, linear in the features: rows of coefficients (class, column), and where each class begins."""

    rows: Floats
    starts: Floats

    def of(self, matrix: Any) -> npt.NDArray[np.float64]:
        """Return the scores of the texts in `matrix`: (text, class)."""
        return np.asarray(matrix @ self.rows.T + self.starts, dtype=np.float64)


Voice = Callable[[Any, npt.NDArray[Any]], Scores]
"""Learns from rows of features and their labels; its classes are the labels that it was given, sorted."""


def stacked(matrix: Any, labels: Sequence[str], voices: Sequence[Voice]) -> Scores:
    """Return scores for the sorted labels whose softmax is the probability of each class.

    Costs as much as learning each voice three times. Raises `ValueError` where all labels are the same.
    """
    truth = np.array(labels)
    folds = _folds(np.unique(truth, return_inverse=True)[1])
    learned = [voice(matrix, truth) for voice in voices]
    # What a class with a single text is said to be has been seen: there is nothing else to learn it from.
    heard = [scores.of(matrix) for scores in learned]
    for fold in range(_FOLDS):
        unseen = folds == fold
        for said, voice in zip(heard, voices, strict=True):
            said[unseen] = voice(matrix[~unseen], truth[~unseen]).of(matrix[unseen])
    return _as_one(learned, heard, truth)


def _folds(places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return each text's fold, every class spread over all of them; -1 for the only text of its class, which isn't held out."""
    shuffler = np.random.default_rng(_SEED)
    folds = np.full(len(places), -1, dtype=np.intp)
    for place in range(places.max() + 1):
        of_class = shuffler.permutation(np.flatnonzero(places == place))
        if len(of_class) > 1:
            folds[of_class] = np.arange(len(of_class)) % _FOLDS
    return folds


def _as_one(learned: Sequence[Scores], heard: Sequence[npt.NDArray[np.float64]], truth: npt.NDArray[Any]) -> Scores:
    """Weigh the voices by what was heard of unseen texts, and lay the weights into their coefficients."""
    from sklearn.linear_model import LogisticRegression

    spreads = [float(said.std()) or 1.0 for said in heard]
    means = [float(said.mean()) for said in heard]
    evened = np.hstack([(said - mean) / spread for said, mean, spread in zip(heard, means, spreads, strict=True)])
    rows, starts = both_ways(LogisticRegression(C=_C, max_iter=500, tol=1e-3).fit(evened, truth))
    weighings = np.split(rows, len(learned), axis=1)
    voices = list(zip(weighings, learned, means, spreads, strict=True))
    together = sum((weighing / spread @ voice.rows for weighing, voice, _, spread in voices), np.zeros(1))
    begun = starts + sum((weighing @ (voice.starts - mean) / spread for weighing, voice, mean, spread in voices), np.zeros(1))
    return Scores(together.astype(np.float32), begun.astype(np.float32))


def both_ways(fitted: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return one row and one start a class: of two classes a linear model tells only how far it is to the second."""
    if len(fitted.classes_) > 2:
        return fitted.coef_, fitted.intercept_
    return np.vstack([-fitted.coef_, fitted.coef_]) / 2, np.concatenate([-fitted.intercept_, fitted.intercept_]) / 2
