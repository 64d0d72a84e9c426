import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import TypeAdapter
from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database, stored_id
from backend.errors import NotFoundError
from backend.i18n import Texts
from digests.archive_pages import add_archive_routes
from digests.commands import export_year
from digests.correction_pages import add_correction_routes
from digests.delivery_pages import add_delivery_routes
from digests.document import Document
from digests.find import PAGE_ROWS, Search, find_editions, two_to_compare
from digests.find_pages import COMPARE, add_find_routes
from digests.pages import add_routes
from models import Edition, EditionTranslation
from models.enums import EditionKind, EditionStatus, GroupKind, RoleName
from tests.bot.flows.test_digest import DOCUMENT
from tests.digests.builders import at, make_forbund, make_group, make_kommun, make_person
from tests.digests.drafts.site import PAGE, SIGNED, sign_in, site_of
from tests.digests.drafts.town import Town
from tests.digests.test_pages import Client


def made(group_id: int, kind: EditionKind, day: date, title: str, **values: Any) -> Edition:
    moment = at(str(day))
    return Edition(
        **{
            "kind": kind,
            "group_id": group_id,
            "period": str(day),
            "period_start": day.replace(day=1),
            "period_end": day,
            "due_at": moment,
            "status": EditionStatus.KLAR,
            "claimed_until": moment,
            "as_of": moment,
            "made_at": moment,
            "title": title,
            "figures": {"document": TypeAdapter(Document).dump_python(DOCUMENT, mode="json"), "models": []},
            "html": "x",
            "text": "x",
            "pdf": b"x",
            "content_hash": "x",
            **values,
        }
    )


class Archive:
    """Two local groups and the board, with papers of two years; a member of LSG Åby, and the förbundschef."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def build(self) -> "Archive":
        self.forbund = await make_forbund(self.database)
        async with self.database.begin(self.forbund) as session:
            self.aby = await make_group(session, "aby", "LSG Åby", await make_kommun(session, "Åby"))
            self.tranas = await make_group(session, "tranas", "LSG Tranås", await make_kommun(session, "Tranås"))
            self.board = await make_group(session, "styrelsen", "Styrelsen", kind=GroupKind.STYRELSE)
            self.member = await make_person(session, "Maja Exempel", RoleName.LEDAMOT, group_id=self.aby)
            self.chief = await make_person(session, "Chefen Exempel", RoleName.FORBUNDSCHEF)
            self.nobody = await make_person(session, "Olle Exempel")
            for year in (2025, 2026):
                session.add(made(self.aby, EditionKind.LSG, date(year, 3, 5), f"Underlag till LSG ÅBY mars {year}"))
                session.add(made(self.tranas, EditionKind.LSG, date(year, 4, 5), f"Underlag till LSG Tranås april {year}"))
                session.add(made(self.board, EditionKind.STYRELSE, date(year, 6, 30), f"Andra kvartalet {year}"))
        return self

    async def titles(self, person: int | None, locale: str = "sv", **search: Any) -> list[str]:
        async with self.database.read(self.forbund) as session:
            found = await find_editions(session, person, Search(**search), locale)
        assert found.total == len(found.rows)
        return [row.title for row in found.rows]


@pytest.fixture
async def archive(sqlite: Database) -> Archive:
    return await Archive(sqlite).build()


async def test_each_finds_what_they_may_read_the_newest_first(archive: Archive) -> None:
    assert await archive.titles(archive.member) == ["Underlag till LSG ÅBY mars 2026", "Underlag till LSG ÅBY mars 2025"]
    assert len(await archive.titles(archive.chief)) == len(await archive.titles(None)) == 6
    assert await archive.titles(archive.nobody) == []
    assert await archive.titles(archive.member, group_id=archive.board) == []


async def test_it_is_found_by_group_kind_year_and_words_in_any_letters(archive: Archive) -> None:
    chief = archive.chief
    assert await archive.titles(chief, words="åby MARS", year=2025) == ["Underlag till LSG ÅBY mars 2025"]
    assert await archive.titles(chief, kind=EditionKind.STYRELSE, year=2026) == ["Andra kvartalet 2026"]
    assert len(await archive.titles(chief, group_id=archive.tranas)) == 2
    assert await archive.titles(chief, words="finns inte") == []


async def test_titles_are_in_the_readers_language_and_found_by_it(archive: Archive) -> None:
    async with archive.database.begin(archive.forbund) as session:
        first = (await session.exec(select(Edition).order_by(col(Edition.id)))).first()
        assert first
        title = "Paper for LSG Åby March 2025"
        id_ = stored_id(first)
        session.add(
            EditionTranslation(
                edition_id=id_, locale="en", title=title, figures={}, html="x", text="x", pdf=b"x", content_hash="x"
            )
        )
    assert await archive.titles(archive.member, "en", words="paper") == ["Paper for LSG Åby March 2025"]


async def test_a_long_list_has_pages_and_one_beyond_the_last_is_the_last(archive: Archive) -> None:
    async with archive.database.begin(archive.forbund) as session:
        for month in range(PAGE_ROWS):
            session.add(made(archive.aby, EditionKind.LSG, date(2020 + month // 12, month % 12 + 1, 9), f"Gammal {month}"))
    async with archive.database.read(archive.forbund) as session:
        pages = [await find_editions(session, archive.member, Search(page=page), "sv") for page in (0, 1, 2, 9)]
    assert [(found.page, found.pages, len(found.rows)) for found in pages] == [(1, 2, 20), (1, 2, 20), (2, 2, 2), (2, 2, 2)]
    assert pages[0].years == [2026, 2025, 2021, 2020]


async def test_two_of_one_kind_and_group_can_be_compared_by_who_may_read_them(archive: Archive) -> None:
    async with archive.database.read(archive.forbund) as session:
        rows = (await session.exec(select(Edition).order_by(col(Edition.id)))).all()
        ids = {(each.group_id, each.period_end.year): stored_id(each) for each in rows}
        old, new = ids[archive.aby, 2025], ids[archive.aby, 2026]
        other = ids[archive.tranas, 2026]
        assert await two_to_compare(session, archive.member, [old, new]) == (new, old)
        for person, chosen in ((archive.member, [new]), (archive.member, [old, other]), (archive.nobody, [old, new])):
            assert await two_to_compare(session, person, chosen) is None


@pytest.fixture
async def client(archive: Archive, tmp_path: Path, texts: Texts, taxonomy: Taxonomy) -> AsyncIterator[Client]:
    town = Town(archive.database, texts, taxonomy, archive.forbund, 0, archive.aby, 0, {})
    async with TestClient(TestServer(site_of(town, tmp_path, add_find_routes, add_routes))) as opened:
        yield opened


async def seen(client: Client, path: str, status: int = 200) -> str:
    async with client.get(path, headers=PAGE, allow_redirects=False) as response:
        assert response.status == status, await response.text()
        return response.headers.get("Location", "") or await response.text()


async def test_the_page_shows_what_its_reader_may_read_and_leads_there(archive: Archive, client: Client) -> None:
    path = SIGNED.to("archive", archive.forbund, 0, archive.member)
    page = await seen(client, path)
    assert "Underlag till LSG ÅBY mars 2026" in page
    assert "Tranås" not in page and "Andra kvartalet" not in page
    assert "Underlag till LSG ÅBY mars 2025" not in await seen(
        client, f"{path}?ar=2026&ord=%C3%A5by&slag=lsg&grupp={archive.aby}"
    )
    for odd in ("?ar=x&sida=-1&grupp=%F0%9F%99%82&slag=hemligt", "?sida=99999999999999999999", "?jamfor=1", "?jamfor=x&jamfor=y"):
        assert "Underlag till LSG ÅBY" in await seen(client, path + odd)
    assert "inget underlag som du får läsa" in await seen(client, SIGNED.to("archive", archive.forbund, 0, archive.nobody))


async def test_papers_are_counted_as_people_count_and_pages_only_when_there_are_several(archive: Archive, client: Client) -> None:
    path = SIGNED.to("archive", archive.forbund, 0, archive.member)
    assert '<p role="status">Ett underlag.</p>' in await seen(client, f"{path}?ar=2026")
    assert '<p role="status">2 underlag.</p>' in await seen(client, path)
    async with archive.database.begin(archive.forbund) as session:
        for month in range(PAGE_ROWS):
            session.add(made(archive.aby, EditionKind.LSG, date(2020 + month // 12, month % 12 + 1, 9), f"Gammal {month}"))
    assert '<p role="status">22 underlag. Sida 2 av 2.</p>' in await seen(client, f"{path}?sida=2")


async def test_two_ticked_lie_side_by_side_and_what_does_not_fit_is_told(archive: Archive, client: Client) -> None:
    async with archive.database.read(archive.forbund) as session:
        rows = (await session.exec(select(Edition).order_by(col(Edition.id)))).all()
        old, new = [stored_id(each) for each in rows if each.group_id == archive.aby]
        other = next(stored_id(each) for each in rows if each.group_id == archive.tranas)
    path = SIGNED.to("archive", archive.forbund, 0, archive.member)
    where = await seen(client, f"{path}?jamfor={old}&jamfor={new}", 303)
    assert where.endswith(f"/jamfor/{old}")
    pressed = f"{path}?ord=&grupp=&slag=lsg&ar=&sida=1&{COMPARE}=ja"
    for ticked, told in (
        ((), "Du har inte kryssat för något underlag."),
        ((old,), "Du har kryssat för ett underlag. Kryssa för ett till"),
        ((old, new, other), "Du har kryssat för 3 underlag. Låt två vara kvar"),
        ((old, other), "De två underlagen är av olika slag"),
    ):
        page = await seen(client, pressed + "".join(f"&jamfor={number}" for number in ticked))
        assert told in page
        assert page.count(" checked") == sum(f'name="jamfor" value="{number}"' in page for number in ticked)
        assert '<option value="lsg" selected>' in page, "the search stands"
    assert "kryssat" not in await seen(client, path)


@pytest.mark.parametrize("number", [2**31, 10**17, 10**30])
async def test_an_id_that_no_row_can_have_is_of_none(
    database: Database, tmp_path: Path, texts: Texts, taxonomy: Taxonomy, number: int
) -> None:
    archive = await Archive(database).build()
    town = Town(database, texts, taxonomy, archive.forbund, 0, archive.aby, 0, {})
    pages = (add_find_routes, add_routes, add_archive_routes, add_correction_routes, add_delivery_routes)
    async with TestClient(TestServer(site_of(town, tmp_path, *pages))) as client:
        assert await sign_in(client, town, archive.chief)
        for path in (f"/mina/{number}", f"/mina/underlag/{number}/ratta", f"/mina/underlag/{number}/leverans"):
            await seen(client, path, 404)
        await seen(client, f"{SIGNED.to('edition', archive.forbund, 1, archive.member)}/jamfor/{number}", 404)
        page = await seen(client, f"/mina/underlag?jamfor={number}&jamfor=1&{COMPARE}=ja&sida={number}")
        assert "Du har kryssat för ett underlag." in page


async def test_nobody_comes_in_without_a_link_or_a_session(archive: Archive, client: Client) -> None:
    await seen(client, "/arkiv/hittepa", 410)
    await seen(client, SIGNED.to("edition", archive.forbund, 0, archive.member).replace("utgava", "arkiv"), 410)
    assert await seen(client, "/mina/underlag", 303) == "/rapportera"


async def test_a_year_is_written_for_the_diary_of_one_group_or_all(archive: Archive, tmp_path: Path) -> None:
    async def files(year: int, **which: Any) -> list[str]:
        wanted: dict[str, Any] = {"kind": None, "group_slug": None, **which}
        paths = await export_year(archive.database, archive.forbund, year=year, out=tmp_path, **wanted)
        assert all(zipfile.is_zipfile(path) for path in paths)
        return [path.name for path in paths]

    assert await files(2026) == ["lsg-aby-2026-03-05.zip", "styrelse-styrelsen-2026-06-30.zip", "lsg-tranas-2026-04-05.zip"]
    assert await files(2025, group_slug="aby") == ["lsg-aby-2025-03-05.zip"]
    assert await files(2025, kind=EditionKind.STYRELSE) == ["styrelse-styrelsen-2025-06-30.zip"]
    with pytest.raises(NotFoundError):
        await files(2024)
