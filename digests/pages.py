"""The web page of an edition, for whoever holds its signed link. What is wrong with a link is told by the error pages."""

from aiohttp import web
from sqlmodel import col, select

from backend.errors import NotFoundError
from backend.keys import DATABASE, LINKS, TEXTS
from digests.frozen import document_of, file_stem
from digests.render.page import page, page_stylesheet
from models import Edition, Group
from models.enums import EditionStatus

STYLESHEET = "/utgava/style.css"


def add_routes(app: web.Application) -> None:
    """Add the pages of editions, their papers and their stylesheet."""
    app.router.add_get(STYLESHEET, _stylesheet)
    app.router.add_get("/utgava/{token}", _page)
    app.router.add_get("/utgava/{token}/pdf", _pdf)


async def _stylesheet(_request: web.Request) -> web.Response:
    return web.Response(
        text=page_stylesheet(), content_type="text/css", charset="utf-8", headers={"Cache-Control": "public, max-age=3600"}
    )


async def _page(request: web.Request) -> web.Response:
    edition, _ = await _read(request)
    # A screen reader needs one language: around a Swedish paper the page is Swedish too.
    locale = document_of(edition).locale
    html = page(
        edition.html,
        edition.title,
        request.app[TEXTS],
        locale,
        pdf_url=f"{request.rel_url.raw_path}/pdf",
        stylesheet_url=STYLESHEET,
    )
    return web.Response(text=html, content_type="text/html")


async def _pdf(request: web.Request) -> web.Response:
    edition, group = await _read(request)
    disposition = f'inline; filename="{file_stem(edition, group)}.pdf"'
    return web.Response(body=edition.pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


async def _read(request: web.Request) -> tuple[Edition, Group]:
    """Return the edition of the link and its group; raise DomainError for a bad link, NotFoundError when there is none."""
    forbund_id, edition_id, _ = request.app[LINKS].read("edition", request.match_info["token"])
    async with request.app[DATABASE].read(forbund_id) as session:
        found = await session.exec(
            select(Edition, Group)
            .join(Group, col(Edition.group_id) == col(Group.id))
            .where(Edition.id == edition_id, Edition.status == EditionStatus.KLAR)
        )
        row = found.first()
    if row is None:
        raise NotFoundError("paper.error.missing")
    return row
