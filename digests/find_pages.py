"""The archive as a page: every edition that its reader may read, opened by a signed link or by whoever is signed in."""

from datetime import MAXYEAR

from aiohttp import web

from backend.database import stored_id
from backend.fields import read_id, read_number
from backend.keys import DATABASE, LINKS
from backend.links import Source
from backend.times import utc_now
from backend.web.page import draw
from backend.web.session import Visitor, needed_visitor
from backend.web.visit import open_link
from digests.find import Found, Search, find_editions, two_to_compare
from digests.languages import language_of
from digests.pages import SIGNED_IN
from digests.render.form import Form
from models import Person
from models.enums import EditionKind

LONGEST_WORDS = 200
LAST_PAGE = 10_000
PAIR = 2
COMPARE = "bredvid"
"""What the button that lays two side by side sends, so that it is known when nothing was ticked."""


def add_find_routes(app: web.Application) -> None:
    """Add the page: by a link, which the inbox leads to, and for whoever has signed in by a link to their address."""
    app.router.add_get("/arkiv/{token}", _by_link)
    app.router.add_get("/mina/underlag", _signed_in)


async def _by_link(request: web.Request) -> web.Response:
    visit = await open_link(request, "archive")
    return await _page(request, visit.forbund_id, visit.person, visit.source, None)


async def _signed_in(request: web.Request) -> web.Response:
    visitor = await needed_visitor(request)
    source = Source(utc_now() + SIGNED_IN, inbox=False)
    return await _page(request, visitor.forbund_id, visitor.person, source, visitor)


async def _page(
    request: web.Request, forbund_id: int, person: Person | None, source: Source, visitor: Visitor | None
) -> web.Response:
    search, person_id = _search(request), stored_id(person) if person else None

    def url(edition_id: int) -> str:
        return request.app[LINKS].to("edition", forbund_id, edition_id, person_id, source)

    chosen = [number for each in request.query.getall("jamfor", []) if (number := read_id(each))]
    async with request.app[DATABASE].read(forbund_id) as session:
        pair = await two_to_compare(session, person_id, chosen) if chosen else None
        found = await find_editions(session, person_id, search, language_of(person))
    if pair:
        raise web.HTTPSeeOther(f"{url(pair[0])}/jamfor/{pair[1]}")
    context = {
        "visitor": visitor,
        "found": found,
        "search": search,
        "url": url,
        "forms": Form,
        "chosen": chosen,
        "unfit": _unfit(len(set(chosen))) if chosen or COMPARE in request.query else "",
        "compare": COMPARE,
        "previous": _to_page(request, found, found.page - 1),
        "next": _to_page(request, found, found.page + 1),
    }
    return draw(request, "find.html", context, room="digests")


def _unfit(ticked: int) -> str:
    """Return the key of what to do when so many were ticked and none are laid side by side."""
    if ticked == PAIR:
        return "find.unfit"
    return f"find.unfit.{('none', 'one')[ticked] if ticked < PAIR else 'many'}"


def _search(request: web.Request) -> Search:
    """Return what the address asks for; what is no such choice is anything."""
    kind = request.query.get("slag", "")
    return Search(
        group_id=read_id(request.query.get("grupp", "")),
        kind=next((each for each in EditionKind if each == kind), None),
        year=read_number(request.query.get("ar", ""), MAXYEAR),
        words=request.query.get("ord", "")[:LONGEST_WORDS].strip(),
        page=read_number(request.query.get("sida", ""), LAST_PAGE) or 1,
    )


def _to_page(request: web.Request, found: Found, page: int) -> str:
    """Return the address of another page of the same search; empty when there is none."""
    if not 1 <= page <= found.pages:
        return ""
    kept = [(name, value) for name, value in request.query.items() if name not in ("sida", "jamfor", COMPARE)]
    return str(request.rel_url.with_query([*kept, ("sida", str(page))]))
