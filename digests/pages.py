"""The web page of an edition, by its signed link, for whoever may still read it. A refusal is told by the error pages."""

from aiohttp import web
from sqlmodel import col, select

from backend.audit import record
from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.keys import DATABASE, TEXTS
from backend.times import utc_now
from backend.web.visit import open_link
from digests.frozen import document_of, file_stem
from digests.readers import may_read
from digests.render.page import page, page_stylesheet
from models import Edition, Group
from models.enums import AuditAction, EditionStatus

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
    """Return the edition of the link and its group, and keep the look in the audit trail.

    Raises DomainError for a bad link, NotFoundError when there is no such edition, and NotAllowedError for somebody who no
    longer has a part in its group.
    """
    visit = await open_link(request, "edition")
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        found = await session.exec(
            select(Edition, Group)
            .join(Group, col(Edition.group_id) == col(Group.id))
            .where(Edition.id == visit.subject_id, Edition.status == EditionStatus.KLAR)
        )
        row = found.first()
        if row is None:
            raise NotFoundError("paper.error.missing")
        reader_id = stored_id(visit.person) if visit.person else None
        if reader_id is not None and not await may_read(session, reader_id, row[0].group_id):
            raise NotAllowedError("error.not_yours")
        record(session, reader_id, AuditAction.VIEWED, "edition", visit.subject_id, utc_now())
    return row
