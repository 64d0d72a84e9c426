"""The figures of an LSG's edition: one kommunområde, since the group's last paper, against the period before."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from digests.figures.checks import add_flows, agree, check_answers, check_flow
from digests.figures.counts import (
    Answers,
    Cell,
    Flow,
    Pair,
    add_answers,
    count_answers,
    count_events,
    count_flow,
    count_new,
    count_pairs,
)
from digests.figures.questions import Agenda, read_agenda
from digests.periods import Period
from models.enums import PartyCode

PARTY_ORDER = (*PartyCode, None)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category: events in the period and in the one before, framgångsfaktorer in the period."""

    code: str
    new: int
    previous: int
    successes: int


@dataclass(frozen=True, slots=True)
class Reach:
    """New events by who can do something about them, as the coordinator judged; `unjudged` are those nobody has judged yet."""

    local: int
    county: int
    nation: int
    unjudged: int

    @property
    def judged(self) -> int:
        """Those that somebody has judged."""
        return self.local + self.county + self.nation


@dataclass(frozen=True, slots=True)
class LsgFigures:
    """All that the edition says. What each number counts is defined in `digests.figures.counts`."""

    period: Period
    previous: Period
    flow: Flow
    new_before: int
    answers: Answers
    answers_before: Answers
    categories: tuple[CategoryRow, ...]
    successes: int
    successes_before: int
    internal: int
    reach: Reach
    pairs: tuple[Pair, ...]
    agenda: Agenda

    @property
    def nothing_new(self) -> bool:
        """Whether nothing was logged in the period, neither events nor framgångsfaktorer."""
        return self.flow.new == 0 and self.successes == 0


async def read_lsg_figures(
    session: AsyncSession, taxonomy: Taxonomy, group_id: int, kommun_ids: Sequence[int] | None, period: Period, previous: Period
) -> LsgFigures:
    """Return the group's figures, reconciled; raise `FiguresDisagree` when they don't add up."""
    cells = await count_new(session, kommun_ids, (period, previous))
    flows = await count_flow(session, kommun_ids, period)
    answers = await count_answers(session, kommun_ids, (period, previous))
    pairs = await count_pairs(session, kommun_ids, period)
    figures = LsgFigures(
        period=period,
        previous=previous,
        flow=add_flows(flows.values()),
        new_before=sum(cell.events[1] for cell in cells),
        answers=add_answers(kommun[0] for kommun in answers.values()),
        answers_before=add_answers(kommun[1] for kommun in answers.values()),
        categories=_by_category(cells, taxonomy),
        successes=sum(cell.successes[0] for cell in cells),
        successes_before=sum(cell.successes[1] for cell in cells),
        internal=sum(cell.internal for cell in cells),
        reach=_reach(cells),
        pairs=tuple(sorted(pairs, key=lambda pair: (PARTY_ORDER.index(pair.reporting), PARTY_ORDER.index(pair.concerned)))),
        agenda=await read_agenda(session, group_id, period),
    )
    for kommun_id, flow in flows.items():
        check_flow(f"kommun {kommun_id}", flow)
    reconcile(figures, *await count_events(session, kommun_ids, (period, previous)))
    return figures


def reconcile(figures: LsgFigures, new: int, new_before: int) -> None:
    """Raise `FiguresDisagree` unless every table adds up to the plain counts of the two periods' events."""
    check_flow("flow", figures.flow)
    agree("flow: new", new, figures.flow.new)
    agree("previous period: new", new_before, figures.new_before)
    agree("categories: new", new, sum(row.new for row in figures.categories))
    agree("categories: previous period", new_before, sum(row.previous for row in figures.categories))
    agree("categories: framgångsfaktorer", figures.successes, sum(row.successes for row in figures.categories))
    agree("reach", new, figures.reach.judged + figures.reach.unjudged)
    for name, answers in (("answers", figures.answers), ("answers of the previous period", figures.answers_before)):
        check_answers(name, answers)
    # an event stands once for each party it concerns, so the pairs may be more than the events but never fewer
    agree("pairs of parties", new, min(new, sum(pair.count for pair in figures.pairs)))


def _by_category(cells: Sequence[Cell], taxonomy: Taxonomy) -> tuple[CategoryRow, ...]:
    """Return a row for each category with anything to tell, by family and then in the taxonomy's order."""
    families = [family.code for family in taxonomy.families]
    codes = sorted(
        {cell.category for cell in cells},
        key=lambda code: (families.index(taxonomy.family(code).code), taxonomy.get(code).priority, code),
    )
    rows = []
    for code in codes:
        own = [cell for cell in cells if cell.category == code]
        new, previous = (sum(cell.events[number] for cell in own) for number in (0, 1))
        successes = sum(cell.successes[0] for cell in own)
        if new or previous or successes:
            rows.append(CategoryRow(code, new, previous, successes))
    return tuple(rows)


def _reach(cells: Sequence[Cell]) -> Reach:
    local, county = sum(cell.local for cell in cells), sum(cell.county for cell in cells)
    nation = sum(cell.nation for cell in cells)
    return Reach(local, county, nation, sum(cell.events[0] for cell in cells) - local - county - nation)
