"""Events by category: what both editions tell, and compare with earlier periods; and what stands beside the category."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from backend.categories.taxonomy import Taxonomy, counted_as
from backend.database import AsyncSession
from digests.figures.change import Against, Subject
from digests.figures.checks import agree
from digests.figures.counts import Cell, new_events, of_kommuner
from digests.periods import Period
from models import Report
from models.report import finer


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category: events in the period, in the one before and in the same one last year; framgångsfaktorer in the period.

    `judged` of the period's events somebody has judged by who can do something about them, `local` as the group itself.
    """

    code: str
    new: int
    previous: int
    successes: int
    year_before: int = 0
    judged: int = 0
    local: int = 0

    @property
    def compared(self) -> tuple[Subject, str, int, dict[Against, int]]:
        """What is compared of it."""
        return Subject.CATEGORY, self.code, self.new, {Against.PREVIOUS: self.previous, Against.YEAR: self.year_before}


@dataclass(frozen=True, slots=True)
class Named:
    """A category, or a förbund's own finer one (`NARVARO:SENT`), with a number of the period's new events."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What reports say beside their category: the förbund's own finer one, and the stated cause, each most first.

    An event has at most one of either. Neither is in the table of categories: a finer one is counted there as its category.
    """

    finer: tuple[Named, ...] = ()
    causes: tuple[Named, ...] = ()


NOTHING_BESIDE = Beside()
"""Of a förbund without categories of its own, whose reporters stated no causes."""


async def read_beside(session: AsyncSession, kommun_ids: Sequence[int] | None, period: Period) -> Beside:
    """Return the new events of the period by own finer category, and by stated cause; those without one are left out."""
    wanted = [*new_events(period), *of_kommuner(kommun_ids)]
    own = sa.select(col(Report.category), col(Report.subcategory), sa.func.count()).where(
        *wanted, col(Report.subcategory).is_not(None)
    )
    cause = sa.select(col(Report.secondary_category), sa.func.count()).where(*wanted, col(Report.secondary_category).is_not(None))
    grouped = await session.exec(own.group_by(col(Report.category), col(Report.subcategory)))  # type: ignore[call-overload]  # exec takes it
    causes = await session.exec(cause.group_by(col(Report.secondary_category)))  # type: ignore[call-overload]  # exec takes it
    return Beside(
        _ranked(Named(finer(category, sub), count) for category, sub, count in grouped),
        _ranked(Named(code, count) for code, count in causes),
    )


def check_beside(beside: Beside, rows: Sequence[CategoryRow]) -> None:
    """Raise `FiguresDisagree` if there are more finer events than their category has, or more causes than events."""
    for row in rows:
        told = sum(each.count for each in beside.finer if counted_as(each.code) == row.code)
        agree(f"finer: {row.code}", told, min(told, row.new))
    causes = sum(each.count for each in beside.causes)
    agree("causes", causes, min(causes, sum(row.new for row in rows)))


def _ranked(named: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(named, key=lambda each: (-each.count, each.code)))


def by_category(cells: Sequence[Cell], taxonomy: Taxonomy, year_before: int) -> tuple[CategoryRow, ...]:
    """Return a row for each category with anything to tell, by family and then in the taxonomy's order.

    The cells' second period is the one before; `year_before` is the place of last year's.
    """
    codes = in_order({cell.category for cell in cells}, taxonomy)
    rows = (_row(code, [cell for cell in cells if cell.category == code], year_before) for code in codes)
    return tuple(row for row in rows if row.new or row.previous or row.successes or row.year_before)


def in_order(codes: Iterable[str], taxonomy: Taxonomy) -> list[str]:
    """Return categories by family and then in the taxonomy's order."""
    families = [family.code for family in taxonomy.families]
    return sorted(codes, key=lambda code: (families.index(taxonomy.family(code).code), taxonomy.get(code).priority, code))


def _row(code: str, own: Sequence[Cell], year_before: int) -> CategoryRow:
    return CategoryRow(
        code=code,
        new=sum(cell.events[0] for cell in own),
        previous=sum(cell.events[1] for cell in own),
        successes=sum(cell.successes[0] for cell in own),
        year_before=sum(cell.events[year_before] for cell in own),
        judged=sum(cell.local + cell.county + cell.nation for cell in own),
        local=sum(cell.local for cell in own),
    )
