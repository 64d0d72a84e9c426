"""A trained model: one sparse row of features in, one score per class out. Plain numpy, so that it loads in a blink.

Stored as arrays without pickle: a model file is data and can't run code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from backend.categories.features import NGRAM_MARK, weights

Floats = npt.NDArray[np.float32]

# Character n-grams are many and alike; whole words say more. Found by cross-validation (0.5, 0.7, 1.0 and 1.5 tried).
NGRAM_WEIGHT = 0.7


@dataclass(frozen=True)
class FeatureSpace:
    """The features seen in training and how rare each was."""

    index: Mapping[str, int]
    idf: Floats

    def row(self, text: str) -> tuple[npt.NDArray[np.intp], Floats]:
        """Return the columns and values of a text; both blocks of features have their own unit length."""
        words: list[tuple[int, float]] = []
        ngrams: list[tuple[int, float]] = []
        for feature, weight in weights(text).items():
            column = self.index.get(feature)
            if column is not None:
                (ngrams if feature[0] == NGRAM_MARK else words).append((column, weight))
        blocks = [self._unit(words, 1.0), self._unit(ngrams, NGRAM_WEIGHT)]
        return np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])

    def _unit(self, block: list[tuple[int, float]], length: float) -> tuple[npt.NDArray[np.intp], Floats]:
        columns = np.array([column for column, _ in block], dtype=np.intp)
        values = np.array([weight for _, weight in block], dtype=np.float32) * self.idf[columns]
        norm = float(np.linalg.norm(values))
        return columns, values * np.float32(length / norm) if norm else values


@dataclass(frozen=True)
class Head:
    """One question to the text: its classes, and the columns of the coefficients that answer it."""

    name: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class LinearModel:
    """Feature space, heads and coefficients; the heads' columns stand side by side in their order."""

    space: FeatureSpace
    heads: tuple[Head, ...]
    coefficients: Floats
    intercepts: Floats

    def probabilities(self, text: str) -> dict[str, dict[str, float]]:
        """Return, for each head, the probability of each class (they sum to 1)."""
        columns, values = self.space.row(text)
        scores = values @ self.coefficients[columns] + self.intercepts
        answers: dict[str, dict[str, float]] = {}
        start = 0
        for head in self.heads:
            part = scores[start : start + len(head.classes)]
            start += len(head.classes)
            powers = np.exp(part - part.max())
            answers[head.name] = dict(zip(head.classes, (powers / powers.sum()).tolist(), strict=True))
        return answers

    def save(self, path: Path) -> None:
        """Write the model beside its place and move it there, so that a reader never sees half a file."""
        names = "\n".join(sorted(self.space.index, key=self.space.index.__getitem__))
        heads = "\n".join(" ".join((head.name, *head.classes)) for head in self.heads)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{id(self):x}.partial")
        with partial.open("wb") as file:
            np.savez(
                file,
                names=np.frombuffer(names.encode(), dtype=np.uint8),
                heads=np.frombuffer(heads.encode(), dtype=np.uint8),
                idf=self.space.idf,
                coefficients=self.coefficients,
                intercepts=self.intercepts,
            )
        partial.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the model in a file. Raises `OSError`, `ValueError` or `KeyError` when it isn't one."""
        with np.load(path, allow_pickle=False) as stored:
            names = stored["names"].tobytes().decode().split("\n")
            heads = tuple(
                Head(name, tuple(classes))
                for name, *classes in (line.split(" ") for line in stored["heads"].tobytes().decode().split("\n"))
            )
            space = FeatureSpace({name: column for column, name in enumerate(names)}, stored["idf"])
            return cls(space, heads, stored["coefficients"], stored["intercepts"])
