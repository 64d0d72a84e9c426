"""The edition as a mail: HTML that needs no image and no stylesheet to be complete."""

from collections.abc import Sequence

from digests.document import Document
from digests.render.templates import draw


def mail(document: Document, before: Sequence[str], after: Sequence[str], link: str | None, link_text: str) -> str:
    """Return the mail's HTML: `before` stands above the edition, `after` among the small print; `link` leads to its page."""
    return draw("mail.html", document=document, before=before, after=after, link=link, link_text=link_text)
