"""Voices heard as one: the sum of what each learned, weighed by what it was right about in texts that it hadn't seen."""

from typing import Any

import numpy as np
import pytest

from backend.categories.stacking import Scores, Voice, stacked

LABELS = ["a", "b", "c"] * 40
TRUTH = np.array([[label == code for code in "abc"] for label in LABELS], dtype=np.float32)
NOISE = np.random.default_rng(3).normal(size=(len(LABELS), 3)).astype(np.float32)
# Columns 0-2 tell the label, 3-5 are noise.
MATRIX = np.hstack([TRUTH + NOISE * 0.1, NOISE])


def hears(first: int, sign: float = 1.0, learned_from: list[int] | None = None) -> Voice:
    """Return a voice that says what stands in three columns, whatever it has learned."""

    def learn(matrix: Any, labels: Any) -> Scores:
        if learned_from is not None:
            learned_from.append(len(labels))
        rows = np.zeros((3, 6), dtype=np.float32)
        rows[:, first : first + 3] = sign * np.eye(3)
        return Scores(rows, np.zeros(3, dtype=np.float32))

    return learn


def right(scores: Scores) -> float:
    return float(np.mean(scores.of(MATRIX).argmax(axis=1) == TRUTH.argmax(axis=1)))


def test_a_voice_that_knows_is_believed_and_one_that_guesses_is_not() -> None:
    scores = stacked(MATRIX, LABELS, [hears(0), hears(3)])
    assert right(scores) == 1.0
    assert np.abs(scores.rows[:, 3:]).max() < np.abs(scores.rows[:, :3]).max() / 5


def test_a_voice_that_is_always_wrong_in_the_same_way_is_put_right() -> None:
    assert right(stacked(MATRIX, LABELS, [hears(0, sign=-1.0)])) == 1.0


def test_the_answer_is_a_probability() -> None:
    said = stacked(MATRIX, LABELS, [hears(3)]).of(MATRIX)
    powers = np.exp(said - said.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    # Noise tells nothing: it is believed about as much as a third each.
    assert p.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.02)
    assert p.max() < 0.6


def test_a_voice_is_judged_by_texts_that_it_has_not_learned_from() -> None:
    learned_from: list[int] = []
    stacked(MATRIX, LABELS, [hears(0, learned_from=learned_from)])
    # 40 of each class are dealt 14, 13 and 13 to the three parts.
    assert sorted(learned_from) == [78, 81, 81, 120]


def learns_by_heart(matrix: Any, labels: Any) -> Scores:
    """The label of each text that it has met, and nothing of the others: a voice that only seems to know."""
    rows = np.zeros((len(set(labels)), matrix.shape[1]), dtype=np.float32)
    for place, code in enumerate(sorted(set(labels))):
        rows[place] = matrix[labels == code].sum(axis=0)
    return Scores(rows, np.zeros(len(rows), dtype=np.float32))


def test_a_voice_that_learns_by_heart_is_not_believed() -> None:
    # Each text has a column of its own, by which it can be told again, and nothing be told of another.
    matrix = np.hstack([TRUTH + NOISE * 0.8, np.eye(len(LABELS), dtype=np.float32)])

    def by_heart(rows: Any, labels: Any) -> Scores:
        alone = rows.copy()
        alone[:, :3] = 0
        return learns_by_heart(alone, labels)

    def faintly(rows: Any, _labels: Any) -> Scores:
        return Scores(np.eye(3, rows.shape[1], dtype=np.float32), np.zeros(3, dtype=np.float32))

    scores = stacked(matrix, LABELS, [faintly, by_heart])
    assert np.abs(scores.rows[:, 3:]).max() < 1e-6 < np.abs(scores.rows[:, :3]).max()


def test_the_only_text_of_a_class_has_its_class() -> None:
    labels = [*LABELS, "d"]
    matrix = np.vstack([np.hstack([MATRIX, np.zeros((len(LABELS), 1))]), [0, 0, 0, 0, 0, 0, 1]]).astype(np.float32)
    scores = stacked(matrix, labels, [learns_by_heart])
    assert scores.rows.shape == (4, 7)


def test_of_two_classes_each_has_a_row() -> None:
    labels = ["a" if label == "a" else "b" for label in LABELS]
    scores = stacked(MATRIX, labels, [learns_by_heart])
    assert scores.rows.shape == (2, 6)
    said = [("a", "b")[place] for place in scores.of(MATRIX).argmax(axis=1)]
    assert np.mean([one == other for one, other in zip(said, labels, strict=True)]) > 0.95


def test_the_same_texts_teach_the_same() -> None:
    one, other = (stacked(MATRIX, LABELS, [hears(0), hears(3)]) for _ in range(2))
    assert one.rows.tobytes() == other.rows.tobytes()
    assert one.starts.tobytes() == other.starts.tobytes()
