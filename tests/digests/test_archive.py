import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.errors import DomainError, NotFoundError
from backend.i18n import Texts
from backend.keys import DATABASE, LINKS, TAXONOMY, TEXTS
from backend.links import Links
from digests.archive import side_by_side
from digests.archive_pages import add_archive_routes
from digests.commands import archive, export
from digests.document import Document, Table
from digests.figures.lsg import LsgFigures
from digests.figures.styrelse import StyrelseFigures
from digests.frozen import document_of, figures_json, kind_and_group
from digests.kind import Composed
from digests.pages import add_routes
from digests.periods import Period
from digests.render.page import content
from digests.say import Voice
from models import Edition, Group
from models.enums import EditionKind, EditionStatus, GroupKind, RoleName
from tests.digests.builders import make_forbund, make_group, make_kommun, make_person
from tests.digests.documents import LSG, STYRELSE, lsg, styrelse
from tests.digests.test_pages import error_pages

SIGNED = Links("a secret of thirty-two characters!", "")
Client = TestClient[web.Request, web.Application]


FIRST = replace(LSG, period=Period(date(2026, 1, 1), date(2026, 3, 26)), categories=LSG.categories[1:2], successes=0)
QUARTER = replace(STYRELSE, period=Period(date(2026, 4, 1), date(2026, 6, 30)), rows=STYRELSE.rows[1:])


@pytest.fixture
async def editions(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> list[Edition]:
    """Two papers of LSG Tranås, then two of the board: the first of those knew nothing of Aneby."""
    forbund, voice = await make_forbund(sqlite), Voice(texts, taxonomy, "sv")
    async with sqlite.begin(forbund) as session:
        local = await make_group(session, "tranas", "LSG Tranås", await make_kommun(session, "Tranås"))
        await make_group(session, "aneby", "LSG Aneby", await make_kommun(session, "Aneby"))
        board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
        made = [
            *(stored(local, figures, lsg(voice, figures)) for figures in (FIRST, LSG)),
            *(stored(board, figures, styrelse(voice, figures)) for figures in (QUARTER, STYRELSE)),
        ]
        session.add_all(made)
    return made


def stored(group_id: int, figures: LsgFigures | StyrelseFigures, document: Document) -> Edition:
    """Return an edition as it is when it was made, but for its paper, which is no paper."""
    last, until = figures.period.end, figures.period.until
    document = replace(document, title=f"{document.title} till och med {last}")
    return Edition(
        kind=document.kind,
        group_id=group_id,
        period=str(last),
        period_start=figures.period.start,
        period_end=last,
        status=EditionStatus.KLAR,
        title=document.title,
        figures=figures_json(Composed(figures, (document,), 1), document),
        html=content(document),
        text=document.title,
        pdf=f"%PDF {last}".encode(),
        content_hash=f"{last:%Y%m%d}",
        taxonomy_version="1",
        due_at=until,
        claimed_until=until,
        as_of=until,
        made_at=until,
    )


@pytest.fixture
async def client(sqlite: Database, texts: Texts, taxonomy: Taxonomy) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[error_pages])
    app[DATABASE], app[TEXTS], app[LINKS], app[TAXONOMY] = sqlite, texts, SIGNED, taxonomy
    add_routes(app)
    add_archive_routes(app)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def member(sqlite: Database, edition: Edition, role: RoleName | None = RoleName.LEDAMOT) -> int:
    async with sqlite.begin(edition.forbund_id) as session:
        group = edition.group_id if role is RoleName.LEDAMOT else None
        return await make_person(session, "Bo Exempel", role, group_id=group)


def page_of(edition: Edition, person: int | None) -> str:
    return SIGNED.to("edition", edition.forbund_id, edition.id or 0, person)


def told(table: Table) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in table.rows}


async def test_from_a_paper_one_finds_the_groups_others_and_opens_each(
    client: Client, sqlite: Database, editions: list[Edition]
) -> None:
    first, second = editions[:2]
    path = page_of(second, await member(sqlite, second))
    assert f'<a href="{path}/arkiv">Gruppens tidigare underlag</a>' in await (await client.get(path)).text()

    shown = await (await client.get(f"{path}/arkiv")).text()

    links = dict(re.findall(r'<a href="(/utgava/[^"]+)"[^>]*>(Underlag till LSG[^<]+)</a>', shown))
    assert list(links.values()) == [second.title, first.title]
    assert [(await client.get(link)).status for link in links] == [200, 200]


async def test_two_papers_stand_side_by_side_the_older_first_whichever_one_came_from(
    client: Client, sqlite: Database, editions: list[Edition]
) -> None:
    first, second = editions[:2]
    person = await member(sqlite, second)

    shown = [
        await (await client.get(f"{page_of(here, person)}/jamfor/{other.id}")).text()
        for here, other in ((second, first), (first, second))
    ]

    tables = [html[html.index("<table") : html.index("</table>")] for html in shown]
    assert tables[0] == tables[1]
    assert re.search(r"Närvaro och deltagande</th><td[^>]*>4</td><td[^>]*>4</td>", tables[0])


def test_a_local_groups_papers_are_compared_by_their_numbers_and_categories(
    editions: list[Edition], texts: Texts, taxonomy: Taxonomy
) -> None:
    table = side_by_side(Voice(texts, taxonomy, "sv"), *editions[:2])

    assert told(table) == {
        "Dagar i perioden": ("85", "92"),
        "Nya brister och behov": ("7", "7"),
        "Öppna vid periodens slut": ("5", "5"),
        "Besvarade i utlovad tid": ("6 av 9", "6 av 9"),
        "Framgångs\u00adfaktorer": ("0", "2"),
        "Nya brister och behov, kategori för kategori": (),
        "Överlämning och uppföljning": ("0", "2"),
        "Närvaro och deltagande": ("4", "4"),
        "Bemanning, köer och tid": ("0", "1"),
    }


def test_beside_the_paper_that_it_corrects_a_version_is_named(editions: list[Edition], texts: Texts, taxonomy: Taxonomy) -> None:
    first, corrected = editions[0], stored(editions[0].group_id, FIRST, document_of(editions[0]))
    first.version, corrected.version = 1, 2
    _, older, newer = side_by_side(Voice(texts, taxonomy, "sv"), first, corrected).columns
    days = older.label.removesuffix(" · första versionen")
    assert (older.label, newer.label) == (f"{days} · första versionen", f"{days} · Rättad version 2")


def test_the_boards_papers_are_compared_kommun_by_kommun_with_a_dash_for_one_that_was_not_told_of(
    editions: list[Edition], texts: Texts, taxonomy: Taxonomy
) -> None:
    table = side_by_side(Voice(texts, taxonomy, "sv"), *editions[2:])

    assert list(told(table).items())[-4:] == [
        ("Nya brister och behov, kommun för kommun", ()),
        ("Aneby", ("–", "0")),
        ("Nässjö", ("11", "11")),
        ("Tranås", ("7", "7")),
    ]


@pytest.mark.parametrize("page", ["/arkiv", "/jamfor/1", "/diarium"])
async def test_who_has_no_part_in_the_group_reads_none_of_it(
    client: Client, sqlite: Database, editions: list[Edition], page: str
) -> None:
    stranger = await member(sqlite, editions[0], role=None)

    assert (await client.get(page_of(editions[0], stranger) + page)).status == 403


async def test_a_paper_is_not_laid_beside_another_groups(client: Client, sqlite: Database, editions: list[Edition]) -> None:
    person = await member(sqlite, editions[0], RoleName.FORBUNDSCHEF)

    answer = await client.get(f"{page_of(editions[0], person)}/jamfor/{editions[2].id}")

    assert (answer.status, await answer.text()) == (404, "paper.error.missing")


@pytest.mark.parametrize(
    ("role", "status"), [(RoleName.FORBUNDSCHEF, 200), (RoleName.VERKSAMHETSUTVECKLARE, 200), (RoleName.LEDAMOT, 403)]
)
async def test_the_office_alone_takes_a_paper_to_the_diary_and_is_alone_shown_the_way(
    client: Client, sqlite: Database, editions: list[Edition], role: RoleName, status: int
) -> None:
    path = page_of(editions[0], await member(sqlite, editions[0], role))

    assert (await client.get(f"{path}/diarium")).status == status
    assert ("/diarium" in await (await client.get(f"{path}/arkiv")).text()) is (status == 200)


async def test_the_diary_gets_the_paper_its_figures_and_what_describes_them_the_same_bytes_each_time(
    client: Client, editions: list[Edition]
) -> None:
    edition = editions[0]

    answers = [await client.get(f"{page_of(edition, None)}/diarium") for _ in range(2)]

    first, second = [await answer.read() for answer in answers]
    assert first == second
    assert answers[0].headers["Content-Disposition"] == f'attachment; filename="lsg-tranas-{edition.period_end}.zip"'
    packed = zipfile.ZipFile(io.BytesIO(first))
    described = json.loads(packed.read(f"lsg-tranas-{edition.period_end}.metadata.json"))
    paper, figures = described["files"]
    assert packed.read(paper) == edition.pdf
    assert json.loads(packed.read(figures)) == edition.figures
    assert described["content_sha256"] == edition.content_hash
    assert (described["title"], described["group"]) == (edition.title, "LSG Tranås")
    assert sorted(packed.namelist()) == sorted([*described["files"], f"lsg-tranas-{edition.period_end}.metadata.json"])


@pytest.mark.parametrize(
    ("kind", "slug", "name"),
    [
        (EditionKind.STYRGRUPP, "styrgrupp-lotsen", "styrgrupp-lotsen"),
        (EditionKind.STYRGRUPP, "lotsen", "styrgrupp-lotsen"),
        (EditionKind.LSG, "styrgrupp-samverk", "lsg-styrgrupp-samverk"),
        (EditionKind.AR, "styrelsen", "ar-styrelsen"),
    ],
)
def test_a_files_name_says_its_kind_once(kind: EditionKind, slug: str, name: str) -> None:
    assert kind_and_group(kind, Group(slug=slug, name="Gruppen", kind=GroupKind.STYRGRUPP)) == name


async def test_the_command_lists_a_groups_papers_and_writes_one_for_the_diary(
    sqlite: Database, editions: list[Edition], tmp_path: Path
) -> None:
    first, second = editions[:2]

    lines = await archive(sqlite, kind=EditionKind.LSG, group_slug="tranas")
    (path,) = await export(sqlite, kind=EditionKind.LSG, group_slug="tranas", edition_id=first.id or 0, out=tmp_path / "new")

    assert [line.split()[0] for line in lines] == [str(second.id), str(first.id)]
    assert all(
        edition.title in line and edition.content_hash in line for edition, line in zip((second, first), lines, strict=True)
    )
    assert path.name == f"lsg-tranas-{first.period_end}.zip" and zipfile.is_zipfile(path)


async def test_the_command_exports_no_paper_of_another_group_and_lists_none_of_a_group_that_had_none(
    sqlite: Database, editions: list[Edition], tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError):
        await export(sqlite, kind=EditionKind.LSG, group_slug="aneby", edition_id=editions[0].id or 0, out=tmp_path)
    with pytest.raises(DomainError):
        await archive(sqlite, kind=EditionKind.LSG, group_slug="nowhere")

    assert await archive(sqlite, kind=EditionKind.LSG, group_slug="aneby") == []


async def test_the_archive_says_which_paper_was_replaced_by_a_correction(
    client: Client, sqlite: Database, editions: list[Edition]
) -> None:
    first, second = editions[:2]
    async with sqlite.begin(first.forbund_id) as session:
        correction = await session.get_one(Edition, second.id)
        correction.version, correction.replaces_id, correction.because = 2, first.id, "Ett tal var fel."

    shown = await (await client.get(f"{page_of(second, await member(sqlite, second))}/arkiv")).text()

    assert shown.count("ersatt av en rättad version") == 1
    assert shown.index(first.title) < shown.index("ersatt av en rättad version")
