"""Which of the corpus's labelled texts may stand in the demo for what: who could have written them, and of what they tell."""

import random
import re
from collections.abc import Mapping
from typing import Any

from models.enums import Consequence, PartyCode, Slag

WRITERS = {
    "team-3/soc": PartyCode.KOMMUN,
    "team-3/arbetsmarknad": PartyCode.KOMMUN,
    "team-9/kommun": PartyCode.KOMMUN,
    "team-3/vard": PartyCode.VARD,
    "team-3/rehabkoordinator": PartyCode.VARD,
    "team-3/psykiatri": PartyCode.VARD,
    "team-8/vard": PartyCode.VARD,
    "team-3/fk": PartyCode.FK,
    "team-3/af": PartyCode.AF,
}
"""The parties of those who wrote in one voice for the corpus, by its `source`."""
CONSEQUENCES = {
    None: 30,
    Consequence.VANTAN: 30,
    Consequence.AVBRUTEN_KEDJA: 14,
    Consequence.MOTIVATION: 10,
    Consequence.ERSATTNING: 6,
    Consequence.DUBBEL_UTREDNING: 5,
    Consequence.HALSA: 3,
    Consequence.INGEN_KAND: 2,
}
"""What the demo's reporters know that an event meant for the individual, in per cent."""


def could_stand_for(theme: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether a text that names no kommun tells of what a theme is about."""
    return entry["kommun"] is None and category_of(entry) == theme["category"]


def is_good(entry: Mapping[str, Any]) -> bool:
    """Whether a text tells of what works well."""
    return bool(entry["slag"] == Slag.FRAMGANGSFAKTOR)


def category_of(entry: Mapping[str, Any]) -> str:
    """Return a labelled text's category; a good example is one of the category that works."""
    return entry["primary"] or entry.get("aspect") or ""


def consequence_of(entry: Mapping[str, Any], number: str) -> Consequence | None:
    """Return what a reporter might have ticked; its own dice, so that everything else in the demo stays as it was."""
    if is_good(entry):
        return None
    return random.Random(number).choices([*CONSEQUENCES], [*CONSEQUENCES.values()])[0]  # noqa: S311  # made-up data


def is_written_here(entry: Mapping[str, Any]) -> bool:
    """Whether a text was written for whole reports of a few staff (T…), each in one party's voice, and not to teach a model."""
    return str(entry["id"]).startswith("T")


def writer_of(entry: Mapping[str, Any]) -> PartyCode | None:
    """Return the party whose staff could have written a text, by who wrote it for the corpus; None where that isn't known."""
    if not is_written_here(entry):
        return WRITERS.get(entry["source"])
    number = int(entry["id"].removeprefix("T"))
    if number <= 400:
        return PartyCode.KOMMUN
    if number > 600:
        return PartyCode.VARD
    # One wrote for both Försäkringskassan and Arbetsförmedlingen: who says "vi" seldom names the own side.
    text = entry["text"]
    speaks_for_fk = re.search(r"\b(?:vi|oss) (?:på|från|hos) (?:FK|Försäkringskassan|kassan)\b", text)
    speaks_for_af = re.search(r"\b(?:vi|oss) (?:på|från|hos) (?:AF|Arbetsförmedlingen)\b", text)
    if speaks_for_fk or (not speaks_for_af and "FK" not in entry["parties"]):
        return PartyCode.FK
    return PartyCode.AF
