from datetime import UTC, datetime

from backend.categories.proposal import Candidate, Phrase, Proposal
from backend.reporting.understand import Understander, Vocabulary
from backend.web.report_fields import PROPOSED, filled
from models.enums import Slag

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
TEXT = "Vården kom inte, hörde inte av sig."


class Sure:
    """A categoriser without a doubt."""

    def propose(self, text: str) -> Proposal:
        candidates = (Candidate("NARVARO", 1.0), Candidate("KONTAKT", 0.0))
        return Proposal(candidates, Slag.BRIST, None, why=lambda: (Phrase("kom inte, hörde", 6, 21),))


def test_a_proposal_without_a_doubt_is_carried_as_the_first_and_its_words_whole() -> None:
    understood = Understander(Sure(), Vocabulary.default()).understand(TEXT, NOW)
    values = filled(TEXT, understood, (), None)
    assert PROPOSED.findall(values["proposed"]) == [("NARVARO", "1.0000"), ("KONTAKT", "0.0000")]
    assert values["because"] == "kom inte, hörde"
