"""A report in a form and back again: what is shown, and what its reader changed; for cards and pages alike."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from backend.errors import DomainError
from backend.fields import YES, read_id, read_yes_no, write_yes_no
from backend.handling.correct import Corrections
from backend.handling.handle import Handling
from backend.handling.views import ReportView
from models.enums import Niva, PartyCode, Paverkbar, ReportStatus, Slag

NOTHING = "ingen"  # a choice that can be chosen, so that what was set can be unset
FIELDS = ("category", "secondary", "status", "slag", "kommun", "parties", "recurring", "paverkbar", "niva", "internal")
SEEN = tuple(f"{name}_seen" for name in FIELDS)

# What the use case calls its fields where the form's names differ.
NAMES: Mapping[str, str] = {"kommun_id": "kommun", "secondary_category": "secondary"}

Choice = TypeVar("Choice", bound=StrEnum)


def standing(report: ReportView) -> dict[str, str]:
    """Return what a form shows of a report as it stands now, by field."""
    return {
        "category": report.category,
        "secondary": report.secondary or NOTHING,
        "status": str(report.status),
        "slag": str(report.slag),
        "kommun": str(report.kommun_id),
        "parties": ",".join(report.parties),
        "recurring": write_yes_no(report.recurring, NOTHING),
        "paverkbar": str(report.paverkbar or NOTHING),
        "niva": str(report.niva or NOTHING),
        "internal": write_yes_no(report.internal),
    }


def seen(values: Mapping[str, str]) -> dict[str, str]:
    """Return what a form carries along of what it showed when it was drawn."""
    return {f"{name}_seen": value for name, value in values.items()}


def carried(values: Mapping[str, str]) -> str:
    """Return what a form showed in one line, for a card that has little room."""
    return "|".join(values[name] for name in FIELDS)


def shown(line: str) -> dict[str, str]:
    """Return what `carried` put in a line; nothing for a line that is none of ours.

    A card that was drawn before a field was new hasn't it: new ones go last among `FIELDS`.
    """
    values = line.split("|")
    return seen(dict(zip(FIELDS, values, strict=False))) if 1 < len(values) <= len(FIELDS) else {}


def changed(entered: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that the reader changed, with what was chosen.

    A form may lie open for days while somebody else handles the report, so only what differs from what it showed counts.
    """
    return {name: value for name in FIELDS if (value := entered.get(name, "")) and value != entered.get(f"{name}_seen", "")}


def read_handling(entered: Mapping[str, str], answer: str, *, asks: bool = False) -> Handling:
    """Return what was changed in a form; raise DomainError for a choice that no form of ours offers."""
    new = changed(entered)
    return Handling(
        category=new.get("category"),
        status=_one_of(ReportStatus, new["status"]) if "status" in new else None,
        answer=answer,
        asks=asks,
        corrections=_corrections(new),
    )


def _corrections(new: Mapping[str, str]) -> Corrections:
    found: Corrections = {}
    if "secondary" in new:
        found["secondary_category"] = None if new["secondary"] == NOTHING else new["secondary"]
    if "slag" in new:
        found["slag"] = _one_of(Slag, new["slag"])
    if "kommun" in new:
        found["kommun_id"] = number(new["kommun"])
    if "parties" in new:
        found["parties"] = tuple(_one_of(PartyCode, code) for code in new["parties"].split(","))
    if "recurring" in new:
        found["recurring"] = read_yes_no(new["recurring"])
    if "paverkbar" in new:
        found["paverkbar"] = None if new["paverkbar"] == NOTHING else _one_of(Paverkbar, new["paverkbar"])
    if "niva" in new:
        found["niva"] = None if new["niva"] == NOTHING else _one_of(Niva, new["niva"])
    if "internal" in new:
        found["internal"] = new["internal"] == YES
    return found


def _one_of(choices: type[Choice], value: str) -> Choice:
    try:
        return choices(value)
    except ValueError:
        raise DomainError("error.choice_unknown") from None


def number(value: str) -> int:
    """Return an id that a form carries; raise DomainError("error.choice_unknown") for what is none."""
    if (found := read_id(value)) is None:
        raise DomainError("error.choice_unknown")
    return found
