"""Events by category: what both editions tell, and compare with earlier periods."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.categories.taxonomy import Taxonomy
from digests.figures.change import Against, Subject
from digests.figures.counts import Cell


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


def by_category(cells: Sequence[Cell], taxonomy: Taxonomy, year_before: int) -> tuple[CategoryRow, ...]:
    """Return a row for each category with anything to tell, by family and then in the taxonomy's order.

    The cells' second period is the one before; `year_before` is the place of last year's.
    """
    families = [family.code for family in taxonomy.families]
    codes = sorted(
        {cell.category for cell in cells},
        key=lambda code: (families.index(taxonomy.family(code).code), taxonomy.get(code).priority, code),
    )
    rows = (_row(code, [cell for cell in cells if cell.category == code], year_before) for code in codes)
    return tuple(row for row in rows if row.new or row.previous or row.successes or row.year_before)


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
