"""The week of one who receives for kommuner, as a page of the inbox: what Monday's note says, and whether it is to come."""

from datetime import timedelta
from functools import partial

from aiohttp import web

from backend.database import stored_id
from backend.directory.wishes import wish_notices
from backend.errors import NotAllowedError
from backend.fields import NO, YES
from backend.keys import DATABASE, TEXTS
from backend.times import local_date, utc_now
from backend.web.page import draw
from backend.web.visit import Visit, link_on, open_link
from backend.weekly import read_week, week_lines
from models import Person


async def show(request: web.Request) -> web.Response:
    """Show the week as it stands now."""
    visit = await open_link(request, "inbox")
    person = _person(visit)
    today = local_date(utc_now())
    monday = today - timedelta(days=today.weekday())
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        person = await session.get_one(Person, stored_id(person))
        week = await read_week(session, person, monday, today)
    context = {
        "heading": request.app[TEXTS].t(
            visit.locale, "week.title", number=monday.isocalendar().week, kommuner=", ".join(week.kommuner)
        ),
        "lines": week_lines(week, partial(request.app[TEXTS].t, visit.locale)),
        "told": person.told_weekly,
        "kept": "sparat" in request.query,
        "inbox_url": link_on(request, visit, "inbox", 0),
    }
    return draw(request, "week.html", context)


async def wish(request: web.Request) -> web.Response:
    """Keep whether the note is to come, and show the page again."""
    visit = await open_link(request, "inbox")
    answer = (await request.post()).get("told")
    if answer not in (YES, NO):
        raise web.HTTPBadRequest
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        await wish_notices(session, _person(visit), utc_now(), weekly=answer == YES)
    raise web.HTTPSeeOther(f"{request.rel_url.raw_path}?sparat=1")


def _person(visit: Visit) -> Person:
    """Return the link's person: förbundet's own mailbox gets no note."""
    if visit.person is None:
        raise NotAllowedError("error.not_yours")
    return visit.person
