"""The page of a samverkansmöte, opened by the link in a mail: when it is, and for those who handle it to say so."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from aiohttp import web

from backend.database import AsyncSession
from backend.directory.reach import channels_to
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.fields import read_day
from backend.keys import DATABASE, OUTBOX, SETTINGS, TEXTS
from backend.meetings.calendar import Method, calendar_file
from backend.meetings.end import cancel_meeting, close_meeting, keep_meeting
from backend.meetings.entry import calendar_entry
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.own import ask_call_off, ask_other_time, take_back
from backend.meetings.reword import REWORDED, reword_meeting
from backend.meetings.slot import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    Slot,
    UnusualTimeError,
    day_to_propose,
    read_start,
    sensible_window,
)
from backend.meetings.views import MeetingView, read_meeting
from backend.times import STOCKHOLM, local_date, utc_now
from backend.web.form import Form, Remark, entered, unread, with_error
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.session import visitor_of
from backend.web.visit import Visit, inbox_on, open_link
from models import Person
from models.enums import Channel, MeetingStatus, NotHeld

WINDOW = ("window_start", "window_end")
FIELDS = {"starts_at": "time", **{name: name for name in ("date", "minutes", "place", "why", "call_off_why", *WINDOW, *REWORDED)}}
USUAL_MINUTES = "60"
HELD = "held"

Do = Callable[[AsyncSession, Visit, Form, datetime], Awaitable[object]]


async def show(request: web.Request) -> web.Response:
    """Show the meeting."""
    return await _page(request, await open_link(request, "meeting"), kept(request))


async def calendar(request: web.Request) -> web.Response:
    """Return the calendar entry of a fixed meeting, to be kept; nothing is answered by it."""
    visit, now = await open_link(request, "meeting"), utc_now()
    meeting = await _read(request, visit, now)
    if meeting.status is not MeetingStatus.BOKAT:
        raise web.HTTPNotFound
    entry = calendar_entry(meeting, request.app[TEXTS], request.app[SETTINGS].mail_from)
    return web.Response(
        body=calendar_file(entry, Method.PUBLISH, stamp=now),
        headers={
            "Content-Type": "text/calendar; charset=utf-8; method=PUBLISH",
            "Content-Disposition": f'attachment; filename="{meeting.number}.ics"',
        },
    )


async def submit(request: web.Request) -> web.Response:
    """Do what was asked and show the meeting again, or the form with what is wrong beside its field."""
    visit = await open_link(request, "meeting")
    do = (await request.post()).get("do")
    if not isinstance(do, str) or do not in FORMS:
        form = await unread(request, [name for names, _ in FORMS.values() for name in names])
        return await _again(request, visit, form)
    names, act = FORMS[do]
    form = await entered(request, "do", *names)
    if form.only_shown:
        return await _again(request, visit, form)
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await act(session, visit, form, utc_now())
    except (NotAllowedError, NotFoundError):
        raise
    except UnusualTimeError as error:
        asked = {**form.values, "confirmed": error.slot.confirmation}
        doubts = tuple(Remark(doubt.key, doubt.values) for doubt in error.doubts)
        return await _again(request, visit, replace(form, values=asked, notes=doubts))
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, FIELDS))
    request.app[OUTBOX].wake()
    raise done(request, f"{request.path}?saved={do}")


async def _fix(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    confirmed = form.values["confirmed"]
    await fix_meeting(session, visit.person, visit.subject_id, _slot(form), form.key, now, confirmed=confirmed)


async def _move(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    seen, confirmed = _number(form.values["seen"]), form.values["confirmed"]
    await move_meeting(session, visit.person, visit.subject_id, seen, _slot(form), form.key, now, confirmed=confirmed)


async def _reword(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    purpose, who_decides = (form.values[name] for name in REWORDED)
    about = visit.subject_id
    await reword_meeting(session, visit.person, about, purpose, who_decides, form.key, now, cleared=form.cleared)


async def _cancel(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    why = form.values["why"]
    await cancel_meeting(session, visit.person, visit.subject_id, form.key, now, why=why, cleared=form.cleared)


async def _call_off(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    why, about = form.values["call_off_why"], visit.subject_id
    await ask_call_off(session, _caller(visit), about, why, form.key, now, cleared=form.cleared)


async def _keep(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    await keep_meeting(session, visit.person, visit.subject_id, form.values["asked"], form.key, now)


async def _close(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    answer = form.values["answer"]
    if answer not in (HELD, *NotHeld):
        raise web.HTTPBadRequest
    await close_meeting(session, visit.person, visit.subject_id, None if answer == HELD else NotHeld(answer), form.key, now)


async def _ask_other_time(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    days = {name: read_day(form.values[name]) for name in WINDOW}
    first, last = days["window_start"], days["window_end"]
    if first is None or last is None:
        raise DomainError("error.date_wrong", field="window_start" if first is None else "window_end")
    await ask_other_time(session, _caller(visit), visit.subject_id, first, last, form.key, now)


async def _take_back(session: AsyncSession, visit: Visit, form: Form, now: datetime) -> None:
    await take_back(session, _caller(visit), visit.subject_id, form.key, now)


def _caller(visit: Visit) -> Person:
    if visit.person is None:
        raise NotAllowedError("error.not_yours")
    return visit.person


SLOT = ("date", "time", "minutes", "place", "confirmed")
FORMS: Mapping[str, tuple[tuple[str, ...], Do]] = {
    "fix": (SLOT, _fix),
    "move": ((*SLOT, "seen"), _move),
    "reword": (REWORDED, _reword),
    "cancel": (("why",), _cancel),
    "keep": (("asked",), _keep),
    "close": (("answer",), _close),
    "other_time": (WINDOW, _ask_other_time),
    "call_off": (("call_off_why",), _call_off),
    "take_back": ((), _take_back),
}


def _slot(form: Form) -> Slot:
    """Return when and where, by the clock in Stockholm."""
    starts_at = read_start(form.values["date"], form.values["time"])
    return Slot(starts_at, _number(form.values["minutes"]), form.values["place"])


def _number(entered_number: str) -> int:
    """Return a number; 0, which the use cases refuse as a length, for what is none."""
    digits = entered_number.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0


async def _read(request: web.Request, visit: Visit, now: datetime) -> MeetingView:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        return await read_meeting(session, visit.subject_id, visit.person, now)


def _drawn(meeting: MeetingView, form: Form | None, today: date) -> Form:
    """Return the form of a time: as it was sent, or over the meeting as it stands."""
    if form is not None and "date" in form.values:
        # Whoever sends it again has seen the meeting as it stands now.
        return replace(form, values={**form.values, "seen": str(meeting.calendar_sequence)})
    proposed = day_to_propose(meeting.window_start, meeting.window_end, today).isoformat()
    values = {"date": proposed, "time": "", "minutes": USUAL_MINUTES, "place": "", "confirmed": "", "seen": ""}
    values |= {name: getattr(meeting, name) for name in REWORDED}
    values |= {"why": "", "call_off_why": meeting.call_off_asked}
    if meeting.starts_at:
        starts = meeting.starts_at.astimezone(STOCKHOLM)
        values |= {"date": f"{starts:%Y-%m-%d}", "time": f"{starts:%H:%M}", "minutes": str(meeting.minutes)}
        values |= {"place": meeting.place, "seen": str(meeting.calendar_sequence)}
    if form is not None and form.values.keys() & {WINDOW[0], "why", "call_off_why", "purpose"}:
        return replace(form, values={**values, **form.values})
    return Form(values=values, errors=form.errors if form else {}, only_language=form is not None and form.only_language)


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form)
    return await _page(request, visit, form)


async def _asked_by(request: web.Request, visit: Visit) -> str:
    """Return what the page says was done by asking: how the answer comes to just this reader."""
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        reached_by = await channels_to(session, visit.person) if visit.person else ()
    return "ask" if Channel.TEAMS in reached_by else "ask_by_mail"


async def _page(request: web.Request, visit: Visit, sent: Form | None) -> web.Response:
    now = utc_now()
    meeting = await _read(request, visit, now)
    form = _drawn(meeting, sent, local_date(now))
    visitor = await visitor_of(request)
    first, last = sensible_window(local_date(now))
    saved = request.query.get("saved") if sent is None else None
    if saved == "keep" and (meeting.call_off_asked or meeting.status is not MeetingStatus.BOKAT):
        saved = None  # the caller has asked anew since, or another called it off
    context: dict[str, Any] = {
        "meeting": meeting,
        "form": form,
        "inbox_url": inbox_on(request, visit) if meeting.viewer_handles else "",
        "in_hand": sent.values.get("do", "") if sent else "",
        "may_fix": meeting.viewer_handles and meeting.status is MeetingStatus.BEGART,
        "may_move": meeting.viewer_handles and meeting.can_be_moved(),
        "may_cancel": meeting.viewer_handles and meeting.can_be_cancelled(now),
        "may_keep": meeting.may_be_kept(now),
        "may_ask_call_off": meeting.may_ask_call_off(now),
        "may_ask_other_time": meeting.viewer_called and meeting.can_be_cancelled(now),
        "may_take_back": meeting.viewer_called and meeting.can_be_taken_back(),
        "window": {"window_start": form.values.get(WINDOW[0], str(first)), "window_end": form.values.get(WINDOW[1], str(last))},
        "may_close": meeting.can_be_closed(now),
        "answers": (HELD, *NotHeld),
        "saved": await _asked_by(request, visit) if saved == "ask" else saved if saved in FORMS else None,
        "visitor": visitor if visitor and visit.person and visitor.person_id == visit.person.id else None,
        "calendar": f"{request.path}/kalender.ics" if meeting.status is MeetingStatus.BOKAT else None,
        "today": local_date(now).isoformat(),
        "limits": {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES},
    }
    return draw(request, "meeting.html", context, 422 if form.found_wrong else 200)
