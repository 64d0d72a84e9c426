"""The same words sent twice: a form that was thought lost, or the same thing once more. Only its writer knows which."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from models import Person, Report
from models.enums import ReportStatus

SOON = timedelta(hours=24)
COMPARED = 20  # of a person's latest


@dataclass(frozen=True, slots=True)
class Before:
    """A report that says the same, and when it was sent."""

    id: int
    number: str
    reported_at: datetime


async def same_words(session: AsyncSession, reporter: Person, text: str, idempotency_key: str, now: datetime) -> Before | None:
    """Return a person's own latest report of the last day and night that says the same; None when there is none.

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
    same = next((report for report in reports if says_the_same(report.text, text)), None)
    return Before(stored_id(same), same.number, same.reported_at) if same else None


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts have the same words: case, spaces and punctuation make no difference."""
    return _words(one) == _words(other)


def _words(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text.casefold()).split()
