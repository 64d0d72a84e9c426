import pytest

from backend.reporting.doors import Door
from backend.reporting.parties import PartyFinder
from backend.reporting.slag import weigh_slag
from models.enums import Slag

PARTIES = PartyFinder()


def weigh(text: str, learned: Slag) -> tuple[Slag, Door | None]:
    return weigh_slag(text, learned, PARTIES.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "Bra samarbete med AF i Tranås",
        "Samarbetet med AF fungerar mycket bra",
        "Det har aldrig varit svårt att få tag på rehabkoordinatorn",
        "Med AF har det aldrig varit krångligt",
        "stort tack till FK för snabb hjälp",
        "Eloge till soc som ställde upp samma dag",
        "Ingen enda utebliven på hela våren",
        "Förut var det svårt att få svar av AF, men nu fungerar det mycket bra",
        "Inget krångel, inga konstigheter med FK, vilken stor skillnad",
        "Lotsen gav sig inte förrän allt var klart",
        "The cooperation with AF works really well",
    ],
)
def test_praise_is_a_framgangsfaktor_whatever_the_model_says(text: str) -> None:
    assert weigh(text, Slag.BRIST) == (Slag.FRAMGANGSFAKTOR, None)


@pytest.mark.parametrize(
    "text",
    [
        "Samarbetet med AF fungerar inte bra, de läser inte sin mejl",
        "FK brukar vara fantastiska men kom inte i tisdags",
        "Tack till FK för ingenting, de svarar aldrig",
        "Det behövs bättre och ett bra samarbete krävs",
        "Inget bra möte med AF",
        "AF kommer alltid för sent",
        "Samarbetet med AF fungerade bra tills hon slutade",
    ],
)
def test_praise_that_turns_is_left_to_the_model(text: str) -> None:
    assert weigh(text, Slag.BRIST) == (Slag.BRIST, None)


def test_a_failure_that_the_model_takes_for_praise_is_a_brist() -> None:
    assert weigh("Soc kommer inte på rehabmötena. Punkt.", Slag.FRAMGANGSFAKTOR) == (Slag.BRIST, None)
    assert weigh("FK begär in samma papper för fjärde gången, vi orkar inte mer", Slag.FRAMGANGSFAKTOR) == (Slag.BRIST, None)
    assert weigh("Ärendet tappades mellan FK och AF vid övergången", Slag.FRAMGANGSFAKTOR) == (Slag.BRIST, None)
    assert weigh("Avstämningen i torsdags blev inte av", Slag.OKLART) == (Slag.BRIST, None)
    kept = "Trepartssamtalen med AF har efter en trög start blivit en vana. Ingen uteblir."
    assert weigh(kept, Slag.FRAMGANGSFAKTOR) == (Slag.FRAMGANGSFAKTOR, None)
    assert weigh("Dubbla kartläggningar: AF gör en och psyk gör en till nästa vecka", Slag.FRAMGANGSFAKTOR) == (Slag.BRIST, None)


def test_what_was_until_then_does_not_spoil_the_praise_of_what_is_now() -> None:
    assert weigh("Tidigare svarade AF inte, men nu är samarbetet suveränt", Slag.BRIST) == (Slag.FRAMGANGSFAKTOR, None)
    assert weigh("Samarbetet var suveränt, men nu svarar AF inte", Slag.BRIST) == (Slag.BRIST, None)


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("En viss handläggare på AF borde inte få arbeta med människor", Door.EMPLOYEE),
        ("Handläggaren Lisa på AF är så otrevlig mot mina klienter", Door.EMPLOYEE),
        ("Vill göra en lex Sarah-anmälan", Door.LEX_SARAH),
        ("Vart skickar man en lex Maria?", Door.LEX_MARIA),
        ("Patienten är missnöjd med läkaren och vill klaga", Door.PATIENT),
        ("Klienten vill överklaga avslaget", Door.DECISION),
        ("Mitt lösenord funkar inte i Cosmic", Door.IT),
        ("Datorn hängde sig hela förmiddagen", Door.IT),
        ("Min chef vägrar ge mig semester", Door.WORKPLACE),
        ("Min kollega är aldrig på plats", Door.WORKPLACE),
        ("Parkeringen är full varje morgon", Door.WORKPLACE),
    ],
)
def test_what_belongs_elsewhere_has_its_door_whatever_the_model_says(text: str, door: Door) -> None:
    assert weigh(text, Slag.BRIST) == (Slag.EJ_BRIST, door)


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("Hyresvärden sa upp lägenheten", Door.MARKET),
        ("Deltagaren dyker aldrig upp på praktiken", Door.INDIVIDUAL),
        ("Var hittar jag mallen för kallelsen?", Door.QUESTION),
        ("God jul på er allihop", None),
    ],
)
def test_what_the_model_turns_down_is_shown_a_door_when_the_words_tell_of_one(text: str, door: Door | None) -> None:
    assert weigh(text, Slag.EJ_BRIST) == (Slag.EJ_BRIST, door)


@pytest.mark.parametrize(
    "text",
    [
        "AF:s system krånglar så att vi inte får planeringen",
        "Läkaren fräste åt mig på kassan under mötet",
        "Handläggaren på FK var otrevlig mot AF på mötet, nu pratar ingen med varandra",
        "Arbetsgivaren och AF väntar på besked från FK",
    ],
)
def test_what_stands_between_two_parties_is_no_wrong_door(text: str) -> None:
    assert weigh(text, Slag.BRIST) == (Slag.BRIST, None)


def test_another_partys_system_is_a_brist_even_when_the_model_doubts() -> None:
    assert weigh("AF:s system krånglar så att vi inte får planeringen", Slag.EJ_BRIST) == (Slag.BRIST, None)


@pytest.mark.parametrize(
    "text",
    [
        "det funkar inte så bra alltid med samverkan",
        "strul med AF igen",
        "Samarbetet med soc kunde vara bättre",
        "FK är krångliga",
        "Det har hänt en grej",
    ],
)
def test_few_words_that_tell_of_nothing_are_oklart(text: str) -> None:
    assert weigh(text, Slag.BRIST) == (Slag.OKLART, None)


@pytest.mark.parametrize("text", ["strul med AF:s växel igen", "FK är krångliga med intyg", "Svårt att få tag på AF"])
def test_few_words_that_tell_of_something_are_left_to_the_model(text: str) -> None:
    assert weigh(text, Slag.BRIST) == (Slag.BRIST, None)


@pytest.mark.parametrize("text", ["Kommunen kom inte", "FK svarade aldrig", "Psyk uteblev igen", "AF går inte att nå"])
def test_somebody_named_who_did_not_come_is_an_event_in_however_few_words(text: str) -> None:
    assert weigh(text, Slag.OKLART) == (Slag.BRIST, None)


def test_a_clients_schedule_is_no_matter_of_the_writers_workplace() -> None:
    assert weigh("Patienten fick nytt schema men arbetsträningsplatsen visste inget", Slag.BRIST) == (Slag.BRIST, None)
    assert weigh("Mitt schema är alltid fel", Slag.BRIST) == (Slag.EJ_BRIST, Door.WORKPLACE)


def test_where_nobody_is_named_few_words_stay_oklart() -> None:
    assert weigh("Hen kom inte", Slag.OKLART) == (Slag.OKLART, None)


@pytest.mark.parametrize(
    "text", ["dubbla kartläggningar igen", "hamnar mellan stolarna", "ingen äger frågan", "fem läkare på ett år"]
)
def test_a_brist_of_few_words_that_names_nobody_is_known_by_what_failed(text: str) -> None:
    assert weigh(text, Slag.OKLART) == (Slag.BRIST, None)


@pytest.mark.parametrize(
    "text", ["vi pratar förbi varandra", "vem ska göra kartläggningen?", "Varför kommer FK aldrig?", "När ska AF börja svara?"]
)
def test_what_stands_between_the_parties_is_a_brist_even_when_the_model_turns_it_down(text: str) -> None:
    assert weigh(text, Slag.EJ_BRIST) == (Slag.BRIST, None)


def test_a_question_about_how_to_do_is_no_complaint() -> None:
    assert weigh("Hur bokar jag en sip?", Slag.EJ_BRIST) == (Slag.EJ_BRIST, Door.QUESTION)


@pytest.mark.parametrize(
    ("text", "slag"),
    [
        ("Fem handläggare på ett år", Slag.BRIST),
        ("AF deltar inte längre", Slag.BRIST),
        ("AF löste allt på en dag", Slag.FRAMGANGSFAKTOR),
    ],
)
def test_praise_in_few_words_has_a_word_for_it(text: str, slag: Slag) -> None:
    assert weigh(text, Slag.FRAMGANGSFAKTOR) == (slag, None)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("Väntetiden har krympt från fem månader till två", "Väntetiden har krympt från fem månader till fyra, men kön växer"),
        ("Sedan frukostarna började är missförstånden nästan borta", "Missförstånden är borta sedan de slutade svara"),
        ("Vi hittade en lösning som alla står bakom", "Vi hittade en lösning som FK inte godtog"),
        ("AF kom i tid och hade mandat", "AF kom i tid fast utan att veta varför"),
    ],
)
def test_a_trouble_that_ended_is_praise_unless_something_else_is_told_to_fail(good: str, bad: str) -> None:
    belief = {Slag.BRIST: 0.8, Slag.FRAMGANGSFAKTOR: 0.2}

    assert weigh_slag(good, Slag.BRIST, [], belief=belief)[0] is Slag.FRAMGANGSFAKTOR
    assert weigh_slag(bad, Slag.BRIST, [], belief=belief)[0] is Slag.BRIST


def test_a_good_turn_is_not_praise_when_the_model_is_sure_of_something_else() -> None:
    text = "Handledningen från kommunen gick fint på en liten stund"

    assert weigh_slag(text, Slag.BRIST, [], belief={Slag.BRIST: 0.97, Slag.FRAMGANGSFAKTOR: 0.03})[0] is Slag.BRIST


@pytest.mark.parametrize(("share", "expected"), [(0.5, Slag.BRIST), (0.8, Slag.EJ_BRIST)])
def test_what_has_no_door_is_turned_away_only_when_the_model_is_sure(share: float, expected: Slag) -> None:
    belief = {Slag.BRIST: 1 - share, Slag.EJ_BRIST: share}

    assert weigh_slag("Epikrisen kom hit först i dag", Slag.EJ_BRIST, [], belief=belief) == (expected, None)


@pytest.mark.parametrize(
    ("text", "share", "expected"),
    [
        ("Två enheter i länet hade bokat samma deltagare till två olika praktikplatser", 0.8, Slag.BRIST),
        ("Två enheter i länet hade bokat samma deltagare till två olika praktikplatser", 0.9, Slag.FRAMGANGSFAKTOR),
        ("Två enheter i länet hade smidigt bokat var sin praktikplats", 0.4, Slag.BRIST),
        ("Två enheter i länet hade smidigt bokat var sin praktikplats", 0.6, Slag.FRAMGANGSFAKTOR),
    ],
)
def test_praise_needs_more_than_half_of_the_belief_and_most_of_it_without_a_good_word(
    text: str, share: float, expected: Slag
) -> None:
    belief = {Slag.BRIST: (1 - share) / 2, Slag.BEHOV: (1 - share) / 2, Slag.FRAMGANGSFAKTOR: share}

    assert weigh_slag(text, Slag.FRAMGANGSFAKTOR, [], belief=belief)[0] is expected


@pytest.mark.parametrize(
    "failed",
    [
        "Det gick åt skogen med planen", "De lämnade återbud en timme före", "De hoppade av planeringen", "De la på",
        "Jag satt länge i telefonkö", "Ännu en ny handläggare", "Noll svar på fyra mejl", "Ingen sa ett ljud till oss",
        "Han får börja om från noll",
    ],
)  # fmt: skip
def test_what_is_told_to_have_failed_is_praised_on_no_belief(failed: str) -> None:
    belief = {Slag.FRAMGANGSFAKTOR: 0.97, Slag.BRIST: 0.03}

    assert weigh_slag(failed, Slag.FRAMGANGSFAKTOR, [], belief=belief)[0] is Slag.BRIST


def test_whoever_curses_praises_only_with_a_good_word() -> None:
    belief = {Slag.FRAMGANGSFAKTOR: 0.97, Slag.BRIST: 0.03}

    assert weigh_slag("Vilken jäkla karusell", Slag.FRAMGANGSFAKTOR, [], belief=belief)[0] is Slag.BRIST
    assert weigh_slag("Vilket jäkla bra jobb", Slag.FRAMGANGSFAKTOR, [], belief=belief)[0] is Slag.FRAMGANGSFAKTOR


def test_what_fails_and_is_not_told_is_asked_about() -> None:
    belief = {Slag.FRAMGANGSFAKTOR: 0.6, Slag.OKLART: 0.3, Slag.BRIST: 0.1}

    assert weigh_slag("Samarbetet fungerade inte alls", Slag.FRAMGANGSFAKTOR, [], belief=belief)[0] is Slag.OKLART


def test_a_word_of_the_workplace_turns_nothing_away_that_the_model_takes_for_a_brist() -> None:
    text = "Läkaren fick inte in mötet i schemat, så patienten blev utan plan"

    assert weigh_slag(text, Slag.BRIST, [], belief={Slag.BRIST: 0.95, Slag.EJ_BRIST: 0.05})[0] is Slag.BRIST
    assert weigh_slag(text, Slag.EJ_BRIST, [], belief={Slag.BRIST: 0.3, Slag.EJ_BRIST: 0.7})[1] is Door.WORKPLACE


@pytest.mark.parametrize(
    "text",
    [
        "Det har aldrig varit lätt att få tag på FK",
        "Det är aldrig enkelt att nå rehabkoordinatorn",
        "Det är sällan lätt att få tag på vårdcentralen",
        "Det har aldrig varit lätt, och den här veckan gick kassan inte att nå",
        "Det har aldrig varit svårare att få tag på FK",
        "Samarbetet med soc har aldrig varit sämre",
        "Det är inte lätt att nå psykiatrin",
    ],
)
def test_what_was_never_easy_is_no_praise_whatever_the_model_says(text: str) -> None:
    assert weigh(text, Slag.FRAMGANGSFAKTOR)[0] is not Slag.FRAMGANGSFAKTOR
    assert weigh(text, Slag.BRIST)[0] is Slag.BRIST


@pytest.mark.parametrize(
    "text", ["Det har aldrig varit så lätt att få tag på FK", "Det har aldrig varit lättare att nå psykiatrin"]
)
def test_what_was_never_easier_is_praise_where_the_model_says_so(text: str) -> None:
    assert weigh(text, Slag.FRAMGANGSFAKTOR)[0] is Slag.FRAMGANGSFAKTOR
