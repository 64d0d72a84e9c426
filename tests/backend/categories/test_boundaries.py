"""The taxonomy's rules, "not this one when" and those for choosing, on both sides of each: texts that no model has learned from.

A text of two categories says which of the two it is: that one must be the likelier of them, whatever a third has. A text of two
kinds (small letters) is judged as the product judges it, with the rules that stand beside the model. One of a side's three texts
may stray, since whoever writes near a boundary on purpose now and then steps over it; a rule is lost when most of a side does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import load_corpus
from backend.categories.taxonomy import Taxonomy
from backend.reporting.understand import Understander
from models.enums import Slag

FILE = Path(__file__).parent / "boundaries.txt"
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
FEWEST = 3
# Of all texts; what was found when they were written stands in docs/categories.md.
ON_THEIR_SIDE, FIRST, CAUSE_OFFERED = 0.92, 0.85, 0.6


@dataclass(frozen=True)
class Text:
    """A text, the side of the boundary that it is on, the other side, and the cause that it states, if any."""

    side: str
    other: str
    cause: str
    words: str


def rules() -> Iterator[tuple[str, list[Text]]]:
    for block in FILE.read_text("utf-8").split("# ")[1:]:
        title, *lines = block.strip().splitlines()
        one, other = title.partition(":")[0].split(" / ")
        parted = [(answer.partition("+"), words) for answer, _, words in (line.partition("|") for line in lines)]
        yield title, [Text(side, other if side == one else one, cause, words) for (side, _, cause), words in parted]


RULES = dict(rules())
EVERY = [text for texts in RULES.values() for text in texts]


def is_on_its_side(understander: Understander, text: Text) -> bool:
    said = understander.understand(text.words, NOW)
    if text.side.islower():
        return (Slag.BRIST if said.slag is Slag.BEHOV else said.slag) == text.side
    shares = {candidate.code: candidate.p for candidate in said.candidates}
    return shares[text.side] > shares[text.other]


def test_every_rule_of_the_taxonomy_is_there_with_three_texts_on_either_side() -> None:
    pairs = {frozenset((texts[0].side, texts[0].other)) for texts in RULES.values()}
    asked = {
        frozenset((category.code, code)) for category in Taxonomy.load().categories for rule in category.boundaries
        for code in rule.choose
    }  # fmt: skip
    assert asked <= pairs
    assert {frozenset(("brist", slag)) for slag in ("framgangsfaktor", "ej_brist", "oklart")} <= pairs
    for title, texts in RULES.items():
        sides = [text.side for text in texts]
        assert len(set(sides)) == 2, title
        assert min(map(sides.count, sides)) >= FEWEST, title


def test_no_text_is_learned_from_or_stands_twice() -> None:
    words = [text.words for text in EVERY]
    assert len(set(words)) == len(words)
    assert not {text.text for text in load_corpus()} & set(words)


def test_almost_all_texts_are_on_their_own_side(understander: Understander) -> None:
    strayed = [f"not {text.side}: {text.words}" for text in EVERY if not is_on_its_side(understander, text)]
    assert 1 - len(strayed) / len(EVERY) >= ON_THEIR_SIDE, "\n".join(strayed)


def test_most_of_them_are_proposed_first_of_all_categories(shipped: TrainedCategoriser) -> None:
    texts = [text for text in EVERY if text.side.isupper()]
    first = [shipped.propose(text.words).candidates[0].code == text.side for text in texts]
    assert sum(first) / len(texts) >= FIRST


@pytest.mark.parametrize("title", RULES)
def test_no_rule_is_lost_on_one_side(understander: Understander, title: str) -> None:
    for side in {text.side for text in RULES[title]}:
        texts = [text for text in RULES[title] if text.side == side]
        assert sum(is_on_its_side(understander, text) for text in texts) * 2 > len(texts), side


def test_where_the_event_beats_its_cause_the_cause_is_offered_among_the_first(shipped: TrainedCategoriser) -> None:
    told = [text for text in EVERY if text.cause]
    assert len(told) >= 9
    offered = [
        text.cause in [candidate.code for candidate in shipped.propose(text.words).candidates if candidate.code != text.side][:3]
        for text in told
    ]
    assert sum(offered) / len(told) >= CAUSE_OFFERED
