"""The promise: a number is told by its date and check digit however loosely it is written, and other numbers are left alone."""

import pytest

from backend.reporting.privacy import find, mask


@pytest.mark.parametrize(
    "number",
    [
        "85-07-09, 9805",
        "85,07,09,9805",
        "85.07.09 nr 9805",
        "850709, de sista är 9805",
        "9 juli 1985-9805",
        "July 9, 1985 - 9805",
        "1985, 9 juli, 9805",
        "9/7-85, 9805",
        "9.7.1985 sista fyra 9805",
        "85 noll sju 09 nittioåtta 05",
        "åttifem noll sju noll nie streck nitti åtta noll fem",
        "nionde juli nittonhundraåttiofem nittioåtta noll fem",
        "eighty-five zero seven zero nine nine eight zero five",
        "991985031234",
    ],
)
def test_a_number_is_found_however_loosely_it_is_written(number: str) -> None:
    assert mask(f"Hos oss: {number} väntar", find(f"Hos oss: {number} väntar")) == "Hos oss: [personnummer] väntar"


@pytest.mark.parametrize(
    "text",
    [
        "Mötet var 9 juli 2026, 14.30 på Teams",
        "Mötet 2026-07-09 klockan 0930 ställdes in",
        "Det var 9 juli 2026, och 2025 var det samma sak",
        "Vi väntade v 10, 11, 12, 13 och 14",
        "Vi bokade 12/3, 14/3 och 26/3 kl 09.30",
        "Tider: 8-12, 13-16.30",
        "fyra av tio, fem av tolv, sex av tjugo, tre av 2026",
        "den första maj 2026 fick vi de sista fyra mötena",
        "Räkningen slutar på 9805 kr",
        "de sista är 2025 års möten",
        "de sista var 14 stycken",
        "mötet slutar 1630",
        "mötena var 4/3-14/3 och 4/3-31/3",
        "1/2-80 % sjukskriven",
        "order 8507099806 från i går",
        "växeln 0104855000",
        "filen 2603011430 är tom",
        "personnummer 2026 får ny rutin",
        "Avtalet från 3 mars 2019 gäller",
    ],
)
def test_dates_hours_and_lists_of_numbers_are_nobodys(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Den som slutar på 9805 väntar",
        "personnumret slutar på 1985",
        "hennes sista fyra är 9805",
        "pnr slutar på -9805",
        "pnr som slutar -9805",
        "de sista siffrorna är 9805",
        "pnr 9805",
        "personnummer slutar 9805",
        "de sista är 9805",
    ],
)
def test_the_end_of_a_number_is_found_alone(text: str) -> None:
    assert [text[span.start : span.end] for span in find(text)] in (["9805"], ["1985"])


@pytest.mark.parametrize("number", ["xxxxxx-9805", "******-9805", "ååmmdd-9805", "8507099806"])
def test_a_number_with_its_day_hidden_or_mistyped_is_found(number: str) -> None:
    assert mask(f"klient {number} väntar", find(f"klient {number} väntar")) == "klient [personnummer] väntar"
