"""The edition as a mail: HTML that needs no image and no stylesheet to be complete."""

from collections.abc import Sequence

from digests.document import Document
from digests.render.brief import brief
from digests.render.templates import draw


def mail(
    document: Document, before: Sequence[str], after: Sequence[str], link: str | None, link_text: str, annex_text: str = ""
) -> str:
    """Return the mail's HTML: `before` stands above the edition, `after` among the small print; `link` leads to its page.

    What the edition says in an annex isn't said in the mail: `annex_text` leads there.
    """
    annex = annex_text if document.annex else ""
    return draw(
        "mail.html",
        document=brief(document),
        place_of=document.place_of,
        before=before,
        after=after,
        link=link,
        link_text=link_text,
        annex_text=annex,
    )
