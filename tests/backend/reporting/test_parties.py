import pytest

from backend.categories.corpus import load_corpus
from backend.reporting.parties import PartyFinder, UnitAlias
from models.enums import PartyCode

AF, FK, VARD, KOMMUN, ANNAN = PartyCode.AF, PartyCode.FK, PartyCode.VARD, PartyCode.KOMMUN, PartyCode.ANNAN
FINDER = PartyFinder()


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("FK kom inte", (FK,)),
        ("kassan svarar inte, AF:s växel inte heller", (FK, AF)),
        ("Försäkringskassans handläggare", (FK,)),
        ("SIUS och jobb- och utvecklingsgarantin", (AF,)),
        ("rehabkoord på VC Bra Liv", (VARD,)),
        ("vuxenpsyk, BUP och öppenpsykiatrin", (VARD,)),
        ("psykiatrins läkare", (VARD,)),
        ("vi på soc", (KOMMUN,)),
        ("vi på ek bist och AME", (KOMMUN,)),
        ("ek.bistånd, IFO och LSS-handläggaren", (KOMMUN,)),
        ("socialpsykiatrin i kommunen", (KOMMUN,)),
        ("skolan och elevhälsan", (KOMMUN,)),
        ("personligt ombud här", (KOMMUN,)),
        ("frivården ringde inte", (ANNAN,)),
        ("a-kassan väntar på besked från kassan", (ANNAN, FK)),
        ("förbundets insats", (ANNAN,)),
        ("Arbetsgivaren kom inte till avstämningsmötet", (ANNAN,)),
        ("Arbetsförmedligen svarar inte", (AF,)),
        ("försäkringkassan kom aldrig", (FK,)),
        ("rehabkoordinatron är ensam", (VARD,)),
        ("komunen vill inte", (KOMMUN,)),
        ("Bytt handläggare igen på Fk", (FK,)),
        ("AF:s plats i Balder-teamet är tom", (AF, ANNAN)),
        ("FK drog sig ur projekt Klara", (FK, ANNAN)),
        ("Team Försäkringskassan svarade inte", (FK,)),
        ("Projektet Arbetsförmedlingen driver saknar handledare", (AF,)),
        ("Varken Team Kommunen eller Team Magnolia kom", (KOMMUN, ANNAN)),
        ("Psykosteamet Hisingen och rehabteam Söder", (VARD,)),
        ("Hon har berättat allt för insatsteamet", (ANNAN,)),
        ("Solna stad och smärtcentrum är oense", (KOMMUN, VARD)),
        ("KSS kan inte intyga", (VARD,)),
        ("Arbetsgivarens plan saknas", (ANNAN,)),
        ("Arbetsgivaren, ett åkeri, betalar inte lönen", (ANNAN,)),
        ("Varken deltagaren, arbetsgivaren eller FK har hört något", (ANNAN, FK)),
    ],
)
def test_a_party_is_known_by_any_of_its_names(text: str, parties: tuple[PartyCode, ...]) -> None:
    assert FINDER.find(text) == parties


@pytest.mark.parametrize(
    "text",
    [
        "vi hade inget möte",
        "handläggaren svarar inte",
        "alla parter var överens",
        "Arbetsgivaren undrar vad vi håller på med",
        "socker, social fobi, sociala medier, kommunikation",
        "hon vårdas hemma och behöver vila",
        "läkemedel",
        "samverkan",
        "insatser saknas",
        "kassan är helt tom",
        "hon började hos arbetsgivaren på måndagen",
        "vi är två samordnare för åtta kommuner",
        "passerkortet till Regionens hus fungerar inte",
        "teamet löstes upp",
        "det finns inga pengar kvar i kassan",
        "praktiken kvalificerar inte till a-kassan",
        "",
    ],
)
def test_what_only_looks_like_a_party_is_none(text: str) -> None:
    assert FINDER.find(text) == ()


def test_a_foerbund_adds_its_own_names() -> None:
    finder = PartyFinder(
        [UnitAlias("Kompassen", KOMMUN), UnitAlias("Sankt Lars", VARD), UnitAlias("Sikta mot arbetslivet", ANNAN)]
    )
    assert finder.find("kompassen och sankt  lars tappade bort henne efter Sikta mot arbetslivet") == (KOMMUN, VARD, ANNAN)
    assert FINDER.find("kompassen") == ()


def test_the_corpus_is_read_nearly_as_by_its_writers() -> None:
    hits = said = true = 0
    for text in load_corpus():
        found = set(FINDER.find(text.text))
        hits += len(found & text.parties)
        said += len(found)
        true += len(text.parties)
    assert 2 * hits / (said + true) > 0.95


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Vi på soc väntar på kassan", KOMMUN),
        ("kassan ringde aldrig oss på AME", KOMMUN),
        ("jag som SIUS fick inte komma in på soc", AF),
        ("Jag är distriktssköterska. Biståndsbeslutet ändrades", VARD),
        ("FK kom inte, vi hos den lokala psykiatrin väntade", VARD),
        ("Vi i insatsen fick ett samtal från AF", ANNAN),
        ("Här på FK vet ingen vad soc gör", FK),
        ("Ny på EB i Gnesta", KOMMUN),
        ("Som personligt ombud har jag fullmakt hos FK", KOMMUN),
        ("Rehabkoordinator här. Soc svarar inte.", VARD),
        ("Rehabkoordinator på vårdcentralen här. Soc svarar inte.", VARD),
        ("Aneby kommun, IFO här. VC svarar inte.", KOMMUN),
        ("Remissen till vår mottagning kom från soc", VARD),
        ("We at the Social Insurance Agency were not invited", FK),
        ("vi har väntat på AF", None),
        ("AF och soc kom inte", None),
        ("Hon bor hos oss", None),
    ],
)
def test_the_side_that_the_writer_calls_vi_is_told_apart(text: str, own: PartyCode | None) -> None:
    assert FINDER.read(text).own is own


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("vård- och omsorgsförvaltningen svarar inte", (KOMMUN,)),
        ("AF:s arbetspsykolog och AME:s arbetsterapeut", (AF, KOMMUN)),
        ("psykologen på AF", (AF,)),
        ("The employment service and the social worker disagree with the hospital", (AF, KOMMUN, VARD)),
        ("the doctor's certificate was late", (VARD,)),
        ("soctjänst, arb.förm. och psyköppenvården", (KOMMUN, AF, VARD)),
    ],
)
def test_the_longer_name_and_the_owner_of_a_profession_decide(text: str, parties: tuple[PartyCode, ...]) -> None:
    assert FINDER.find(text) == parties


def test_a_shortened_name_of_the_kommuns_support_is_the_kommun() -> None:
    assert PartyFinder().find("Ekonomiskt bist svarade inte") == (PartyCode.KOMMUN,)
