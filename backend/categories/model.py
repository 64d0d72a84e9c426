"""A trained model: one sparse row of features in, one score per class out. Plain numpy, so that it loads in a blink.

Stored as arrays without pickle: a model file is data and can't run code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Self

import numpy as np
import numpy.typing as npt

from backend.categories.features import ASKS, CONCEPTS, COUPLES, MARKS, NGRAMS, WORDS, asks, weights

Floats = npt.NDArray[np.float32]

# Character n-grams are many and alike; whole words say more. Found by cross-validation.
_LENGTHS = {WORDS: 1.0, NGRAMS: 0.6, MARKS: 0.5, CONCEPTS: 0.5, COUPLES: 0.8, ASKS: 1.0}


@dataclass(frozen=True)
class FeatureSpace:
    """The features seen in training and how rare each was."""

    index: Mapping[str, int]
    idf: Floats

    def row_of(self, weighted: Mapping[str, float]) -> tuple[npt.NDArray[np.intp], Floats]:
        """Return the columns and values of a text's features; each block has its own length, whatever the text's."""
        blocks: dict[str, list[tuple[int, float]]] = {name: [] for name in _LENGTHS}
        for feature, weight in weighted.items():
            column = self.index.get(feature)
            if column is not None:
                blocks[feature[0]].append((column, weight))
        parts = [self._unit(block, _LENGTHS[name]) for name, block in blocks.items()]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])

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
class Reading:
    """One text's features with their damped counts, and its row in the feature space."""

    weighted: Mapping[str, float]
    columns: npt.NDArray[np.intp]
    values: Floats


@dataclass(frozen=True)
class LinearModel:
    """Feature space, heads and coefficients; the heads' columns stand side by side in their order."""

    space: FeatureSpace
    heads: tuple[Head, ...]
    coefficients: Floats
    intercepts: Floats

    def read_text(self, text: str) -> Reading:
        """Return the text as this model sees it."""
        weighted = weights(text) | asks(text)
        return Reading(weighted, *self.space.row_of(weighted))

    def fingerprint(self, text: str) -> dict[int, float]:
        """Return the weights of what a text tells, by their columns, at length 1.

        Without couples of neighbouring words: they tell categories apart, and differ where two say one thing.
        """
        columns, values = self.space.row_of({name: weight for name, weight in weights(text).items() if name[0] != COUPLES})
        length = float(np.linalg.norm(values)) or 1.0
        return dict(zip(columns.tolist(), (values / np.float32(length)).tolist(), strict=True))

    def probabilities(self, reading: Reading) -> dict[str, dict[str, float]]:
        """Return, for each head, the probability of each class (they sum to 1)."""
        scores = reading.values @ self.coefficients[reading.columns] + self.intercepts
        answers: dict[str, dict[str, float]] = {}
        start = 0
        for head in self.heads:
            part = scores[start : start + len(head.classes)]
            start += len(head.classes)
            powers = np.exp(part - part.max())
            answers[head.name] = dict(zip(head.classes, (powers / powers.sum()).tolist(), strict=True))
        return answers

    def pull(self, reading: Reading, wanted: str, against: Mapping[str, float]) -> dict[str, float]:
        """Return how much each feature speaks for one class of the first head, against the others by their probabilities."""
        classes = self.heads[0].classes
        place = classes.index(wanted)
        others = np.array([0.0 if name == wanted else against[name] for name in classes], dtype=np.float32)
        others /= float(others.sum()) or 1.0
        part = self.coefficients[reading.columns, : len(classes)]
        by_column = dict(zip(reading.columns.tolist(), (reading.values * (part[:, place] - part @ others)).tolist(), strict=True))
        return {name: by_column[self.space.index[name]] for name in reading.weighted if name in self.space.index}

    def write(self, file: IO[bytes]) -> None:
        """Write the model as compressed arrays."""
        names = "\n".join(sorted(self.space.index, key=self.space.index.__getitem__))
        heads = "\n".join(" ".join((head.name, *head.classes)) for head in self.heads)
        np.savez_compressed(
            file,
            names=np.frombuffer(names.encode(), dtype=np.uint8),
            heads=np.frombuffer(heads.encode(), dtype=np.uint8),
            idf=self.space.idf,
            coefficients=self.coefficients,
            intercepts=self.intercepts,
        )

    @classmethod
    def read(cls, file: IO[bytes]) -> Self:
        """Return the model in a file. Raises `OSError`, `ValueError`, `KeyError`, `EOFError` or `BadZipFile` if it holds none."""
        with np.load(file, allow_pickle=False) as stored:
            names = stored["names"].tobytes().decode().split("\n")
            heads = tuple(
                Head(name, tuple(classes))
                for name, *classes in (line.split(" ") for line in stored["heads"].tobytes().decode().split("\n"))
            )
            space = FeatureSpace({name: column for column, name in enumerate(names)}, stored["idf"])
            return cls(space, heads, stored["coefficients"], stored["intercepts"])
