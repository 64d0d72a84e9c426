import pytest

from backend.categories.corpus import load_corpus
from backend.categories.features import CONCEPTS, COUPLES, NGRAMS, WORDS, places, weights


def couples(text: str) -> set[str]:
    return {feature for feature in weights(text) if feature[0] == COUPLES}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FK har inte svarat", "Socialtjänsten svarade tyvärr inte"),
        ("Hon släpptes utan papper", "Patienten släpptes hem utan papper"),
    ],
)
def test_whoever_it_was_what_was_done_is_the_same_couple(one: str, other: str) -> None:
    assert couples(one) & couples(other)


def test_words_of_two_sentences_and_words_far_apart_are_no_couple() -> None:
    assert couples("Remissen saknas. Chefen slutade") == couples("Remissen saknas") | couples("Chefen slutade")
    far_apart = couples("Remissen ett två tre fyra fem sex sju tappades")
    assert not any("remiss" in couple and "tapp" in couple for couple in far_apart)


def test_what_a_text_is_read_as_stands_somewhere_in_it() -> None:
    for text in load_corpus()[::40]:
        told = {feature for _, _, features in places(text.text) for feature in features}
        read = {feature for feature in weights(text.text) if feature[0] in (WORDS, NGRAMS, COUPLES)}
        # A kommun of two words is one word when read, and two where it stands.
        assert len(read - told) <= 0.1 * len(read), text.id


def test_case_changes_no_concept_and_a_letter_that_grows_when_it_is_small_moves_none() -> None:
    text = "İsmet: FK DÖK ALDRIG UPP på mötet"
    assert CONCEPTS + "not_there" in weights(text)
    start = text.index("DÖK")
    assert any(begins == start and names == (CONCEPTS + "not_there",) for begins, _, names in places(text))
