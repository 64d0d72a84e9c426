"""How well texts are understood is told in shares and ids, and never by their words."""

import json

import pytest

from backend.categories.proposal import Candidate, Proposal
from backend.reporting.jsonlines import BadLine
from backend.reporting.measure_understanding import measure_understanding
from backend.reporting.understand import Understander, Vocabulary
from models.enums import Slag

GOOD = {
    "id": "A1", "text": "FK kom inte på mötet i Tranås i tisdags", "reported_at": "2026-03-12T09:30:00+01:00",
    "intent": "rapportera", "slag": "behov", "primary": "NARVARO", "parties": ["FK"],
    "kommun": "Tranås", "event_date": "2026-03-10",
}  # fmt: skip


class SureOfAbsence:
    def propose(self, text: str) -> Proposal:
        return Proposal((Candidate("NARVARO", 0.6), Candidate("KONTAKT", 0.3), Candidate("ANSVAR", 0.1)), Slag.BRIST, None)


UNDERSTANDER = Understander(SureOfAbsence(), Vocabulary.default())


def line(**changes: object) -> str:
    return json.dumps({**GOOD, **changes})


def test_what_is_right_counts_and_what_is_wrong_is_named_by_its_id() -> None:
    wrong = line(id="A2", primary="ANSVAR", parties=["AF", "FK"], kommun=None, event_date=None)
    result = measure_understanding([line(), wrong, "  "], UNDERSTANDER)

    told = {name: (tally.right, tally.of, tally.wrong) for name, tally in result.tallies.items()}
    assert told == {
        "intent": (2, 2, []),
        "slag": (2, 2, []),
        "kommun": (1, 2, ["A2"]),
        "event_date": (1, 2, ["A2"]),
        "category, first": (1, 2, ["A2"]),
        "category, in three": (2, 2, []),
        "family": (1, 2, ["A2"]),
    }
    assert result.parties_f1 == pytest.approx(2 * 2 / (2 + 3))
    assert result.parties_wrong == ["A2"]


def test_what_a_line_does_not_say_is_not_asked_of_it() -> None:
    asked = {name: GOOD[name] for name in ("id", "text", "reported_at", "intent")}
    result = measure_understanding([json.dumps({**asked, "slag": None, "primary": None})], UNDERSTANDER)
    assert set(result.tallies) == {"intent"}


@pytest.mark.parametrize(
    "changes",
    [
        {"intent": "x"},
        {"slag": "x"},
        {"primary": "x"},
        {"primary": ["NARVARO"]},
        {"parties": ["x"]},
        {"parties": None},
        {"event_date": "i går"},
    ],
    ids=str,
)
def test_an_answer_that_can_not_be_is_told_with_its_line_and_no_word_of_the_text(changes: dict[str, object]) -> None:
    with pytest.raises(BadLine, match="line 2: has an intent, slag, category, party or day") as bad:
        measure_understanding([line(), line(**changes)], UNDERSTANDER)
    assert "kom inte" not in str(bad.value)


def test_a_file_without_a_label_is_told_to_be_so() -> None:
    bare = {name: GOOD[name] for name in ("id", "text", "reported_at")}
    with pytest.raises(BadLine, match="no labelled text"):
        measure_understanding([json.dumps(bare)], UNDERSTANDER)
