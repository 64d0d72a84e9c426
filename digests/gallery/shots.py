"""Draws an exhibit in every form that it has."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from backend.i18n import Texts
from digests.gallery.exhibits import WIDE, Exhibit
from digests.render.form import Form
from digests.render.forms import render
from digests.render.office import office_pdf
from digests.render.page import page
from digests.render.pictures import page_pngs, page_words
from digests.render.screen import View, card_png, screen_png
from digests.render.text import SOFT_HYPHEN

SHARP = 1.7
"""Dots for each point: an A4 page is some 1,000 dots wide, on which the smallest print can be read."""
COLOURS = 32
MAIL = View(600)
MAILS = {
    "mail-360": View(360),
    "mail-800": View(800),
    "mail-dark": View(600, dark=True),
    "mail-360-dark": View(360, dark=True),
    "mail-bare": View(600, images=False),
}
CARD = View(480)


@dataclass(frozen=True, slots=True)
class Programs:
    """What draws the forms that the product doesn't draw itself; a form without its program isn't pictured.

    `office` and `browser` are the commands of LibreOffice and Chromium, `cards` is the minified script of Microsoft's library for
    Adaptive Cards, which needs the browser too.
    """

    office: str | None = None
    browser: str | None = None
    cards: Path | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """One of `of` pictures of an exhibit in one form, the first has number 1; `parts` are the headings that it shows."""

    form: str
    number: int
    of: int
    parts: Sequence[str]
    png: bytes


async def shoot(exhibit: Exhibit, texts: Texts, programs: Programs) -> list[Picture]:
    """Return every picture of an exhibit, its paper first; made in threads."""
    pictures = []
    if exhibit.pdf:
        pictures += await asyncio.to_thread(_paged, "pdf", exhibit.pdf, exhibit.parts, whole=True)
    if programs.browser:
        pictures += await asyncio.to_thread(lambda: list(_seen(exhibit, texts, programs)))
    if exhibit.office and programs.office:
        document, origin = exhibit.office
        for form in (Form.DOCX, Form.XLSX):
            made = await render(document, form, texts, origin)
            pdf = await asyncio.to_thread(office_pdf, programs.office, made, form)
            pictures += await asyncio.to_thread(_paged, str(form), pdf, exhibit.parts, whole=form is Form.DOCX)
    return pictures


def _seen(exhibit: Exhibit, texts: Texts, programs: Programs) -> Iterator[Picture]:
    """Yield what is seen in a browser."""
    browser = str(programs.browser)
    if exhibit.mail:
        told = _standing(exhibit.parts, unescape(exhibit.mail))
        for form, view in {"mail": MAIL, **(MAILS if exhibit.thorough else {})}.items():
            yield Picture(form, 1, 1, told, screen_png(browser, exhibit.mail, view, COLOURS))
    if exhibit.card and programs.cards:
        yield Picture("card", 1, 1, [], card_png(browser, programs.cards, exhibit.card, CARD, COLOURS))
    if exhibit.html:
        locale = exhibit.office[0].locale if exhibit.office else texts.locale(None)
        whole = page(exhibit.html, exhibit.title, texts, locale, files_url=None, stylesheet_url=None)
        for width in exhibit.page:
            form = "page" if width == WIDE else f"page-{width}"
            yield Picture(form, 1, 1, exhibit.parts, screen_png(browser, whole, View(width), COLOURS))


def _paged(form: str, pdf: bytes, parts: Sequence[str], *, whole: bool) -> list[Picture]:
    """Return a PDF's pages, each with the headings that stand on it."""
    pictures = page_pngs(pdf, SHARP, COLOURS, whole=whole)
    return [
        Picture(form, number, len(pictures), _standing(parts, words), png)
        for number, (png, words) in enumerate(zip(pictures, page_words(pdf), strict=True), 1)
    ]


def _standing(parts: Sequence[str], words: str) -> list[str]:
    """Return the headings that stand in some words, as often as not within a longer one, which is then meant."""
    left, found = " ".join(words.replace(SOFT_HYPHEN, "").split()), set()
    for part in sorted(parts, key=len, reverse=True):
        plain = " ".join(part.replace(SOFT_HYPHEN, "").split())
        if plain in left:
            found.add(part)
            left = left.replace(plain, "")
    return [part for part in parts if part in found]
