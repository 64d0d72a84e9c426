"""One's own on the web: the reports and meetings; where a report stands, what was answered, adding to it, taking it back."""

from uuid import uuid4

from aiohttp import web

from backend.database import AsyncSession
from backend.directory.people import roles_of
from backend.directory.wishes import wish_notices
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.fields import NO, YES, read_id
from backend.handling.own_list import Own, Which, own_page
from backend.handling.views import ReportView, own_report
from backend.keys import DATABASE, LINKS, OUTBOX
from backend.reporting.own import add_to_report, why_not_changed, withdraw_report
from backend.times import utc_now
from backend.web import sign_in
from backend.web.form import Form, asked_page, entered, with_error
from backend.web.kept import done, keep, kept
from backend.web.session import Visitor, check_sent, needed_visitor, show, visitor_of
from models.enums import CommentKind, ReportStatus

PAGE_ROWS = 10
LAST_PAGE = 10_000


async def show_list(request: web.Request) -> web.Response:
    """Show a page of them, the newest first."""
    visitor = await needed_visitor(request)
    which = next((one for one in Which if one == request.query.get("visa")), Which.ALLA)
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        own = await own_page(session, visitor.person_id, page=asked_page(request, LAST_PAGE), length=PAGE_ROWS, which=which)
        has_role = bool(await roles_of(session, visitor.person_id))
    context = {
        "rows": [_row(request, visitor, row) for row in own.rows],
        "page": own.page,
        "pages": own.pages,
        "which": which,
        "choices": tuple(Which),
        "wish_kept": "meddelanden" in request.query,
        "label": visitor.taxonomy.label,
        "archive_url": "/mina/underlag" if has_role else "",
    }
    return show(request, "mine.html", visitor, context)


async def wish(request: web.Request) -> web.Response:
    """Keep whether the person wants to be told of their own reports, and show the list again."""
    visitor = await needed_visitor(request)
    await check_sent(request, visitor)
    answer = (await request.post()).get("told")
    if answer not in (YES, NO):
        raise web.HTTPBadRequest
    async with request.app[DATABASE].begin(visitor.forbund_id) as session:
        await wish_notices(session, visitor.person, utc_now(), of_own=answer == YES)
    raise web.HTTPSeeOther("/mina?meddelanden=1")


async def show_one(request: web.Request) -> web.Response:
    """Show one: its receipt when it was just sent."""
    visitor = await needed_visitor(request)
    return await _page(request, visitor, kept(request, whose=visitor.person_id) or Form(values={"reply": ""}))


async def add(request: web.Request) -> web.Response:
    """Keep what is added, and show the report again."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await sign_in.ended(request, await entered(request, "reply"), _at(request), "reply")
    await check_sent(request, visitor)
    form = await entered(request, "reply")
    if form.only_shown:
        return await _again(request, visitor, form)
    try:
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            report = await read_one(session, request, visitor)
            reply, key, cleared = form.values["reply"], form.key, form.cleared
            await add_to_report(session, visitor.person, report.id, reply, key, utc_now(), cleared=cleared)
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _again(request, visitor, with_error(form, error, {"text": "reply"}))
    request.app[OUTBOX].wake()
    raise done(request, f"/mina/{report.id}?tillagt=1", f"/mina/{report.id}")


async def withdraw(request: web.Request) -> web.Response:
    """Take the report back, and show it as it stands then."""
    visitor = await needed_visitor(request)
    await check_sent(request, visitor)
    form = await entered(request)
    async with request.app[DATABASE].begin(visitor.forbund_id) as session:
        report = await read_one(session, request, visitor)
        await withdraw_report(session, visitor.person, report.id, form.key, utc_now())
    request.app[OUTBOX].wake()
    raise done(request, f"/mina/{report.id}?tillbaka=1", f"/mina/{report.id}")


async def read_one(session: AsyncSession, request: web.Request, visitor: Visitor) -> ReportView:
    """Return the report of the address; one that isn't there and one that is somebody else's are told alike."""
    try:
        return await own_report(session, read_id(request.match_info["id"]) or 0, visitor.person_id)
    except NotAllowedError as error:
        raise NotFoundError("error.report_missing") from error


def _at(request: web.Request) -> str:
    return f"/mina/{request.match_info['id']}"


async def _again(request: web.Request, visitor: Visitor, form: Form) -> web.Response:
    keep(request, form, _at(request), whose=visitor.person_id)
    return await _page(request, visitor, form)


async def _page(request: web.Request, visitor: Visitor, form: Form) -> web.Response:
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        report = await read_one(session, request, visitor)
    context = {
        "report": report,
        "form": form,
        "withdraw_key": uuid4().hex,
        "path": f"/mina/{report.id}",
        "receipt": "kvitto" in request.query,
        "added": "tillagt" in request.query and not form.found_wrong,
        "changed": "andrad" in request.query and not form.found_wrong,
        "too_late": why_not_changed(report.status) if "oandrad" in request.query and not form.found_wrong else "",
        "withdrawn": "tillbaka" in request.query,
        "changeable": report.status is ReportStatus.MOTTAGEN,
        "label": visitor.taxonomy.label,
    }
    return show(request, "own_report.html", visitor, context, status=422 if form.found_wrong else 200)


def _row(request: web.Request, visitor: Visitor, row: Own) -> dict[str, object]:
    """Return what a report or a meeting is shown by: where it is opened and, of a report, its newest answer."""
    if isinstance(row, ReportView):
        return {"report": row, "url": f"/mina/{row.id}", "answer": _last_answer(row)}
    return {"meeting": row, "url": request.app[LINKS].to("meeting", visitor.forbund_id, row.id, visitor.person_id)}


def _last_answer(report: ReportView) -> str:
    """Return the newest answer; empty when none was given."""
    return next((said.text for said in reversed(report.answers) if said.kind is CommentKind.ANSWER), "")
