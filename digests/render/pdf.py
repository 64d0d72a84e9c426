"""The edition on paper: one tagged PDF for everybody and for ever.

PDF/UA-1, as DOS-lagen (2018:1937) asks of a public body's documents, and PDF/A-2a, so that the same bytes go to the archive.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Any

from markupsafe import Markup

from backend.i18n import Texts
from digests.document import Document
from digests.render.page import content
from digests.render.tags import finisher
from digests.render.templates import draw, stylesheet
from digests.render.text import SOFT_HYPHEN

VARIANT = "pdf/a-2a"
"""What WeasyPrint writes; `digests.render.tags` adds what PDF/UA-1 asks besides."""
ANNEX = "annex"
"""The id of the annex's heading in the templates."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF, and on how many pages the edition stands before its annex."""

    pdf: bytes
    pages: int


async def paper(document: Document, texts: Texts) -> Paper:
    """Return the edition on paper, drawn in a thread of its own."""
    return (await fitting_paper((document,), 0, texts))[1]


async def fitting_paper(drafts: Sequence[Document], pages: int, texts: Texts) -> tuple[Document, Paper]:
    """Return the first draft that stands on so many pages before its annex, or the last, and its paper.

    All are tried in one thread of its own; only the one that is returned is written, which takes a third of the work.
    """
    return await asyncio.to_thread(_fitting, drafts, pages, texts)


def _fitting(drafts: Sequence[Document], pages: int, texts: Texts) -> tuple[Document, Paper]:
    *longer, shortest = drafts
    for number, document in enumerate(longer):
        if document == drafts[number + 1]:
            continue  # less room, and nothing to cut: drawn once
        drawn, before = _laid_out(document, texts)
        if before <= pages:
            return document, Paper(_written(drawn, document), before)
    drawn, before = _laid_out(shortest, texts)
    return shortest, Paper(_written(drawn, shortest), before)


def no_fetcher() -> Any:
    """Return what WeasyPrint asks for what a page doesn't hold itself; it raises ValueError, whatever the address."""
    from weasyprint.urls import URLFetcher

    class NoFetcher(URLFetcher):  # type: ignore[misc]  # the library publishes no types
        """Refuses: an edition holds everything it shows, and must never make the server fetch something."""

        def fetch(self, url: str, headers: object = None) -> None:
            """Raise ValueError, whatever the address."""
            raise ValueError("an edition fetches nothing")

    return NoFetcher()


def _laid_out(document: Document, texts: Texts) -> tuple[Any, int]:
    """Return the edition's pages as WeasyPrint lays them out, and how many there are before the annex."""
    # Loaded where paper is made: it costs every other command half a second.
    from weasyprint import HTML
    from weasyprint.css import ColorProfile

    html = draw(
        "print.html",
        document=document,
        content=Markup(content(document)),  # noqa: S704  # escaped there
        css=stylesheet("edition.css", "print.css"),
        page_word=texts.t(document.locale, "paper.page"),
        of_word=texts.t(document.locale, "paper.page_of"),
    )
    # WeasyPrint's own way to this profile leaves its file open, so it is given one, and told afterwards that it needs none.
    srgb = ColorProfile(
        BytesIO((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()), "", "relative-colorimetric", ("r", "g", "b")
    )
    drawn = HTML(string=html, url_fetcher=no_fetcher()).render(color_profiles={"srgb": srgb}, pdf_variant=VARIANT)
    before = next((number for number, page in enumerate(drawn.pages) if ANNEX in page.anchors), len(drawn.pages))
    return drawn, before


def _written(drawn: Any, document: Document) -> bytes:
    parts = {f"h-{part.key}": part for part in document.sections} | {f"h-annex-{part.key}": part for part in document.annex}
    places = {place: part.heading.replace(SOFT_HYPHEN, "") for place, part in parts.items()}
    written: bytes = drawn.write_pdf(pdf_variant=VARIANT, output_intent="", finisher=finisher(places))
    return written
