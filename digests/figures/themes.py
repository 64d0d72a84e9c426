"""What several kommuner have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digests.figures.counts import Cell


@dataclass(frozen=True, slots=True)
class Theme:
    """A category with its events in the quarter and the number of kommuner where they occurred; `only` is the one, if one."""

    code: str
    count: int
    kommuner: int
    only: str | None = None


def themes_of(cells: Iterable[Cell], names: Mapping[int, str]) -> tuple[Theme, ...]:
    """Return the categories, those found in most kommuner first: a theme is what several have in common."""
    by_code: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.events[0]:
            by_code.setdefault(cell.category, []).append(cell)
    themes = [
        Theme(code, sum(cell.events[0] for cell in own), len(own), names[own[0].kommun_id] if len(own) == 1 else None)
        for code, own in by_code.items()
    ]
    return tuple(sorted(themes, key=lambda theme: (-theme.kommuner, -theme.count, theme.code)))
