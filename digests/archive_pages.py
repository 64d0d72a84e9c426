"""The pages beside an edition's: the group's other editions, two of them side by side, and the file for the diary."""

from aiohttp import web
from markupsafe import Markup
from sqlmodel import select

from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.fields import read_id
from backend.keys import DATABASE, TEXTS
from backend.web.visit import link_on
from digests.archive import changed_between, diary_file, editions_of, side_by_side
from digests.document import Document
from digests.editions.correction import made_on
from digests.frozen import document_of, file_stem
from digests.pages import STYLESHEET, Seen, read_edition
from digests.readers import in_office
from digests.render.form import Form
from digests.render.page import page
from digests.render.templates import draw
from digests.say import Voice
from models import Edition, Forbund
from models.enums import EditionStatus


def add_archive_routes(app: web.Application) -> None:
    """Add the pages that an edition's page leads to; each asks for the same rights."""
    app.router.add_get("/utgava/{token}/arkiv", _archive)
    app.router.add_get(r"/utgava/{token}/jamfor/{other:\d+}", _compare)
    app.router.add_get("/utgava/{token}/diarium", _diary)


async def _archive(request: web.Request) -> web.Response:
    seen = await read_edition(request)
    async with request.app[DATABASE].read(seen.visit.forbund_id) as session:
        editions = await editions_of(session, seen.edition.group_id, seen.edition.kind)
        office = seen.visit.person is None or await in_office(session, stored_id(seen.visit.person))
    here, voice = f"/utgava/{request.match_info['token']}", _voice(request, seen)
    replaced = {edition.replaces_id for edition in editions}
    listed = [
        {
            "title": seen.title_of(edition),
            "version": _version(voice, edition),
            "replaced": edition.id in replaced,
            "url": (url := link_on(request, seen.visit, "edition", stored_id(edition))),
            "files": [(f"{url}/{form}", form) for form in Form],
            "compare": None if edition.id == seen.edition.id else f"{here}/jamfor/{edition.id}",
        }
        for edition in editions
    ]
    title = voice.t("archive.title", group=seen.group.name)
    return _shown(request, seen, "archive.html", title, editions=listed, diary=f"{here}/diarium" if office else None)


def _version(voice: Voice, edition: Edition) -> str:
    """Return which corrected version an edition is, and of which day; empty for the first."""
    return voice.t("archive.version", number=edition.version, day=voice.day(made_on(edition))) if edition.version > 1 else ""


async def _compare(request: web.Request) -> web.Response:
    seen = await read_edition(request)
    async with request.app[DATABASE].read(seen.visit.forbund_id) as session:
        found = await session.exec(
            select(Edition).where(
                Edition.id == (read_id(request.match_info["other"]) or 0),
                Edition.group_id == seen.edition.group_id,
                Edition.kind == seen.edition.kind,
                Edition.status == EditionStatus.KLAR,
            )
        )
        other = found.first()
    if other is None:
        raise NotFoundError("paper.error.missing")
    older, newer = sorted((other, seen.edition), key=lambda edition: (edition.period_end, stored_id(edition)))
    voice = _voice(request, seen)
    table, title = side_by_side(voice, older, newer), voice.t("compare.title", group=seen.group.name)
    archive = f"/utgava/{request.match_info['token']}/arkiv"
    changed = changed_between(voice, older, newer)
    return _shown(request, seen, "compare.html", title, table=table, changed=changed, archive=archive)


async def _diary(request: web.Request) -> web.Response:
    seen = await read_edition(request)
    async with request.app[DATABASE].read(seen.visit.forbund_id) as session:
        if seen.visit.person is not None and not await in_office(session, stored_id(seen.visit.person)):
            raise NotAllowedError("error.not_yours")
        forbund = (await session.exec(select(Forbund).where(Forbund.id == seen.visit.forbund_id))).one()
    name = f"{file_stem(seen.edition, seen.group)}.zip"
    return web.Response(
        body=diary_file(seen.edition, seen.group, forbund.name),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _document(seen: Seen) -> Document:
    return document_of(seen.told)


def _voice(request: web.Request, seen: Seen) -> Voice:
    return Voice(request.app[TEXTS], seen.visit.taxonomy, _document(seen).locale)


def _shown(request: web.Request, seen: Seen, template: str, title: str, **values: object) -> web.Response:
    voice, document = _voice(request, seen), _document(seen)
    back = f"/utgava/{request.match_info['token']}"
    inside = draw(template, voice=voice, sender=document.sender, title=title, back=back, back_title=document.title, **values)
    html = page(Markup(inside), title, voice.texts, voice.locale, None, STYLESHEET)  # noqa: S704  # escaped by the template
    return web.Response(text=html, content_type="text/html")
