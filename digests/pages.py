"""The web page of an edition, for whoever holds its signed link."""

from collections.abc import Callable

from aiohttp import web
from sqlmodel import col, select

from backend.errors import DomainError
from backend.keys import DATABASE, LINKS, TEXTS
from digests.frozen import file_stem
from digests.render.page import page, page_stylesheet, refusal_page
from models import Edition, Group
from models.enums import EditionStatus

STYLESHEET = "/utgava/style.css"
# A link is personal, so nothing on the way may keep the page.
_HEADERS = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

_Show = Callable[[web.Request, Edition, Group], web.Response]


def add_routes(app: web.Application) -> None:
    """Add the pages of editions and their stylesheet."""
    app.router.add_get(STYLESHEET, _stylesheet)
    app.router.add_get("/utgava/{token}", _page)
    app.router.add_get("/utgava/{token}/pdf", _pdf)


async def _stylesheet(_request: web.Request) -> web.Response:
    return web.Response(text=page_stylesheet(), content_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _page(request: web.Request) -> web.Response:
    return await _with_edition(request, _as_page)


async def _pdf(request: web.Request) -> web.Response:
    return await _with_edition(request, _as_pdf)


async def _with_edition(request: web.Request, show: _Show) -> web.Response:
    """Answer with the edition of the link; a page in klarspråk when the link is no good (403) or the edition is gone (404)."""
    try:
        forbund_id, edition_id, _person_id = request.app[LINKS].read("edition", request.match_info["token"])
    except DomainError as error:
        return _refusal(request, error.key, 403)
    async with request.app[DATABASE].read(forbund_id) as session:
        found = await session.exec(
            select(Edition, Group)
            .join(Group, col(Edition.group_id) == col(Group.id))
            .where(Edition.id == edition_id, Edition.status == EditionStatus.KLAR)
        )
        row = found.first()
    if row is None:
        return _refusal(request, "paper.error.missing", 404)
    edition, group = row
    return show(request, edition, group)


def _as_page(request: web.Request, edition: Edition, group: Group) -> web.Response:
    # around a Swedish paper the page is Swedish too: a screen reader needs one language
    locale = edition.figures["document"]["locale"]
    html = page(
        edition.html, edition.title, request.app[TEXTS], locale, pdf_url=f"{request.rel_url.path}/pdf", stylesheet_url=STYLESHEET
    )
    return web.Response(text=html, content_type="text/html", headers=_HEADERS)


def _as_pdf(_request: web.Request, edition: Edition, group: Group) -> web.Response:
    disposition = f'inline; filename="{file_stem(edition, group)}.pdf"'
    return web.Response(
        body=edition.pdf, content_type="application/pdf", headers={**_HEADERS, "Content-Disposition": disposition}
    )


def _refusal(request: web.Request, key: str, status: int) -> web.Response:
    texts = request.app[TEXTS]
    locale = texts.locale(request.headers.get("Accept-Language", "")[:2])
    html = refusal_page(texts.t(locale, "paper.error.title"), texts.t(locale, key), locale, STYLESHEET)
    return web.Response(text=html, content_type="text/html", status=status, headers=_HEADERS)
