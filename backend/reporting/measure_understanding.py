"""How well texts are understood, on labelled ones. Figures and ids come out, never words of the texts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.categories.taxonomy import standard_taxonomy
from backend.reporting.jsonlines import BadLine, read_with_answers
from backend.reporting.slag import as_one
from backend.reporting.understand import Understander, Understanding
from models.enums import Intent, PartyCode, Slag

INTENT, SLAG, KOMMUN, DAY = "intent", "slag", "kommun", "event_date"
TOP1, TOP3, FAMILY = "category, first", "category, in three", "family"
PARTIES = "parties"


@dataclass
class Tally:
    """Of `of` texts that say it, `right` were understood rightly; `wrong` are the ids of the others."""

    right: int = 0
    of: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, text_id: str, right: bool) -> None:
        """Count a text."""
        self.of += 1
        self.right += right
        if not right:
            self.wrong.append(text_id)


@dataclass
class Understood:
    """What was right, by the name of what was asked. Of parties: those found and right, found, and labelled, over all texts."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    parties_right: int = 0
    parties_found: int = 0
    parties_labelled: int = 0
    parties_wrong: list[str] = field(default_factory=list)

    @property
    def parties_f1(self) -> float:
        """2·right / (found + labelled), 0 to 1; 1 where nothing was to be found, and nothing was."""
        both = self.parties_found + self.parties_labelled
        return 2 * self.parties_right / both if both else 1.0

    def tally(self, name: str) -> Tally:
        """Return the tally of this name, a new one if there is none."""
        return self.tallies.setdefault(name, Tally())


def measure_understanding(lines: Iterable[str], understander: Understander) -> Understood:
    """Return how well lines are understood: as `understand_lines` takes them, with what a careful reader answered.

    Answers are `intent`, `slag`, `primary`, `parties`, `kommun` and `event_date`. What a line doesn't hold isn't asked of it, nor
    slag and primary that are null; brist and behov count as one slag. Raises `BadLine` for an answer that can't be.
    """
    result = Understood()
    for number, text_id, text, moment, answers in read_with_answers(lines):
        _check(number, answers)
        said = understander.understand(text, moment)
        for name, right in _compared(said, answers):
            result.tally(name).add(text_id, right)
        if PARTIES in answers:
            _add_parties(result, text_id, set(said.parties), {PartyCode(code) for code in answers[PARTIES]})
    if not result.tallies and not result.parties_found + result.parties_labelled:
        raise BadLine(1, "is missing: the file holds no labelled text")
    return result


def _compared(said: Understanding, answers: dict[str, Any]) -> Iterable[tuple[str, bool]]:
    if INTENT in answers:
        yield INTENT, said.intent == answers[INTENT]
    if answers.get(SLAG):
        yield SLAG, as_one(said.slag) is as_one(Slag(answers[SLAG]))
    if KOMMUN in answers:
        yield KOMMUN, said.kommun == answers[KOMMUN]
    if DAY in answers:
        yield DAY, said.event_date == (date.fromisoformat(answers[DAY]) if answers[DAY] else None)
    if primary := answers.get("primary"):
        codes, family = [each.code for each in said.candidates], standard_taxonomy().family
        yield TOP1, codes[0] == primary
        yield TOP3, primary in codes[:3]
        yield FAMILY, family(codes[0]) == family(primary)


def _add_parties(result: Understood, text_id: str, found: set[PartyCode], labelled: set[PartyCode]) -> None:
    result.parties_right += len(found & labelled)
    result.parties_found += len(found)
    result.parties_labelled += len(labelled)
    if found != labelled:
        result.parties_wrong.append(text_id)


def _check(number: int, answers: dict[str, Any]) -> None:
    try:
        known = (
            (INTENT not in answers or Intent(answers[INTENT]))
            and (not answers.get(SLAG) or Slag(answers[SLAG]))
            and all(PartyCode(code) for code in answers.get(PARTIES, ()))
            and (not answers.get(DAY) or date.fromisoformat(answers[DAY]) is not None)
            and (not answers.get("primary") or answers["primary"] in standard_taxonomy().codes)
        )
    except (TypeError, ValueError):
        known = False
    if not known:
        raise BadLine(number, "has an intent, slag, category, party or day that isn't known")
