import json
from pathlib import Path

import pytest

from backend.categories.corpus import BadCorpus, load_corpus, parse_corpus, read_corpus
from backend.categories.taxonomy import Taxonomy
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


def test_praise_is_about_what_it_is_a_good_example_of() -> None:
    (praise,) = parse_corpus([line(slag="framgangsfaktor", primary=None, aspect="KONTAKT")])
    assert (praise.primary, praise.subject) == (None, "KONTAKT")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (json.dumps({"id": "X"}), "lacks"),
        (line(slag="nonsens"), "slag"),
        (line(parties=["POLIS"]), "party"),
        (line(primary="NONSENS"), "taxonomy"),
        (line(secondary="NONSENS"), "taxonomy"),
        (line(aspect="NONSENS"), "taxonomy"),
        (line(aspect="NARVARO"), "which only a framgangsfaktor has"),
        (line(primary=None), "must have a primary"),
        (line(slag="oklart"), "must have a primary"),
        ("[1, 2]", "not an object"),
        (line(text=None), "has no text"),
        (line(text=" "), "has no text"),
        (line(primary=["NARVARO"]), "taxonomy"),
        (line(parties=[["FK"]]), "party"),
        (line(taxonomy="0.1"), "another version of the taxonomy"),
        (line(), "same id as line 1"),
    ],
)
def test_a_bad_line_is_named_and_never_quoted(bad: str, reason: str) -> None:
    with pytest.raises(BadCorpus) as caught:
        parse_corpus([line(), bad])
    assert caught.value.number == 2
    assert reason in str(caught.value)
    assert "kom inte" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "number", "reason"),
    [
        (line().encode() + b"\n" + line(id="X2").encode().replace(b"kom", "kör".encode("latin-1")), 2, "not UTF-8"),
        (b"\n" + line(slag="nonsens").encode(), 2, "slag"),
        (b"", 1, "no texts"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, content: bytes, number: int, reason: str) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_bytes(content)
    with pytest.raises(BadCorpus, match=reason) as caught:
        read_corpus(file)
    assert str(caught.value).startswith(f"{file}, line {number}: ")


def test_a_file_from_a_windows_editor_of_this_taxonomy_is_read(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    text = "FK kom\u2028inte."
    file.write_text(
        json.dumps({**GOOD, "text": text, "taxonomy": Taxonomy.load().version}, ensure_ascii=False) + "\r\n", "utf-8-sig"
    )
    assert [one.text for one in read_corpus(file)] == [text]
