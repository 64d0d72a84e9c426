"""A reporter changes a report of their own on the web, while nobody has read it: all that was written, as in Teams."""

from aiohttp import web

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.views import ReportView
from backend.keys import DATABASE, OUTBOX, TAXONOMY
from backend.reporting.own import change_report
from backend.times import utc_now
from backend.web import own, sign_in
from backend.web.form import Form, with_error
from backend.web.kept import done, keep, kept
from backend.web.report_fields import (
    PLACES,
    Kommuner,
    draft_of,
    kommuner_to_report,
    look_through,
    missing,
    offer,
    read_fields,
    standing,
)
from backend.web.session import Visitor, check_sent, needed_visitor, visitor_of
from backend.web.session import show as show_page
from models.enums import ReportStatus


async def show(request: web.Request) -> web.Response:
    """Show the form, filled in with the report; the report itself, and why, when it can't be changed any more."""
    visitor = await needed_visitor(request)
    report, kommuner = await _read(request, visitor)
    form = kept(request, whose=visitor.person_id)
    if form is None and report.status is not ReportStatus.MOTTAGEN:
        raise web.HTTPSeeOther(f"/mina/{report.id}?oandrad=1")
    return _page(request, visitor, report, form or Form(values=standing(report)), kommuner)


async def save(request: web.Request) -> web.Response:
    """Save what was changed and show the report, or the form with what is wrong beside its field and everything kept."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await sign_in.ended(request, await read_fields(request), request.path, "text")
    await check_sent(request, visitor)
    report, kommuner = await _read(request, visitor)
    form = await read_fields(request, standing(report))
    if form.only_shown:
        return _again(request, visitor, report, form, kommuner)
    form = await look_through(request, visitor, form, missing(visitor, form, kommuner, utc_now()))
    if form.found_wrong:
        return _again(request, visitor, report, form, kommuner)
    try:
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            draft, taxonomy = draft_of(visitor, form), request.app[TAXONOMY]
            await change_report(session, visitor.person, report.id, draft, taxonomy, form.key, utc_now())
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return _again(request, visitor, report, with_error(form, error, PLACES), kommuner)
    request.app[OUTBOX].wake()
    raise done(request, f"/mina/{report.id}?andrad=1")


async def _read(request: web.Request, visitor: Visitor) -> tuple[ReportView, Kommuner]:
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        return await own.read_one(session, request, visitor), await kommuner_to_report(session)


def _again(request: web.Request, visitor: Visitor, report: ReportView, form: Form, kommuner: Kommuner) -> web.Response:
    keep(request, form, whose=visitor.person_id)
    return _page(request, visitor, report, form, kommuner)


def _page(request: web.Request, visitor: Visitor, report: ReportView, form: Form, kommuner: Kommuner) -> web.Response:
    context = {
        "form": form,
        "number": report.number,
        "path": f"/mina/{report.id}",
        "offered": offer(request, visitor, form, kommuner, utc_now()),
    }
    return show_page(request, "change_report.html", visitor, context, status=422 if form.found_wrong else 200)
