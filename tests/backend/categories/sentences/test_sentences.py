"""A sentence model of one's own: read, refused in words when it can't be used, and weighed with the built-in categoriser."""

import builtins
import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.categories.classifier import TrainedCategoriser
from backend.categories.corpus import load_corpus
from backend.categories.evaluate import evaluate
from backend.categories.proposal import Candidate, Phrase, Proposal
from backend.categories.sentences import blend
from backend.categories.sentences.blend import (
    Blended,
    BlendedCategoriser,
    SentenceHead,
    blended_learner,
    load_head,
    train_head,
)
from backend.categories.sentences.encoder import SentenceEncoder, SentenceModelError
from backend.categories.sentences.wordpiece import WordPieces
from backend.database import AsyncSession
from models.enums import Slag
from tests.backend.categories.sentences.small import SIZE, make_folder
from tests.house import TEXT, small_house

FEW = load_corpus()[::16]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("sentences"))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("kom inte", ["kom", "inte"]),
        ("mötes-\u00a0 kallelse.", ["mötes", "-", "kall", "##else", "."]),
        ("Kom", ["[UNK]"]),
        ("kom" * 40, ["[UNK]"]),
        ("", []),
        ("kom\u200b\u0007inte", ["[UNK]"]),
    ],
)
def test_words_are_cut_into_the_longest_pieces_there_are(text: str, pieces: list[str]) -> None:
    known = ["[UNK]", "[CLS]", "[SEP]", "kom", "inte", "mötes", "kall", "##else", "##e", "-", "."]
    cut = WordPieces({piece: number for number, piece in enumerate(known)}, lower=False, most=20)
    assert [known[number] for number in cut.ids(text)] == ["[CLS]", *pieces, "[SEP]"]


def test_a_vocabulary_in_small_letters_reads_all_words_so_and_without_accents() -> None:
    known = ["[UNK]", "[CLS]", "[SEP]", "mote"]
    assert WordPieces({piece: number for number, piece in enumerate(known)}, lower=True, most=20).ids("MÖTE") == [1, 3, 2]


def test_a_long_text_is_cut_where_the_model_ends(folder: Path) -> None:
    assert len(WordPieces.read(folder, 12).ids(TEXT * 20)) == 12


@pytest.mark.parametrize("pooled", [False, True])
def test_a_text_is_one_vector_of_length_one_whatever_the_model_gives(tmp_path: Path, pooled: bool) -> None:
    encoder = SentenceEncoder.load(make_folder(tmp_path, pooled=pooled))
    vector = encoder.encode(TEXT)
    assert vector.shape == (SIZE,)
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert np.array_equal(vector, encoder.encode(TEXT))


def test_both_ways_of_pooling_give_the_same_vector(tmp_path: Path) -> None:
    one, other = (SentenceEncoder.load(make_folder(tmp_path / str(pooled), pooled=pooled)) for pooled in (False, True))
    assert np.allclose(one.encode(TEXT), other.encode(TEXT), atol=1e-6)


def test_without_the_extra_it_is_told_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "onnxruntime":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(SentenceModelError, match=r"pip install 'lexheller\[onnx\]'"):
        SentenceEncoder.load(folder)


@pytest.mark.parametrize("file", ["model.onnx", "vocab.txt"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    (make_folder(tmp_path) / file).unlink()
    with pytest.raises(SentenceModelError, match=rf"{file} is missing"):
        SentenceEncoder.load(tmp_path)


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    (make_folder(tmp_path) / "model.onnx").write_bytes(b"<html>Not found</html>")
    with pytest.raises(SentenceModelError, match="no ONNX model that can be run"):
        SentenceEncoder.load(tmp_path)


def test_a_vocabulary_of_another_kind_is_told(tmp_path: Path) -> None:
    (make_folder(tmp_path) / "vocab.txt").write_text("<s>\n</s>\n", "utf-8")
    with pytest.raises(SentenceModelError, match=r"lacks \[UNK\], \[CLS\], \[SEP\]"):
        SentenceEncoder.load(tmp_path)


def test_a_model_that_wants_other_inputs_is_told(tmp_path: Path) -> None:
    with pytest.raises(SentenceModelError, match="wants the inputs pixel_values"):
        SentenceEncoder.load(make_folder(tmp_path, inputs=("input_ids", "pixel_values")))


def test_a_vocabulary_that_is_larger_than_the_model_is_told(tmp_path: Path) -> None:
    pieces = (make_folder(tmp_path) / "vocab.txt").read_text("utf-8").splitlines()
    moved = [*pieces[:1], *(f"x{number}" for number in range(2000)), *pieces[1:]]
    (tmp_path / "vocab.txt").write_text("\n".join(moved), "utf-8")
    with pytest.raises(SentenceModelError, match="are both one model's"):
        SentenceEncoder.load(tmp_path)


def test_the_layer_learns_and_is_kept_as_arrays(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blend, "load_corpus", lambda: FEW)
    encoder = SentenceEncoder.load(folder)
    head = load_head(encoder, tmp_path)
    assert head.weights.shape == (SIZE, len(head.codes))
    assert sum(head.probabilities(encoder.encode(TEXT)).values()) == pytest.approx(1, abs=1e-5)
    [kept] = tmp_path.iterdir()
    monkeypatch.setattr(blend, "train_head", None)
    assert np.array_equal(load_head(encoder, tmp_path).weights, head.weights), "read, not learned again"
    kept.write_bytes(b"broken")
    monkeypatch.setattr(blend, "train_head", train_head)
    assert np.allclose(load_head(encoder, tmp_path).weights, head.weights), "made anew"


class Sure:
    """A categoriser that always says the same."""

    def propose(self, text: str) -> Proposal:
        candidates = (Candidate("NARVARO", 0.6), Candidate("KONTAKT", 0.4))
        return Proposal(candidates, Slag.BRIST, True, "0123456789abcdef", why=lambda: (Phrase("kom inte", 0, 8),))


def blended(*, narvaro: float) -> Proposal:
    scores = np.log(np.array([narvaro, 1 - narvaro], dtype=np.float32))
    head = SentenceHead(("NARVARO", "KONTAKT"), np.zeros((2, 2), dtype=np.float32), scores)
    return BlendedCategoriser(Sure(), lambda _: np.zeros(2, dtype=np.float32), head, "89abcdef").propose(TEXT)


def test_two_that_agree_are_surer_than_one_and_the_reason_stands() -> None:
    proposal = blended(narvaro=0.9)
    assert proposal.candidates[0].code == "NARVARO"
    assert proposal.candidates[0].p == pytest.approx(0.701, abs=0.001)
    assert (proposal.because, proposal.slag, proposal.recurring) == (("kom inte",), Slag.BRIST, True)
    assert proposal.version == "0123456789abcdef+89abcdef"


def test_when_they_differ_the_surer_wins_and_no_reason_is_given_for_what_the_other_meant() -> None:
    proposal = blended(narvaro=0.1)
    assert proposal.candidates[0].code == "KONTAKT"
    assert proposal.because == ()
    assert sum(one.p for one in proposal.candidates) == pytest.approx(1)


class Replaced:
    """A förbund whose categoriser is another each time it is asked for, as after a night's training."""

    def __init__(self) -> None:
        self.given: list[weakref.ref[Sure]] = []

    async def of(self, session: AsyncSession) -> Sure:
        """As the protocol says."""
        categoriser = Sure()
        self.given.append(weakref.ref(categoriser))
        return categoriser


async def test_each_forbunds_categoriser_is_weighed_and_let_go_when_it_is_replaced(folder: Path, sqlite_url: str) -> None:
    encoder = SentenceEncoder.load(folder)
    head = train_head(FEW, encoder.encode)
    nights = Replaced()
    async with small_house(sqlite_url) as house, house.database.read(house.forbund_id) as session:
        categorisers = Blended(nights, encoder, head)
        for _ in range(2):
            assert (await categorisers.of(session)).propose(TEXT).version.startswith("0123456789abcdef+")
    gc.collect()
    assert [kept() for kept in nights.given] == [None, None]


def test_it_is_measured_as_the_built_in_one_is(folder: Path) -> None:
    few = FEW[::2]
    measured = evaluate(2, few, blended_learner(SentenceEncoder.load(folder)))
    plain = evaluate(2, few, TrainedCategoriser.trained_on)
    assert measured.texts == plain.texts
    assert measured.slag == plain.slag, "slag is the built-in model's"
    assert measured.top1 != plain.top1 or measured.ece != plain.ece
