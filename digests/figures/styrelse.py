"""The figures of the board's edition: every kommun a row, one quarter against the one before and the same a year ago."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, stored_id
from digests.figures.beginning import before_start, comparable, first_day, incomplete
from digests.figures.categories import NOTHING_BESIDE, Beside, CategoryRow, by_category, check_beside, read_beside
from digests.figures.change import Against, Changes, Subject, compare
from digests.figures.checks import add_flows, agree, check_answers, check_flow
from digests.figures.consequences import read_consequences
from digests.figures.counts import (
    Answers,
    Cell,
    Flow,
    add_answers,
    count_answers,
    count_events,
    count_flow,
    count_new,
)
from digests.figures.kommuner import per_1000, read_kommuner
from digests.figures.national import Matter, read_national
from digests.figures.questions import Agenda, Question, count_lifts, read_agenda, read_lifted
from digests.figures.shown import Shown
from digests.figures.solved import Solved, read_solved
from digests.figures.spindel import GroupSpindel, read_groups_spindel
from digests.figures.taken_up import TakenUp, check_taken_up, count_asked, read_taken_up
from digests.figures.themes import Theme, themes_of
from digests.periods import Period, Quarter
from models import Kommun

QUARTERS = 5
"""This quarter and the four before it; the last of them is the same quarter a year ago."""
YEAR = QUARTERS - 1
TREND = 2 * YEAR
"""The trend is of two years, so that each quarter has the same one of the year before."""
COMPARED = (0, 1, YEAR)
CLASHING = ("REGELVERK", "SEKRETESS")
"""Categories where rules stand against one another, wherever they can be changed."""


@dataclass(frozen=True, slots=True)
class KommunRow:
    """One kommun, or all of them together (then `name` is empty). `inhabitants` are aged 16–64; None when not known."""

    name: str
    inhabitants: int | None
    new: int
    previous: int
    year_before: int
    successes: int
    flow: Flow
    answers: Answers

    @property
    def compared(self) -> tuple[Subject, str, int, dict[Against, int]]:
        """What is compared of it."""
        subject = Subject.KOMMUN if self.name else Subject.ALL
        return subject, self.name, self.new, {Against.PREVIOUS: self.previous, Against.YEAR: self.year_before}

    @property
    def per_1000(self) -> Decimal | None:
        """New events for each 1 000 inhabitants aged 16–64, one decimal, halves rounded up."""
        return per_1000(self.new, self.inhabitants)


@dataclass(frozen=True, slots=True)
class Population:
    """Where numbers of inhabitants are from: the year they were so many (None: not told), and who says so (may be empty)."""

    year: int | None
    source: str


@dataclass(frozen=True, slots=True)
class QuarterCount:
    """The events of one quarter, for the trend."""

    year: int
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The events of one category in one kommun in the quarter."""

    kommun: str
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class StyrelseFigures:
    """All that the edition says. What each number counts is defined in `digests.figures.counts`.

    `started` is the day of the förbund's first report. `populations` are where the kommuner's inhabitants are from, each once.
    `spread` is where the quarter's events are; what has none isn't in it.
    `consequences` is what the events meant for individuals, with small numbers hidden. `clashes` are the events of the categories
    in `CLASHING`; `national_elsewhere` those of other categories that only the nation can solve. `lifted` are the frågor that
    were lifted or decided in the quarter, or wait before an upper forum; `lifts` of them were lifted in it. `taken_up` is of all
    local groups together. `spindel` is each group's last measurement in the year that ends with the quarter.
    """

    year: int
    number: int
    period: Period
    started: date | None
    rows: tuple[KommunRow, ...]
    total: KommunRow
    populations: tuple[Population, ...]
    categories: tuple[CategoryRow, ...]
    changes: Changes
    internal: int
    answers_before: Answers
    themes: tuple[Theme, ...]
    spread: tuple[Spread, ...]
    consequences: Shown
    clashes: tuple[Theme, ...]
    national_elsewhere: int
    national: tuple[Matter, ...]
    trend: tuple[QuarterCount, ...]
    agenda: Agenda
    lifted: tuple[Question, ...]
    lifts: int
    taken_up: TakenUp
    solved: tuple[Solved, ...]
    spindel: tuple[GroupSpindel, ...] = ()
    beside: Beside = NOTHING_BESIDE

    @property
    def quarter(self) -> Quarter:
        """The quarter that the edition is about."""
        return Quarter(self.year, self.number)

    def before_start(self, quarter: Quarter) -> bool:
        """Whether a quarter ended before anything was reported: it has no figures, which isn't the same as none reported."""
        return before_start(self.started, quarter.period)

    def incomplete(self, quarter: Quarter) -> bool:
        """Whether the first report came so late in a quarter that its figures can't be compared with a whole one's."""
        return incomplete(self.started, quarter.period)


async def read_styrelse_figures(session: AsyncSession, taxonomy: Taxonomy, group_id: int, quarter: Quarter) -> StyrelseFigures:
    """Return the quarter's figures for the whole förbund, reconciled; raise `FiguresDisagree` when they don't add up."""
    quarters = [quarter.back(number) for number in range(QUARTERS)]
    events = await count_events(session, None, [quarter.back(number).period for number in range(TREND)])
    period = quarter.period
    cells = await count_new(session, None, [each.period for each in quarters])
    flows = await count_flow(session, None, period)
    answers = await count_answers(session, None, [period, quarters[1].period])
    kommuner = await read_kommuner(session, {cell.kommun_id for cell in cells} | set(flows))
    names = {stored_id(kommun): kommun.name for kommun in kommuner}
    rows = tuple(_row(kommun, cells, flows, answers) for kommun in kommuner)
    categories = by_category(cells, taxonomy, YEAR)
    total = _together(rows)
    started = await first_day(session, period.until)
    figures = StyrelseFigures(
        year=quarter.year,
        number=quarter.number,
        period=period,
        started=started,
        rows=rows,
        total=total,
        populations=_populations(kommuner),
        categories=categories,
        changes=_changes([total, *rows, *categories], quarter, started),
        internal=sum(cell.internal for cell in cells),
        answers_before=add_answers(kommun[1] for kommun in answers.values()),
        themes=themes_of(cells, names),
        spread=tuple(Spread(names[cell.kommun_id], cell.category, cell.events[0]) for cell in cells if cell.events[0]),
        consequences=await read_consequences(session, period, total.new),
        clashes=themes_of((cell for cell in cells if cell.category in CLASHING), names),
        national_elsewhere=sum(cell.nation for cell in cells if cell.category not in CLASHING),
        national=await read_national(session, period),
        trend=tuple(
            QuarterCount(
                quarter.back(number).year,
                quarter.back(number).number,
                sum(cell.events[number] for cell in cells) if number < QUARTERS else events[number],
            )
            for number in reversed(range(TREND))
        ),
        agenda=await read_agenda(session, group_id, period),
        lifted=await read_lifted(session, period),
        lifts=await count_lifts(session, period),
        taken_up=await read_taken_up(session, period),
        solved=await read_solved(session, period),
        spindel=await read_groups_spindel(session, taxonomy, period.end),
        beside=await read_beside(session, None, period),
    )
    check_taken_up(figures.taken_up, await count_asked(session, period))
    reconcile(figures, events)
    return figures


def reconcile(figures: StyrelseFigures, events: Sequence[int]) -> None:
    """Raise `FiguresDisagree` unless rows, columns, themes and trend add up to the plain counts of the quarters' events."""
    new, previous, year_before = (events[number] for number in COMPARED)
    for row in figures.rows:
        check_flow(f"row {row.name}", row.flow)
        check_answers(f"row {row.name}: answers", row.answers)
        agree(f"row {row.name}: new", row.new, row.flow.new)
    check_flow("total", figures.total.flow)
    agree("kommuner: new", new, sum(row.new for row in figures.rows))
    agree("kommuner: previous quarter", previous, sum(row.previous for row in figures.rows))
    agree("kommuner: same quarter last year", year_before, sum(row.year_before for row in figures.rows))
    agree("total: new", new, figures.total.new)
    agree("total: flow", new, figures.total.flow.new)
    agree("total: open", sum(row.flow.open for row in figures.rows), figures.total.flow.open)
    agree("total: answers due", sum(row.answers.due for row in figures.rows), figures.total.answers.due)
    agree("total: answered in time", sum(row.answers.in_time for row in figures.rows), figures.total.answers.in_time)
    agree("lifted frågor", figures.lifts, sum(1 for question in figures.lifted if question.lifted_on >= figures.period.start))
    agree("categories: new", new, sum(row.new for row in figures.categories))
    agree("categories: previous quarter", previous, sum(row.previous for row in figures.categories))
    agree("categories: same quarter last year", year_before, sum(row.year_before for row in figures.categories))
    check_beside(figures.beside, figures.categories)
    agree("themes", new, sum(theme.count for theme in figures.themes))
    for row in figures.rows:
        agree(f"spread: {row.name}", row.new, sum(cell.count for cell in figures.spread if cell.kommun == row.name))
    for category in figures.categories:
        agree(f"spread: {category.code}", category.new, sum(cell.count for cell in figures.spread if cell.code == category.code))
    for number, point in enumerate(reversed(figures.trend)):
        agree(f"trend: {point.year}-K{point.number}", events[number], point.count)


def _row(kommun: Kommun, cells: Iterable[Cell], flows: dict[int, Flow], answers: dict[int, tuple[Answers, ...]]) -> KommunRow:
    kommun_id = stored_id(kommun)
    own = [cell for cell in cells if cell.kommun_id == kommun_id]
    new, previous, year_before = (sum(cell.events[number] for cell in own) for number in COMPARED)
    return KommunRow(
        name=kommun.name,
        inhabitants=kommun.inhabitants_16_64,
        new=new,
        previous=previous,
        year_before=year_before,
        successes=sum(cell.successes[0] for cell in own),
        flow=flows.get(kommun_id, Flow()),
        answers=answers.get(kommun_id, (Answers(),))[0],
    )


def _together(rows: Sequence[KommunRow]) -> KommunRow:
    known = [row.inhabitants for row in rows if row.inhabitants is not None]
    return KommunRow(
        name="",
        inhabitants=sum(known) if known and len(known) == len(rows) else None,
        new=sum(row.new for row in rows),
        previous=sum(row.previous for row in rows),
        year_before=sum(row.year_before for row in rows),
        successes=sum(row.successes for row in rows),
        flow=add_flows(row.flow for row in rows),
        answers=add_answers(row.answers for row in rows),
    )


def _populations(kommuner: Iterable[Kommun]) -> tuple[Population, ...]:
    known = [kommun for kommun in kommuner if kommun.inhabitants_16_64 is not None]
    found = {(kommun.inhabitants_year, kommun.inhabitants_source) for kommun in known}
    told = sorted((year, source) for year, source in found if year is not None)
    untold = sorted(source for year, source in found if year is None and source)
    return (*(Population(year, source) for year, source in told), *(Population(None, source) for source in untold))


def _changes(rows: Iterable[KommunRow | CategoryRow], quarter: Quarter, started: date | None) -> Changes:
    """Return how each row has changed since the earlier quarters that can be compared."""
    earlier = {Against.PREVIOUS: quarter.back(1).period, Against.YEAR: quarter.back(YEAR).period}
    compared = {against: each for against, each in earlier.items() if comparable(started, each)}
    return compare((row.compared for row in rows), quarter.period, compared)
