import json

import pytest

from backend.categories.corpus import BadCorpus, load_corpus, parse_corpus
from models.enums import PartyCode, Slag

GOOD = {"id": "X1", "text": "FK kom inte.", "slag": "brist", "primary": "NARVARO", "parties": ["FK"]}


def line(**changes: object) -> str:
    return json.dumps({**GOOD, **changes})


def test_the_shipped_corpus_has_at_least_ninety_texts_of_each_category() -> None:
    corpus = load_corpus()
    assert len(corpus) >= 1800
    assert len({text.id for text in corpus}) == len(corpus)
    counts: dict[str, int] = {}
    for text in corpus:
        if text.primary:
            counts[text.primary] = counts.get(text.primary, 0) + 1
    assert min(count for code, count in counts.items() if code != "OVRIGT") >= 90


def test_no_text_stands_twice_in_the_shipped_corpus() -> None:
    words = [" ".join(text.text.lower().split()) for text in load_corpus()]
    assert len(set(words)) == len(words)


def test_a_line_becomes_a_labelled_text() -> None:
    (text,) = parse_corpus([line(kommun="Tranås", aterkommande=True), "  "])
    assert (text.slag, text.primary, text.kommun, text.recurring) == (Slag.BRIST, "NARVARO", "Tranås", True)
    assert text.parties == {PartyCode.FK}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "not JSON"),
        (json.dumps({"id": "X"}), "lacks"),
        (line(slag="nonsens"), "slag"),
        (line(parties=["POLIS"]), "party"),
        (line(primary="NONSENS"), "taxonomy"),
        (line(secondary="NONSENS"), "taxonomy"),
        (line(primary=None), "must have a primary"),
        (line(slag="oklart"), "must have a primary"),
    ],
)
def test_a_bad_line_is_named_and_never_quoted(bad: str, reason: str) -> None:
    with pytest.raises(BadCorpus) as caught:
        parse_corpus([line(), bad])
    assert caught.value.number == 2
    assert reason in str(caught.value)
    assert "kom inte" not in str(caught.value)
