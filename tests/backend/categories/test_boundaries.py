"""The taxonomy's "not this one when", both sides of each: texts that no model has learned from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import load_corpus
from models.enums import Slag

FILE = Path(__file__).parent / "boundaries.txt"
ENOUGH = 0.85


def rules() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each rule with its texts: (what it is, the text)."""
    for block in FILE.read_text("utf-8").split("# ")[1:]:
        title, *lines = block.strip().splitlines()
        yield title, [(answer, text) for answer, _, text in (line.partition("|") for line in lines)]


RULES = dict(rules())


def said(categoriser: TrainedCategoriser, wanted: str, text: str) -> str:
    """What is proposed, in the terms of what was wanted: a slag (in small letters) or a category."""
    proposal = categoriser.propose(text)
    if wanted.islower():
        return str(Slag.BRIST if proposal.slag is Slag.BEHOV else proposal.slag)
    return proposal.candidates[0].code


def test_every_rule_has_three_texts_on_either_side_and_none_is_learned_from() -> None:
    assert len(RULES) >= 28
    for title, texts in RULES.items():
        answers = [answer for answer, _ in texts]
        assert sorted(map(answers.count, set(answers))) == [3, 3], title
    assert not {text.text for text in load_corpus()} & {text for texts in RULES.values() for _, text in texts}


def test_most_texts_fall_on_their_own_side_of_the_boundary(shipped: TrainedCategoriser) -> None:
    wrong = [
        f"{title}: {answer}, not {proposed}: {text}"
        for title, texts in RULES.items()
        for answer, text in texts
        if (proposed := said(shipped, answer, text)) != answer
    ]
    count = sum(map(len, RULES.values()))
    assert 1 - len(wrong) / count >= ENOUGH, "\n".join(wrong)


@pytest.mark.parametrize("title", RULES)
def test_no_boundary_is_lost_on_one_side(shipped: TrainedCategoriser, title: str) -> None:
    for side in {answer for answer, _ in RULES[title]}:
        texts = [text for answer, text in RULES[title] if answer == side]
        assert sum(said(shipped, side, text) == side for text in texts) * 2 > len(texts), side
