"""What a field holds as text."""

import pytest

from backend.fields import LARGEST_ID, read_id, read_number


@pytest.mark.parametrize(("held", "found"), [("1", 1), ("007", 7), (str(LARGEST_ID), LARGEST_ID)])
def test_an_id_is_read_up_to_what_a_column_holds(held: str, found: int) -> None:
    assert read_id(held) == found


@pytest.mark.parametrize("held", ["", "0", "-1", " 1", "1.0", "\u0663", "\u00b2", str(LARGEST_ID + 1), "9" * 18, "9" * 5000])
def test_what_no_row_can_have_is_no_id(held: str) -> None:
    assert read_id(held) is None


@pytest.mark.parametrize(("held", "found"), [("1", 1), ("40", 40), ("41", None), ("0", None), ("-1", None), ("x", None)])
def test_a_number_is_read_up_to_the_greatest_that_may_be(held: str, found: int | None) -> None:
    assert read_number(held, 40) == found
