"""What of a paper in another language is somebody's own words in Swedish."""

import pytest

from digests.own_words import own_words, parts_of
from models.enums import PartyCode

OWN = own_words({"title": "Vem kallar?"}, ("Kallelsen skickas av AME.", 'Han sa "nej"'), "NARVARO", "tranas", PartyCode.AF, 3)


def test_a_comment_of_nothing_but_full_stops_parts_nothing() -> None:
    assert list(parts_of("No report", own_words(". ."))) == [("No report", False)]


def test_codes_and_keys_are_nobodys_words_and_quotes_are_as_in_print() -> None:
    assert OWN == ("Kallelsen skickas av AME.", "Han sa ”nej”", "Vem kallar?")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Vem kallar? (FR-2026-0003)", [("Vem kallar?", True), (" (FR-2026-0003)", False)]),
        (
            "Under way: Kallelsen skickas av AME, by 3 May",
            [("Under way: ", False), ("Kallelsen skickas av AME", True), (", by 3 May", False)],
        ),
        ("Kallelsen skickas …", [("Kallelsen skickas …", True)]),
        ("Two of them …", [("Two of them …", False)]),
        ("No report", [("No report", False)]),
    ],
)
def test_a_text_is_parted_where_somebodys_words_begin_and_end(text: str, parts: list[tuple[str, bool]]) -> None:
    assert list(parts_of(text, OWN)) == parts
    assert "".join(part for part, _ in parts) == text
