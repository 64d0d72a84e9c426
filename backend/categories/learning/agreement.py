"""How often the proposal, the reporter and the one who sorts say the same category. Defined in docs/figures.md."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from backend.categories.learning.labels import decided_by_somebody
from backend.database import AsyncSession
from backend.times import start_of_day
from models import Report
from models.enums import EVENTS

A_YEAR = timedelta(days=365)
"""How far back the figures go when no first day is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts of decided reports that had a proposal.

    Of these: whose first proposal was decided on, whose first three held what was, whose reporter chose what was decided, and
    whose reporter chose another than the first proposal.
    """

    decided: int = 0
    first: int = 0
    third: int = 0
    reporter: int = 0
    changed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            decided=self.decided + other.decided,
            first=self.first + other.first,
            third=self.third + other.third,
            reporter=self.reporter + other.reporter,
            changed=self.changed + other.changed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The figures of the days from `start` to `end`, both included: by the category decided on, by model, and in all."""

    start: date
    end: date
    by_category: dict[str, Counts]
    by_model: dict[str, Counts]
    total: Counts


async def read_agreement(session: AsyncSession, start: date, end: date, kommuner: Collection[int] | None = None) -> Agreement:
    """Return how far proposals, reporters and decisions agree on brister and behov that came in on these days.

    Only in these kommuner, when they are given.
    """
    proposed = [col(Report.proposed)[(place, "code")].as_string() for place in range(3)]
    decided = col(Report.category)
    found = (
        sa.select(
            decided,
            col(Report.model_version),
            sa.func.count(),
            _many(proposed[0] == decided),
            _many(sa.or_(*(code == decided for code in proposed))),
            _many(col(Report.reporter_category) == decided),
            _many(col(Report.reporter_category) != proposed[0]),
        )
        .where(
            col(Report.reported_at) >= start_of_day(start),
            col(Report.reported_at) < start_of_day(end + timedelta(days=1)),
            col(Report.slag).in_(EVENTS),
            proposed[0].is_not(None),
            decided_by_somebody(),
        )
        .group_by(decided, col(Report.model_version))
    )
    if kommuner is not None:
        found = found.where(col(Report.kommun_id).in_(kommuner))
    by_category: dict[str, Counts] = {}
    by_model: dict[str, Counts] = {}
    for code, model, count, first, third, reporter, changed in await session.exec(found):  # type: ignore[call-overload]  # exec takes it
        counts = Counts(decided=count, first=first, third=third, reporter=reporter, changed=changed)
        by_category[code] = by_category.get(code, Counts()) + counts
        by_model[model] = by_model.get(model, Counts()) + counts
    total = sum(by_category.values(), Counts())
    return Agreement(start=start, end=end, by_category=by_category, by_model=by_model, total=total)


def _many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
