"""The promise: case numbers and home addresses are found, and laws, dates, our own numbers and visiting addresses aren't."""

import pytest

from backend.reporting.privacy import find


def found(text: str) -> list[tuple[str, str]]:
    return [(str(span.kind), text[span.start : span.end]) for span in find(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("FK dnr 2026/123 avslogs", "2026/123"),
        ("Dnr: AF-2026/0034 1234 ligger kvar", "AF-2026/0034 1234"),
        # registers whose letters begin as a word that none has: vecka, höstterminen, direktiv, mars, betänkande
        ("Se VTS 2026/1234", "VTS 2026/1234"),
        ("HTA 2026-0123 är hos er", "HTA 2026-0123"),
        ("Dirk 2026-0123 är hos er", "Dirk 2026-0123"),
        ("Beta 2026/123 är hos er", "Beta 2026/123"),
        ("diarienummer SN 2026-0123", "SN 2026-0123"),
        ("se SN 2026-0123", "SN 2026-0123"),
        ("mål nr 1234-26", "1234-26"),
        ("Målet 1234-25 i kammarrätten", "1234-25"),
        ("dnr 24SN123", "24SN123"),
        ("brevet till henne (id 2026-AF-30917)", "2026-AF-30917"),
        ("FK dnr 01234-2025/7", "01234-2025/7"),
        ("ärende 12345678 är stängt", "12345678"),
        ("Han har akt A-20931 hos AF", "A-20931"),
        ("Kundnummer 1234567 hos AF", "1234567"),
        ("klientnr 88123 är stängt", "88123"),
        ("yttrandet IFN 77/2026 är obesvarat", "IFN 77/2026"),
        ("KS-26-0311 hos kommunen", "KS-26-0311"),
        ("kassans 4410-7731/26", "4410-7731/26"),
        ("Ansökan har nr 2026:3317 hos FK", "2026:3317"),
    ],
)
def test_a_case_number_is_found_without_its_word(text: str, number: str) -> None:
    assert found(text) == [("arendenummer", number)]


def test_a_telephone_number_beside_a_case_number_is_still_one() -> None:
    assert found("FK dnr 01234-2025/7, ring 070-123 45 67") == [("arendenummer", "01234-2025/7"), ("telefon", "070-123 45 67")]


def test_the_floor_goes_with_the_address() -> None:
    assert found("Hon bor på Lindgatan 6, vån 3.") == [("adress", "Lindgatan 6, vån 3")]


@pytest.mark.parametrize("born", ["1985 07 01", "85 07 01", "1985-07-01"])
def test_a_date_right_before_the_last_four_is_a_birth(born: str) -> None:
    assert found(f"{born}, de fyra sista är 2385") == [("fodelsedatum", born), ("personnummer", "2385")]


@pytest.mark.parametrize(
    "text",
    [
        "SB-2026-0042 och ärende SB-2026-0042, dnr SM-2026-0007",
        "ärende 3 idag",
        "målgruppen 30–50",
        "SOU 2018:32, prop. 2025/26:12, SFS 2018:1937",
        "dnr saknas 2026",
        "mötet med AF 11/2026, enligt SFS nr 2010:800",
        "läsåret 2025-2026/27",
        "växeln 0380-55000/01",
        "växeln 0380-5500/26",
        "TEL-08-55000",
        "FK 2026-03-12",
    ],
)
def test_what_is_no_case_number_raises_no_alarm(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "Storgatan 12 B",
        "storgatan 5",
        "Lindvägen 3",
        "Norra Esplanaden 22A",
        "Kungsgatan 4 lgh 1102",
        "Järnvägsgatan 10, 3 tr",
        "Skolvägen 15, 571 31 Nässjö",
        "Box 114, 573 22 Tranås",
    ],
)
@pytest.mark.parametrize("frame", ["Hon bor på {}.", "Brevet gick till {} i maj"])
def test_an_address_is_found_whole(address: str, frame: str) -> None:
    assert found(frame.format(address)) == [("adress", address)]


@pytest.mark.parametrize(
    "text", ["AF:s kontor på Storgatan 12", "Vårdplaneringen 9 maj", "väg 40 var stängd", "Storgatan var avstängd"]
)
def test_what_is_nobodys_address_raises_no_alarm(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["Besöksadress: Rådhustorget 2, Eksjö.", "Vi ses på kontoret, Järnvägsgatan 8."])
def test_the_address_of_an_office_may_follow_a_colon_or_a_comma(text: str) -> None:
    assert find(text) == ()
