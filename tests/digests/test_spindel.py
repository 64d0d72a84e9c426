"""Spindeln in figures and papers: right to the last tenth, and nobody singled out."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database, stored_id
from backend.i18n import Texts
from backend.spindel.aspects import ASPECTS, FEWEST, VALUES
from backend.times import local_date, start_of_day
from digests.document import Document
from digests.editions.lsg import lsg_document
from digests.editions.room import ROOMS
from digests.editions.spindel import OTHERS, side_by_side, spindel_charts, spindel_table
from digests.figures.checks import FiguresDisagree
from digests.figures.lsg import read_lsg_figures
from digests.figures.questions import Agenda
from digests.figures.spindel import (
    AspectRow,
    Mean,
    SpindelFigures,
    _mean_of,
    latest_measured,
    read_groups_spindel,
    read_spindel,
    read_spindel_beside_others,
    told_mean,
)
from digests.periods import Period
from digests.render.charts import svg
from digests.render.charts.figures import chart_table
from digests.render.pdf import paper
from digests.render.text import text
from digests.say import Voice
from models import Report, SpindelMeasurement, SpindelTally
from models.enums import GroupKind, Slag
from models.spindel import CANT_SAY
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_report
from tests.digests.documents import BEYOND, DECIDED, LSG, QUESTION, SENDER

Answers = Sequence[Mapping[int, int]]
LAST = date(2026, 9, 10)
BEFORE = date(2026, 3, 12)


def alike(many: int, **values: int) -> list[dict[int, int]]:
    """Return so many answers of 2 everywhere but for aspects such as `a3=4`."""
    return [{**dict.fromkeys(ASPECTS, 2), **{int(name[1:]): value for name, value in values.items()}} for _ in range(many)]


async def measured(session: AsyncSession, group_id: int, last_day: date, answers: Answers, asked: int = 9) -> SpindelMeasurement:
    """Store a closed measurement of these answers."""
    closes_at = start_of_day(last_day + timedelta(days=1))
    opened_at = closes_at - timedelta(days=14)
    row = SpindelMeasurement(
        group_id=group_id, opened_at=opened_at, closes_at=closes_at, closed_at=closes_at, asked=asked, answered=len(answers)
    )
    session.add(row)
    await session.flush()
    for aspect in ASPECTS:
        for value in VALUES:
            count = sum(answer[aspect] == value for answer in answers)
            session.add(SpindelTally(measurement_id=stored_id(row), aspect=aspect, value=value, count=count))
    await session.flush()
    return row


async def figures_of(database: Database, taxonomy: Taxonomy, now: Answers, before: Answers = ()) -> SpindelFigures:
    """Return the figures of a group's measurement with these answers, and of the one before it if there were any."""
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås", await make_kommun(session, "Tranås"))
        if before:
            await measured(session, group, BEFORE, before)
        return await read_spindel(session, taxonomy, await measured(session, group, LAST, now))


def slow_mean(values: Sequence[int]) -> str:
    """What is told of a mean, by the plain reading of docs/figures.md."""
    known = [value for value in values if value != CANT_SAY]
    if len(known) < FEWEST:
        return ".."
    mean = Fraction(sum(known), len(known))
    if mean > Fraction(7, 2):
        return "minst 3,5"
    if mean < Fraction(1, 2):
        return "högst 0,5"
    tenths = int(mean * 10 + Fraction(1, 2))  # halves are rounded up
    return f"{tenths // 10},{tenths % 10}"


def by_aspect(rows: Sequence[Report], taxonomy: Taxonomy, kommun: int) -> dict[int | None, int]:
    """The year's events of a kommun by aspect, counted one by one."""
    found: dict[int | None, int] = {}
    for row in rows:
        counted = row.slag in (Slag.BRIST, Slag.BEHOV) and not row.internal and row.kommun_id == kommun
        if counted and date(2025, 9, 11) <= local_date(row.reported_at) <= LAST:
            aspect = taxonomy.get(row.category).aspect
            found[aspect] = found.get(aspect, 0) + 1
    return found


async def test_the_figures_are_those_that_a_patient_reader_of_the_answers_would_count(
    database: Database, taxonomy: Taxonomy, texts: Texts
) -> None:
    chance = random.Random(1)  # any answers will do, but the same each time
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        tranas, other = await make_kommun(session, "Tranås"), await make_kommun(session, "Eksjö")
        group = await make_group(session, "tranas", "LSG Tranås", tranas)
        codes = [category.code for category in taxonomy.categories]
        for _ in range(30):
            day = LAST - timedelta(days=chance.choice([0, 1, 200, 364, 365, -1]))
            slag = chance.choice([Slag.BRIST, Slag.BEHOV, Slag.FRAMGANGSFAKTOR])
            kommun, internal = chance.choice([tranas, tranas, other]), chance.random() < 0.2
            await make_report(session, kommun, at(str(day)), category=chance.choice(codes), slag=slag, internal=internal)
        rounds = [[{aspect: chance.choice(VALUES) for aspect in ASPECTS} for _ in range(chance.randint(5, 9))] for _ in range(2)]
        await measured(session, group, BEFORE, rounds[0])
        await measured(session, group, LAST, rounds[1])
        figures = await read_lsg_figures(
            session, taxonomy, group, [tranas], Period(date(2026, 7, 1), date(2026, 9, 30)), Period(BEFORE, date(2026, 6, 30))
        )
        events = by_aspect((await session.exec(select(Report))).all(), taxonomy, tranas)
    found = figures.spindel
    assert found
    table = spindel_table(Voice(texts, taxonomy, "sv"), found)
    for row in found.rows:
        told = [slow_mean([answer[row.aspect] for answer in answers]) for answers in reversed(rounds)]
        assert list(table.rows[row.aspect - 1].cells[1:3]) == told
        assert row.events == events.get(row.aspect, 0)
    assert found.unplaced == events.get(None, 0)
    assert table.rows[-1].cells[-1] == str(sum(events.values()))


@given(grades=st.lists(st.integers(0, 4), max_size=12))
def test_a_mean_is_told_only_of_five_and_never_so_that_each_answer_is_known(grades: list[int]) -> None:
    told = told_mean([grades.count(grade) for grade in range(5)])
    if len(grades) < FEWEST:
        assert told is None
        return
    assert told
    assert Decimal("0.5") <= told.value <= Decimal("3.5")
    if len(set(grades)) == 1 and grades[0] in (0, 4):
        assert told.beyond, "all of them gave the same, and the mean alone would say so"
    if not told.beyond:
        assert abs(told.value - Decimal(sum(grades)) / len(grades)) <= Decimal("0.05")


async def test_of_four_answers_nothing_at_all_is_told(sqlite: Database, taxonomy: Taxonomy, texts: Texts) -> None:
    figures = await figures_of(sqlite, taxonomy, alike(4, a3=4), alike(9))
    assert (figures.answered, figures.asked, figures.told, figures.rows, figures.before) == (4, 9, False, (), None)
    shown = text(paper_of(Voice(texts, taxonomy, "sv"), figures))
    assert "* Mätningen till och med 10 september 2026: 4 av 9 svarade.\n  Med färre än fem svar visas inget resultat." in shown
    assert "BILAGA: SPINDELN" not in shown


async def test_an_aspect_that_four_could_judge_is_hidden_and_so_is_how_many(
    sqlite: Database, taxonomy: Taxonomy, texts: Texts
) -> None:
    figures = await figures_of(sqlite, taxonomy, [*alike(4), *alike(3, a9=CANT_SAY)], alike(6))
    last = figures.rows[8]
    assert (last.mean, last.answers, last.before, last.change) == (None, None, Mean(Decimal("2.0")), 0)
    told = spindel_table(Voice(texts, taxonomy, "sv"), figures)
    assert told.rows[8].cells[1:4] == ("..", "2,0", "..")
    assert "Två prickar: färre än fem" in told.note
    frozen = TypeAdapter(SpindelFigures).dump_json(figures).decode()
    assert '"mean":null' in frozen
    assert not re.search(r"tall|sums|count", frozen), "what is frozen holds no sum of answers"


async def test_sums_that_do_not_add_up_stop_the_paper(sqlite: Database, taxonomy: Taxonomy) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås", await make_kommun(session, "Tranås"))
        row = await measured(session, group, LAST, alike(6))
        one = (col(SpindelTally.aspect) == 4, col(SpindelTally.value) == 2)
        await session.exec(sa.update(SpindelTally).where(*one).values(count=5))
        with pytest.raises(FiguresDisagree, match="aspect 4: 6 was expected, 5 was found"):
            await read_spindel(session, taxonomy, row)


async def test_a_change_is_told_when_the_test_shows_one_and_else_what_can_not_be_told(
    sqlite: Database, taxonomy: Taxonomy, texts: Texts
) -> None:
    rose = await figures_of(sqlite, taxonomy, alike(7, a7=3, a1=1), alike(7, a7=1, a1=1))
    assert [(row.aspect, row.change) for row in rose.changes] == [(7, 1)]
    shown = text(paper_of(Voice(texts, taxonomy, "sv"), rose))
    assert "7. Informationsflödet mellan parterna har blivit bättre: från 1,0 till 3,0." in shown
    assert "1. Tillgång till resurser har lägst medelvärde: 1,0." in shown
    alike_now = replace(rose, rows=tuple(replace(row, change=0) for row in rose.rows))
    assert "Inget har ändrats mer än slumpen ofta ger." in text(paper_of(Voice(texts, taxonomy, "sv"), alike_now))
    few = text(paper_of(Voice(texts, taxonomy, "sv"), replace(alike_now, able=0)))
    assert "Svaren är för få för att visa om något har ändrats sedan sist." in few
    first = text(paper_of(Voice(texts, taxonomy, "sv"), replace(alike_now, before=None, answered_before=None)))
    assert "Det här är den första mätningen, så det finns inget att jämföra med än." in first


def paper_of(voice: Voice, figures: SpindelFigures) -> Document:
    return lsg_document(voice, replace(LSG, spindel=figures), SENDER, "LSG Tranås", date(2026, 10, 15))


ROWS = tuple(AspectRow(aspect, Mean(Decimal(aspect * 3) / 10), Mean(Decimal("2.5")), 7, 0, aspect) for aspect in range(1, 10))
TOLD = SpindelFigures(
    group_id=1,
    last_day=LAST,
    asked=8,
    answered=7,
    before=BEFORE,
    answered_before=6,
    rows=ROWS,
    compared=9,
    able=9,
    period=Period(date(2025, 9, 11), LAST),
    unplaced=2,
)


@pytest.mark.parametrize("locale", ["sv", "en"])
def test_the_four_questions_stand_on_the_first_page_and_the_diagram_in_the_annex(
    texts: Texts, taxonomy: Taxonomy, locale: str
) -> None:
    document = paper_of(Voice(texts, taxonomy, locale), TOLD)
    [agenda] = [section for section in document.sections if section.key == "spindeln"]
    assert agenda.items[0].body.count("?") == 4
    assert agenda.chart is None
    [annex] = [section for section in document.annex if section.key == "spindeln"]
    assert annex.chart and annex.table


def test_the_four_questions_leave_a_full_first_page_before_the_pairs_do(texts: Texts, taxonomy: Taxonomy) -> None:
    voice, figures = Voice(texts, taxonomy, "sv"), replace(LSG, spindel=TOLD)
    stands = []
    for room in ROOMS:
        document = lsg_document(voice, figures, SENDER, "LSG Tranås", date(2026, 10, 15), room)
        keys = {section.key for section in document.sections}
        stands.append(("pairs" in keys, "spindeln" in keys))
    assert stands == sorted(stands, reverse=True)
    assert set(stands) == {(True, True), (True, False), (False, False)}


async def test_the_first_page_is_still_one_with_all_that_a_busy_group_has_before_it(texts: Texts, taxonomy: Taxonomy) -> None:
    busy = replace(LSG, spindel=TOLD, agenda=Agenda((QUESTION, BEYOND) * 2, (DECIDED,)))
    voice = Voice(texts, taxonomy, "sv")
    document = lsg_document(voice, busy, SENDER, "LSG Tranås", date(2026, 10, 15), ROOMS[-1])
    assert document.lead[-1].about == "annex-spindeln"
    assert [section.key for section in document.annex][-1] == "pairs"
    assert (await paper(document, texts)).pages == 1


def test_the_radar_has_a_line_around_and_a_dot_for_each_aspect_and_leaves_a_gap_open(texts: Texts, taxonomy: Taxonomy) -> None:
    [chart] = spindel_charts(Voice(texts, taxonomy, "sv"), TOLD)
    drawn = str(svg(chart, "sv"))
    assert drawn.count("<circle") == 10, "nine and the legend's"
    assert drawn.count('stroke-dasharray="5 3"') == 9
    assert 'role="img"' in drawn
    assert "1. Tillgång till resurser 0,3 (förra gången 2,5)" in chart.alternative
    assert "(9)" in chart.marks[8].label
    [without] = spindel_charts(Voice(texts, taxonomy, "sv"), replace(TOLD, rows=(replace(ROWS[0], mean=None), *ROWS[1:])))
    table = spindel_table(Voice(texts, taxonomy, "sv"), replace(TOLD, rows=(replace(ROWS[0], mean=None), *ROWS[1:])))
    beside = [row.cells[1:] for row in chart_table(without, "sv").rows]
    assert beside == [row.cells[1:3] for row in table.rows[:9]], "both tables tell it in the same way"
    assert beside[0][0] == ".."
    assert "1. Tillgång till resurser visas inte (förra gången 2,5)" in without.alternative, "what is heard has no dots"
    drawn = str(svg(without, "sv"))
    assert drawn.count("<circle") == 9
    assert drawn.count('stroke-width="2.5"') == 7


async def test_a_measurement_stands_in_the_paper_of_the_days_in_which_it_ended_and_in_no_other(
    sqlite: Database, taxonomy: Taxonomy
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        group = await make_group(session, "tranas", "LSG Tranås", await make_kommun(session, "Tranås"))
        row = await measured(session, group, LAST, alike(6))

        async def found(start: date, end: date) -> SpindelMeasurement | None:
            return await latest_measured(session, group, Period(start, end))

        day = timedelta(days=1)
        assert await found(LAST, LAST) == row
        assert await found(BEFORE, LAST - day) is None
        assert await found(LAST + day, LAST + 90 * day) is None


async def test_the_board_sees_the_groups_of_the_last_year_side_by_side_but_none_with_four_answers(
    sqlite: Database, taxonomy: Taxonomy, texts: Texts
) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        for name, last_day, many in (("A", LAST, 6), ("B", BEFORE, 4), ("C", date(2025, 9, 29), 9), ("D", BEFORE, 5)):
            group = await make_group(session, name.lower(), f"LSG {name}", await make_kommun(session, name))
            await measured(session, group, last_day, alike(many, a1=3))
        paused = await make_group(session, "e", "LSG E", active=False)
        await measured(session, paused, LAST, alike(6))
        groups = await read_groups_spindel(session, taxonomy, date(2026, 9, 30))
    assert [each.group for each in groups] == ["LSG A", "LSG B", "LSG D"]
    [section] = side_by_side(Voice(texts, taxonomy, "sv"), [(each.group, each.figures) for each in groups])
    assert section.table
    assert [column.label for column in section.table.columns] == ["Aspekt", "LSG A (10 september 2026)", "LSG D (12 mars 2026)"]
    assert section.table.rows[0].cells == ("1. Tillgång till resurser", "3,0", "3,0")
    assert section.table.rows[-1].cells == ("Svarade", "6 av 9", "5 av 9")
    assert "Färre än fem svar, därför utan siffror: LSG B." in section.table.note
    hidden = [(each.group, each.figures) for each in groups if not each.figures.told]
    assert side_by_side(Voice(texts, taxonomy, "sv"), hidden) == []


async def beside(database: Database, taxonomy: Taxonomy, *others: int, **values: int) -> SpindelFigures:
    """Return a group's figures beside others of which so many answered, with 2 everywhere but for aspects such as `a3=4`."""
    forbund = await make_forbund(database)
    async with database.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        own = await make_group(session, "tranas", "LSG Tranås", kommun)
        for number, many in enumerate(others):
            group = await make_group(session, f"other-{number}", f"LSG {number}", kommun)
            await measured(session, group, BEFORE, alike(many, **values))
        for slug, told in (("paused", {"active": False}), ("board", {"kind": GroupKind.STYRELSE})):
            await measured(session, await make_group(session, slug, slug, **told), BEFORE, alike(9, a1=0))
        late = await make_group(session, "late", "LSG Sen", kommun)
        await measured(session, late, LAST + timedelta(days=1), alike(9, a1=0))
        return await read_spindel_beside_others(session, taxonomy, await measured(session, own, LAST, alike(6)))


async def test_a_group_is_laid_beside_the_mean_of_the_other_local_groups_means_as_those_are_told(
    sqlite: Database, taxonomy: Taxonomy, texts: Texts
) -> None:
    figures = await beside(sqlite, taxonomy, 5, 9, 4, a1=4, a2=1)
    voice = Voice(texts, taxonomy, "sv")

    assert figures.others == 2, "neither the four, the paused, the board nor what was measured later"
    assert [row.others for row in figures.rows[:3]] == [Mean(Decimal("3.5"), 1), Mean(Decimal("1.0")), Mean(Decimal("2.0"))]
    [chart] = spindel_charts(voice, figures)
    assert "1. Tillgång till resurser 2,0 (de andra minst 3,5)" in chart.alternative and chart.note
    assert chart.series == ("10 september 2026", "De andra")
    assert "2. Ledningens stöd och engagemang 2,0 (de andra 1,0)" in chart.alternative
    table = spindel_table(voice, figures)
    assert [column.label for column in table.columns] == ["Aspekt", "Nu", "De andra", "Rapporterat"]
    assert table.rows[0].cells[2] == "minst 3,5" and voice.t("spindeln.beyond.note") in table.note
    assert "De andra: medelvärdet av två andra gruppers senaste mätning" in table.caption


@pytest.mark.parametrize(
    ("means", "told"),
    [
        ((Mean(Decimal("3.5"), 1), Mean(Decimal("2.0"))), Mean(Decimal("2.7"), 1)),
        ((Mean(Decimal("0.5"), -1), Mean(Decimal("3.0")), None), Mean(Decimal("1.8"), -1)),
        ((Mean(Decimal("3.5"), 1), Mean(Decimal("0.5"), -1)), None),
        ((Mean(Decimal("3.4")), None), None),
    ],
)
def test_a_mean_of_a_limit_is_a_limit_itself_wherever_it_lies(means: tuple[Mean | None, ...], told: Mean | None) -> None:
    assert _mean_of(means) == told


async def test_with_one_other_group_the_others_would_be_that_group_and_are_not_told(sqlite: Database, taxonomy: Taxonomy) -> None:
    figures = await beside(sqlite, taxonomy, 9, 4)
    assert (figures.others, {row.others for row in figures.rows}) == (0, {None})


def test_a_second_measurement_has_a_radar_of_the_time_before_and_one_of_the_others_both_in_the_annex(
    texts: Texts, taxonomy: Taxonomy
) -> None:
    rows = tuple(replace(row, others=Mean(Decimal("1.5"))) for row in TOLD.rows)
    document = paper_of(Voice(texts, taxonomy, "sv"), replace(TOLD, rows=rows, others=3))
    drawn = {section.key: section.chart.series for section in document.annex if section.chart}
    assert drawn == {"spindeln": ("10 september 2026", "12 mars 2026"), OTHERS: ("10 september 2026", "De andra")}
    assert OTHERS not in [section.key for section in document.sections]
