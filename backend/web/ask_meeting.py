"""Asking for a samverkansmöte on the web, in the two steps of the card; the same use case as in Teams.

Nothing is stored before the last step: each carries the answers of the other.
"""

from dataclasses import replace

from aiohttp import web
from yarl import URL

from backend.database import stored_id
from backend.directory.people import set_party
from backend.errors import DomainError
from backend.fields import NO, YES, read_id, read_party
from backend.handling.views import read_report
from backend.keys import DATABASE, LINKS, OUTBOX, TEXTS
from backend.meetings.asking import CALLED, FIRST, SECOND, about, advised, draft_of, like, wrong_in_first, wrong_in_second
from backend.meetings.request import WORDS, latest_kommun, number_about, request_meeting
from backend.meetings.slot import sensible_window
from backend.meetings.views import own_meeting
from backend.reporting.words import clean
from backend.times import local_date, utc_now
from backend.web import sign_in
from backend.web.form import Form, Remark, entered, with_error
from backend.web.guarded import guarded
from backend.web.kept import done, keep, kept
from backend.web.language import locale_of
from backend.web.report_fields import kommuner_to_report
from backend.web.session import MEETING, Visitor, check_sent, needed_visitor, show, visitor_of
from models import Person
from models.enums import Consent, MeetingForm, PartyCode

ASKED = "ask"  # what the meeting's page says was done
_FIELDS = tuple(name for name in (*FIRST, *SECOND, "report", "step") if name != "parties")
_CHOSEN = {"form": tuple(MeetingForm), "individual": (YES, NO), "consent": tuple(Consent), "own_party": tuple(PartyCode)}


async def start(request: web.Request) -> web.Response:
    """Ask who is to meet; `rapport` in the address is a report that it is about, `mote` a meeting that it is instead of."""
    visitor = await needed_visitor(request)
    form = kept(request, whose=visitor.person_id) or Form(values=await _blank(request, visitor))
    return await _page(request, visitor, form)


async def submit(request: web.Request) -> web.Response:
    """Go on to the next step, or back; from the last one ask for the meeting, and show it with what happens now."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await sign_in.ended(request, await _entered(request), MEETING, "purpose")
    await check_sent(request, visitor)
    form = await _entered(request)
    if form.only_shown:
        return await _again(request, visitor, form, form.values["step"])
    if "back" in await request.post():
        return await _again(request, visitor, form, "1")
    asked, now = form.values, utc_now()
    if wrong := wrong_in_first(asked, visitor.person.party):
        return await _again(request, visitor, _with(form, {name: Remark(key) for name, key in wrong.items()}, FIRST), "1")
    if asked["step"] != "2":
        return await _again(request, visitor, form, "2")
    missing = {name: Remark(error.key, error.values) for name, error in wrong_in_second(asked, now).items()}
    form = await guarded(request, visitor, form, WORDS, SECOND, missing)
    if form.found_wrong:
        return await _again(request, visitor, form, "2")
    try:
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            caller = await session.get_one(Person, visitor.person_id)
            if caller.party is None and (party := read_party(asked["own_party"])):
                await set_party(session, caller, party)
            draft = draft_of(asked, read_id(asked["report"]), form.cleared)
            meeting_id = stored_id(await request_meeting(session, caller, draft, form.key, now))
    except DomainError as error:
        form = with_error(form, error, {name: name for name in (*FIRST, *SECOND)} | CALLED)
        return await _again(request, visitor, form, "1" if form.errors.keys() & {*FIRST} else "2")
    request.app[OUTBOX].wake()
    page = request.app[LINKS].to("meeting", visitor.forbund_id, meeting_id, visitor.person_id)
    raise done(request, f"{URL(page).raw_path}?saved={ASKED}")


async def _entered(request: web.Request) -> Form:
    """Return the form as it was sent, its words clean; what can't be right is left empty, and asked for again."""
    form = await entered(request, *_FIELDS, several=["parties"])
    chosen = {name: value if (value := form.values[name]) in known else "" for name, known in _CHOSEN.items()}
    # Only who writes the address by hand sends a kommun that is no number.
    chosen["kommun"] = form.values["kommun"] if read_id(form.values["kommun"]) else ""
    return replace(form, values={**form.values, **chosen, **{name: clean(form.values[name]) for name in WORDS}})


async def _blank(request: web.Request, visitor: Visitor) -> dict[str, str]:
    """Return the answers that can be known beforehand."""
    now, locale = utc_now(), locale_of(request)
    first, last = sensible_window(local_date(now))
    report_id = read_id(request.query.get("rapport", ""))
    async with request.app[DATABASE].begin(visitor.forbund_id) as session:
        values = {
            **dict.fromkeys((*FIRST, *SECOND, "report"), ""),
            "step": "1",
            "form": str(MeetingForm.SAMVERKANSMOTE),
            "kommun": str(await latest_kommun(session, visitor.person) or ""),
            "window_start": first.isoformat(),
            "window_end": last.isoformat(),
        }
        if before_id := read_id(request.query.get("mote", "")):
            return {**values, **like(await own_meeting(session, before_id, visitor.person_id))}
        if report_id is None:
            return values
        report = await read_report(session, report_id, visitor.person, now)
    label = visitor.taxonomy.label(report.category, locale)
    purpose = request.app[TEXTS].t(locale, about(report.slag), category=label)
    known = {"report": str(report.id), "kommun": str(report.kommun_id), "parties": ",".join(report.parties), "purpose": purpose}
    return {**values, **known}


def _with(form: Form, errors: dict[str, Remark], order: tuple[str, ...]) -> Form:
    return replace(form, errors={name: errors[name] for name in sorted(errors, key=order.index)}, marked={})


async def _again(request: web.Request, visitor: Visitor, form: Form, step: str) -> web.Response:
    values = {**form.values, "step": "2" if step == "2" else "1"}
    notes = tuple(Remark(key) for key in advised(values)) if step == "2" else ()
    form = replace(form, values=values, notes=notes)
    keep(request, form, MEETING, whose=visitor.person_id)
    return await _page(request, visitor, form)


def _put_by(form: Form) -> str:
    """Return the field that gives its place among the six to what the guard asks, and is only read meanwhile; none, mostly."""
    shown = {*form.errors, *form.marked, *(name for name in WORDS if form.asked_beside(name))}
    return next((name for name in ("reference", "who_decides") if form.asked and name not in shown), "")


async def _page(request: web.Request, visitor: Visitor, form: Form) -> web.Response:
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        kommuner = await kommuner_to_report(session)
        number = await number_about(session, visitor.person, read_id(form.values["report"]))
    if form.values["kommun"] not in [number for number, _ in kommuner]:
        form = replace(form, values={**form.values, "kommun": ""})
    context = {
        "form": form,
        "number": number,
        "second": form.values["step"] == "2",
        "put_by": _put_by(form),
        "forms": tuple(MeetingForm),
        "kommuner": kommuner,
        "parties": tuple(PartyCode),
        "consents": tuple(Consent),
        "ask_own_party": visitor.person.party is None,
        "today": local_date(utc_now()).isoformat(),
    }
    return show(request, "ask_meeting.html", visitor, context, status=422 if form.found_wrong else 200)
