"""The gallery pictures what there is, and says where each picture is."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from PIL import Image
from pypdf import PdfWriter

import digests.gallery
from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from digests.gallery import Exhibit, gallery
from digests.render.form import Form
from digests.render.forms import Origin
from digests.render.office import office_pdf
from digests.render.page import content
from digests.render.pictures import html_png, page_pngs
from digests.say import Voice
from tests.digests.documents import NOTHING, lsg

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def blank(pages: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 200)
    writer.write(out)
    return out.getvalue()


def office(folder: Path, does: str) -> str:
    """Return a command that stands for LibreOffice: it is asked as that is, and does what it is told here."""
    path = folder / "office"
    path.write_text(f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n{does}\n')
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(blank(2))
    return path


def test_each_page_is_a_picture_of_its_size() -> None:
    pictures = [Image.open(io.BytesIO(png)) for png in page_pngs(blank(2), 1.5)]

    assert [picture.size for picture in pictures] == [(150, 300)] * 2


def test_a_page_for_a_screen_is_as_wide_as_asked_and_as_long_as_it_is() -> None:
    html = '<body style="margin: 0"><div style="height: 120px; background: #17495a"></div></body>'
    picture = Image.open(io.BytesIO(html_png(html, 300, 1))).convert("RGB")

    assert picture.width == 300 and 120 <= picture.height <= 140
    assert picture.getpixel((10, 10)) == (0x17, 0x49, 0x5A)


def test_office_files_are_shown_as_the_program_makes_them(tmp_path: Path, paper: Path) -> None:
    command = office(tmp_path, f'grep -q "a workbook" "$3" && cp {paper} "$2/edition.pdf"')

    assert office_pdf(command, b"a workbook", Form.XLSX) == paper.read_bytes()


def test_a_program_that_fails_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(CalledProcessError):
        office_pdf(office(tmp_path, "exit 3"), b"", Form.DOCX)


async def test_its_page_shows_every_picture_and_nothing_of_an_earlier_run(
    tmp_path: Path, paper: Path, texts: Texts, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = lsg(Voice(texts, taxonomy, "sv"), NOTHING)
    exhibit = Exhibit("lsg", document, content(document), blank(1), Origin(NOW, "1"))

    async def exhibits(*_: object) -> list[Exhibit]:
        return [exhibit]

    monkeypatch.setattr(digests.gallery, "_exhibits", exhibits)
    folder, shares = tmp_path / "gallery", list[float]()
    folder.mkdir()
    (folder / "gone-pdf-1.png").write_bytes(b"")

    command = office(tmp_path, f'cp {paper} "$2/edition.pdf"')
    paths = await gallery(texts, taxonomy, NOW, folder, command, shares.append)

    told = (folder / "README.md").read_text()
    shown = re.findall(r"\]\((lsg-\S+\.png)\)", told)
    pages = {"pdf": 1, "mail": 1, "page": 1, "docx": 2, "xlsx": 2}
    assert shown == [f"lsg-{form}-{number}.png" for form, many in pages.items() for number in range(1, many + 1)]
    assert {path.name for path in folder.iterdir()} == {path.name for path in paths} == {*shown, "README.md"}
    assert document.title in told and shares == [0]
