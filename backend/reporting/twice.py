"""The same words sent twice: a form that was thought lost, or the same thing once more. Only its writer knows which.

Whoever writes it all again with something more at its end is asked too.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from models import Person, Report
from models.enums import ReportStatus

SOON = timedelta(hours=24)
COMPARED = 20  # of a person's latest
FEWEST_WORDS = 5  # shorter texts may well begin alike and tell of different events

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Before:
    """A report that says the same, and when it was sent. `more` is what the new text says besides; empty when it says no more."""

    id: int
    number: str
    reported_at: datetime
    more: str = ""


async def same_words(session: AsyncSession, reporter: Person, text: str, idempotency_key: str, now: datetime) -> Before | None:
    """Return a person's own latest report of the last day and night that says the same, or how the text begins; None for none.

    Case, spaces and punctuation make no difference. A report that was taken back is none, and a form that has been sent already
    (its key is known) is asked about no more: its report is found by the key.
    """
    recent = (
        select(Report)
        .where(
            Report.reporter_id == reporter.id,
            col(Report.reported_at) > now - SOON,
            Report.status != ReportStatus.ATERKALLAD,
        )
        .order_by(col(Report.id).desc())
        .limit(COMPARED)
    )
    reports = (await session.exec(recent)).all()
    if any(report.idempotency_key == idempotency_key for report in reports):
        return None
    found = ((report, _beyond(report.text, text)) for report in reports)
    same = next(((report, more) for report, more in found if more is not None), None)
    return Before(stored_id(same[0]), same[0].number, same[0].reported_at, same[1]) if same else None


def _beyond(before: str, text: str) -> str | None:
    """Return what a text says after the words of one before; empty when it says no more, None when it begins otherwise."""
    words, said = list(_WORD.finditer(text)), _words(before)
    if [word[0].casefold() for word in words[: len(said)]] != said:
        return None
    if len(words) == len(said):
        return ""
    return text[words[len(said)].start() :] if len(said) >= FEWEST_WORDS else None


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts have the same words: case, spaces and punctuation make no difference."""
    return _words(one) == _words(other)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
