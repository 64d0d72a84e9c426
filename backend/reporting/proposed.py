"""What was proposed for a report, as its row keeps it; the words that spoke for it are kept as places in the text alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.categories.proposal import Candidate

PROPOSALS_KEPT = 3
_PLACES_KEPT = 3
# What is less likely than this is no proposal: it stands in the list with the others.
_LEAST_OFFERED = 0.01
_SUREST = 99  # nothing that is read of words is certain


@dataclass(frozen=True, slots=True)
class Proposed:
    """The first category that was proposed, how likely it was (0-1), and the words of the text that spoke for it, if any."""

    code: str
    p: float
    because: tuple[str, ...]


def keep_proposals(candidates: Sequence[Candidate], text: str, because: Iterable[str]) -> list[dict[str, Any]]:
    """Return a row's `proposed`: the first three, best first. What isn't in the text as it is stored isn't kept."""
    kept: list[dict[str, Any]] = [{"code": each.code, "p": round(each.p, 4)} for each in candidates[:PROPOSALS_KEPT]]
    found = [(text.find(phrase), len(phrase)) for phrase in because if phrase]
    places = [[start, start + length] for start, length in found if start >= 0]
    if kept and places:
        kept[0]["because"] = places[:_PLACES_KEPT]
    return kept


def offered(proposed: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the codes of a row's `proposed` that are likely enough to be told as proposals, best first."""
    return tuple(each["code"] for each in proposed if each["p"] >= _LEAST_OFFERED)


def without_words(proposed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a row's `proposed` for a text that was changed: the places in it would be another text's words."""
    return [{name: value for name, value in each.items() if name != "because"} for each in proposed]


def first_proposed(proposed: Sequence[Mapping[str, Any]], text: str) -> Proposed | None:
    """Return the first proposal that a row keeps, with its words as they stand in the row's text; None when there was none."""
    if not proposed:
        return None
    first = proposed[0]
    phrases = (text[start:end] for start, end in first.get("because", ()) if end <= len(text))
    return Proposed(first["code"], first["p"], tuple(phrases))


def say_proposed(
    proposed: Proposed | None, say: Callable[..., str], label: Callable[[str, str], str], locale: str, longest: int = 60
) -> str:
    """Return the sentence that tells one who sorts what was proposed, how likely it was and why; empty when nothing was.

    `say` gives the text of a key with its values put in, `label` a category's name; no phrase is shown beyond `longest`.
    """
    if proposed is None:
        return ""
    values = {"category": label(proposed.code, locale), "percent": min(round(100 * proposed.p), _SUREST)}
    if not proposed.because:
        return say("report.proposed.without", **values)
    quoted = ", ".join(say("quoted", words=_short(phrase, longest)) for phrase in proposed.because)
    return say("report.proposed.because", words=quoted, **values)


def _short(phrase: str, longest: int) -> str:
    return phrase if len(phrase) <= longest else f"{phrase[:longest].rstrip()} …"
