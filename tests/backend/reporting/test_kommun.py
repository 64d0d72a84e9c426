import pytest

from backend.reporting.kommun import KommunFinder, swedish_kommuner

FINDER = KommunFinder(swedish_kommuner())


def test_there_are_290_kommuner() -> None:
    assert len(swedish_kommuner()) == 290


@pytest.mark.parametrize("kommun", list(swedish_kommuner()))
def test_every_kommun_is_found_by_its_name(kommun: str) -> None:
    assert FINDER.find(f"Soc i {kommun} svarar inte") == kommun
    assert FINDER.find(f"Avtalet med {kommun} kommun gick ut") == kommun


@pytest.mark.parametrize(
    ("text", "kommun"),
    [
        ("Tranås LSG har inte träffats", "Tranås"),
        ("Leksands kommun frågar vem de ska prata med", "Leksand"),
        ("mötet i tranås ställdes in", "Tranås"),
        ("mötet i flen ställdes in", "Flen"),
        ("AF i Ånge drog sig ur", "Ånge"),
        ("Något skaver mellan oss på AF och AME i Vara", "Vara"),
        ("Flen: ingen ny koordinator", "Flen"),
        ("Flen har inget AF-kontor", "Flen"),
        ("Handläggaren i Upplands Väsby svarar inte", "Upplands Väsby"),
        ("På mötet om killen i Malung", "Malung-Sälen"),
        ("Soc på Gotland fick inget veta", "Gotland"),
        ("vårdcentralen i Huddinge har stafettläkare", "Huddinge"),
        ("Boendestödet i Aneby kan inte köra honom till psykmottagningen i Eksjö", "Aneby"),
        ("Kvinnan bor hos släktingar i Flen men är skriven hos oss i Eskilstuna", "Eskilstuna"),
        ("Den som bor i Gnesta men har sin läkare i Stockholms län", "Gnesta"),
    ],
)
def test_a_named_kommun_is_found(text: str, kommun: str) -> None:
    assert FINDER.find(text) == kommun


@pytest.mark.parametrize(
    "text",
    [
        "AF Nässjö hinner inte",
        "Fjärde handläggaren på AF Katrineholm",
        "Mejlade psykmottagningen i Eksjö",
        "Inskrivningen från lasarettet i Nyköping kom",
        "Psyk i Eksjö lämnade återbud",
        "jag från FK hade kört från Sundsvall",
        "inte delta utanför Region Uppsala",
        "Det kan vara svårt",
        "Vara eller icke vara",
        "De vill ha en ale",
        "Mark har inget med saken att göra",
        "i mark och vatten",
        "Mora är hon inte",
        "vi måste boden",
        "Samverkan fungerar",
        "",
    ],
)
def test_a_clinic_an_office_a_county_or_a_common_word_is_no_kommun(text: str) -> None:
    assert FINDER.find(text) is None


def test_a_kommun_outside_the_vocabulary_is_not_looked_for() -> None:
    assert KommunFinder(["Tranås"]).find("AME i Vetlanda") is None


HOGLANDET = KommunFinder(["Eksjö", "Tranås", "Vetlanda"])


@pytest.mark.parametrize(
    ("text", "kommun", "nearby", "outside"),
    [
        ("FK Tranås svarar inte", None, "Tranås", None),
        ("psyk i Eksjö tar inte emot", None, "Eksjö", None),
        ("Soc i Vetlanda väntar på psyk i Eksjö", "Vetlanda", None, None),
        ("AF Nässjö har bytt handläggare", None, None, None),
        ("Soc i Säffle svarar inte", None, None, "Säffle"),
        ("Hon bor i Säffle men är inskriven hos oss i Tranås", "Tranås", None, None),
        ("Möte i Region Kalmar", None, None, None),
        ("Det kan vara svårt", None, None, None),
        ("Skickade remissen till Närhälsan Tranås", None, "Tranås", None),
        ("kö till psykolog på Eksjö öppenpsyk", None, "Eksjö", None),
        ("Så är det runt gruppboendet Vetlanda", None, "Vetlanda", None),
        ("Mejlade öppenpsykiatrin i Eksjö om N.K. från Tranås", "Tranås", None, None),
        ("Vi har letat från Eksjö till Tranås", None, None, None),
        ("Personen flyttade från Eksjö till Tranås", "Tranås", None, None),
        ("Det finns en plats norr om Vetlanda", None, None, None),
        ("FK centraliserade till Eksjö", None, None, None),
        ("Folk får åka till Eksjö", None, None, None),
        ("tranås stads ame vill inte", "Tranås", None, None),
    ],
)
def test_a_place_is_named_proposed_or_outside(text: str, kommun: str | None, nearby: str | None, outside: str | None) -> None:
    found = HOGLANDET.read(text)
    assert (found.kommun, found.nearby, found.outside) == (kommun, nearby, outside)


@pytest.mark.parametrize(("text", "kommun"), [("Nässjöborna får vänta", "Nässjö"), ("för tranåsborna är det värre", "Tranås")])
def test_the_people_of_a_kommun_name_it(text: str, kommun: str) -> None:
    assert KommunFinder(("Nässjö", "Tranås")).find(text) == kommun


@pytest.mark.parametrize(
    ("text", "kommun"),
    [("Arvid Lund opererades i fel knä", None), ("I Lund opereras ingen", "Lund"), ("Planen som Falu kommun har gjort", "Falun")],
)
def test_a_last_name_is_no_kommun_and_a_kommun_is_known_by_its_other_form(text: str, kommun: str | None) -> None:
    assert FINDER.find(text) == kommun


@pytest.mark.parametrize(
    ("text", "kommun"),
    [
        ("Tranas LSG har inte träffats", "Tranås"),
        ("Soc i jonkoping svarar inte", "Jönköping"),
        ("malmo kommun svarar inte", "Malmö"),
        ("Malmos socialtjänst svarar inte", "Malmö"),
        ("Handlaggaren i Upplands Vasby svarar inte", "Upplands Väsby"),
        ("Soc i Nassjö svarar inte", "Nässjö"),
        ("Skolan i Habo svarar inte", "Habo"),
    ],
)
def test_a_kommun_is_known_without_its_dots(text: str, kommun: str) -> None:
    assert FINDER.find(text) == kommun


@pytest.mark.parametrize(
    "text",
    ["Ange orten", "De satt i salen", "Are they coming?", "Nu laxa vi", "skriv till soc@tranas.example", "en tranas bo"],
)
def test_another_word_or_a_small_one_without_dots_is_no_kommun(text: str) -> None:
    assert FINDER.find(text) is None
