"""Writes the gallery: pictures and texts in a folder, and a page that shows them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from backend.categories.proposal import Categoriser
from backend.categories.taxonomy import Taxonomy
from backend.database import Database
from backend.i18n import Texts
from backend.links import Links
from backend.times import local_date
from digests.gallery.exhibits import Cards, Chapter, Exhibit
from digests.gallery.messages import messages
from digests.gallery.shots import MAILS, Picture, Programs, shoot
from digests.gallery.stand import Stand, demo_house
from digests.render.templates import draw

NOWHERE = Links("gallery", "https://lexheller.example")
"""What the links in mails and cards are made by; nothing is behind them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An exhibit on the gallery's page: its pictures by form, each with its file's name, and its text's file (empty: none)."""

    name: str
    title: str
    forms: dict[str, list[tuple[str, Picture]]]
    text: str


async def gallery(
    texts: Texts,
    taxonomy: Taxonomy,
    categoriser: Categoriser,
    now: datetime,
    out: Path,
    programs: Programs,
    cards: Callable[[Database, Links, int], Cards],
    progress: Callable[[float], None],
) -> list[Path]:
    """Write a picture of every edition and message in every form to a folder, with a page that shows them; return the files.

    `categoriser` proposes the demo's categories. `cards` is given the gallery's database, links and förbund. `progress` is told
    how great a share is done.
    """
    async with demo_house(texts, taxonomy, categoriser, now) as (database, forbund_id):
        drawn = cards(database, NOWHERE, forbund_id)
        stand = Stand(database, forbund_id, texts, taxonomy, now, drawn, NOWHERE)
        chapters = [
            await stand.editions(),
            await stand.variants(),
            await messages(stand),
            await stand.english(),
            await stand.outside(),
        ]
    return await write(chapters, texts, out, programs, local_date(now), progress)


async def write(
    chapters: Sequence[Chapter], texts: Texts, out: Path, programs: Programs, day: date, progress: Callable[[float], None]
) -> list[Path]:
    """Picture the exhibits of some chapters into a folder, in place of what is there; return the files."""
    total = sum(len(chapter.exhibits) for chapter in chapters)
    files: dict[str, bytes] = {}
    told: dict[str, list[Shown]] = {chapter.key: [] for chapter in chapters}
    for chapter in chapters:
        for exhibit in chapter.exhibits:
            progress(sum(map(len, told.values())) / total)
            told[chapter.key].append(_put(files, exhibit, await shoot(exhibit, texts, programs)))
    files["README.md"] = draw("gallery.md", chapters=told, day=day).encode()
    return await asyncio.to_thread(_write, out, files)


def _put(files: dict[str, bytes], exhibit: Exhibit, pictures: Sequence[Picture]) -> Shown:
    """Add an exhibit's files, and return what the page says of it."""
    forms: dict[str, list[tuple[str, Picture]]] = {}
    for picture in pictures:
        name = f"{exhibit.name}-{picture.form}{f'-{picture.number}' if picture.of > 1 else ''}.png"
        if picture.form in MAILS:
            # a mail that looks the same with its images off is kept once
            name = next((first for first, mail in forms.get("mail", ()) if mail.png == picture.png), name)
        files[name] = picture.png
        forms.setdefault(picture.form, []).append((name, picture))
    text = f"{exhibit.name}.txt" if exhibit.text else ""
    if text:
        files[text] = exhibit.text.encode()
    return Shown(exhibit.name, exhibit.title, forms, text)


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write the files in place of the pictures and texts that are there, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for earlier in (*folder.glob("*.png"), *folder.glob("*.txt")):
        earlier.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
