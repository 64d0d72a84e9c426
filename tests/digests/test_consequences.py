"""What the events meant for individuals is the one table about persons: its small numbers are hidden, between editions too."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from backend.database import AsyncSession, Database
from backend.i18n import Texts
from digests.editions.consequences import consequences
from digests.figures.checks import FiguresDisagree
from digests.figures.consequences import NAMES, UNSAID, read_consequences
from digests.figures.inference import bounds
from digests.figures.shown import Place, Shown, bearing_on
from digests.figures.suppression import WIDTH, suppress
from digests.frozen import freeze
from digests.kind import Composed
from digests.periods import Period, Quarter
from digests.say import Voice
from models import Edition
from models.enums import Consequence, EditionKind, EditionStatus, GroupKind
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_report
from tests.digests.documents import STYRELSE, styrelse

pytestmark = pytest.mark.usefixtures("quick_paper")

QUARTER = Quarter(2026, 3).period
HALF_YEAR = Period(date(2026, 7, 1), date(2026, 12, 31))


def shown(**counts: int) -> Shown:
    """Return what is told of these consequences in the third quarter; nobody said anything of the rest."""
    days = QUARTER.start, QUARTER.end
    cells = {Place(*days, consequence=name): counts.get(name, 0) for name in NAMES}
    total = Place(*days)
    return suppress({**cells, total: sum(counts.values())}, [total])


def test_small_numbers_have_dots_and_another_with_them_that_they_cannot_be_worked_out_from(voice: Voice) -> None:
    (section,) = consequences(voice, shown(vantan=12, halsa=2, motivation=6, ej_angiven=9), 29)

    assert section.table is not None
    assert [row.cells for row in section.table.rows] == [
        ("Väntan", "12"),
        ("Avbruten kedja", "0"),
        ("Dubbel utredning", "0"),
        ("Fel eller utebliven ersättning", "0"),
        ("Tappad motivation", ".."),
        ("Försämrad hälsa", ".."),
        ("Ingen känd följd", "0"),
        ("Inte angivet", "9"),
        ("Totalt", "29"),
    ]
    assert section.table.note.startswith("Två prickar (..) står för tal som är så små")


def test_a_table_of_too_few_is_not_shown_and_says_so(voice: Voice) -> None:
    (section,) = consequences(voice, shown(halsa=1, ej_angiven=1), 2)

    assert section.table is None
    assert section.paragraphs[0].startswith("Följderna visas inte")


def test_nothing_is_said_when_no_reporter_said_anything(voice: Voice) -> None:
    assert consequences(voice, shown(ej_angiven=18), 18) == []
    assert all(section.key != "consequences" for section in styrelse(voice).sections)


async def make_events(session: AsyncSession, kommun: int, day: str, **counts: int) -> None:
    for name, count in counts.items():
        for _ in range(count):
            await make_report(session, kommun, at(day), consequence=None if name == UNSAID else Consequence(name))


async def test_an_edition_knows_what_those_before_it_have_hidden(sqlite: Database, texts: Texts, voice: Voice) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        kommun = await make_kommun(session, "Tranås")
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        await make_events(session, kommun, "2026-08-01", vantan=12, halsa=2, motivation=6, ej_angiven=9)
        # the last quarter has every number great, so that the half-year would give the third quarter away
        await make_events(session, kommun, "2026-11-01", vantan=12, halsa=5, motivation=6, ej_angiven=9)
        other = await make_kommun(session, "Utanför kvartalet")
        await make_events(session, other, "2026-06-30", halsa=7)
    last = Quarter(2026, 4).period
    async with sqlite.read(forbund) as session:
        first = await read_consequences(session, QUARTER, 29)
        alone = await read_consequences(session, HALF_YEAR, 61)
    async with sqlite.begin(forbund) as session:
        for period, told in ((QUARTER, first), (last, None)):
            if told is None:
                told = await read_consequences(session, period, 32)
            frozen = await freeze(Composed(replace(STYRELSE, consequences=told), (styrelse(voice),), 2), texts)
            session.add(edition(board, period, frozen.figures))
            await session.flush()
    async with sqlite.read(forbund) as session:
        half_year = await read_consequences(session, HALF_YEAR, 61)

    hidden = Place(QUARTER.start, QUARTER.end, consequence="halsa")
    assert hidden in first.hidden
    assert alone.told[Place(HALF_YEAR.start, HALF_YEAR.end, consequence="halsa")] == 7
    assert Place(HALF_YEAR.start, HALF_YEAR.end, consequence="halsa") in half_year.untold
    least, greatest = bounds(hidden, half_year, [first])
    assert greatest - least >= WIDTH


def edition(group: int, period: Period, figures: dict[str, object]) -> Edition:
    return Edition(
        kind=EditionKind.STYRELSE,
        group_id=group,
        period=f"dag:{period.end}",
        period_start=period.start,
        period_end=period.end,
        due_at=period.until,
        status=EditionStatus.KLAR,
        claimed_until=period.until,
        as_of=period.until,
        made_at=period.until,
        figures=figures,
        pdf=b"%PDF",
        content_hash="0",
    )


async def test_consequences_that_do_not_add_up_stop_the_edition(sqlite: Database) -> None:
    forbund = await make_forbund(sqlite)
    async with sqlite.begin(forbund) as session:
        await make_events(session, await make_kommun(session, "Tranås"), "2026-08-01", halsa=2)
    with pytest.raises(FiguresDisagree, match="consequences"):
        async with sqlite.read(forbund) as session:
            await read_consequences(session, QUARTER, 3)


def test_only_editions_whose_days_hang_together_with_the_period_bear_on_it() -> None:
    def of(start: date, end: date) -> Shown:
        return Shown(((Place(start, end), 9),))

    spring, bridge, summer = (
        of(date(2026, 1, 1), date(2026, 3, 31)),
        of(date(2026, 3, 15), date(2026, 7, 15)),
        of(date(2026, 7, 1), date(2026, 9, 30)),
    )
    assert bearing_on((QUARTER.start, QUARTER.end), [spring, summer]) == [summer]
    assert bearing_on((QUARTER.start, QUARTER.end), [spring, bridge, summer]) == [spring, bridge, summer]


async def test_while_the_solver_reckons_others_are_answered(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    forbund, loop = await make_forbund(sqlite), asyncio.get_running_loop()

    def slow(*_: object) -> Shown:
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(timeout=60)
        return Shown()

    monkeypatch.setattr("digests.figures.consequences.suppress", slow)
    async with sqlite.read(forbund) as session:
        assert await read_consequences(session, QUARTER, 0) == Shown()
