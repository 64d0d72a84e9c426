"""The page of a group's last meeting, opened by a signed link: what became of each fråga that stood on its paper."""

import re
from functools import partial
from typing import Any

from aiohttp import web

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.issues.held import ANSWERS, Said, answer_held, read_held
from backend.issues.onwards import read_outcome
from backend.issues.views import may_open
from backend.keys import DATABASE, OUTBOX, TEXTS
from backend.times import local_date, utc_now
from backend.web.form import Form, entered, with_error
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.visit import Visit, link_on, open_link

_FIELD = re.compile(r"(?:outcome|decision)-([1-9][0-9]{0,8})")


async def show(request: web.Request) -> web.Response:
    """Show the meeting's frågor."""
    return await _page(request, await open_link(request, "decisions"), kept(request))


async def submit(request: web.Request) -> web.Response:
    """Record the answers and show the page again, or the form with what is wrong beside its field."""
    visit = await open_link(request, "decisions")
    data = await request.post()
    lifts = sorted({int(field[1]) for name in data if (field := _FIELD.fullmatch(name))})
    names = [f"{name}-{lift_id}" for lift_id in lifts for name in ("outcome", "decision")]
    form = await entered(request, *names)
    if form.only_shown:
        return await _again(request, visit, form)
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            said = [_said(form, lift_id) for lift_id in lifts]
            await answer_held(session, visit.person, visit.subject_id, said, form.key, utc_now(), cleared=form.cleared)
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        fields = {name: name for name in names}
        return await _again(request, visit, with_error(form, error, fields))
    request.app[OUTBOX].wake()
    raise done(request, f"{request.path}?saved=1")


def _said(form: Form, lift_id: int) -> Said:
    chosen = form.values[f"outcome-{lift_id}"]
    outcome, to = read_outcome(chosen, ANSWERS)
    return Said(lift_id, outcome, form.values[f"decision-{lift_id}"], to)


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form)
    return await _page(request, visit, form)


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        held = await read_held(session, visit.subject_id, visit.person, utc_now())
        opened = {asked.issue_id for asked in held.questions if await may_open(session, asked.issue_id, visit.person)}
    form = form or Form()
    context: dict[str, Any] = {
        "held": held,
        "day": local_date(held.starts_at),
        "form": form,
        "saved": "saved" in request.query and not form.found_wrong,
        "say": partial(request.app[TEXTS].t, visit.locale),
        "issue_urls": {issue_id: link_on(request, visit, "issue", issue_id) for issue_id in opened},
    }
    return draw(request, "decisions.html", context, 422 if form.found_wrong else 200)
