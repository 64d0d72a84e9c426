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
        "Selma Lagerlöfs skola anmälde inte frånvaron",
        "Karl Johans vårdcentral remitterade tillbaka",
        "Gunnels kafé, dagverksamheten i centrum, har stängt",
        "Torstens Trädgård har ingen ledig plats",
        'Vi väntar på "Hugo", det nya systemet, sedan i våras',
        "Rosmarie och Bengt, alltså de två vårdcentralerna, skyller på varandra",
        "Ingvar, motiverande metod för unga, ges bara här",
        "Astrid är namnet på vår nya projektidé",
        '"Astrid" ligger nere igen och vi faxar',
        "Systemet Hugo krånglar med vårt inlogg",
        "Projektet Tilda ledde till att fler fick jobb",
        "Insatsen Hilda fick avslutas i förtid",
        "Elin ligger nere var och varannan vecka, och då faxar vi",
        "lisa funkar inte med kommunens inlogg",
        "sju mejl till af och vi har hört NADA",
        "Då fungerade projektet Klara riktigt bra",
        "Verkstaden Lisa har stängt. Vi skickar ingen till Lisa",
        "Stella, det nya journalsystemet, ligger nere",
        "Kennet är full. Vi skickar folk till verkstaden Kennet i Borås",
        "Activa fick uppdraget av AF",
        "Vab hos FK går inte att räkna på",
        "Enhetschef Vuxen och avdelningschef Individ och familj kom inte",
        "Ring sektionschef Barn och unga, eller studievägledare Vux",
        "Skifte på AF igen, och avsteg hos FK",
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
        ("Selma Andersson fick inget svar", "Selma Andersson"),
        ("Karin Larssons skola anmälde inte", "Karin Larssons"),
        ("Vi ringde Gunnel, dagverksamheten svarade inte", "Gunnel"),
        ("Lisa, mottagningssköterska, ringde", "Lisa"),
        ("Astrid ligger nere på avdelning 5", "Astrid"),
        ("Hugo fungerar inte med andra", "Hugo"),
        ("Cosmic och Björn svarar inte", "Björn"),
        ("Vi ringde Capio och Linda", "Linda"),
        ("De nämnde en kurs Lisa höll i våras", "Lisa"),
        ("Insatsen Fatima fick avslutades utan besked", "Fatima"),
        ("Rutinen Karin tog fram följs inte", "Karin"),
        ("Rasheed, vårdcentralen i Tranås, ringde aldrig", "Rasheed"),
        ("Lisa krånglar med inlogget", "Lisa"),
        ("Elin låg nere varje vinter", "Elin"),
        ("Elin går ner varje vecka i arbetstid", "Elin"),
        ("Vi ringde AF och NADA på FK", "NADA"),
        ("Vi ringde FK å NADA", "NADA"),
        ("Anna Ek funkar inte med kommunens inlogg", "Anna Ek"),
        ("Läkaren Anna Ek, vårdcentralen i Tranås, svarar inte", "Anna Ek"),
        ("Läkaren Anna, ett nytt system, svarar inte", "Anna"),
        ("Anna Ek, Tranås vårdcentral, svarar inte", "Anna Ek"),
        ("Anna Ek vårdcentralen i Tranås svarar inte", "Anna Ek"),
        ("Anna Ek, boende i Tranås, kom inte", "Anna Ek"),
        ("Anna Ek, det nya systemet, kom inte", "Anna Ek"),
        ("Anna E, det nya systemet, kom inte", "Anna E"),
        ("Anna, boende i Tranås, kom inte", "Anna"),
        ("Lisa, mottagningen i Tranås, svarar inte", "Lisa"),
        ("Lisa, kommunens mottagning, svarar inte", "Lisa"),
        ("Karins hus, boendet i Tranås, har mögel", "Karins"),
        ("Karin Eks hus, kvinnojouren i staden, har stängt", "Karin Eks"),
        ("Verkstaden Lisa har stängt. Lisa ringde aldrig.", "Lisa"),
        ("Verkstaden Lisa har stängt. Vi ringde handläggaren Lisa", "Lisa"),
        ("Vi mötte team Lisa. Vi väntar på Lisa", "Lisa"),
        ("Anna Svensson krånglar med inloggningen", "Anna Svensson"),
        ("Anna Svensson strulade med inloggningen", "Anna Svensson"),
        ("Anna krånglar med inloggningen", "Anna"),
        ("Hur fungerar Björn?", "Björn"),
        ("Elin ligger nere igen", "Elin"),
        ("Boendestödjaren Lars kom inte", "Lars"),
        ("Vi ringde avdelningschefen Zerihun", "Zerihun"),
        ("projektledaren Hodan svarade", "Hodan"),
        ("kurator Ros-Marie svarade", "Ros-Marie"),
        ("Skolan Hodan går på har inte svarat", "Hodan"),
    ],
)
def test_who_is_somebody_is_still_found(text: str, found: str) -> None:
    assert [text[span.start : span.end] for span in find(text)] == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("soc-gunilla säger en sak", "gunilla"),
        ("Liv och hennes mamma väntar", "Liv"),
        ("skickar detta åt gunnilla som är sjuk", "gunnilla"),
        ("ann katrin i receptionen", "ann katrin"),
        ("pratade med hans på soc", "hans"),
        ("Nalle kallas han, men i registren står inget", "Nalle"),
    ],
)
def test_a_name_is_found_however_it_is_told(text: str, found: str) -> None:
    assert [text[span.start : span.end] for span in find(text)] == [found]


@pytest.mark.parametrize(
    "text", ["Vi fick besked via Lisa. Lisa ringde aldrig.", "Sanna, Ida o jag åkte dit", "ebba & lo från fältarna kom"]
)
def test_both_are_found(text: str) -> None:
    assert len(find(text)) == 2


@pytest.mark.parametrize("text", ["Oftast kallas hon till möte", "prata med någon på af", "Kommunen och hennes mamma väntar"])
def test_a_word_that_is_no_name_is_left_beside_what_tells_of_one(text: str) -> None:
    assert find(text) == ()
