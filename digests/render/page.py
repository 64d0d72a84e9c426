"""The edition for a screen: its content, which is frozen, and the page around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from backend.i18n import Texts
from digests.document import Document
from digests.render.form import Form
from digests.render.templates import draw, stylesheet


def content(document: Document) -> str:
    """Return the edition as HTML from its heading to its notes, without a page around it."""
    return draw("content.html", document=document)


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened since an edition was frozen, in a line, with a link to go on by (empty: none)."""

    text: str
    link: str = ""
    url: str = ""


def page(
    frozen: str,
    title: str,
    texts: Texts,
    locale: str,
    files_url: str | None,
    stylesheet_url: str | None,
    since: Sequence[Since] = (),
    links: Sequence[tuple[str, str]] = (),
    forms: Sequence[Form] = tuple(Form),
) -> str:
    """Return a whole page around a frozen content, or around what is shown of several editions.

    Under `files_url` the edition is in each of `forms`, by the form's name; None when there is no link to them. `links` are
    addresses with their words that lead on from it, such as to the group's other editions. Without `stylesheet_url` the page
    holds its own style. `since` stands above the content.
    """
    files = [(f"{files_url}/{form}", texts.t(locale, f"paper.form.{form}")) for form in forms] if files_url else []
    return draw(
        "page.html",
        content=Markup(frozen),  # noqa: S704  # made by `content`, which escaped it
        title=title,
        since=since,
        locale=locale,
        links=[*files, *links],
        skip_text=texts.t(locale, "paper.skip"),
        stylesheet_url=stylesheet_url,
        css=page_stylesheet(),
    )


def page_stylesheet() -> Markup:
    """Return the stylesheet of pages."""
    return stylesheet("edition.css", "narrow.css", "page.css")
