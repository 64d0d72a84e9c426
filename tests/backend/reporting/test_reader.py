"""What is chosen beforehand among proposals."""

from dataclasses import replace

from backend.reporting.reader import SURE, category_beforehand, likely_category, why_proposed
from backend.reporting.understand import Candidate, Understanding
from models.enums import Intent, Slag


def test_what_works_well_must_be_surer_before_its_category_is_chosen() -> None:
    proposed = (Candidate("NARVARO", 0.5), Candidate("KONTAKT", 0.1))
    assert likely_category(proposed, Slag.BRIST) == "NARVARO"
    assert likely_category(proposed, Slag.FRAMGANGSFAKTOR) == ""
    assert likely_category((Candidate("NARVARO", 0.6), *proposed[1:]), Slag.FRAMGANGSFAKTOR) == "NARVARO"


def test_praise_is_no_example_of_what_fits_nowhere() -> None:
    proposed = (Candidate("OVRIGT", 0.9), Candidate("KONTAKT", 0.1))
    assert likely_category(proposed, Slag.BRIST) == "OVRIGT"
    assert likely_category(proposed, Slag.FRAMGANGSFAKTOR) == ""


def test_nothing_is_chosen_beforehand_when_no_word_speaks_for_it() -> None:
    proposed = (Candidate("NARVARO", 0.9), Candidate("SVARSTID", 0.05))
    understood = Understanding(Intent.RAPPORTERA, Slag.BRIST, proposed, (), None, None, None, why_of="NARVARO")
    assert category_beforehand(understood) == "NARVARO", "one that can't say why is believed"
    assert category_beforehand(replace(understood, why=lambda: ("uteblev",))) == "NARVARO"
    assert category_beforehand(replace(understood, why=lambda: ())) == ""


def test_for_a_text_that_is_too_vague_to_say_nothing_is_chosen_beforehand() -> None:
    proposed = (Candidate("ANSVAR", 0.9), Candidate("TILLIT", 0.05))
    vague = Understanding(Intent.RAPPORTERA, Slag.OKLART, proposed, (), None, None, None, why_of="ANSVAR")
    assert category_beforehand(vague, Slag.BRIST) == ""
    assert category_beforehand(replace(vague, slag=Slag.BRIST), Slag.BRIST) == "ANSVAR"


def test_each_proposal_says_why_or_why_that_cannot_be_said() -> None:
    surely = (Candidate("NARVARO", 0.9), Candidate("KONTAKT", 0.05))
    because = Understanding(
        Intent.RAPPORTERA, Slag.BRIST, surely, (), None, None, None, why=lambda: ("uteblev",), why_of="NARVARO"
    )
    assert why_proposed(because) == SURE
    assert why_proposed(replace(because, candidates=(Candidate("NARVARO", 0.3), Candidate("KONTAKT", 0.29)))) == "why.unsure"
    assert why_proposed(replace(because, why=lambda: ())) == "why.none"
    assert why_proposed(replace(because, why=lambda: (), english=True)) == "why.none_english"
    assert why_proposed(replace(because, why_of="KONTAKT")) == "why.weighed", "another model put it first"
    assert why_proposed(replace(because, slag=Slag.OKLART)) == "", "the form says already that it is too vague"
