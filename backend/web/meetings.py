"""The page of a samverkansmöte, opened by the link in a mail: to see it, and for those who handle it to fix a time."""

from datetime import date, datetime, time
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.keys import DATABASE, OUTBOX, TEXTS
from backend.meetings.fix import LONGEST_MINUTES, LONGEST_PLACE, SHORTEST_MINUTES, fix_meeting
from backend.meetings.views import read_meeting
from backend.times import at_local_time, local_date, utc_now
from backend.web.form import Form, entered, with_error
from backend.web.visit import Visit, open_link
from models.enums import MeetingStatus

FIELDS = {"date": "date", "starts_at": "time", "minutes": "minutes", "place": "place"}
USUAL_MINUTES = "60"
# A slip of the finger, and beyond what can be reckoned with in every zone.
FIRST_YEAR, LAST_YEAR = 2000, 2100


async def show(request: web.Request) -> web.Response:
    """Show the meeting."""
    return await _page(request, await open_link(request, "meeting"), None)


async def submit(request: web.Request) -> web.Response:
    """Fix the time and show the meeting again, or the form with what is wrong beside its field."""
    visit = await open_link(request, "meeting")
    form = await entered(request, *FIELDS.values(), words="place")
    try:
        starts_at, minutes = _moment(form), _minutes(form)
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await fix_meeting(
                session, visit.person, visit.subject_id, starts_at, minutes, form.values["place"], form.key, utc_now()
            )
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _page(request, visit, with_error(form, error, request.app[TEXTS], visit.locale, FIELDS))
    request.app[OUTBOX].wake()
    raise web.HTTPSeeOther(f"{request.path}?saved=1")


def _moment(form: Form) -> datetime:
    """Return the moment of a day and a clock time in Stockholm."""
    try:
        day = date.fromisoformat(form.values["date"])
    except ValueError:
        raise DomainError("error.date_wrong", field="date") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DomainError("error.date_wrong", field="date")
    try:
        clock = time.fromisoformat(form.values["time"])
    except ValueError:
        raise DomainError("error.time_wrong", field="starts_at") from None
    return at_local_time(day, clock.replace(tzinfo=None))


def _minutes(form: Form) -> int:
    entered_minutes = form.values["minutes"].strip()
    # What is no number is no length either: the use case says which lengths there are.
    return int(entered_minutes) if entered_minutes.isascii() and entered_minutes.isdigit() and len(entered_minutes) < 6 else 0


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    now = utc_now()
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        meeting = await read_meeting(session, visit.subject_id, visit.person, now)
    today = local_date(now)
    form = form or Form(values={"date": "", "time": "", "minutes": USUAL_MINUTES, "place": ""})
    context: dict[str, Any] = {
        "locale": request.app[TEXTS].locale(visit.locale),
        "meeting": meeting,
        "form": form,
        "open": meeting.viewer_handles and meeting.status is MeetingStatus.BEGART,
        "saved": "saved" in request.query and not form.found_wrong,
        "today": today.isoformat(),
        "limits": {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES, "place": LONGEST_PLACE},
    }
    return aiohttp_jinja2.render_template("backend/meeting.html", request, context, status=422 if form.found_wrong else 200)
