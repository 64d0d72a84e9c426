"""The labelled texts that the categoriser learns from: fictitious reports, one JSON object a line."""

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from backend.categories.taxonomy import Taxonomy
from models.enums import PartyCode, Slag

# T…: three writers who knew the field. N…: the team's own, most of them on the boundaries between two categories.
# corpus_met: five writers who had seen nothing of the product; what the guard finds is masked in theirs.
_SHIPPED = ("corpus.jsonl", "corpus_team.jsonl", "corpus_met.jsonl")


class BadCorpus(ValueError):
    """A data file that can't be learned from; the message names file, line and what to do, never the text."""

    def __init__(self, number: int, reason: str, file: str = "") -> None:
        super().__init__(f"{file}, line {number}: {reason}" if file else f"line {number}: {reason}")
        self.number = number
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text with what a careful reader answered. `primary` is None unless slag is brist or behov.

    `example_of` is the category that a framgångsfaktor is a good example of (`aspect` in a file); None for praise of all at once.
    `source` says who wrote it, where that is known.
    """

    id: str
    text: str
    slag: Slag
    primary: str | None
    secondary: str | None
    parties: frozenset[PartyCode]
    kommun: str | None
    recurring: bool | None
    example_of: str | None = None
    source: str = ""

    @property
    def subject(self) -> str | None:
        """The category that it is about, whether it tells of what broke or of what worked."""
        return self.primary or self.example_of


def load_corpus() -> tuple[LabelledText, ...]:
    """Return the texts that ship with the product."""
    return tuple(text for name in _SHIPPED for text in parse_corpus(_bytes(name).decode("utf-8").splitlines()))


def corpus_bytes() -> bytes:
    """Return the shipped files as they stand, so that a trained model can be told from one of another corpus."""
    return b"".join(map(_bytes, _SHIPPED))


def _bytes(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def read_corpus(path: Path) -> tuple[LabelledText, ...]:
    """Return the texts of a file in the same form. Raises `BadCorpus` at the first line that isn't, or for a file without any."""
    try:
        texts = parse_corpus(_decoded(path.read_bytes()))
        if not texts:
            raise BadCorpus(1, "is missing: the file holds no texts")
    except BadCorpus as bad:
        raise BadCorpus(bad.number, bad.reason, str(path)) from bad
    return texts


def _decoded(content: bytes) -> Iterator[str]:
    # Not by splitlines: a text may hold other characters that end a line somewhere.
    for number, line in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            raise BadCorpus(number, "is not UTF-8; save the file as UTF-8") from None


def parse_corpus(lines: Iterable[str]) -> tuple[LabelledText, ...]:
    """Return the labelled texts of JSON lines; empty lines are passed over. Raises `BadCorpus`.

    A line may say by which version of the taxonomy it was labelled (`taxonomy`); it must be this one.
    """
    taxonomy = Taxonomy.load()
    codes, first = frozenset(taxonomy.codes), dict[str, int]()
    texts = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        raw = _object(number, line)
        if (labelled_by := raw.get("taxonomy", taxonomy.version)) != taxonomy.version:
            # What a version is called may be anything in a file that isn't ours: it isn't repeated.
            known = "another version of the taxonomy" if isinstance(labelled_by, str) else "no version of the taxonomy"
            raise BadCorpus(number, f"is labelled by {known}, and this is {taxonomy.version}: label it anew, or leave it out")
        text = _labelled(number, raw, codes)
        if text.id in first:
            raise BadCorpus(number, f"has the same id as line {first[text.id]}; give each line its own")
        first[text.id] = number
        texts.append(text)
    return tuple(texts)


def _object(number: int, line: str) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        # The decoder's own message holds the line; it must not follow along.
        raise BadCorpus(number, "is not JSON; write one object a line") from None
    if not isinstance(raw, dict):
        raise BadCorpus(number, 'is not an object; write {"id": …, "text": …, "slag": …, "primary": …} on each line')
    return raw


def _labelled(number: int, raw: dict[str, Any], codes: frozenset[str]) -> LabelledText:
    if missing := [name for name in ("id", "text", "slag", "primary") if name not in raw]:
        raise BadCorpus(number, f"lacks {', '.join(missing)}")
    if not isinstance(raw["text"], str) or not raw["text"].strip():
        raise BadCorpus(number, "has no text; give it as a string")
    for code in (raw["primary"], raw.get("secondary"), raw.get("aspect")):
        if code is not None and (not isinstance(code, str) or code not in codes):
            raise BadCorpus(number, "has a category that the taxonomy doesn't hold")
    try:
        text = LabelledText(
            id=str(raw["id"]),
            text=raw["text"],
            slag=Slag(raw["slag"]),
            primary=raw["primary"],
            secondary=raw.get("secondary"),
            parties=frozenset(PartyCode(code) for code in raw.get("parties") or ()),
            kommun=raw.get("kommun"),
            recurring=raw.get("aterkommande"),
            example_of=raw.get("aspect"),
            source=str(raw.get("source") or ""),
        )
    except (TypeError, ValueError) as error:
        raise BadCorpus(number, "has a slag or a party that isn't known") from error
    if (text.primary is not None) != (text.slag in (Slag.BRIST, Slag.BEHOV)):
        raise BadCorpus(number, "must have a primary category when slag is brist or behov, and only then")
    if text.example_of is not None and text.slag is not Slag.FRAMGANGSFAKTOR:
        raise BadCorpus(number, "has an aspect, which only a framgangsfaktor has; take it away")
    return text
