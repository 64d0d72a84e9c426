"""The board's year and half-year as they may leave the förbund: five years, and nothing small in any of them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.errors import NotFoundError
from backend.i18n import Texts
from digests.document import Document
from digests.editions.outside_annual import outside_annual_cells, outside_annual_document
from digests.figures.annual import AnnualFigures, PartRow, read_annual_figures
from digests.figures.shown import Shown
from digests.figures.suppression import suppress_by_year
from digests.kinds.quarters import of_calendar
from digests.outside import kind_of, publish
from digests.periods import Quarter, Span
from digests.say import Voice
from models import Group, Kommun
from models.enums import Slag
from tests.digests.builders import at, make_board, make_edition, make_report
from tests.digests.documents import SENDER, section

pytestmark = pytest.mark.usefixtures("quick_paper")

NOW = at("2027-03-01")
YEAR = date(2026, 1, 1), date(2026, 12, 31)
COUNTS = {"Aneby": (3, 8), "Eksjö": (6, 0), "Nässjö": (11, 9)}
"""Events of 2026 and 2025."""


async def house(database: Database) -> Group:
    days = {name: {"2026-08-10": this_year, "2025-01-10": last_year} for name, (this_year, last_year) in COUNTS.items()}
    return await make_board(database, days)


async def told(database: Database, taxonomy: Taxonomy, *, half: bool = False) -> AnnualFigures:
    group = await house(database)
    async with database.read(group.forbund_id) as session:
        return await read_annual_figures(session, taxonomy, group.id or 0, Span(2026, half))


def rows(document: Document, key: str) -> list[tuple[str, ...]]:
    table = section(document, key).table
    assert table
    return [tuple(column.label for column in table.columns), *(row.cells for row in table.rows)]


async def test_small_numbers_of_every_year_have_dots_and_so_have_those_that_would_give_them_away(
    sqlite: Database, taxonomy: Taxonomy, voice: Voice
) -> None:
    figures = await told(sqlite, taxonomy)

    document = outside_annual_document(voice, figures, suppress_by_year(outside_annual_cells(figures)), SENDER)

    assert rows(document, "kommuner") == [
        ("Kommun", "2026", "2025"),
        ("Aneby", "..", "8"),
        ("Eksjö", "..", "–"),
        ("Nässjö", "11", "9"),
        ("Totalt", "20", "17"),
    ]
    assert rows(document, "years")[:2] == [("Vad som räknas", "2026", "2025"), ("Nya brister och behov", "20", "17")]
    assert [row[0] for row in rows(document, "years")[2:]] == ["Lyfta frågor", "Beslutade frågor", "Åtgärder som blev klara"]
    note = section(document, "kommuner").table
    assert note
    assert "Nässjö 1,1" in note.note
    assert "Aneby" not in note.note, "a rate says what its number is"
    assert "Ofullständigt" not in note.note, "a star says that there was something"
    assert document.numbers[0].value == "20"
    assert any(each.startswith("Två prickar (..) står för tal under fem") for each in document.notes)


async def test_a_year_that_isnt_whole_is_marked_where_its_number_is_told_and_never_with_the_day_of_the_first_report(
    sqlite: Database, taxonomy: Taxonomy, voice: Voice
) -> None:
    figures = await told(sqlite, taxonomy)
    first, second, *rest = figures.years
    late = replace(figures, started=date(2025, 3, 3), years=(first, replace(second, whole=False), *rest))
    shown = Shown(numbers=tuple(sorted(outside_annual_cells(late).items())))

    document = outside_annual_document(voice, late, shown, SENDER)

    assert ("Eksjö", "6*", "–") in rows(document, "kommuner")
    kommuner, years = section(document, "kommuner").table, section(document, "years").table
    assert kommuner
    assert years
    assert kommuner.note.count("*Ofullständigt första år: Eksjö.") == 1
    assert years.note == "Tidigare år har inga siffror. *Ofullständigt år: rapporteringen började under året."
    assert rows(document, "years")[0] == ("Vad som räknas", "2026", "2025*")


async def test_a_year_before_a_kommun_began_is_a_nought_where_a_dash_would_tell_that_there_was_something_later(
    sqlite: Database, taxonomy: Taxonomy, voice: Voice
) -> None:
    figures = await told(sqlite, taxonomy)
    cells = outside_annual_cells(figures)
    [later] = [place for place in cells if place.kommun == "Eksjö" and place.start.year == 2026]
    shown = Shown(tuple(sorted((place, count) for place, count in cells.items() if place != later)), withheld=(later,))

    assert ("Eksjö", "..", "0") in rows(outside_annual_document(voice, figures, shown, SENDER), "kommuner")


async def test_a_year_in_which_a_kommun_reported_no_event_but_something_else_is_as_one_before_it_began(
    sqlite: Database, taxonomy: Taxonomy, voice: Voice
) -> None:
    group = await house(sqlite)
    async with sqlite.begin(group.forbund_id) as session:
        eksjo = (await session.exec(select(Kommun).where(Kommun.name == "Eksjö"))).one()
        await make_report(session, eksjo.id or 0, at("2025-02-10"), slag=Slag.FRAMGANGSFAKTOR)
    async with sqlite.read(group.forbund_id) as session:
        figures = await read_annual_figures(session, taxonomy, group.id or 0, Span(2026))
    shown = Shown(numbers=tuple(sorted(outside_annual_cells(figures).items())))

    assert ("Eksjö", "6*", "–") in rows(outside_annual_document(voice, figures, shown, SENDER), "kommuner")


async def test_a_half_year_with_too_few_events_to_tell_of_any_has_no_table_of_kommuner(
    sqlite: Database, taxonomy: Taxonomy, voice: Voice
) -> None:
    figures = replace(await told(sqlite, taxonomy, half=True), kommuner=(PartRow("Aneby", (2, 0, 0, 0, 0)),))

    document = outside_annual_document(voice, figures, Shown(withheld=tuple(outside_annual_cells(figures))), SENDER)

    assert document.title == "Lex Heller första halvåret 2026"
    assert section(document, "kommuner").table is None
    assert rows(document, "years")[1][1] == ".."


async def test_a_year_is_told_outside_once_and_knows_what_its_quarter_hid(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    group = await house(sqlite)
    with pytest.raises(NotFoundError):
        await publish(sqlite, texts, taxonomy, group, Span(2026), NOW)
    # all of the year's events are the third quarter's: what that hid, the year would tell
    for days in (Quarter(2026, 3), Span(2026)):
        await make_edition(sqlite, texts, taxonomy, group.forbund_id, of_calendar(kind_of(days), group.id or 0, days))
    quarter = await publish(sqlite, texts, taxonomy, group, Quarter(2026, 3), NOW)
    year = await publish(sqlite, texts, taxonomy, group, Span(2026), NOW)

    assert (await publish(sqlite, texts, taxonomy, group, Span(2026), NOW)).id == year.id != quarter.id
    hidden = {(place["start"], place["kommun"]) for place in year.figures["figures"]["hidden"]}
    assert {("2026-01-01", "Aneby"), ("2026-01-01", "Eksjö")} <= hidden
    assert "Små tal är dolda" in year.text
    assert "Visas inom förbundet" not in year.text
