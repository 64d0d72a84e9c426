"""The edition on paper: a tagged PDF (PDF/UA-1), as DOS-lagen (2018:1937) asks of a public body's documents."""

import asyncio

from markupsafe import Markup

from backend.i18n import Texts
from digests.document import Document
from digests.render.page import content
from digests.render.templates import draw, stylesheet


async def pdf(document: Document, texts: Texts) -> bytes:
    """Return the edition as a PDF, drawn in a thread of its own."""
    return await asyncio.to_thread(_write, document, texts)


def _write(document: Document, texts: Texts) -> bytes:
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
    written: bytes = HTML(string=html, url_fetcher=NoFetcher()).write_pdf(pdf_variant="pdf/ua-1")
    return written
