"""The figures of an LSG's edition: one kommunområde, since the group's last paper, against the period before and last year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession
from digests.figures.beginning import before_start, comparable, first_day
from digests.figures.categories import NOTHING_BESIDE, Beside, CategoryRow, by_category, check_beside, read_beside
from digests.figures.change import Against, Changes, Subject, compare
from digests.figures.checks import add_flows, agree, check_answers, check_flow
from digests.figures.counts import Answers, Cell, Flow, add_answers, count_answers, count_events, count_flow, count_new
from digests.figures.pairs import Pair, count_pairs
from digests.figures.questions import Agenda, read_agenda
from digests.figures.spindel import SpindelFigures, latest_measured, read_spindel_beside_others
from digests.figures.taken_up import TakenUp, check_taken_up, count_asked, read_taken_up
from digests.figures.years import YearFigures
from digests.periods import Period
from models.enums import PartyCode

PARTY_ORDER = (*PartyCode, None)


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
    """All that the edition says. What each number counts is defined in `digests.figures.counts`.

    `started` is the day of the förbund's first report; earlier periods are compared with as far as there was reporting in them.
    `spindel` is the group's measurement that was closed in the period, if there was one; `years` are told before the year's last
    meeting alone.
    """

    period: Period
    previous: Period
    started: date | None
    flow: Flow
    new_before: int
    new_year_before: int
    answers: Answers
    answers_before: Answers
    categories: tuple[CategoryRow, ...]
    successes: int
    successes_before: int
    internal: int
    reach: Reach
    pairs: tuple[Pair, ...]
    changes: Changes
    agenda: Agenda
    taken_up: TakenUp
    spindel: SpindelFigures | None = None
    years: tuple[YearFigures, ...] = ()
    began: date | None = None
    beside: Beside = NOTHING_BESIDE

    @property
    def nothing_new(self) -> bool:
        """Whether nothing was logged in the period, neither events nor framgångsfaktorer."""
        return self.flow.new == 0 and self.successes == 0

    @property
    def tells_last_year(self) -> bool:
        """Whether there are figures of the same period last year, and it isn't the previous period already."""
        last_year = self.period.year_before
        return last_year.start < self.previous.start and not before_start(self.started, last_year)

    @property
    def uncompared(self) -> "LsgFigures":
        """What is told of the period itself, as if reporting had begun with it; of the years the one that goes on."""
        return replace(
            self,
            started=self.period.start,
            new_before=0,
            new_year_before=0,
            answers_before=Answers(),
            successes_before=0,
            changes=Changes(),
            categories=tuple(replace(row, previous=0, year_before=0) for row in self.categories if row.new or row.successes),
            years=self.years[:1],
        )


async def read_lsg_figures(
    session: AsyncSession, taxonomy: Taxonomy, group_id: int, kommun_ids: Sequence[int] | None, period: Period, previous: Period
) -> LsgFigures:
    """Return the group's figures, reconciled; raise `FiguresDisagree` when they don't add up."""
    periods = (period, previous, period.year_before)
    cells = await count_new(session, kommun_ids, periods)
    flows = await count_flow(session, kommun_ids, period)
    answers = await count_answers(session, kommun_ids, (period, previous))
    pairs = await count_pairs(session, kommun_ids, period)
    categories = by_category(cells, taxonomy, year_before=2)
    started = await first_day(session, period.until)
    figures = LsgFigures(
        period=period,
        previous=previous,
        started=started,
        flow=add_flows(flows.values()),
        new_before=sum(cell.events[1] for cell in cells),
        new_year_before=sum(cell.events[2] for cell in cells),
        answers=add_answers(kommun[0] for kommun in answers.values()),
        answers_before=add_answers(kommun[1] for kommun in answers.values()),
        categories=categories,
        successes=sum(cell.successes[0] for cell in cells),
        successes_before=sum(cell.successes[1] for cell in cells),
        internal=sum(cell.internal for cell in cells),
        reach=_reach(cells),
        pairs=tuple(sorted(pairs, key=lambda pair: (PARTY_ORDER.index(pair.reporting), PARTY_ORDER.index(pair.concerned)))),
        changes=_changes(categories, period, previous, started),
        agenda=await read_agenda(session, group_id, period),
        taken_up=await read_taken_up(session, period, group_id),
        spindel=await _spindel(session, taxonomy, group_id, period),
        beside=await read_beside(session, kommun_ids, period),
    )
    check_taken_up(figures.taken_up, await count_asked(session, period, group_id))
    for kommun_id, flow in flows.items():
        check_flow(f"kommun {kommun_id}", flow)
    reconcile(figures, *await count_events(session, kommun_ids, periods))
    return figures


async def _spindel(session: AsyncSession, taxonomy: Taxonomy, group_id: int, period: Period) -> SpindelFigures | None:
    measurement = await latest_measured(session, group_id, period)
    return await read_spindel_beside_others(session, taxonomy, measurement) if measurement else None


def reconcile(figures: LsgFigures, new: int, new_before: int, new_year_before: int) -> None:
    """Raise `FiguresDisagree` unless every table adds up to the plain counts of the three periods' events."""
    check_flow("flow", figures.flow)
    agree("flow: new", new, figures.flow.new)
    agree("previous period: new", new_before, figures.new_before)
    agree("same period last year: new", new_year_before, figures.new_year_before)
    agree("categories: new", new, sum(row.new for row in figures.categories))
    agree("categories: previous period", new_before, sum(row.previous for row in figures.categories))
    agree("categories: same period last year", new_year_before, sum(row.year_before for row in figures.categories))
    agree("categories: judged", figures.reach.judged, sum(row.judged for row in figures.categories))
    agree("categories: framgångsfaktorer", figures.successes, sum(row.successes for row in figures.categories))
    check_beside(figures.beside, figures.categories)
    agree("reach", new, figures.reach.judged + figures.reach.unjudged)
    for name, answers in (("answers", figures.answers), ("answers of the previous period", figures.answers_before)):
        check_answers(name, answers)
    # an event stands once for each party it concerns, so the pairs may be more than the events but never fewer
    agree("pairs of parties", new, min(new, sum(pair.count for pair in figures.pairs)))


def _changes(categories: Sequence[CategoryRow], period: Period, previous: Period, started: date | None) -> Changes:
    """Return how all events and each category have changed since the earlier periods that can be compared."""
    earlier = {Against.PREVIOUS: previous, Against.YEAR: period.year_before}
    if period.year_before.start >= previous.start:  # a group that meets once a year: they are the same
        del earlier[Against.YEAR]
    compared = {against: each for against, each in earlier.items() if comparable(started, each)}
    before = {
        Against.PREVIOUS: sum(row.previous for row in categories),
        Against.YEAR: sum(row.year_before for row in categories),
    }
    together = (Subject.ALL, "", sum(row.new for row in categories), before)
    return compare([together, *(row.compared for row in categories)], period, compared)


def _reach(cells: Sequence[Cell]) -> Reach:
    local, county = sum(cell.local for cell in cells), sum(cell.county for cell in cells)
    nation = sum(cell.nation for cell in cells)
    return Reach(local, county, nation, sum(cell.events[0] for cell in cells) - local - county - nation)
