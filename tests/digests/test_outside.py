"""The board's edition as it may leave the förbund: nothing small is told, nor can be worked out, and it is made once."""

import asyncio
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Written
from openpyxl import load_workbook
from pydantic import TypeAdapter
from pypdf import PdfReader
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import AsyncSession, Database
from backend.errors import NotFoundError
from backend.i18n import Texts
from digests.commands import outside
from digests.compose import compose
from digests.editions.outside import outside_cells, outside_document
from digests.figures.categories import CategoryRow
from digests.figures.counts import Answers, Flow
from digests.figures.inference import bounds
from digests.figures.shown import Place, Shown
from digests.figures.styrelse import KommunRow, StyrelseFigures
from digests.figures.suppression import WIDTH, suppress
from digests.frozen import Frozen, board_figures_of, document_of
from digests.kinds.quarters import of_calendar
from digests.outside import publish
from digests.periods import Quarter, Span
from digests.say import Voice
from models import AuditEvent, Edition, Group, Publication, Report
from models.enums import EditionKind
from tests.digests.builders import at, make_board, make_edition
from tests.digests.documents import SENDER, STYRELSE, lead_of, section

NOW = at("2026-10-20")
QUARTER = Quarter(2026, 3)
HALF = date(2026, 4, 1), date(2026, 9, 30)
SMALL = {"Aneby": 3, "Eksjö": 6, "Nässjö": 11, "Tranås": 0}


def figures(**kommuner: int) -> StyrelseFigures:
    """Return a quarter with so many new events in each kommun, all of one category."""

    def row(name: str, new: int) -> KommunRow:
        return KommunRow(name, 10_000, new, 0, 0, 0, Flow(new=new, open=new), Answers())

    new = sum(kommuner.values())
    return replace(
        STYRELSE,
        rows=tuple(row(name, count) for name, count in kommuner.items()),
        total=replace(row("", new), inhabitants=40_000),
        categories=(CategoryRow("NARVARO", new, 0, 0),),
    )


def test_small_numbers_their_rates_and_one_more_have_dots(voice: Voice) -> None:
    told = figures(**SMALL)

    document = outside_document(voice, told, suppress(outside_cells(told)), SENDER)

    table = section(document, "kommuner").table
    assert table is not None
    assert [row.cells for row in table.rows] == [
        ("Aneby", "..", ".."),
        ("Eksjö", "..", ".."),
        ("Nässjö", "11", "1,1"),
        ("Tranås", "0", "0,0"),
        ("Totalt", "20", "0,5"),
    ]
    assert document.numbers[0].value == "20"
    assert any(note.startswith("Två prickar (..) står för tal under fem") for note in document.notes)
    assert lead_of(document) == "En åtgärd blev klar under kvartalet. En fråga avslutades med ett svar."


def test_where_most_categories_are_hidden_one_row_tells_of_them_all(voice: Voice) -> None:
    counts = {"NARVARO": 9, "KONTAKT": 2, "ANSVAR": 3, "TILLIT": 1, "SEKRETESS": 0}
    told = replace(figures(Aneby=15), categories=tuple(CategoryRow(code, new, 0, 0) for code, new in counts.items()))

    table = section(outside_document(voice, told, suppress(outside_cells(told)), SENDER), "themes").table

    assert table is not None
    assert [row.cells for row in table.rows] == [
        ("Närvaro och deltagande", "9"),
        ("Sekretess och samtycke", "0"),
        ("3 kategorier som inte visas var för sig", "6"),
        ("Totalt", "15"),
    ]
    hidden = "Kontaktvägar och återkoppling, Ansvar och gränsdragning och Tillit och bemötande"
    assert table.note.startswith(f"Inte var för sig visas {hidden}: ")


def test_a_quarter_with_few_events_hides_their_total_too(voice: Voice) -> None:
    told = figures(Aneby=2, Eksjö=0)

    document = outside_document(voice, told, suppress(outside_cells(told)), SENDER)

    table = section(document, "kommuner").table
    assert (document.numbers[0].value, document.numbers[0].label) == ("..", "nya brister och behov")
    assert table is not None
    assert [row.cells[1] for row in table.rows] == ["..", "0", ".."]


def test_where_nothing_can_be_told_there_is_no_table(voice: Voice) -> None:
    told = figures(Aneby=2, Eksjö=0)

    document = outside_document(voice, told, Shown(withheld=tuple(outside_cells(told))), SENDER)

    assert section(document, "kommuner").table is None
    assert section(document, "kommuner").paragraphs == (
        "Så få brister och behov rapporterades att antalen inte visas utanför förbundet.",
    )


def test_a_quarter_without_events_says_so(voice: Voice) -> None:
    told = figures(Aneby=0, Eksjö=0)

    document = outside_document(voice, told, suppress(outside_cells(told)), SENDER)

    assert document.numbers[0].value == "0"
    assert "Inga nya brister eller behov har rapporterats." in lead_of(document)


async def made(database: Database, texts: Texts, taxonomy: Taxonomy) -> tuple[int, Group]:
    """Store a board whose third quarter's edition is made: 3, 6 and 11 events in its kommuner, and nothing in a fourth."""
    board = await make_board(database, {name: {"2026-08-10": count} for name, count in SMALL.items()})
    due = of_calendar(EditionKind.STYRELSE, board.id or 0, QUARTER)
    await make_edition(database, texts, taxonomy, board.forbund_id, due)
    return board.forbund_id, board


async def store_told(session: AsyncSession, group: Group, shown: Shown) -> None:
    """Store a half-year's edition that has been told outside."""
    before = Edition(
        kind=EditionKind.STYRELSE,
        group_id=group.id or 0,
        period="2026-H1",
        period_start=HALF[0],
        period_end=HALF[1],
        due_at=NOW,
        claimed_until=NOW,
        as_of=NOW,
    )
    session.add(before)
    await session.flush()
    told_before = TypeAdapter(Shown).dump_python(shown, mode="json")
    frozen: dict[str, Any] = {"html": "", "text": "", "pdf": b"", "content_hash": "0"}
    session.add(Publication(edition_id=before.id or 0, made_at=NOW, figures={"figures": told_before}, **frozen))


async def test_it_is_made_once_of_what_was_frozen_whatever_becomes_of_the_reports(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    forbund, _ = await made(sqlite, texts, taxonomy)
    async with sqlite.begin(forbund) as session:
        for report in (await session.exec(select(Report).limit(4))).all():
            report.internal = True

    first = await outside(sqlite, texts, taxonomy, NOW, group_slug="styrelsen", days=QUARTER, out=tmp_path / "1")
    async with sqlite.begin(forbund) as session:
        for report in (await session.exec(select(Report))).all():
            report.internal = True
    again = await outside(sqlite, texts, taxonomy, NOW, group_slug="styrelsen", days=QUARTER, out=tmp_path / "2")

    assert [path.name for path in first] == [
        f"styrelse-styrelsen-2026-K3-utanfor{suffix}" for suffix in (".html", ".txt", ".pdf", ".docx", ".xlsx", ".json")
    ]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert "* 20 nya brister och behov.\n" in first[1].read_text()
    assert re.search(r"\* Aneby: Brister och behov \.\., Per 1.000 invånare \.\.\n", first[1].read_text())
    async with sqlite.read(forbund) as session:
        assert len((await session.exec(select(Publication))).all()) == 1
        looked = await session.exec(select(AuditEvent).where(col(AuditEvent.subject) == "publication"))
        assert len(looked.all()) == 1


async def test_no_form_of_it_holds_a_number_that_is_hidden(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    _, group = await made(sqlite, texts, taxonomy)

    html, plain, pdf, docx, xlsx, figures_file = await outside(
        sqlite, texts, taxonomy, NOW, group_slug="styrelsen", days=QUARTER, out=tmp_path
    )

    words = re.sub(r"<[^>]+>", " ", html.read_text())
    paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.read_bytes())).pages)
    written = Written(str(docx))
    office = "\n".join(" ".join(cell.text for cell in row.cells) for table in written.tables for row in table.rows)
    cells = [row for each in load_workbook(xlsx) for row in each.iter_rows(values_only=True)]
    book = "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in cells)
    for shown in (words, plain.read_text(), paper, office, book):
        rows = re.findall(r"(?:Aneby|Eksjö)[^\n]*", re.sub(r"1.000", "", shown))
        assert len(rows) == 2
        assert not re.search(r"\d", "".join(rows))
    assert '"kommun": "Aneby"' in figures_file.read_text()
    publication = await publish(sqlite, texts, taxonomy, group, QUARTER, NOW)
    told = {place["kommun"] for place, _ in publication.figures["figures"]["numbers"]}
    assert {"Aneby", "Eksjö"}.isdisjoint(told)


async def test_while_it_is_reckoned_others_write_and_what_they_tell_outside_is_reckoned_with(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbund, group = await made(sqlite, texts, taxonomy)
    loop, known = asyncio.get_running_loop(), list[int]()

    async def tell_another() -> None:
        async with asyncio.timeout(50), sqlite.begin(forbund) as session:
            await store_told(session, group, Shown())

    def slow(cells: Mapping[Place, int], earlier: Sequence[Shown]) -> Shown:
        if not known:
            asyncio.run_coroutine_threadsafe(tell_another(), loop).result(timeout=60)
        known.append(len(earlier))
        return suppress(cells, earlier=earlier)

    monkeypatch.setattr("digests.outside.suppress_by_year", slow)

    await publish(sqlite, texts, taxonomy, group, QUARTER, NOW)

    assert known == [0, 1]


async def test_two_who_publish_at_once_get_the_same_and_it_is_made_once(
    database: Database, texts: Texts, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbund, group = await made(database, texts, taxonomy)
    both = asyncio.Barrier(2)

    async def composed(_texts: Texts, _taxonomy: Taxonomy, edition: Edition, earlier: Sequence[Publication]) -> Frozen:
        if not earlier:
            await both.wait()
        return Frozen(document_of(edition), edition.figures, edition.html, edition.text, edition.pdf or b"", edition.content_hash)

    monkeypatch.setattr("digests.outside._compose", composed)
    async with asyncio.timeout(90):
        first, second = await asyncio.gather(*(publish(database, texts, taxonomy, group, QUARTER, NOW) for _ in range(2)))

    assert first.id == second.id
    async with database.read(forbund) as session:
        assert len((await session.exec(select(Publication))).all()) == 1


async def test_a_quarter_without_an_edition_has_none_for_outside_either(
    sqlite: Database, texts: Texts, taxonomy: Taxonomy
) -> None:
    _, group = await made(sqlite, texts, taxonomy)

    for days, made_on in ((Quarter(2026, 2), date(2026, 7, 7)), (Span(2025), date(2026, 1, 16))):
        with pytest.raises(NotFoundError, match=r"error\.no_such_edition") as told:
            await publish(sqlite, texts, taxonomy, group, days, NOW)
        assert told.value.values["day"] == made_on


async def test_it_knows_what_was_told_outside_before(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> None:
    """A half-year told outside and the quarter within it: together they must not give away the other quarter."""
    forbund, group = await made(sqlite, texts, taxonomy)
    start, end = HALF
    spring = date(2026, 4, 1), date(2026, 6, 30)
    half = {Place(start, end, name): count for name, count in {"Nässjö": 13, "Tranås": 0}.items()}
    earlier = Shown(tuple(half.items()), hidden=(Place(*spring, "Nässjö"),))
    async with sqlite.begin(forbund) as session:
        await store_told(session, group, earlier)
    publication = await publish(sqlite, texts, taxonomy, group, QUARTER, NOW)

    told = {tuple(place.values()): number for place, number in publication.figures["figures"]["numbers"]}
    assert ("2026-07-01", "2026-09-30", "Nässjö", "", "", "") not in told
    assert ("2026-07-01", "2026-09-30", "Tranås", "", "", "") in told
    careless = Shown(((Place(date(2026, 7, 1), end, "Nässjö"), 11),))
    least, greatest = bounds(Place(*spring, "Nässjö"), careless, [earlier])
    assert greatest - least < WIDTH


async def test_a_frozen_edition_is_read_as_it_was_written(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> None:
    forbund, group = await made(sqlite, texts, taxonomy)
    async with sqlite.read(forbund) as session:
        read = board_figures_of((await session.exec(select(Edition))).one())
        composed = await compose(session, of_calendar(EditionKind.STYRELSE, group.id or 0, QUARTER), texts, taxonomy)

    assert read == composed.figures
