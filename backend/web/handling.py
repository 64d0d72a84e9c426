"""The page of a case, opened by the link in a mail: to see it, and for those who handle it to sort and answer."""

from dataclasses import replace
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.handle import Handling, handle_report
from backend.handling.views import ReportView, read_report
from backend.keys import DATABASE, OUTBOX, TAXONOMY, TEXTS
from backend.times import utc_now
from backend.web.form import Form, entered, with_error
from backend.web.visit import Visit, open_link
from models.enums import ReportStatus

FIELDS = {"category": "category", "status": "status", "answer": "answer"}
# What the form showed when it was drawn, carried along: only what the reader changed counts, since a form may lie open for days
# while somebody else handles the case.
SEEN = {"category": "category_seen", "status": "status_seen"}


async def show(request: web.Request) -> web.Response:
    """Show the case."""
    return await _page(request, await open_link(request, "report"), None)


async def submit(request: web.Request) -> web.Response:
    """Save what was entered and show the case again, or the form with what is wrong beside its field."""
    visit = await open_link(request, "report")
    form = await entered(request, *FIELDS, *SEEN.values(), words="answer")
    try:
        status = ReportStatus(form.values["status"])
    except ValueError:
        raise web.HTTPBadRequest from None
    handling = Handling(
        category=form.values["category"] if _changed(form, "category") else None,
        status=status if _changed(form, "status") else None,
        answer=form.values["answer"],
    )
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


def _changed(form: Form, name: str) -> bool:
    return form.values[name] != form.values[SEEN[name]]


def _drawn(report: ReportView, form: Form | None) -> Form:
    """Return the form over the case as it stands now, with what its reader has changed."""
    now = {"category": report.category, "status": str(report.status)}
    seen = {SEEN[name]: value for name, value in now.items()}
    if form is None:
        return Form(values={**now, **seen, "answer": ""})
    kept = {name: value for name, value in form.values.items() if name not in SEEN or _changed(form, name)}
    return replace(form, values={**now, **kept, **seen})


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        report = await read_report(session, visit.subject_id, visit.person, utc_now())
    form = _drawn(report, form)
    context: dict[str, Any] = {
        "locale": request.app[TEXTS].locale(visit.locale),
        "report": report,
        "form": form,
        "saved": "saved" in request.query and not form.found_wrong,
        "categories": request.app[TAXONOMY].codes,
        "label": request.app[TAXONOMY].label,
    }
    return aiohttp_jinja2.render_template("backend/report.html", request, context, status=422 if form.found_wrong else 200)
