"""The promise: houses, units and firms with names like people's are left alone, and people beside them are still found."""

import pytest

from backend.reporting.privacy import find


@pytest.mark.parametrize(
    "text",
    [
        "Marielund svarade inte på remissen",
        "Linden, Eken och Björken heter våra boenden",
        "Maj var lugnt men i april kom ingen",
        "Omorg på psyk gjorde att ingen svarar",
        "Handläggaren Solgårdens svar dröjer, och Björklidens personal vet inget",
        "Rehabenheten Kronan, psykavdelningen Vega och MVC Nova svarar inte",
        "Beroendeakuten Linden säger psyk, Närsjukvården Öst säger nästa år",
        "De som bor på härbärget Grimman eller Villa Rosa har ingen vård",
        "Hela Norrby väntar, och Sundby och Lundby likaså",
        "Lönen för Lucia är fel, säger akuten SÖS",
        "Boendet ligger mellan Kristineberg och centrum",
        "Vivida tog över efter Attendo",
        "Payoff gjorde en egen utredning",
        "Sara Skyddsnät hade ingen kö",
        "Stiftelsen Anna Linds minne betalar inte platsen",
        "Pilotprojektet Tilda är avslutat",
        "Kommunens nummer 036-10 50 00 gick inte fram",
        "Servicekontoret på Västra Storgatan 8 kunde inte hjälpa till",
        "Vi sitter numera på Kungsgatan 23",
        "Mötet skulle hållas på Järnvägsgatan 5",
        "Olof Palmes gata 9 är ingen bra plats för ett möte",
    ],
)
def test_what_only_bears_a_name_is_nobody(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi pratade med Marie Lund om det", "Marie Lund"),
        ("Handläggaren Rosengren svarade inte", "Rosengren"),
        ("Sara Lindkvist hade ingen tid", "Sara Lindkvist"),
        ("Hembesök på Järnvägsgatan 5 blev inte av", "Järnvägsgatan 5"),
        ("Hon satt i trapphuset på Kungsgatan 23", "Kungsgatan 23"),
        ("Klientens nummer 036-10 50 00 gick inte fram", "036-10 50 00"),
    ],
)
def test_who_is_somebody_is_still_found(text: str, found: str) -> None:
    assert [text[span.start : span.end] for span in find(text)] == [found]
