"""The labelled texts that the categoriser learns from: fictitious reports, one JSON object a line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from backend.categories.taxonomy import Taxonomy
from models.enums import PartyCode, Slag

# T…: three writers who knew the field. N…: the team's own, most of them on the boundaries between two categories.
_SHIPPED = ("corpus.jsonl", "corpus_team.jsonl")


class BadCorpus(ValueError):
    """A data file that can't be learned from; the message names the line and what to do, never the text."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"line {number}: {reason}")
        self.number = number
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text with what a careful reader answered. `primary` is None unless slag is brist or behov."""

    id: str
    text: str
    slag: Slag
    primary: str | None
    secondary: str | None
    parties: frozenset[PartyCode]
    kommun: str | None
    recurring: bool | None


def load_corpus() -> tuple[LabelledText, ...]:
    """Return the texts that ship with the product."""
    return tuple(text for name in _SHIPPED for text in parse_corpus(_bytes(name).decode("utf-8").splitlines()))


def corpus_bytes() -> bytes:
    """Return the shipped files as they stand, so that a trained model can be told from one of another corpus."""
    return b"".join(map(_bytes, _SHIPPED))


def _bytes(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def read_corpus(path: Path) -> tuple[LabelledText, ...]:
    """Return the texts of a file in the same form. Raises `BadCorpus` at the first line that isn't."""
    return parse_corpus(path.read_text("utf-8").splitlines())


def parse_corpus(lines: Iterable[str]) -> tuple[LabelledText, ...]:
    """Return the labelled texts of JSON lines; empty lines are passed over. Raises `BadCorpus`."""
    codes = frozenset(Taxonomy.load().codes)
    return tuple(_parse(number, line, codes) for number, line in enumerate(lines, 1) if line.strip())


def _parse(number: int, line: str, codes: frozenset[str]) -> LabelledText:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadCorpus(number, "is not JSON; write one object a line") from error
    try:
        text = LabelledText(
            id=str(raw["id"]),
            text=str(raw["text"]),
            slag=Slag(raw["slag"]),
            primary=raw["primary"],
            secondary=raw.get("secondary"),
            parties=frozenset(PartyCode(code) for code in raw.get("parties", ())),
            kommun=raw.get("kommun"),
            recurring=raw.get("aterkommande"),
        )
    except (KeyError, TypeError) as error:
        raise BadCorpus(number, "lacks one of id, text, slag, primary") from error
    except ValueError as error:
        raise BadCorpus(number, "has a slag or a party that isn't known") from error
    for code in (text.primary, text.secondary):
        if code is not None and code not in codes:
            raise BadCorpus(number, "has a category that the taxonomy doesn't hold")
    if (text.primary is not None) != (text.slag in (Slag.BRIST, Slag.BEHOV)):
        raise BadCorpus(number, "must have a primary category when slag is brist or behov, and only then")
    return text
