"""The inbox as a page, opened by a signed link: what waits for one who handles, and reports to gather into a fråga."""

from typing import Any

from aiohttp import web

from backend.errors import DomainError
from backend.handling.inbox import OPEN, InboxRow, Show, read_inbox
from backend.issues.views import open_issues
from backend.keys import DATABASE, WAITING_DRAFTS
from backend.patterns.views import open_patterns
from backend.times import utc_now
from backend.web.form import Form, with_error
from backend.web.issues import gathered, new_gathering, read_gathering
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.patterns import pattern_line
from backend.web.visit import Visit, link_on, open_link
from backend.weekly import received_kommuner
from models.enums import IssueStatus, MeetingStatus, Paverkbar, ReportStatus

PAGE_ROWS = 20
# Answered and closed reports can be looked up too; what its reporter withdrew is nobody's work.
CHOICES = (*OPEN, ReportStatus.AVSLUTAD)
OTHERS: dict[str, Show] = {
    "page.inbox.meetings": MeetingStatus.BEGART,
    "page.inbox.booked": MeetingStatus.BOKAT,
    "page.inbox.issues": IssueStatus.OPPEN,
}


async def show(request: web.Request) -> web.Response:
    """Show what waits."""
    return await _page(request, await open_link(request, "inbox"), kept(request))


async def submit(request: web.Request) -> web.Response:
    """Put the chosen reports into a fråga and show it, or the inbox with what is wrong."""
    visit = await open_link(request, "inbox")
    form = await read_gathering(request)
    if form.only_shown:
        return await _again(request, visit, form)
    try:
        issue_url = await gathered(request, visit, form, form.values["reports"])
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, {"reports": "reports", "title": "title"}))
    raise done(request, issue_url)


def _show(request: web.Request) -> Show:
    wanted = request.query.get("visa", "")
    return next((status for status in (*CHOICES, *OTHERS.values()) if status == wanted), None)


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form)
    return await _page(request, visit, form)


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    show, after, before = _show(request), request.query.get("efter", ""), request.query.get("fore", "")
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        inbox = await read_inbox(session, visit.person, utc_now(), show=show, after=after, before=before, length=PAGE_ROWS)
        drafts = await request.app[WAITING_DRAFTS](session, visit.person, utc_now())
        issues = await open_issues(session, visit.person)
        patterns = await open_patterns(session, visit.person)
        receives = visit.person is not None and bool(await received_kommuner(session, visit.person))

    def url(row: InboxRow) -> str:
        return link_on(request, visit, row.about, row.id)

    form = form or new_gathering()
    context: dict[str, Any] = {
        "inbox": inbox,
        "url": url,
        "form": form,
        "ticked": form.values["reports"].split(","),
        "issues": issues,
        "patterns": patterns,
        "drafts": drafts,
        "draft_url": lambda draft_id: link_on(request, visit, "draft", draft_id),
        "pattern_url": lambda pattern_id: link_on(request, visit, "pattern", pattern_id),
        "paverkbar": Paverkbar,
        "choices": CHOICES,
        "others": OTHERS,
        "show": show or "",
        "after": after,
        "before": before,
        "label": visit.taxonomy.label,
        "spindel_url": f"{request.path}/spindeln",
        "agreement_url": f"{request.path}/forslag",
        "archive_url": link_on(request, visit, "archive", 0),
        "week_url": f"{request.path}/veckan" if receives else "",
        "say_pattern": pattern_line(request, visit),
    }
    return draw(request, "inbox.html", context, 422 if form.found_wrong else 200)
