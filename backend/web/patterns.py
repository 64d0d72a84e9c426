"""The page of a proposal: reports that may belong together side by side, to gather into a fråga or to say that they don't."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from aiohttp import web

from backend.database import AsyncSession
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.views import IssueRef
from backend.issues.views import open_issues
from backend.keys import DATABASE, TEXTS
from backend.patterns.settle import join_as_one_event, settle_pattern
from backend.patterns.views import PatternRow, PatternView, in_one_line, offered_issues, read_pattern
from backend.times import utc_now
from backend.web.form import Form, entered, with_error
from backend.web.issues import NEW, gathered, new_gathering, read_gathering
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.visit import Visit, inbox_on, link_on, open_link
from models.enums import PatternKind, Paverkbar


def pattern_line(request: web.Request, visit: Visit) -> Callable[[PatternRow], str]:
    """Return what says a proposal in one line, to the reader of a page."""
    say = partial(request.app[TEXTS].t, visit.locale)
    return lambda row: in_one_line(row, say, lambda code: visit.taxonomy.label(code, visit.locale))


async def show(request: web.Request) -> web.Response:
    """Show the proposal."""
    return await _page(request, await open_link(request, "pattern"), kept(request))


async def submit(request: web.Request) -> web.Response:
    """Gather the chosen reports and show their fråga, or the page with what is wrong."""
    visit = await open_link(request, "pattern")
    form = await read_gathering(request)
    if form.only_shown:
        return await _again(request, visit, form)

    async def settle(session: AsyncSession, ids: Sequence[int]) -> None:
        await settle_pattern(session, visit.person, visit.subject_id, ids, form.key, utc_now())

    async with request.app[DATABASE].read(visit.forbund_id) as session:
        offered = [issue.id for issue in await offered_issues(session, visit.subject_id)]
    try:
        issue_url = await gathered(request, visit, form, form.values["reports"], settle, offered)
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, {"reports": "reports", "title": "title"}))
    raise done(request, issue_url)


async def dismiss(request: web.Request) -> web.Response:
    """Note that the reports don't belong together, and show the page again, which says so."""
    visit = await open_link(request, "pattern")
    form = await entered(request)
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        await settle_pattern(session, visit.person, visit.subject_id, (), form.key, utc_now())
    page = request.path.removesuffix("/nej")
    raise done(request, f"{page}?saved=1", page)


async def join(request: web.Request) -> web.Response:
    """Note that the reports tell of one event, and show the page again, which says so."""
    visit = await open_link(request, "pattern")
    form = await entered(request)
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        await join_as_one_event(session, visit.person, visit.subject_id, form.key, utc_now())
    page = request.path.removesuffix("/en-handelse")
    raise done(request, f"{page}?saved=1", page)


def _drawn(request: web.Request, visit: Visit, pattern: PatternView, offered: Sequence[IssueRef]) -> Form:
    """Return the form over a proposal: what is alike is chosen, for the fråga that some of it is in or for one with a heading."""
    row = pattern.row
    label, kommuner = visit.taxonomy.label(row.category, visit.locale), row.kommuner
    where = kommuner[0] if len(kommuner) == 1 else request.app[TEXTS].t(visit.locale, "page.pattern.several")
    title = request.app[TEXTS].t(visit.locale, "page.pattern.issue", category=label, where=where)
    if row.kind is PatternKind.OKNING:  # many matters until somebody has read it
        return new_gathering(title=title)
    chosen = ",".join(str(report.id) for report in pattern.to_gather)
    return new_gathering(chosen, str(offered[0].id) if offered else NEW, title)


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form)
    return await _page(request, visit, form)


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        pattern = await read_pattern(session, visit.subject_id, visit.person, utc_now())
        issues = await open_issues(session, visit.person)
        offered = await offered_issues(session, visit.subject_id)
    issues = list({issue.id: issue for issue in (*offered, *issues)}.values())
    form = form or _drawn(request, visit, pattern, offered)
    context: dict[str, Any] = {
        "pattern": pattern,
        "form": form,
        "ticked": form.values["reports"].split(","),
        "issues": issues,
        "offered": offered if pattern.row.kind is not PatternKind.OKNING else (),
        "paverkbar": Paverkbar,
        "say_pattern": pattern_line(request, visit),
        "report_url": lambda report_id: link_on(request, visit, "report", report_id),
        "inbox_url": inbox_on(request, visit),
        "dismiss_url": f"{request.path}/nej",
        "join_url": f"{request.path}/en-handelse" if pattern.row.kind is PatternKind.SAMMA_HANDELSE else "",
        "saved": "saved" in request.query and not form.found_wrong,
    }
    return draw(request, "pattern.html", context, 422 if form.found_wrong else 200)
