"""How often texts are found alike that belong together, and how often such as have nothing to do with one another.

The figures are those of decision 0018. `tellings.json` holds what was written to measure by: two parties who wait for a third
(`waits`), two who tell of each other (`mirrored`), and one thing told three times (`again`; `again_later` was written before the
limits were settled anew), each in words of its own.
"""

import json
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import LabelledText, load_corpus
from backend.patterns.alike import ALIKE, IN_OTHER_WORDS, Fingerprint, Told, alike, find_groups
from models.enums import PartyCode
from tests.backend.patterns.fingerprints import told as report_of

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


@pytest.mark.parametrize("kommuner", [(1, 1, 1), (1, 2, 3)])
@pytest.mark.parametrize(("which", "fewest"), [("again", 6), ("again_later", 5)])
def test_half_of_what_recurs_about_one_party_is_found_whole_in_other_words(
    shipped: TrainedCategoriser, which: str, fewest: int, kommuner: tuple[int, ...]
) -> None:
    found = [
        find_groups(report_of(at, fingerprint=shipped.fingerprint(text), kommun_id=kommuner[at]) for at, text in enumerate(told))
        for told in TOLD[which]
    ]
    assert sum(any(len(group.report_ids) == 3 for group in groups) for groups in found) >= fewest


def dealt(corpus: Sequence[WithPrint], deal: random.Random, count: int) -> list[Told]:
    """Texts of the corpus as 60 days' reports of seven kommuner, of which some report more. Who names others is one of them."""
    return [
        Told(
            id=number,
            kommun_id=deal.choices(range(7), [1 / (size + 1) for size in range(7)])[0],
            category=text.primary or "",
            reporting=deal.choice(sorted(text.parties)) if len(text.parties) > 1 else PartyCode.ANNAN,
            sides=text.parties,
            happened=None,
            logged=date(2026, 3, 1) + timedelta(days=deal.randrange(60)),
            issue_id=None,
            fingerprint=read,
        )
        for number, (text, read) in enumerate(deal.sample(corpus, count))
    ]


def test_chance_alone_proposes_little(corpus: Sequence[WithPrint]) -> None:
    deal = random.Random(2)
    found = [group for _ in range(30) for group in find_groups(dealt(corpus, deal, 40))]
    assert 0 < len(found) < 30


def test_the_share_that_is_alike_by_chance_is_what_the_limit_reckons_with(corpus: Sequence[WithPrint]) -> None:
    def of_one_matter(one: LabelledText, two: LabelledText) -> bool:
        return one.primary == two.primary and bool(one.parties & two.parties)

    assert 9 < share(corpus, of_one_matter, IN_OTHER_WORDS) < 16
    assert 0.8 < share(corpus, of_one_matter, ALIKE) < 2.2
