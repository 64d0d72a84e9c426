"""A gallery of every edition in every form, as pictures: made of the demo's data on one day, so that each run gives the same."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from backend.categories.taxonomy import Taxonomy
from backend.database import Database, migrate
from backend.demo.seed import seed_demo
from backend.every_forbund import every_forbund
from backend.i18n import Texts
from backend.times import local_date
from digests.compose import compose
from digests.document import Document
from digests.frozen import document_in, freeze
from digests.kind import Kind
from digests.kinds import KINDS
from digests.outside import publish
from digests.periods import Quarter
from digests.render.form import Form
from digests.render.forms import Origin, render
from digests.render.mail import mail
from digests.render.office import office_pdf
from digests.render.page import page
from digests.render.pictures import html_png, page_pngs
from digests.render.templates import draw
from digests.schedule import run_due
from models import Edition, Group
from models.enums import EditionKind

SHARP = 0.9
"""Dots for each point: a page is some 530 dots wide, which can be read and weighs some tens of kB."""
COLOURS = 64
MAIL_WIDTH, PAGE_WIDTH = 600, 900
LEASE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One edition of the gallery, under a name for its files."""

    name: str
    document: Document
    html: str
    pdf: bytes
    origin: Origin


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of an exhibit in one form; the first has number 1."""

    form: str
    number: int
    png: bytes


async def gallery(
    texts: Texts, taxonomy: Taxonomy, now: datetime, out: Path, office: str | None, progress: Callable[[float], None]
) -> list[Path]:
    """Write a picture of every page of every edition in every form to a folder, with a page that shows them; return the files.

    `office` is the command that starts LibreOffice; without it Word and Excel aren't pictured. `progress` is told how great a
    share is done.
    """
    exhibits = await _exhibits(texts, taxonomy, now)
    files: dict[str, bytes] = {}
    shown = []
    for place, exhibit in enumerate(exhibits):
        progress(place / len(exhibits))
        pictures = await _pictures(exhibit, texts, office)
        names = {picture: f"{exhibit.name}-{picture.form}-{picture.number}.png" for picture in pictures}
        files |= {name: picture.png for picture, name in names.items()}
        forms = {
            form: [names[each] for each in pictures if each.form == form] for form in dict.fromkeys(p.form for p in pictures)
        }
        shown.append({"title": exhibit.document.title, "period": exhibit.document.period, "forms": forms})
    files["README.md"] = draw("gallery.md", editions=shown, day=local_date(now)).encode()
    return await asyncio.to_thread(_write, out, files)


async def _exhibits(texts: Texts, taxonomy: Taxonomy, now: datetime) -> list[Exhibit]:
    """Return an edition of each kind, of the group that has most to tell, and the board's as it may leave the förbund."""
    async with _demo(texts, taxonomy, now) as (database, forbund_id):
        exhibits = []
        for kind in KINDS.values():
            async with database.read(forbund_id) as session:
                active = select(Group).where(col(Group.active), kind.groups()).order_by(col(Group.id))
                groups = (await session.exec(active)).all()
            told = [await _edition(database, texts, taxonomy, kind, group, now) for group in groups]
            if told:
                exhibits.append(max(told, key=lambda each: len(each.html)))
        async with database.read(forbund_id) as session:
            boards = select(Edition, Group).where(Edition.kind == EditionKind.STYRELSE, Group.id == Edition.group_id)
            made = (await session.exec(boards)).all()
        for edition, group in made:
            outside = await publish(database, texts, taxonomy, group, Quarter.of(edition.period_start), now)
            origin = Origin(edition.as_of, edition.taxonomy_version)
            exhibits.append(Exhibit("styrelse-outside", document_in(outside.figures), outside.html, outside.pdf, origin))
    return exhibits


@asynccontextmanager
async def _demo(texts: Texts, taxonomy: Taxonomy, now: datetime) -> AsyncIterator[tuple[Database, int]]:
    """Give a database of its own with the demo, where what is due has been made, and its förbund."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'gallery.db'}"
        await migrate(url)
        database = Database(url)
        try:
            await seed_demo(database, taxonomy, now)
            await run_due(database, texts, taxonomy, now, LEASE)
            (forbund_id,) = await every_forbund(database)
            yield database, forbund_id
        finally:
            await database.close()


async def _edition(database: Database, texts: Texts, taxonomy: Taxonomy, kind: Kind, group: Group, now: datetime) -> Exhibit:
    """Return what a group's edition would say today."""
    async with database.read(group.forbund_id) as session:
        due = await kind.as_of(session, group, local_date(now) - timedelta(days=1))
        frozen = await freeze(await compose(session, due, texts, taxonomy), texts)
    return Exhibit(str(kind.key), frozen.document, frozen.html, frozen.pdf, Origin(due.period.until, taxonomy.version))


async def _pictures(exhibit: Exhibit, texts: Texts, office: str | None) -> list[Picture]:
    document = exhibit.document
    whole = page(exhibit.html, document.title, texts, document.locale, files_url=None, stylesheet_url=None)
    forms: dict[str, Sequence[bytes]] = {
        "pdf": await asyncio.to_thread(page_pngs, exhibit.pdf, SHARP, COLOURS),
        "mail": [await asyncio.to_thread(html_png, mail(document, (), (), None, ""), MAIL_WIDTH, SHARP, COLOURS)],
        "page": [await asyncio.to_thread(html_png, whole, PAGE_WIDTH, SHARP * MAIL_WIDTH / PAGE_WIDTH, COLOURS)],
    }
    for form in (Form.DOCX, Form.XLSX) if office else ():
        made = await render(document, form, texts, exhibit.origin)
        pdf = await asyncio.to_thread(office_pdf, str(office), made, form)
        forms[form] = await asyncio.to_thread(page_pngs, pdf, SHARP, COLOURS, whole=form is Form.DOCX)
    return [Picture(form, number, png) for form, several in forms.items() for number, png in enumerate(several, 1)]


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write the files in place of the pictures that are there, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for earlier in folder.glob("*.png"):
        earlier.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
