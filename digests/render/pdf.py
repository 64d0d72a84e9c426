"""The edition on paper: one tagged PDF for everybody and for ever.

PDF/UA-1, as DOS-lagen (2018:1937) asks of a public body's documents, and PDF/A-2a, so that the same bytes go to the archive.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from backend.i18n import Texts
from digests.document import Document, Section
from digests.render.filling import Filling, Part
from digests.render.page import content
from digests.render.tags import finisher
from digests.render.templates import draw, stylesheet
from digests.render.text import SOFT_HYPHEN

VARIANT = "pdf/a-2a"
"""What WeasyPrint writes; `digests.render.tags` adds what PDF/UA-1 asks besides."""
ANNEX = "annex"
"""The id of the annex in the templates."""
MM = 96 / 25.4
"""A millimetre in WeasyPrint's dots."""
TOP, HEIGHT = 14 * MM, 268 * MM
"""Where a page's text begins and how high it may be, as print.css has it."""
LOST = tuple(lost * MM for lost in (0, 2, 6, 14, 30, 62))
"""How much of the room there wasn't after all, in the order in which it is tried."""
LONG_PAGE = "@page { size: 210mm 100000mm; } .edition .annex { break-before: auto; }"
"""A page that ends nowhere, with the annex right below the rest."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF, and on how many pages the edition stands before its annex."""

    pdf: bytes
    pages: int


async def paper(document: Document, texts: Texts) -> Paper:
    """Return the edition on paper, drawn in a thread of its own."""
    return (await fitting_paper((document,), 0, texts))[1]


async def fitting_paper(drafts: Sequence[Document], pages: int, texts: Texts) -> tuple[Document, Paper]:
    """Return the edition that fills so many pages before its annex from its drafts, and its paper.

    That is the first draft where it fits; else each part is told in the roomiest draft that there is room for. All is tried in
    one thread of its own; only what is returned is written, which takes a third of the work.
    """
    return await asyncio.to_thread(_fitting, drafts, pages, texts)


def _fitting(drafts: Sequence[Document], pages: int, texts: Texts) -> tuple[Document, Paper]:
    roomiest, shortest = drafts[0], drafts[-1]
    drawn, before = _laid_out(roomiest, texts)
    if before <= pages or roomiest == shortest:
        return roomiest, Paper(_written(drawn, roomiest), before)
    filling = Filling(drafts)
    heights, rest = _measured(filling, texts)
    room = pages * HEIGHT - rest
    # what may not be broken leaves room unfilled at the foot of a page before the last: then there was less of it
    for lost in LOST:
        document = filling.filled(heights, room - lost)
        drawn, before = _laid_out(document, texts)
        if before <= pages or document == shortest:
            break
    else:
        document = shortest
        drawn, before = _laid_out(shortest, texts)
    return document, Paper(_written(drawn, document), before)


def _measured(filling: Filling, texts: Texts) -> tuple[dict[Part, float], float]:
    """Return how high each part is as it stands in any draft, and all else before the annex together, in WeasyPrint's dots.

    They are laid out once, one after the other on a single long page; their headings' places tell where each begins.
    """
    shortest, variants = filling.drafts[-1], filling.variants
    # two more behind the last: its end, and how high such an end is
    ends = [(Section("", "–"),)] * 2
    named = [
        tuple(replace(section, key=f"{number} {section.key}") for section in part)
        for number, part in enumerate([*variants, *ends])
    ]
    lined_up = replace(shortest, sections=tuple(section for part in named for section in part), annex=(Section("", "–"),))
    (page,) = _drawn(lined_up, texts, LONG_PAGE).pages
    begins = [page.anchors[f"h-{part[0].key}"][1] for part in named]
    after = page.anchors[ANNEX][1]
    heights = [below - above for above, below in pairwise([*begins, after])]
    rest = begins[0] - TOP + heights.pop() - heights.pop()
    return dict(zip(variants, heights, strict=True)), rest


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
    drawn = _drawn(document, texts)
    return drawn, next((number for number, page in enumerate(drawn.pages) if ANNEX in page.anchors), len(drawn.pages))


def _drawn(document: Document, texts: Texts, style: str = "") -> Any:
    """Return the edition as WeasyPrint lays it out, with so much style besides the paper's own."""
    # Loaded where paper is made: it costs every other command half a second.
    from weasyprint import HTML
    from weasyprint.css import ColorProfile

    html = draw(
        "print.html",
        document=document,
        content=Markup(content(document)),  # noqa: S704  # escaped there
        css=stylesheet("edition.css", "print.css") + style,
        page_word=texts.t(document.locale, "paper.page"),
        of_word=texts.t(document.locale, "paper.page_of"),
    )
    # WeasyPrint's own way to this profile leaves its file open, so it is given one, and told afterwards that it needs none.
    srgb = ColorProfile(
        BytesIO((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()), "", "relative-colorimetric", ("r", "g", "b")
    )
    return HTML(string=html, url_fetcher=no_fetcher()).render(color_profiles={"srgb": srgb}, pdf_variant=VARIANT)


def _written(drawn: Any, document: Document) -> bytes:
    parts = {f"h-{part.key}": part for part in document.sections} | {f"h-annex-{part.key}": part for part in document.annex}
    places = {place: part.heading.replace(SOFT_HYPHEN, "") for place, part in parts.items()}
    written: bytes = drawn.write_pdf(pdf_variant=VARIANT, output_intent="", finisher=finisher(places))
    return written
