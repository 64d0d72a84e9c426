"""The page of a case, opened by the link in a mail: to see it, and for those who handle it to sort and answer."""

from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.handle import Handling, handle_report
from backend.handling.views import read_report
from backend.keys import DATABASE, OUTBOX, TAXONOMY, TEXTS
from backend.times import utc_now
from backend.web.form import Form, entered, with_error
from backend.web.visit import Visit, open_link
from models.enums import ReportStatus

FIELDS = {"category": "category", "status": "status", "answer": "answer"}


async def show(request: web.Request) -> web.Response:
    """Show the case."""
    return await _page(request, await open_link(request, "report"), None)


async def submit(request: web.Request) -> web.Response:
    """Save what was entered and show the case again, or the form with what is wrong beside its field."""
    visit = await open_link(request, "report")
    form = await entered(request, *FIELDS, words="answer")
    try:
        status = ReportStatus(form.values["status"])
    except ValueError:
        raise web.HTTPBadRequest from None
    handling = Handling(form.values["category"], status, form.values["answer"])
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await handle_report(session, visit.person, visit.subject_id, handling, form.key, utc_now())
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _page(request, visit, with_error(form, error, request.app[TEXTS], visit.locale, FIELDS))
    request.app[OUTBOX].wake()
    # Seen again by GET, so that reloading the page sends nothing.
    raise web.HTTPSeeOther(f"{request.path}?saved=1")


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        report = await read_report(session, visit.subject_id, visit.person, utc_now())
    form = form or Form(values={"category": report.category, "status": report.status, "answer": ""})
    context: dict[str, Any] = {
        "locale": request.app[TEXTS].locale(visit.locale),
        "report": report,
        "form": form,
        "saved": "saved" in request.query and not form.found_wrong,
        "categories": request.app[TAXONOMY].codes,
        "label": request.app[TAXONOMY].label,
    }
    return aiohttp_jinja2.render_template("backend/report.html", request, context, status=422 if form.found_wrong else 200)
