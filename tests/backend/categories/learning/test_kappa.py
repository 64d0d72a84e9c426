import pytest

from backend.categories.learning.kappa import cohen_kappa


def test_the_example_of_a_textbook() -> None:
    # 50 cases: 20 yes by both, 15 no by both, 5 and 10 apart: agreement 0.7, by chance 0.5.
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    kappa = cohen_kappa(pairs)
    assert (kappa.texts, kappa.agreed) == (50, 35)
    # Wilson's interval for 35 of 50 is 0.5625-0.8090.
    assert [kappa.value, kappa.low, kappa.high] == pytest.approx([0.4, 0.125, 0.618], abs=1e-3)
    assert not kappa.few


def test_full_agreement_on_few_texts_is_not_told_as_certain() -> None:
    kappa = cohen_kappa([("a", "a")] * 6 + [("b", "b")] * 6)
    assert [kappa.value, kappa.high] == pytest.approx([1, 1])
    assert kappa.low is not None
    assert kappa.low < 0.6
    assert kappa.few


def test_what_chance_gives_is_zero_and_worse_is_less() -> None:
    assert cohen_kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")] * 5).value == pytest.approx(0)
    worse = cohen_kappa([("a", "b"), ("b", "a")] * 10)
    assert worse.value == pytest.approx(-1)
    assert worse.low == -1


@pytest.mark.parametrize("pairs", [[], [("a", "b")] * 9, [("a", "a")] * 30])
def test_too_few_texts_or_one_code_alone_give_no_kappa(pairs: list[tuple[str, str]]) -> None:
    assert cohen_kappa(pairs).value is None
