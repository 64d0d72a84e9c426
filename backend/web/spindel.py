"""Spindeln on the web: the nine questions behind a personal link, and the page where it is started in a group."""

from datetime import date
from typing import Any

from aiohttp import web
from babel.dates import get_month_names

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.fields import read_id
from backend.keys import DATABASE, OUTBOX
from backend.spindel.answer import answer_measurement, read_asking
from backend.spindel.aspects import ASPECTS, FEWEST, FIELDS, VALUES, WORDS, read_answers
from backend.spindel.start import OPEN_DAYS, start_measurement
from backend.spindel.views import read_groups
from backend.times import utc_now
from backend.web.form import Form, entered, with_error
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.visit import Visit, link_on, open_link


async def show(request: web.Request) -> web.Response:
    """Show the questions; or thanks, or how it stands, to one who has nothing to answer."""
    return await _page(request, await open_link(request, "spindel"), kept(request))


async def submit(request: web.Request) -> web.Response:
    """Count the answers and say thanks, or show the form with what is missing beside it."""
    visit = await open_link(request, "spindel")
    form = await entered(request, several=list(FIELDS.values()))
    if visit.person is None:
        raise NotAllowedError("error.not_yours")
    if form.only_shown:
        return await _again(request, visit, form)
    answers = read_answers(form.values.__getitem__)
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            counted = await answer_measurement(session, visit.person, visit.subject_id, answers, utc_now())
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        fields = {name: name for name in FIELDS.values()}
        return await _again(request, visit, with_error(form, error, fields))
    raise done(request, request.path if counted else f"{request.path}?redan=1")


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form)
    return await _page(request, visit, form)


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        asking = await read_asking(session, visit.subject_id, visit.person, utc_now())
    if asking.counted:
        raise web.HTTPSeeOther(f"{request.path}/resultat")
    form = form or Form()
    context: dict[str, Any] = {
        "asking": asking,
        "before": "redan" in request.query,
        "form": form,
        "aspects": ASPECTS,
        "fields": FIELDS,
        "values": [WORDS[value] for value in VALUES],
        "fewest": FEWEST,
    }
    return draw(request, "spindel.html", context, 422 if form.found_wrong else 200)


async def show_groups(request: web.Request) -> web.Response:
    """Show the groups of one who handles, with a button that starts a measurement in each."""
    return await _groups(request, await open_link(request, "inbox"), kept(request))


async def start(request: web.Request) -> web.Response:
    """Start a measurement in a group and show where it stands, or what was wrong."""
    visit = await open_link(request, "inbox")
    form = await entered(request, "group", "closes")
    group = read_id(form.values["group"])
    if form.only_shown or group is None:
        raise web.HTTPBadRequest  # no more than a button and a day
    try:
        closes_on = _day(form.values["closes"])
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await start_measurement(session, visit.person, group, closes_on, form.key, utc_now())
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        fields = {"closes": f"closes-{group}"}
        form = with_error(form, error, fields)
        keep(request, form)
        return await _groups(request, visit, form)
    request.app[OUTBOX].wake()
    raise done(request, f"{request.path}?startad=1")


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise DomainError("error.date_wrong", field="closes") from None


async def _groups(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        groups = await read_groups(session, visit.person, utc_now())
    form, months = form or Form(), get_month_names("wide", locale=visit.locale)
    context: dict[str, Any] = {
        "groups": groups,
        "form": form,
        "started": "startad" in request.query and not form.found_wrong,
        "days": OPEN_DAYS,
        "fewest": FEWEST,
        "say_months": lambda numbers: ", ".join(str(months[number]) for number in numbers),
        "result_url": lambda measurement_id: link_on(request, visit, "spindel", measurement_id),
        "inbox_url": link_on(request, visit, "inbox", 0),
    }
    return draw(request, "spindel_groups.html", context, 422 if form.found_wrong else 200)
