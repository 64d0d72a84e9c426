from collections.abc import Sequence
from dataclasses import replace

import pytest

from backend.categories.corpus import LabelledText, load_corpus
from backend.categories.evaluate import by_writer, evaluate, main_table
from backend.categories.proposal import Candidate, Proposal
from models.enums import Slag

CORPUS = load_corpus()


class Oracle:
    """Knows every answer; `right` says whether it tells it first or second, `causes` whether it tells the second category."""

    def __init__(self, *, right: bool, causes: bool = True) -> None:
        self._right = right
        self._causes = causes
        self._texts = {text.text: text for text in CORPUS}

    def propose(self, text: str) -> Proposal:
        known = self._texts[text]
        truth = Candidate(known.subject or "OVRIGT", 0.6)
        wrong = Candidate("ANSVAR" if known.subject != "ANSVAR" else "KONTAKT", 0.4)
        ranked: tuple[Candidate, ...] = (truth, wrong) if self._right else (wrong, truth)
        if self._causes and known.secondary not in (None, wrong.code):
            ranked = (*ranked, Candidate(known.secondary, 0.0))
        slag = Slag.BEHOV if known.slag is Slag.BRIST else known.slag
        return Proposal(candidates=ranked, slag=slag, recurring=None)


def test_one_who_knows_everything_scores_everything_and_brist_counts_as_behov() -> None:
    done: list[float] = []
    table = dict(main_table(evaluate(5, CORPUS, lambda _seen: Oracle(right=True), told=done.append)))
    assert done == [0.2, 0.4, 0.6, 0.8, 1]
    shares = {
        "top-1": 1,
        "top-3": 1,
        "family": 1,
        "macro-F1": 1,
        "coverage at 90 % precision": 1,
        "slag": 1,
        "category of praise": 1,
        "second category": 1,
    }
    # Always right and always 60 % sure: that is 40 points off.
    assert table == {**shares, "ECE": pytest.approx(0.4)}


def test_one_who_knows_it_second_scores_in_top_three_only() -> None:
    evaluation = evaluate(5, CORPUS, lambda _seen: Oracle(right=False))
    assert (evaluation.top1, evaluation.top3, evaluation.coverage) == (0, 1, 0)
    assert 0 < evaluation.family < 0.5
    assert evaluation.ece == pytest.approx(0.4)
    assert all(truth != said for truth, said in evaluation.confusion)


def test_a_second_category_counts_only_when_it_is_proposed() -> None:
    aside = [text for text in CORPUS if text.secondary not in (None, "ANSVAR", "KONTAKT")]
    assert evaluate(2, aside, lambda _seen: Oracle(right=True, causes=False)).secondary == 0


def test_no_text_is_judged_by_a_model_that_has_seen_it() -> None:
    judged: list[str] = []

    class Watcher(Oracle):
        def __init__(self, seen: Sequence[LabelledText]) -> None:
            super().__init__(right=True)
            self._seen = {text.text for text in seen}

        def propose(self, text: str) -> Proposal:
            assert text not in self._seen
            judged.append(text)
            return super().propose(text)

    evaluate(4, CORPUS, Watcher)
    assert sorted(judged) == sorted(text.text for text in CORPUS)


def test_what_is_learned_from_besides_holds_no_judged_text_and_none_twice() -> None:
    seen: list[list[str]] = []

    def learn(texts: Sequence[LabelledText]) -> Oracle:
        seen.append([text.text for text in texts])
        return Oracle(right=True)

    judged = CORPUS[:20]
    evaluate(2, judged, learn, besides=CORPUS)
    everything = {text.text for text in CORPUS}
    assert [len(texts) for texts in seen] == [len(CORPUS) - 10] * 2
    assert {text.text for text in judged} == set.union(*(everything - set(texts) for texts in seen))


def test_each_writer_is_judged_by_a_model_that_has_read_none_of_theirs() -> None:
    met = [text for text in CORPUS if text.source.startswith("met-")]
    writers: list[set[str]] = []

    def learn(texts: Sequence[LabelledText]) -> Oracle:
        writers.append({text.source for text in texts if text.source.startswith("met-")})
        return Oracle(right=True)

    evaluation = evaluate(5, met, learn, besides=CORPUS, parts=by_writer(met))
    everybody = {text.source for text in met}
    assert [everybody - seen for seen in writers] == [{f"met-{number}"} for number in range(1, 6)]
    assert evaluation.texts == len(met)


def test_texts_of_one_writer_or_of_nobody_cannot_be_judged_by_writer() -> None:
    one = [text for text in CORPUS if text.source == "met-1"]
    for texts in (one, [*one, replace(one[0], source="")]):
        with pytest.raises(ValueError, match="source"):
            by_writer(texts)


class Unsure(Oracle):
    """Right and sure about what is written long, wrong and unsure about the rest."""

    def propose(self, text: str) -> Proposal:
        known = self._texts[text]
        sure = len(text) > 100
        code = known.primary if sure else "ANSVAR" if known.subject != "ANSVAR" else "KONTAKT"
        return Proposal((Candidate(code or "OVRIGT", 0.9 if sure else 0.2),), known.slag, None)


def test_coverage_is_how_far_the_surest_answers_hold() -> None:
    evaluation = evaluate(2, CORPUS, lambda _seen: Unsure(right=True))
    labelled = [text for text in CORPUS if text.primary]
    right = sum(len(text.text) > 100 for text in labelled)
    assert evaluation.coverage == pytest.approx(int(right / 0.9) / len(labelled))
    unsure, sure = evaluation.reliability
    assert (unsure.said, unsure.right) == pytest.approx((0.2, 0))
    assert (sure.said, sure.right) == pytest.approx((0.9, 1))


def test_the_built_in_categoriser_is_far_better_than_chance() -> None:
    evaluation = evaluate(3, CORPUS[::3])
    assert evaluation.top1 > 0.5
    assert evaluation.top3 > 0.75
    assert evaluation.slag > 0.8


@pytest.mark.parametrize("folds", [0, 1, len(CORPUS) + 1])
def test_a_senseless_number_of_folds_is_refused(folds: int) -> None:
    with pytest.raises(ValueError, match="folds"):
        evaluate(folds, CORPUS)
