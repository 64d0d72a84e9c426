"""Deficiencies with a polite or hopeful word in them are no praise, and plain praise stays praise; with the learned model."""

from datetime import UTC, datetime

import pytest

from backend.reporting.parties import alias_pattern
from backend.reporting.slag import weigh_slag
from backend.reporting.understand import Understander
from models.enums import PartyCode, Slag

NOW = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
DEFICIENCIES = (
    "jag vill rapportera att FK inte kom till mötet i Tranås i tisdags",
    "rehabkoord på VC Bra Liv i Tranås hörde aldrig av sig igår",
    "Tack vare att FK drog sig ur föll hela planen",
    "Ett bra möte hade krävt att vården var där",
    "Hej och tack för senast! AF kom inte till avstämningen i Eksjö i måndags",
    "Det hade varit bra om FK hade svarat på mejlet",
    "Fint att ni frågar, men soc har inte hört av sig på tre veckor",
    "Tack för att ni läser. Psykiatrin uteblev från SIP:en i Vetlanda igår",
    "Det gick inte att boka ett möte med AF före sommaren",
    "Bra Liv i Nässjö skickade aldrig intyget till FK",
    "Vi hade behövt ett bra stöd från kommunen men ingen ringde tillbaka",
    "AF lovade snabb hjälp och sedan hördes ingenting",
    "Äntligen kom läkaren in i Teams, en timme för sent, och mötet hann ta slut",
    "Klienten var glad och nöjd tills FK drog in sjukpenningen utan att säga till oss",
    "Alla utom FK kom till mötet",
    "Vården kom en kvart före mötets slut och gick direkt",
    "Det fungerar bra bara när den ordinarie handläggaren på AF är på plats",
    "Ett gemensamt möte hade löst det, men AF ville inte",
    "FK skulle hjälpa till med planen men gjorde det aldrig",
    "Mötet med FK i Aneby blev inte av, tack och hej",
    "Soc i Tranås svarar snabbt att de inte har tid",
    "Tack vare ny rutin på AF får vi inte längre veta när någon skrivs ut",
    "Bra Liv Tranås hör inte av sig trots att vi ringt fem gånger",
    "Handläggaren på FK slutade och ingen ny kom",
    "Det vore fint om kommunen deltog på mötena, det gör de inte",
    "Bra rutin på papperet, men AF följer den inte",
    "Vi kom överens om en plan, FK ändrade sig dagen efter",
    "FK tackade nej till mötet i Sävsjö i torsdags",
    "Tack ska ni ha FK, för ett inställt möte till",
    "Jag uppskattar AF men de har inte skickat underlaget",
    "Vänligen notera att vården inte var på plats på mötet i Eksjö",
    "Det är inte bra att FK och AF ger olika besked",
    "Snabb bedömning utlovades av vårdcentralen, nu har vi väntat i fyra månader",
    "Remissen till psykiatrin gick fel och ingen hjälpte klienten",
    "Trevligt möte men ingen från kommunen hade mandat att besluta något",
    "Planen var klar och gemensam, ändå avslutade AF insatsen utan att fråga",
    "Hade FK svarat direkt hade klienten sluppit tre månader utan pengar",
    "VC Bra Liv i Tranås vägrade vara med på SIP",
    "Det skulle ha varit ett bra samarbete mellan AF och soc, det blev ingenting",
    "AF meddelade samma dag att de inte tänkte komma",
    "Klienten fick ingen hjälp av vare sig AF eller kommunen",
    "Tack till FK som glömde skicka kallelsen",
    "Kommunen glömde bjuda in AF till mötet, i övrigt ett fint upplägg",
    "Trevligt bemötande i receptionen men FK hade ingen handläggare på mötet i Tranås",
    "Hej! Hoppas allt är bra. AF har avslutat insatsen mitt i planeringen utan besked till oss.",
    "Vården var snabb att säga nej till SIP",
    "de tjafsar om vem som ska betala",
    "handläggare nummer fem på AF i år, ska vi börja om från noll nu också",
    "finns det en enda plats för hemlösa med missbruk i hela länet, nej",
    "Fyra telefonsvarare på raken, två på FK och två på hälsocentralen, vad ringer man för?",
    "Tack på förhand för hjälpen: soc och FK är oense om vem som betalar arbetsträningen",
    "Vi fick vänta två månader på ett bra svar från FK",
    "Klientens plan gick i stöpet när AF bytte handläggare",
    "AF ringde upp fyra veckor senare",
    "Vi ville ha ett gemensamt möte, FK sa nej",
    "Kommunen lyckades inte boka en tid",
    "Psykiatrin skickar fina brev men tar inte emot klienten",
    "FK:s snabba avslag kom innan läkaren hann skriva",
    "Det blev inget bra möte i Nässjö, bara två av fyra var där",
    "Rehabkoordinatorn på Bra Liv i Eksjö slutade och ingen har tagit över",
    "AF säger att soc ska hjälpa till, soc säger att AF ska hjälpa till",
    "Ett gott samarbete förutsätter att FK svarar i telefon",
    "Samarbetet med FK i Tranås fungerade inte, vi hade meddelat i god tid och ingen kom",
    "Dåligt bemötande från FK på mötet igår, de lät som om klienten hittade på sin värk",
    "Förr var samarbetet med AF jättebra, nu svarar ingen i telefon",
    "Skrev till AF i fredags om att klienten behövde besked samma dag. Svar idag. Försent",
    "FK har inte varit till någon hjälp i ärendet, de hänvisar till AF",
    "Det skar sig på mötet mellan AF och soc om vem som skulle betala",
    "Planen med AF stannade i tisdags när FK och vården inte gjorde sitt",
)
# Nothing in them says what failed: asked about, and never thanked for.
VAGUE = (
    "Samarbetet med FK fungerade inte alls i det här ärendet och det gick ut över individen",
    "Samverkan mellan vården och skolan i Osby brister och det drabbar ungdomarna.",
    "Trots gott samarbete med FK innan har det nu kört ihop sig",
    "Inte så imponerad av AF i Falköping...",
)
PRAISES = (
    "Bra samarbete med FK i Tranås",
    "Stort tack till AF som kom till mötet i Eksjö med en färdig plan",
    "Rehabkoordinatorn på Bra Liv i Tranås är guld värd",
    "FK ringde upp samma dag och löste allt",
    "Soc i Vetlanda ställde upp direkt när det krisade",
    "Mötet i Nässjö gick väldigt bra, alla var förberedda",
    "Tack vare snabb återkoppling från FK kunde klienten börja arbetsträna i tid",
    "Tack vare att AF och soc planerade tillsammans fick klienten jobb",
    "AF och FK delade på ansvaret och det blev riktigt bra",
    "Samarbetet med psykiatrin fungerar utmärkt",
    "Förr svarade FK aldrig, numera ringer de alltid upp samma dag",
    "Tidigare kom vården inte på mötena, men nu är de alltid med och det fungerar jättebra",
    "Alla parter kom till SIP:en i Aneby och vi blev klara på en timme",
    "Vilken skillnad sedan AF fick en fast kontaktperson",
    "Eloge till rehabkoordinatorn på vårdcentralen i Tranås",
    "Läkaren på Bra Liv skrev intyget på en dag, fantastiskt",
    "Jag vill berömma FK för ett fint bemötande",
    "Kommunens handläggare hörde av sig direkt efter utskrivningen, mycket bra",
    "Vi är så nöjda med det gemensamma mötet med AF och FK",
    "Ett gott exempel: soc och AF gjorde en gemensam kartläggning",
    "Handläggaren på FK är en klippa",
    "Tack till kommunen för snabb hjälp",
    "Det har aldrig varit problem att få tag på AF i Sävsjö",
    "Överlämningen från vården till AF gick smidigt",
    "FK hjälpte oss att hitta en lösning samma vecka",
    "Parterna har hittat formen, klienten slipper berätta allt två gånger",
    "Fint möte i Gislaved, FK och vården hade läst på",
    "FK:s handläggare väntade inte utan ringde själv upp läkaren, så skönt",
    "Klienten behövde inte berätta allt två gånger tack vare AF och soc",
    "Nu slipper vi jaga intyg, Bra Liv skickar dem direkt",
    "Ingen ställde in ett enda möte i vår, heja alla parter",
    "AF och FK löste det på en eftermiddag utan att klienten märkte något",
    "Fantastiskt att kommunen hade läst på inför SIP:en",
    "Aldrig har ett möte gått så smidigt som det i Gislaved",
    "Ingen har hoppat av sedan AF och kommunen började ses varje vecka, så skönt",
)


@pytest.mark.parametrize("text", (*DEFICIENCIES, *VAGUE))
def test_what_failed_is_not_praised_whatever_kind_word_is_in_it(understander: Understander, text: str) -> None:
    assert understander.understand(text, NOW).slag is not Slag.FRAMGANGSFAKTOR


@pytest.mark.parametrize("text", PRAISES)
def test_plain_praise_stays_praise(understander: Understander, text: str) -> None:
    assert understander.understand(text, NOW).slag is Slag.FRAMGANGSFAKTOR


def test_a_units_name_praises_nobody() -> None:
    text = "Toppen i Tranås och AF var kvar i fyra minuter"
    assert weigh_slag(text, Slag.FRAMGANGSFAKTOR, [PartyCode.AF])[0] is Slag.FRAMGANGSFAKTOR
    assert weigh_slag(text, Slag.FRAMGANGSFAKTOR, [PartyCode.AF], alias_pattern(["toppen i tranås"]))[0] is Slag.BRIST


@pytest.mark.parametrize(
    "text",
    [
        "Ingen uteblev den här gången, stort tack till FK",
        "Inget möte ställdes in i höst, ett gott exempel",
        "Inga inställda möten och gott samarbete med vården",
        "Ingen ställde in, tack till FK",
    ],
)
def test_a_failure_that_nobody_was_guilty_of_spoils_no_praise(text: str) -> None:
    assert weigh_slag(text, Slag.FRAMGANGSFAKTOR, [PartyCode.FK])[0] is Slag.FRAMGANGSFAKTOR
    other = f"{text}, men vården uteblev"
    assert weigh_slag(other, Slag.FRAMGANGSFAKTOR, [PartyCode.FK])[0] is Slag.BRIST
