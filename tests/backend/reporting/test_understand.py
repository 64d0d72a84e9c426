import time
from datetime import date, datetime

import pytest

from backend.categories.proposal import Candidate, Proposal
from backend.reporting.understand import Door, Period, Understander, UnitAlias, Vocabulary
from backend.times import STOCKHOLM
from models.enums import Intent, PartyCode, Slag

# A Tuesday.
NOW = datetime(2026, 4, 21, 10, 0, tzinfo=STOCKHOLM)


class Fixed:
    """A categoriser that always says the same."""

    def __init__(self, *, recurring: bool | None = None) -> None:
        self._recurring = recurring

    def propose(self, text: str) -> Proposal:
        candidates = (Candidate("NARVARO", 0.7), Candidate("KONTAKT", 0.2), Candidate("TILLIT", 0.1))
        return Proposal(candidates=candidates, slag=Slag.BRIST, recurring=self._recurring)


def test_the_whole_form_is_filled_in_from_one_sentence(understander: Understander) -> None:
    said = understander.understand("FK kom inte på mötet i Tranås i tisdags och hade inte hört av sig", NOW)
    assert said.intent is Intent.RAPPORTERA
    assert said.slag is Slag.BRIST
    assert said.candidates[0].code == "NARVARO"
    assert len(said.candidates) >= 3
    assert said.parties == (PartyCode.FK,)
    assert said.kommun == "Tranås"
    assert said.event_date == date(2026, 4, 14)
    assert said.recurring is not True


@pytest.mark.parametrize("text", ["", "rapportera", "😕", "x" * 30_000, "<script>alert(1)</script>", "مرحبا"])
def test_any_text_is_understood_without_error(understander: Understander, text: str) -> None:
    said = understander.understand(text, NOW)
    assert said.kommun is None
    assert said.parties == ()
    assert len(said.candidates) >= 3


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("The doctor did not show up at the meeting about our client last Tuesday", ("did not show up",)),
        ("Nobody takes responsibility, the client is passed around", ("passed around", "responsibility")),
        ("We all feel it is hard to get things done with the agency", ()),
    ],
)
def test_an_english_text_is_given_the_reason_in_its_own_words_or_none(
    understander: Understander, text: str, because: tuple[str, ...]
) -> None:
    said = understander.understand(text, NOW)
    assert (said.because, said.unfounded, said.english) == (because, not because, True)


@pytest.mark.parametrize(
    "text",
    [
        "AF och soc skyller på varandra i Tranås",
        "ingen vet vem som gör vad",
        "det blir pannkaka när AF och soc planerar samtidigt",
        "dom svarar inte",
        "ingen tar ansvar",
        "De hänvisar runt",
    ],
)
def test_a_brist_of_few_words_is_a_brist_and_is_taken_in(understander: Understander, text: str) -> None:
    said = understander.understand(text, NOW)
    assert (said.intent, said.slag) == (Intent.RAPPORTERA, Slag.BRIST)


def test_a_foerbund_brings_its_own_words() -> None:
    units = (UnitAlias("Kompassen", PartyCode.KOMMUN), UnitAlias("Spåret", PartyCode.ANNAN))
    vocabulary = Vocabulary(kommuner=("Tranås",), units=units)
    said = Understander(Fixed(), vocabulary).understand("Kompassen i Tranås tappade deltagaren efter Spåret", NOW)
    assert (said.kommun, said.parties) == ("Tranås", (PartyCode.KOMMUN, PartyCode.ANNAN))


@pytest.mark.parametrize("text", ["AF uteblev igen", "tredje gången", "Varje månad samma sak", "Händer alltid"])
def test_stated_repetition_is_recurring_whatever_the_categoriser_thinks(text: str) -> None:
    assert Understander(Fixed(recurring=False), Vocabulary.default()).understand(text, NOW).recurring is True


@pytest.mark.parametrize(
    ("text", "recurring"),
    [
        ("Vi har ringt tre gånger", None),
        ("ringt AF sex gånger, noll svar", None),
        ("Tre gånger har vi mejlat soc", None),
        ("Vi har ringt tre gånger och AF uteblev igen", True),
        ("När vi ringt har de uteblivit tre gånger", True),
        ("Samma intyg har kommit tillbaka fyra gånger", True),
    ],
)
def test_how_often_somebody_was_rung_is_no_recurrence_whatever_the_categoriser_thinks(text: str, recurring: bool | None) -> None:
    assert Understander(Fixed(recurring=True), Vocabulary.default()).understand(text, NOW).recurring is recurring


def test_without_a_word_of_it_the_categoriser_decides() -> None:
    for answer in (True, False, None):
        assert Understander(Fixed(recurring=answer), Vocabulary.default()).understand("AF uteblev", NOW).recurring is answer


UNITS = (
    UnitAlias("Jobbhuset", PartyCode.KOMMUN, ("Tranås",)),
    UnitAlias("FK Nässjö", PartyCode.FK, ("Aneby", "Nässjö")),
)
HERE = Understander(Fixed(), Vocabulary(kommuner=("Aneby", "Nässjö", "Tranås"), units=UNITS))


@pytest.mark.parametrize(
    ("text", "served", "proposed"),
    [
        ("Jobbhuset fick ingen kallelse", (), "Tranås"),
        ("FK Nässjö kom inte", (), None),
        ("FK Tranås kom inte", (), "Tranås"),
        ("FK kom inte", ("Aneby",), "Aneby"),
        ("FK kom inte", ("Aneby", "Nässjö"), None),
        ("FK kom inte till mötet i Säffle", ("Aneby",), None),
        ("FK kom inte till mötet i Nässjö", ("Aneby",), None),
    ],
)
def test_a_kommun_is_proposed_only_when_one_alone_is_meant(text: str, served: tuple[str, ...], proposed: str | None) -> None:
    assert HERE.understand(text, NOW, served).kommun_nearby == proposed


def test_a_kommun_of_another_foerbund_is_told() -> None:
    said = HERE.understand("Soc i Säffle svarar inte", NOW)
    assert (said.kommun, said.outside) == (None, "Säffle")


def test_a_period_is_told_only_when_no_day_is() -> None:
    assert HERE.understand("AF uteblev förra veckan", NOW).period == Period(date(2026, 4, 13), date(2026, 4, 19))
    pinned = HERE.understand("AF uteblev i tisdags, och hela förra veckan", NOW)
    assert (pinned.event_date, pinned.period) == (date(2026, 4, 14), None)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The social insurance officer did not show up at the meeting in Tranås last Tuesday", "NARVARO"),
        ("The employment service never answers our emails", "KONTAKT"),
        ("The doctor's certificate was late and incomplete", "UNDERLAG"),
        ("Our system is not known to you, so this is only a test of the words", None),
    ],
)
def test_an_english_report_is_a_brist_with_a_category(understander: Understander, text: str, category: str | None) -> None:
    said = understander.understand(text, NOW)
    assert said.intent is Intent.RAPPORTERA
    assert said.slag is Slag.BRIST
    assert category is None or category in [candidate.code for candidate in said.candidates[:3]]


def test_a_matter_for_another_door_is_told_with_it(understander: Understander) -> None:
    said = understander.understand("En viss handläggare på AF borde inte få arbeta med människor", NOW)
    assert (said.slag, said.door) == (Slag.EJ_BRIST, Door.EMPLOYEE)


class InDoubt:
    """A categoriser that half believes in a question, and finds in a text nothing that is stored."""

    def propose(self, text: str) -> Proposal:
        intents, slags = {Intent.HJALP: 0.6, Intent.RAPPORTERA: 0.4}, {Slag.EJ_BRIST: 0.5, Slag.OKLART: 0.4, Slag.BRIST: 0.1}
        return Proposal(candidates=(Candidate("NARVARO", 0.7),), slag=Slag.EJ_BRIST, slags=slags, intents=intents, recurring=None)


def test_half_the_belief_makes_a_question_of_what_tells_of_nothing_that_is_stored() -> None:
    doubtful = Understander(InDoubt(), Vocabulary.default())
    assert doubtful.understand("Går AF med i det där?", NOW).intent is Intent.HJALP
    assert doubtful.understand("AF går med i det där.", NOW).intent is Intent.RAPPORTERA


@pytest.mark.parametrize("blank", [" ", "\t", "\n"])
def test_blanks_keep_nobody_waiting_and_change_nothing(blank: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        said = reader.understand(f"FK kom inte{blank * length}på mötet i Tranås i tisdags", NOW)
        taken = time.process_time() - began
        assert (said.kommun, said.parties) == ("Tranås", (PartyCode.FK,))
        return taken

    reader = Understander(Fixed(), Vocabulary.default())
    seconds(1)  # the lists are read once
    longer = min(seconds(3900) for _ in range(3))
    # A twentieth of a second is too little to compare.
    assert longer < 0.05 or longer < 9 * min(seconds(975) for _ in range(3))
