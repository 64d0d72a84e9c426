"""The page that an edition's mail leads to for choosing how it comes, or that it doesn't; nothing changes by opening it."""

from aiohttp import web
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.directory.wishes import choose_language
from backend.errors import NotFoundError
from backend.i18n import LOCALES
from backend.keys import DATABASE, OUTBOX
from backend.times import utc_now
from backend.web.form import Form, entered
from backend.web.kept import done
from backend.web.page import draw
from backend.web.visit import Visit, open_link
from digests.languages import language_of
from digests.wishes import way_of, wish_editions
from models import Edition, Group, Person
from models.enums import EditionWay


def add_wish_routes(app: web.Application) -> None:
    """Add the page."""
    app.router.add_get("/utskick/{token}", _show)
    app.router.add_post("/utskick/{token}", _submit)


async def _show(request: web.Request) -> web.Response:
    visit = await open_link(request, "wish")
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        person, edition, group = await _about(session, visit)
        way = await way_of(session, stored_id(person), edition.kind, edition.group_id)
    context = {
        "group": group.name,
        "way": way,
        "ways": EditionWay,
        "language": language_of(person),
        "languages": LOCALES,
        "form": Form(),
        "saved": "saved" in request.query,
        "here": request.path,
    }
    return draw(request, "wish.html", context, room="digests")


async def _submit(request: web.Request) -> web.Response:
    visit = await open_link(request, "wish")
    form = await entered(request, "way", several=("paper_language",))
    way = next((way for way in EditionWay if way == form.values["way"]), None)
    if way is None or form.only_shown:
        raise web.HTTPBadRequest
    language = form.values["paper_language"]
    if language not in ("", *LOCALES):
        raise web.HTTPBadRequest
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        person, edition, _ = await _about(session, visit)
        await wish_editions(session, person, edition.kind, edition.group_id, way, utc_now(), submit=form.key)
        if language and language != language_of(person):
            await choose_language(session, person, language, utc_now())
    request.app[OUTBOX].wake()
    raise done(request, f"{request.path}?saved=1")


async def _about(session: AsyncSession, visit: Visit) -> tuple[Person, Edition, Group]:
    """Return whose wish it is and of which edition's kind and group; förbundet's own mailbox has none."""
    found = await session.exec(
        select(Edition, Group).join(Group, col(Edition.group_id) == col(Group.id)).where(Edition.id == visit.subject_id)
    )
    row = found.first()
    if row is None or visit.person is None:
        raise NotFoundError("paper.error.missing")
    return visit.person, *row
