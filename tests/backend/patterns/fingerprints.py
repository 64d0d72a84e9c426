"""A fingerprint that a test can reckon with, where every word weighs the same, and a report that has one."""

import math
from dataclasses import replace
from datetime import date, timedelta

from backend.patterns.alike import Told
from models.enums import PartyCode

TRANAS, EKSJO = 1, 2
DAY = date(2026, 3, 2)


def by_words(text: str) -> dict[int, float]:
    """Return a text's words at length 1."""
    words = set(text.split())
    return {hash(word): 1 / math.sqrt(len(words)) for word in words}


def told(number: int, text: str = "fk kom inte på mötet", **changes: object) -> Told:
    """Return a kommun's report about FK, so many days after the first."""
    report = Told(
        id=number,
        kommun_id=TRANAS,
        category="NARVARO",
        reporting=PartyCode.KOMMUN,
        sides=frozenset({PartyCode.KOMMUN, PartyCode.FK}),
        happened=None,
        logged=DAY + timedelta(days=number),
        issue_id=None,
        fingerprint=by_words(text),
    )
    return replace(report, **changes)  # type: ignore[arg-type]  # a test names its own fields
