import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.times import add_working_days, local_date
from digests.figures.change import Changes, Subject
from digests.figures.checks import FiguresDisagree
from digests.figures.counts import Answers, Flow, read_models
from digests.figures.lsg import Reach, read_lsg_figures
from digests.figures.questions import count_lifts, read_lifted
from digests.figures.shown import Place
from digests.figures.styrelse import KommunRow, read_styrelse_figures
from digests.periods import Period, Quarter
from models import Issue, Lift, Report
from models.enums import Consequence, GroupKind, LiftOutcome, PartyCode, Paverkbar, ReportStatus, Slag, Source
from tests.digests import reference
from tests.digests.builders import at, make_forbund, make_group, make_issue, make_kommun, make_lift, make_report

CURRENT = Period(date(2026, 7, 1), date(2026, 9, 30))
PREVIOUS = Period(date(2026, 4, 1), date(2026, 6, 30))
PARTIES: tuple[PartyCode | None, ...] = (*PartyCode, None)


async def make_rows(session: AsyncSession, kommuner: list[int], seed: int, codes: tuple[str, ...], many: int = 120) -> None:
    """Store so many reports over two years, many of them within hours of a period's ends and of the clock changes."""
    dice = random.Random(seed)
    ends = [at(day, 0) for day in ("2026-07-01", "2026-10-01", "2026-04-01", "2025-07-01", "2026-03-29", "2026-10-25")]

    def moment() -> datetime:
        if dice.random() < 0.5:
            return dice.choice(ends) + timedelta(minutes=dice.randint(-180, 180))
        return at("2025-01-01") + timedelta(minutes=dice.randint(0, 720 * 24 * 60))

    for _ in range(many):
        reported = moment()
        later = [reported + timedelta(minutes=dice.randint(0, 90 * 24 * 60)) for _ in range(2)]
        answered = later[0] if dice.random() < 0.6 else None
        due = add_working_days(local_date(reported), 10)
        if answered and dice.random() < 0.5:
            due = local_date(answered) + timedelta(days=dice.choice([-1, 0, 1]))
        closed = max(later) if answered and dice.random() < 0.6 else None
        values: dict[str, Any] = {"closed_at": closed} if closed else {}
        if not closed and dice.random() < 0.1:
            values = {"status": ReportStatus.ATERKALLAD, "closed_at": moment()}
        told_before = (await session.exec(select(Report.id).limit(1))).first()
        await make_report(
            session,
            dice.choice(kommuner),
            reported,
            same_event_as_id=dice.choice([told_before, *[None] * 9]),
            answered_at=answered,
            answer_due=due,
            slag=dice.choice([Slag.BRIST, Slag.BRIST, Slag.BEHOV, Slag.FRAMGANGSFAKTOR]),
            internal=dice.random() < 0.1,
            source=dice.choice([Source.TEAMS, Source.TEAMS, Source.WEBB, Source.IMPORT]),
            category=dice.choice(codes),
            subcategory=dice.choice([None, None, "SENT", "ANNAN"]),
            secondary_category=dice.choice([None, None, *codes]),
            paverkbar=dice.choice([None, *Paverkbar]),
            reporting_party=dice.choice(PARTIES),
            consequence=dice.choice([None, Consequence.VANTAN, Consequence.VANTAN, *Consequence]),
            parties=dice.sample([*PartyCode], dice.randint(0, 3)),
            **values,
        )


def some_periods(seed: int) -> tuple[Period, Period]:
    """Return two periods that follow upon one another, of any length, the newest first."""
    dice = random.Random(seed)
    first = date(2025, 3, 1) + timedelta(days=dice.randint(0, 500))
    second, last = first + timedelta(days=dice.randint(1, 120)), first + timedelta(days=dice.randint(121, 240))
    return Period(second, last), Period(first, second - timedelta(days=1))


def place_of(consequence: str) -> Place:
    return Place(CURRENT.start, CURRENT.end, consequence=consequence)


def assert_compared(changes: Changes, current: Period, earlier: dict[str, Period]) -> None:
    """Hold each comparison against the reference: same counts of days, and the same of them called changes."""
    assert {each.against for each in changes.compared} <= set(earlier)
    for each in changes.compared:
        lengths = [(period.end - period.start).days + 1 for period in (current, earlier[each.against])]
        assert [each.days, each.days_before] == lengths
    plain = [(each.now, each.before, each.days, each.days_before) for each in changes.compared]
    assert [each.changed for each in changes.compared] == reference.changed(plain)


SOME = settings(
    max_examples=4,
    deadline=None,
    # each example has a förbund of its own, and sees no other's rows
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""As many as there is time for; what fails is tried again at every run, with ever fewer reports."""


@SOME
@given(seed=st.integers(0, 1 << 32), many=st.integers(0, 40))
@example(seed=0, many=100)
async def test_an_lsgs_figures_are_those_that_a_patient_reader_of_the_rows_would_count(
    database: Database, taxonomy: Taxonomy, seed: int, many: int
) -> None:
    forbund = await make_forbund(database, uuid4().hex)
    other = await make_forbund(database, uuid4().hex, "Ett annat förbund")
    async with database.begin(other) as session:
        await make_report(session, await make_kommun(session, "Utanför"), at("2026-08-01"))
    async with database.begin(forbund) as session:
        kommuner = [await make_kommun(session, name) for name in ("Tranås", "Aneby", "Nässjö")]
        group = await make_group(session, "tranas", "LSG Tranås", kommuner[0])
        await make_rows(session, kommuner, seed, taxonomy.codes, many)
    for own, current, previous in (
        (kommuner[:1], CURRENT, PREVIOUS),
        (kommuner[:2], *some_periods(seed)),
        (None, *some_periods(seed + 100)),
    ):
        async with database.read(forbund) as session:
            figures = await read_lsg_figures(session, taxonomy, group, own, current, previous)
            rows = await reference.read_rows(session)

        new, before = reference.new(rows, own, current), reference.new(rows, own, previous)
        last_year = reference.new(rows, own, reference.year_before(current))
        left = reference.open_at_end(rows, own, current.end)
        assert figures.flow == Flow(
            carried=len(reference.open_at_end(rows, own, (current.start - timedelta(days=1)))),
            new=len(new),
            closed=reference.closed(rows, own, current),
            open=len(left),
            overdue=reference.overdue(rows, own, current.end),
            oldest=min((local_date(report.reported_at) for report in left), default=None),
        )
        assert figures.new_before == len(before)
        assert figures.new_year_before == len(last_year)
        assert figures.answers == Answers(*reference.answers(rows, own, current))
        assert figures.answers_before == Answers(*reference.answers(rows, own, previous))
        assert {row.code: row.new for row in figures.categories if row.new} == reference.categories(new)
        assert {row.code: row.previous for row in figures.categories if row.previous} == reference.categories(before)
        assert {row.code: row.year_before for row in figures.categories if row.year_before} == reference.categories(last_year)
        assert {row.code: (row.local, row.judged) for row in figures.categories if row.judged} == reference.judged(new)
        assert_compared(figures.changes, current, {"previous": previous, "year": reference.year_before(current)})
        assert {each.code: each.count for each in figures.beside.finer} == reference.finer(new)
        assert {each.code: each.count for each in figures.beside.causes} == reference.causes(new)
        assert figures.successes == reference.successes(rows, own, current)
        assert figures.successes_before == reference.successes(rows, own, previous)
        assert figures.internal == reference.internal(rows, own, current)
        assert figures.reach == Reach(*reference.reach(new))
        assert figures.reach.judged + figures.reach.unjudged == len(new)
        assert figures.flow.carried + figures.flow.new - figures.flow.closed == figures.flow.open
        assert figures.answers.in_time + figures.answers.late + figures.answers.unanswered == figures.answers.due
        assert {(pair.reporting, pair.concerned): pair.count for pair in figures.pairs} == reference.pairs(rows, new)


@SOME
@given(seed=st.integers(0, 1 << 32), many=st.integers(0, 40))
@example(seed=0, many=100)
async def test_the_boards_figures_are_those_that_a_patient_reader_of_the_rows_would_count(
    database: Database, taxonomy: Taxonomy, seed: int, many: int
) -> None:
    forbund = await make_forbund(database, uuid4().hex)
    async with database.begin(forbund) as session:
        names = ("Aneby", "Eksjö", "Nässjö", "Tranås")
        kommuner = [await make_kommun(session, name, inhabitants=3_000 + 1_111 * place) for place, name in enumerate(names)]
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        await make_rows(session, kommuner[1:], seed, taxonomy.codes, many)
    async with database.read(forbund) as session:
        figures = await read_styrelse_figures(session, taxonomy, board, Quarter(2026, 3))
        rows = await reference.read_rows(session)

    assert [row.name for row in figures.rows] == list(names)
    for kommun, row in zip(kommuner, figures.rows, strict=True):
        new = reference.new(rows, [kommun], CURRENT)
        assert row.new == len(new)
        assert row.previous == len(reference.new(rows, [kommun], PREVIOUS))
        assert row.year_before == len(reference.new(rows, [kommun], Quarter(2025, 3).period))
        assert row.successes == reference.successes(rows, [kommun], CURRENT)
        assert row.flow.open == len(reference.open_at_end(rows, [kommun], CURRENT.end))
        assert row.flow.carried == len(reference.open_at_end(rows, [kommun], PREVIOUS.end))
        assert row.answers == Answers(*reference.answers(rows, [kommun], CURRENT))
    everywhere = reference.new(rows, None, CURRENT)
    assert figures.total.new == len(everywhere)
    assert {theme.code: theme.count for theme in figures.themes} == reference.categories(everywhere)
    assert {each.code: each.count for each in figures.beside.finer} == reference.finer(everywhere)
    assert {each.code: each.count for each in figures.beside.causes} == reference.causes(everywhere)
    for theme in figures.themes:
        where = {report.kommun_id for report in everywhere if report.category == theme.code}
        assert theme.kommuner == len(where)
        assert theme.only == (names[kommuner.index(where.pop())] if len(where) == 1 else None)
    assert figures.started == min(
        (local_date(row.reported_at) for row in rows.reports if row.status is not ReportStatus.ATERKALLAD), default=None
    )
    total = figures.total
    assert (
        total.flow.carried + total.flow.new - total.flow.closed == total.flow.open == sum(row.flow.open for row in figures.rows)
    )
    assert total.answers == Answers(*reference.answers(rows, None, CURRENT))
    assert figures.answers_before == Answers(*reference.answers(rows, None, PREVIOUS))
    assert {theme.code: theme.count for theme in figures.clashes} == {
        code: count for code, count in reference.categories(everywhere).items() if code in ("REGELVERK", "SEKRETESS")
    }
    assert (
        figures.national_elsewhere
        == reference.reach([report for report in everywhere if report.category not in ("REGELVERK", "SEKRETESS")])[2]
    )
    assert {row.code: row.year_before for row in figures.categories if row.year_before} == reference.categories(
        reference.new(rows, None, Quarter(2025, 3).period)
    )
    by_consequence = reference.consequences(everywhere)
    assert {place.consequence: number for place, number in figures.consequences.numbers if place.consequence and number} == {
        name: by_consequence[name] for name in by_consequence if place_of(name) not in figures.consequences.untold
    }
    assert {name for name, count in by_consequence.items() if count < 5} <= {
        place.consequence for place in figures.consequences.untold
    }
    assert_compared(figures.changes, CURRENT, {"previous": PREVIOUS, "year": Quarter(2025, 3).period})
    assert {each.name for each in figures.changes.compared if each.subject is Subject.KOMMUN} <= set(names)
    assert [point.count for point in figures.trend] == [
        len(reference.new(rows, None, Quarter(2026, 3).back(quarters).period)) for quarters in range(7, -1, -1)
    ]
    assert {(cell.kommun, cell.code): cell.count for cell in figures.spread} == {
        (name, code): count
        for kommun_id, name in zip(kommuner, names, strict=True)
        for code, count in reference.categories(reference.new(rows, [kommun_id], CURRENT)).items()
    }


@pytest.mark.parametrize("seed", range(3))
async def test_lifted_questions_are_those_that_a_patient_reader_of_the_rows_would_list(database: Database, seed: int) -> None:
    dice = random.Random(seed)
    ends = [at(day, 0) for day in ("2026-07-01", "2026-10-01")]
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kinds = (GroupKind.LSG, GroupKind.STYRGRUPP, GroupKind.BEREDNINGSGRUPP, GroupKind.STYRELSE)
        groups = {await make_group(session, kind, kind, kind=kind): kind for kind in kinds}
        for number in range(60):
            lifted = dice.choice(ends) + timedelta(minutes=dice.choice([-200_000, -1, 0, 1, 40_000]) + number % 2)
            decided = dice.choice([None, lifted + timedelta(minutes=dice.choice([1, 1_000, 90_000, 250_000]))])
            outcome = dice.choice([each for each in LiftOutcome if (each is LiftOutcome.VANTAR) is (decided is None)])
            issue = await make_issue(session, f"Fråga {number}", at("2026-01-10"))
            await make_lift(session, issue, dice.choice([*groups]), lifted, outcome=outcome, decided_at=decided)
    async with database.read(forbund) as session:
        rows = (await session.exec(select(Lift, Issue).join(Issue, col(Lift.issue_id) == col(Issue.id)))).all()
        found = await read_lifted(session, CURRENT)
        lifts = await count_lifts(session, CURRENT)

    numbers = {lift.id: issue.number for lift, issue in rows}
    expected = reference.lifted([(lift, groups[lift.group_id]) for lift, _ in rows], CURRENT)
    assert [question.number for question in found] == [numbers[lift] for lift in expected]
    assert lifts == sum(1 for lift, _ in rows if CURRENT.start <= local_date(lift.lifted_at) <= CURRENT.end)
    assert 0 < lifts < len(found) < len(rows)


async def test_a_report_belongs_to_the_day_in_stockholm_on_which_it_was_logged(database: Database, taxonomy: Taxonomy) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        # 25 October 2026 is 25 hours long: the last of them begins at 22:00 UTC
        for hour, minute in ((0, 0), (2, 30), (23, 59)):
            await make_report(session, kommun, at("2026-10-25", hour, minute))
        await make_report(session, kommun, at("2026-10-24", 23, 59))
        await make_report(session, kommun, at("2026-10-26", 0, 0))
    day = Period(date(2026, 10, 25), date(2026, 10, 25))
    before = Period(date(2026, 10, 24), date(2026, 10, 24))
    async with database.read(forbund) as session:
        figures = await read_lsg_figures(session, taxonomy, group, [kommun], day, before)

    assert (figures.flow.new, figures.new_before) == (3, 1)


async def test_an_answer_on_the_promised_days_last_minute_is_in_time(database: Database, taxonomy: Taxonomy) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        for answered in (at("2026-08-14", 23, 59), at("2026-08-15", 0, 0)):
            await make_report(session, kommun, at("2026-07-31"), answered_at=answered, answer_due=date(2026, 8, 14))
    async with database.read(forbund) as session:
        figures = await read_lsg_figures(session, taxonomy, group, [kommun], CURRENT, PREVIOUS)

    assert figures.answers == Answers(due=2, in_time=1, late=1)


async def test_each_who_told_of_one_event_was_promised_an_answer(sqlite: Database, taxonomy: Taxonomy) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        due = date(2026, 8, 14)
        first = await make_report(
            session, kommun, at("2026-07-31"), answer_due=due, answered_at=at("2026-08-10"), closed_at=at("2026-08-10")
        )
        await make_report(session, kommun, at("2026-08-01"), answer_due=due, same_event_as_id=first)
    async with sqlite.read(forbund) as session:
        figures = await read_lsg_figures(session, taxonomy, group, [kommun], CURRENT, PREVIOUS)

    assert figures.flow == Flow(new=1, closed=1, overdue=1), "one event, and one who waits"
    assert figures.answers == Answers(due=2, in_time=1, late=0)


async def test_an_answer_counts_in_the_period_in_which_it_was_promised_and_as_it_stood_when_that_ended(
    database: Database, taxonomy: Taxonomy
) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        for due, answered in (
            ("2026-07-01", "2026-06-20"),  # before the period began, in time
            ("2026-06-30", "2026-07-01"),  # promised in the period before, and late
            ("2026-09-30", "2026-10-01"),  # late, but not when the period ended
            ("2026-08-01", None),
            ("2026-10-01", "2026-09-01"),  # promised in the next period
        ):
            moment = at(answered, 0) if answered else None
            await make_report(session, kommun, at("2026-06-10"), answer_due=date.fromisoformat(due), answered_at=moment)
    async with database.read(forbund) as session:
        figures = await read_lsg_figures(session, taxonomy, group, [kommun], CURRENT, PREVIOUS)

    assert figures.answers == Answers(due=3, in_time=1, late=0)
    assert figures.answers.unanswered == 2
    assert figures.answers_before == Answers(due=1, in_time=0, late=0)


async def test_a_closed_report_without_its_day_of_closing_stops_the_edition(database: Database, taxonomy: Taxonomy) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        group = await make_group(session, "tranas", "LSG Tranås", kommun)
        await make_report(session, kommun, at("2026-08-01"), status=ReportStatus.AVSLUTAD)
    with pytest.raises(FiguresDisagree, match=r"status and day of closing"):
        async with database.read(forbund) as session:
            await read_lsg_figures(session, taxonomy, group, [kommun], CURRENT, PREVIOUS)


async def test_a_kommun_no_longer_in_use_stands_in_the_table_only_while_it_has_something_to_tell(
    sqlite: Database, taxonomy: Taxonomy
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        await make_kommun(session, "Tranås", inhabitants=None)
        paused = await make_kommun(session, "Ydre", active=False)
        await make_kommun(session, "Boxholm", active=False)
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        await make_report(session, paused, at("2026-02-01"), closed_at=at("2026-03-01"))
    async with sqlite.read(forbund) as session:
        now = await read_styrelse_figures(session, taxonomy, board, Quarter(2026, 1))
        later = await read_styrelse_figures(session, taxonomy, board, Quarter(2027, 3))

    assert [row.name for row in now.rows] == ["Tranås", "Ydre"]
    assert [row.name for row in later.rows] == ["Tranås"]
    assert now.rows[0].per_1000 is None
    assert now.total.per_1000 is None


async def test_the_models_are_those_that_proposed_the_categories_of_what_is_counted(database: Database) -> None:
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        tranas, aneby = [await make_kommun(session, name) for name in ("Tranås", "Aneby")]
        for model, day, kommun in (
            ("linear-2", "2026-08-01", tranas),
            ("linear-1", "2026-07-01", tranas),
            ("linear-2", "2026-09-30", tranas),
            ("", "2026-08-02", tranas),
            ("linear-0", "2026-06-30", tranas),
            ("linear-3", "2026-08-03", aneby),
        ):
            await make_report(session, kommun, at(day), model_version=model)
        await make_report(session, tranas, at("2026-08-04"), model_version="linear-4", internal=True)
    async with database.read(forbund) as session:
        assert await read_models(session, [tranas], CURRENT) == ("linear-1", "linear-2")
        assert await read_models(session, None, CURRENT) == ("linear-1", "linear-2", "linear-3")


def test_the_rate_has_one_decimal_and_halves_go_up() -> None:
    row = KommunRow("Tranås", 20_000, new=5, previous=0, year_before=0, successes=0, flow=Flow(new=5, open=5), answers=Answers())

    assert row.per_1000 == Decimal("0.3")
