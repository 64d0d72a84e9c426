"""What is chosen beforehand among proposals."""

from backend.reporting.reader import likely_category
from backend.reporting.understand import Candidate
from models.enums import Slag


def test_what_works_well_must_be_surer_before_its_category_is_chosen() -> None:
    proposed = (Candidate("NARVARO", 0.5), Candidate("KONTAKT", 0.1))
    assert likely_category(proposed, Slag.BRIST) == "NARVARO"
    assert likely_category(proposed, Slag.FRAMGANGSFAKTOR) == ""
    assert likely_category((Candidate("NARVARO", 0.6), *proposed[1:]), Slag.FRAMGANGSFAKTOR) == "NARVARO"
