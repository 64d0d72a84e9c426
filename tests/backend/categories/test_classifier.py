from pathlib import Path

import pytest

from backend.categories.classifier import TrainedCategoriser, prepare
from backend.categories.corpus import LabelledText, load_corpus
from backend.categories.taxonomy import Taxonomy
from backend.categories.training import Told, train, untold
from models.enums import Slag

# Every sixteenth text keeps a training under a second where only the mechanics are asked about.
FEW = load_corpus()[::16]


def test_every_category_is_proposed_with_probabilities_that_sum_to_one_best_first(shipped: TrainedCategoriser) -> None:
    proposal = shipped.propose("Remissen kom i retur, fel blankett igen")
    assert {candidate.code for candidate in proposal.candidates} == set(Taxonomy.load().codes)
    assert sum(candidate.p for candidate in proposal.candidates) == pytest.approx(1)
    assert [c.p for c in proposal.candidates] == sorted((c.p for c in proposal.candidates), reverse=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AF uteblev från trepartsmötet och skickade ingen ersättare", "NARVARO"),
        ("Läkarutlåtandet saknar beskrivning av aktivitetsbegränsningar, skickat tillbaka för komplettering", "UNDERLAG"),
        ("Samtycket gällde inte psykiatrin så vi fick inte prata om henne på grund av sekretessen", "SEKRETESS"),
        ("Femte handläggaren på ett år och allt börjar om från början vid varje byte", "KONTINUITET"),
        ("Samma uppgifter ska registreras i tre olika system", "ADMIN"),
        ("Ringt och mejlat i tre veckor, ingen svarar och ingen återkoppling", "KONTAKT"),
        ("Utskriven från avdelningen utan att kommunen fick veta något, ingen överlämning", "OVERLAMNING"),
        ("Kassan ringer tillbaka samma dag numera, toppen!", "KONTAKT"),
        ("Alla var på plats och alla hade läst på, heja er", "NARVARO"),
    ],
)
def test_a_plain_case_is_proposed_first(shipped: TrainedCategoriser, text: str, code: str) -> None:
    assert shipped.propose(text).candidates[0].code == code


@pytest.mark.parametrize(
    ("text", "slag"),
    [
        ("AF kom inte på mötet", Slag.BRIST),
        ("Tack till rehabkoord i Boxholm, samarbetet fungerar jättebra och alla är nöjda!", Slag.FRAMGANGSFAKTOR),
        ("Det funkar väl sådär, som vanligt", Slag.OKLART),
        ("Datorn har hängt sig, hur bokar jag en ny?", Slag.EJ_BRIST),
    ],
)
def test_praise_vagueness_and_the_wrong_door_are_told_from_a_brist(shipped: TrainedCategoriser, text: str, slag: Slag) -> None:
    assert shipped.propose(text).slag is slag


@pytest.mark.parametrize("text", ["", " \n", "😕", "x" * 30_000, "٣" * 500])
def test_any_text_gets_an_answer(shipped: TrainedCategoriser, text: str) -> None:
    assert len(shipped.propose(text).candidates) == 17


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Soc dök inte upp på avstämningen i dag heller.", "dök inte"),
        ("Kuratorstjänsten har stått obesatt sedan i höstas.", "obesatt"),
        ("De får inte ens bekräfta att hon är inlagd, med hänvisning till sekretessen.", "sekretessen"),
    ],
)
def test_a_proposal_says_why_in_the_texts_own_words(shipped: TrainedCategoriser, text: str, because: str) -> None:
    assert any(because in phrase for phrase in shipped.propose(text).because)


@pytest.mark.parametrize("text", [text.text for text in FEW])
def test_reasons_are_few_and_verbatim(shipped: TrainedCategoriser, text: str) -> None:
    because = shipped.propose(text).because
    assert len(because) == len(set(because)) <= 3
    assert all(phrase and phrase in text for phrase in because)


def test_what_stands_twice_in_a_text_is_one_reason(shipped: TrainedCategoriser) -> None:
    because = shipped.propose("Intygen dröjer. Vi väntar på intygen, och intygen dröjer igen.").because
    assert [phrase.lower() for phrase in because if "intyg" in phrase.lower()] == ["intygen dröjer"]


@pytest.mark.parametrize("text", ["", "😕", "x" * 30_000, "AF " * 3000])
def test_a_text_without_words_that_weigh_gives_no_reason(shipped: TrainedCategoriser, text: str) -> None:
    assert shipped.propose(text).because == ()


@pytest.mark.parametrize(
    "text",
    [
        "i torsdags",
        "tack",
        "8 mån",
        "Vi hade mötet 18 November.",
        "FK i Tranås i måndags",
        "We had the meeting on Monday",
        "tranås, aneby",
        "de hade inte",
        "Jättebra samarbete med FK i Eksjö den här veckan",
    ],
)
def test_days_names_and_function_words_are_no_reason(shipped: TrainedCategoriser, text: str) -> None:
    assert shipped.propose(text).because == ()


@pytest.mark.parametrize("junk", ["<b>mötet</b>", "[mötet](http://x)", "https://example.org/mötet", "[namn]", "möte" * 20])
def test_a_reason_holds_no_markup_beside_what_happened(shipped: TrainedCategoriser, junk: str) -> None:
    assert shipped.propose(junk).because == ()
    because = shipped.propose(f"Soc dök inte upp {junk} dök inte upp på avstämningen.").because
    assert because
    assert not any(junk.strip("[]") in phrase for phrase in because)


def test_a_reason_holds_no_day_beside_what_happened(shipped: TrainedCategoriser) -> None:
    because = shipped.propose("Soc dök inte upp i torsdags på mötet den 18 November i Tranås.").because
    assert because
    assert not any(word in " ".join(because) for word in ("torsdag", "18", "November", "Tranås"))


def trained_on_few(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the shipped corpus be a small one, and count the trainings."""
    trainings: list[int] = []

    def counted(texts: tuple[LabelledText, ...], told: Told = untold) -> object:
        trainings.append(len(texts))
        return train(texts, told=told)

    monkeypatch.setattr("backend.categories.classifier.PREPARED", Path("/nowhere"))
    monkeypatch.setattr("backend.categories.classifier.load_corpus", lambda: FEW)
    monkeypatch.setattr("backend.categories.classifier.train", counted)
    return trainings


def test_a_trained_model_is_kept_and_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trainings = trained_on_few(monkeypatch)
    first = TrainedCategoriser.load(tmp_path).propose("FK kom inte")
    again = TrainedCategoriser.load(tmp_path).propose("FK kom inte")
    assert trainings == [len(FEW)]
    assert again == first
    assert len(list(tmp_path.iterdir())) == 1


def test_a_kept_file_that_is_not_a_model_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trainings = trained_on_few(monkeypatch)
    TrainedCategoriser.load(tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:1000])
    TrainedCategoriser.load(tmp_path)
    kept.write_bytes(b"cos\nsystem\n(S'echo'\ntR.")
    TrainedCategoriser.load(tmp_path)
    assert trainings == [len(FEW)] * 3


def test_a_model_that_was_prepared_is_read_at_the_first_start_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trainings = trained_on_few(monkeypatch)
    monkeypatch.setattr("backend.categories.classifier.PREPARED", tmp_path / "prepared")
    shares: list[float] = []
    prepare(shares.append)
    TrainedCategoriser.load(tmp_path / "data")
    assert trainings == [len(FEW)]
    assert not (tmp_path / "data").exists()
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_without_a_place_to_keep_it_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trainings = trained_on_few(monkeypatch)
    monkeypatch.chdir(tmp_path)
    TrainedCategoriser.load()
    assert trainings == [len(FEW)]
    assert list(tmp_path.iterdir()) == []
