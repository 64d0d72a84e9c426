"""The promise: what the guard puts in a text never makes it too long, however much of it is taken out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.reporting.privacy import find, mask
from backend.reporting.spans import HIDDEN, LONGEST_TEXT, MOST_GROWN, length_of
from backend.reporting.words import check_length

PIECES = [
    "Eva", "Bo", "Li Ek", "Anna Ek", "Omar", "850709-9805", "070-174 06 05", "a@b.se", "[namn]", "[namn 2]", "[känslig uppgift]",
    "kom inte på mötet.", "FK", "ringde till", "Tranås", "depression",
]  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40))
def test_a_text_that_is_just_within_the_limit_is_so_with_all_that_is_found_taken_out(pieces: list[str]) -> None:
    said = " ".join(pieces)
    while length_of(longer := f"{said} {said}") <= LONGEST_TEXT:
        said = longer
    text = said + " x" * ((LONGEST_TEXT - length_of(said)) // 2)
    masked = mask(text, find(text))
    check_length("text", masked)
    assert len(masked) <= LONGEST_TEXT + MOST_GROWN, "what a card has room for"


@pytest.mark.parametrize("name", ["Eva", "Bo"])
@pytest.mark.parametrize("times", [1, 9, 400])
def test_a_mark_says_what_was_taken_out_where_it_has_room(name: str, times: int) -> None:
    said = f"{name} ringde. " * min(times, LONGEST_TEXT // (len(name) + 9))
    text = said + "x " * ((LONGEST_TEXT - len(said)) // 2)
    masked = mask(text, find(text))
    check_length("text", masked)
    assert name not in masked
    assert (HIDDEN in masked) == (times == 400)
    assert "[namn]" in masked, "the first ones are told as long as there is room"


@pytest.mark.parametrize("longest", [40, 300, 1000])
@pytest.mark.parametrize("said", ["Bo ringde. ", "Li Ek, Bo, Eva. ", "a@b.se "])
def test_what_has_room_in_a_short_field_has_it_masked(longest: int, said: str) -> None:
    text = (said * longest)[:longest].strip()
    masked = mask(text, find(text))
    assert find(masked) == ()
    check_length("purpose", masked, longest)
