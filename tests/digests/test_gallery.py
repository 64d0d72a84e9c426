"""The gallery pictures what there is, and says where each picture is."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from PIL import Image
from pypdf import PdfWriter

from backend.categories.taxonomy import Taxonomy
from backend.i18n import Texts
from bot.exhibits import DrawnCards
from digests.demo import demo_words
from digests.gallery.exhibits import Chapter, Exhibit
from digests.gallery.messages import messages
from digests.gallery.shots import Programs, shoot
from digests.gallery.stand import Stand, demo_house
from digests.gallery.write import NOWHERE, Shown, write
from digests.render.form import Form
from digests.render.forms import Origin
from digests.render.office import office_pdf
from digests.render.page import content
from digests.render.pdf import paper as drawn_paper
from digests.render.pictures import page_pngs
from digests.render.screen import View, screen_png
from digests.render.templates import draw
from digests.say import Voice
from models.enums import EditionKind
from tests.backend.importing.fakes import Proposes
from tests.categorisers import OneForAll
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


def browser(folder: Path, shown: bytes) -> str:
    """Return a command that stands for Chromium: it shows the same whatever it is given, and notes what that was."""
    (folder / "shown.png").write_bytes(shown)
    path = folder / "browser"
    path.write_text(
        f'#!/bin/sh\nfor each in "$@"; do case "$each" in --screenshot=*) cp {folder}/shown.png "${{each#*=}}";; esac; done\n'
        f'echo "$@" >> {folder}/asked\nfor page in "$@"; do :; done\ncat "${{page#file://}}" >> {folder}/pages\n'
    )
    path.chmod(0o755)
    return str(path)


def screen(width: int, height: int, drawn: int) -> bytes:
    """Return a screenshot with something on it down to `drawn`."""
    image, out = Image.new("RGB", (width, height), "white"), io.BytesIO()
    image.paste((0x17, 0x49, 0x5A), (0, 0, width // 2, drawn))
    image.save(out, "PNG")
    return out.getvalue()


def test_what_a_browser_shows_is_cut_to_its_frame_and_to_what_there_is(tmp_path: Path) -> None:
    command = browser(tmp_path, screen(750, 3000, 200))
    picture = Image.open(io.BytesIO(screen_png(command, "<p>a mail</p>", View(360), 8))).convert("RGB")

    assert picture.size == (540, 212) and picture.getpixel((10, 10)) == (0x17, 0x49, 0x5A)


@pytest.mark.parametrize(
    ("view", "asked", "page"),
    [
        (View(360), "--window-size=500,", "width: 360px"),
        (View(600, dark=True), "imagesEnabled=true", "color-scheme: dark"),
        (View(600, images=False), "imagesEnabled=false", "color-scheme: light"),
    ],
)
def test_a_mail_is_looked_at_as_asked(tmp_path: Path, view: View, asked: str, page: str) -> None:
    screen_png(browser(tmp_path, screen(900, 100, 50)), '<p class="x">a mail</p>', view, 8)

    assert asked in (tmp_path / "asked").read_text()
    told = (tmp_path / "pages").read_text()
    assert page in told and "&lt;p class=&#34;x&#34;&gt;" in told


def test_office_files_are_shown_as_the_program_makes_them(tmp_path: Path, paper: Path) -> None:
    command = office(tmp_path, f'grep -q "a workbook" "$3" && cp {paper} "$2/edition.pdf"')

    assert office_pdf(command, b"a workbook", Form.XLSX) == paper.read_bytes()


def test_a_program_that_fails_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(CalledProcessError):
        office_pdf(office(tmp_path, "exit 3"), b"", Form.DOCX)


@pytest.fixture(scope="session")
def exhibit(texts: Texts, taxonomy: Taxonomy) -> Exhibit:
    document = lsg(Voice(texts, taxonomy, "sv"), NOTHING)
    return Exhibit(
        name="lsg",
        title=document.title,
        parts=["Nytt", "Bilaga: Nytt"],
        pdf=blank(1),
        html=content(document),
        mail="<h2>Nytt</h2>",
        text="text",
        card={"type": "AdaptiveCard", "body": []},
        office=(document, Origin(NOW, "1")),
    )


async def test_its_page_shows_every_picture_and_nothing_of_an_earlier_run(
    tmp_path: Path, paper: Path, texts: Texts, exhibit: Exhibit
) -> None:
    folder, shares = tmp_path / "gallery", list[float]()
    folder.mkdir()
    (folder / "gone-pdf-1.png").write_bytes(b"")
    (folder / "gone.txt").write_bytes(b"")

    programs = Programs(
        office=office(tmp_path, f'cp {paper} "$2/edition.pdf"'),
        browser=browser(tmp_path, screen(1350, 100, 50)),
        cards=tmp_path / "cards.js",
    )
    paths = await write([Chapter("editions", [exhibit])], texts, folder, programs, NOW.date(), shares.append)

    told = (folder / "README.md").read_text()
    shown = re.findall(r"\]\((lsg\S+\.png)\)", told)
    once = ["pdf", "mail", "card", "page", "page-360"]
    paged = [f"{form}-{number}" for form in ("docx", "xlsx") for number in (1, 2)]
    assert shown == [f"lsg-{form}.png" for form in (*once, *paged)]
    assert {path.name for path in folder.iterdir()} == {path.name for path in paths} == {*shown, "README.md", "lsg.txt"}
    assert exhibit.title in told and "(lsg.txt)" in told and shares == [0]


async def test_a_mail_that_looks_the_same_in_two_ways_is_kept_once(tmp_path: Path, texts: Texts, exhibit: Exhibit) -> None:
    told = replace(exhibit, pdf=b"", html="", card=None, office=None, thorough=True)
    programs, folder = Programs(browser=browser(tmp_path, screen(1350, 100, 50))), tmp_path / "gallery"
    await write([Chapter("editions", [told])], texts, folder, programs, NOW.date(), lambda _: None)

    # this browser shows no difference between light and dark either
    assert {path.name for path in folder.glob("*.png")} == {
        "lsg-mail.png",
        "lsg-mail-360.png",
        "lsg-mail-800.png",
        "lsg-mail-360-dark.png",
    }
    assert (folder / "README.md").read_text().count("](lsg-mail.png)") == 3


async def test_a_form_whose_program_is_missing_isnt_pictured(tmp_path: Path, texts: Texts, exhibit: Exhibit) -> None:
    paths = await write([Chapter("editions", [exhibit])], texts, tmp_path, Programs(), NOW.date(), lambda _: None)

    assert [path.name for path in paths] == ["lsg-pdf.png", "lsg.txt", "README.md"]


async def test_a_mail_that_is_shown_thoroughly_is_shown_in_every_width_on_both_grounds_and_without_images(
    tmp_path: Path, texts: Texts, exhibit: Exhibit
) -> None:
    told = replace(exhibit, pdf=b"", html="", card=None, office=None, thorough=True)
    pictures = await shoot(told, texts, Programs(browser=browser(tmp_path, screen(1350, 100, 50))))

    forms = ["mail", "mail-360", "mail-800", "mail-dark", "mail-360-dark", "mail-bare"]
    assert [picture.form for picture in pictures] == forms
    assert all(picture.parts == ["Nytt"] for picture in pictures)  # the annex isn't in the mail


async def test_a_picture_of_a_page_is_told_by_the_headings_on_it(texts: Texts, taxonomy: Taxonomy) -> None:
    document = lsg(Voice(texts, taxonomy, "sv"), NOTHING)
    made, heading = (await drawn_paper(document, texts)).pdf, document.sections[0].heading
    (picture, *_) = await shoot(Exhibit("lsg", document.title, [heading, "Ingenstans"], pdf=made), texts, Programs())

    assert picture.parts == [heading] and Image.open(io.BytesIO(picture.png)).width > 1000


async def test_the_demo_has_something_to_show_of_everything(texts: Texts, taxonomy: Taxonomy, quick_paper: None) -> None:
    everything = Texts(("backend", "bot", "digests"))
    async with demo_house(texts, taxonomy, Proposes(), NOW) as (database, forbund_id):
        cards = DrawnCards(database, NOWHERE, forbund_id, everything, taxonomy, OneForAll(Proposes()))
        stand = Stand(database, forbund_id, everything, taxonomy, NOW, cards, NOWHERE)
        chapters = [
            await stand.editions(),
            await stand.variants(),
            await messages(stand),
            await stand.english(),
            await stand.outside(),
        ]

    page = draw("gallery.md", chapters={c.key: [Shown(e.name, e.title, {}, "") for e in c.exhibits] for c in chapters}, day=NOW)
    shown = {exhibit.name: exhibit for chapter in chapters for exhibit in chapter.exhibits}
    kinds = {str(kind) for kind in EditionKind}
    assert kinds <= shown.keys() and all(f"{exhibit.title}\n" in page for exhibit in shown.values())
    assert all(each.pdf and each.html and each.mail and each.text and each.card for each in map(shown.__getitem__, kinds))
    words = demo_words()
    for comment in words["draft"]["comments"].values():
        assert comment in shown["lsg"].mail
    assert words["correction"]["because"] in shown["lsg-corrected"].mail
    uncommented = texts.t("sv", "paper.human.none")
    assert uncommented in shown["lsg-uncommented"].html and uncommented not in shown["lsg"].html
    for name in ("lsg-en", "lsg-corrected-en", "styrelse-en", "halvar-en"):
        assert shown[name].pdf and shown[name].mail and shown[name].card and 'lang="en"' in shown[name].mail
    assert shown["styrelse-outside"].pdf and shown["ar-outside"].pdf
    for name in ("draft", "week", "led_to", "decisions_asked"):
        assert shown[name].mail and shown[name].card
    assert "Tranås" in str(shown["answer"].card)
