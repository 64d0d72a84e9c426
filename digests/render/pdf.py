"""The edition on paper: a tagged PDF (PDF/UA-1), as DOS-lagen (2018:1937) asks of a public body's documents."""

import asyncio
from dataclasses import dataclass

from markupsafe import Markup

from backend.i18n import Texts
from digests.document import Document
from digests.render.page import content
from digests.render.templates import draw, stylesheet

ANNEX = "annex"
"""The id of the annex's heading in the templates."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF, and on how many pages the edition stands before its annex."""

    pdf: bytes
    pages: int


async def paper(document: Document, texts: Texts) -> Paper:
    """Return the edition on paper, drawn in a thread of its own."""
    return await asyncio.to_thread(_write, document, texts)


def _write(document: Document, texts: Texts) -> Paper:
    # Loaded where paper is made: it costs every other command half a second.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class NoFetcher(URLFetcher):  # type: ignore[misc]  # the library publishes no types
        """Refuses: an edition holds everything it shows, and must never make the server fetch something."""

        def fetch(self, url: str, headers: object = None) -> None:
            """Raise ValueError, whatever the address."""
            raise ValueError("an edition fetches nothing")

    html = draw(
        "print.html",
        document=document,
        content=Markup(content(document)),  # noqa: S704  # escaped there
        css=stylesheet("edition.css", "print.css"),
        page_word=texts.t(document.locale, "paper.page"),
        of_word=texts.t(document.locale, "paper.page_of"),
    )
    drawn = HTML(string=html, url_fetcher=NoFetcher()).render(pdf_variant="pdf/ua-1")
    before = next((number for number, page in enumerate(drawn.pages) if ANNEX in page.anchors), len(drawn.pages))
    return Paper(drawn.write_pdf(pdf_variant="pdf/ua-1"), before)
