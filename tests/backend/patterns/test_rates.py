"""How often texts are found alike that belong together, and how often such as have nothing to do with one another.

The figures are those of decision 0018. `tellings.json` holds what was written to measure by: two parties who wait for a third
(`waits`), two who tell of each other (`mirrored`), and one thing told three times (`again`), each in words of its own.
"""

import json
import random
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import pytest

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import LabelledText, load_corpus
from backend.patterns.alike import ALIKE, IN_OTHER_WORDS, Fingerprint, alike

TOLD = json.loads(Path(__file__).with_name("tellings.json").read_text("utf-8"))
TEXTS = 350
WithPrint = tuple[LabelledText, Fingerprint]


@pytest.fixture(scope="module")
def corpus(shipped: TrainedCategoriser) -> Sequence[WithPrint]:
    events = [text for text in load_corpus() if text.primary and text.parties]
    chosen = random.Random(1).sample(events, TEXTS)  # the same every time
    return [(text, shipped.fingerprint(text.text)) for text in chosen]


def share(corpus: Sequence[WithPrint], fits: Callable[[LabelledText, LabelledText], bool], least: float) -> float:
    """How many of 100 pairs that fit are at least so alike."""
    found = [alike(read, other) >= least for (one, read), (two, other) in combinations(corpus, 2) if fits(one, two)]
    return 100 * sum(found) / len(found)


def test_few_pairs_of_a_category_are_alike_by_chance_and_hardly_any_of_two(corpus: Sequence[WithPrint]) -> None:
    assert 0.5 < share(corpus, lambda one, two: one.primary == two.primary, ALIKE) < 2
    assert share(corpus, lambda one, two: one.primary != two.primary, ALIKE) < 0.3


def test_of_pairs_about_one_party_one_in_twenty_five_is_as_alike_as_one_events(corpus: Sequence[WithPrint]) -> None:
    assert 2 < share(corpus, lambda one, two: bool(one.parties & two.parties), IN_OTHER_WORDS) < 5.5


@pytest.mark.parametrize(
    ("how", "least", "fewest"), [("waits", IN_OTHER_WORDS, 15), ("mirrored", IN_OTHER_WORDS, 6), ("again", ALIKE, 8)]
)
def test_what_belongs_together_is_found_in_other_words(shipped: TrainedCategoriser, how: str, least: float, fewest: int) -> None:
    pairs = [pair for told in TOLD[how] for pair in combinations(told, 2)]
    found = sum(alike(shipped.fingerprint(one), shipped.fingerprint(other)) >= least for one, other in pairs)
    assert found >= fewest


def test_most_of_what_recurs_about_one_party_is_found_whole_in_other_words(shipped: TrainedCategoriser) -> None:
    prints = [[shipped.fingerprint(text) for text in told] for told in TOLD["again"]]
    whole = [all(alike(first, other) >= IN_OTHER_WORDS for other in others) for first, *others in prints]
    assert sum(whole) >= len(whole) / 2
