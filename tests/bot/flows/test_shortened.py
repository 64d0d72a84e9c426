"""The promise: what is too long is cut after a whole word, and never within what the guard put there."""

import pytest

from backend.reporting.words import LONGEST_TEXT
from bot.flows.guarding import shortened


@pytest.mark.parametrize("last", ["Tranås", "[namn]", "[namn 2]", "[känslig uppgift]"])
def test_no_word_and_no_mark_is_cut_in_two(last: str) -> None:
    for left in range(1, len(last)):
        before = "x " * ((LONGEST_TEXT - left) // 2)
        kept = shortened(f"{before}{last} och mer" + " y" * 20)
        assert last in kept or not any(piece in kept for piece in ("T", "[", "k"))
        assert LONGEST_TEXT - 40 < len(kept) <= LONGEST_TEXT


def test_one_endless_word_is_cut_where_it_must_be() -> None:
    assert len(shortened("x" * 9000)) == LONGEST_TEXT
