"""Reporting on the web: one text, then the form, filled in with what was understood; the same use case as in Teams."""

from dataclasses import replace
from uuid import uuid4

from aiohttp import web

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError
from backend.keys import DATABASE, OUTBOX, READER, TAXONOMY
from backend.reporting.guarding import only_points_out
from backend.reporting.log import log_report
from backend.reporting.reader import usual_kommun
from backend.reporting.twice import Before, same_words
from backend.reporting.understand import Door, Understanding
from backend.reporting.words import clean, says_something
from backend.times import utc_now
from backend.web import sign_in
from backend.web.form import Form, Remark, entered, with_error
from backend.web.kept import done, keep, kept
from backend.web.report_fields import (
    PLACES,
    Kommuner,
    draft_of,
    filled,
    kommuner_to_report,
    look_through,
    missing,
    offer,
    read_fields,
)
from backend.web.session import FIRST, Visitor, check_sent, needed_visitor, show, visitor_of
from models.enums import Slag

# Where one writes, and where one sees how it was understood.
CHECK = f"{FIRST}/skicka"


async def lead_in(_request: web.Request) -> web.Response:
    """Lead whoever typed the address alone to where one reports."""
    raise web.HTTPFound(FIRST)


async def start(request: web.Request) -> web.Response:
    """Ask what happened; ask for a work address first."""
    visitor = await visitor_of(request)
    if visitor is None:
        return sign_in.page(request, kept(request))
    return _first(request, visitor, kept(request, whose=visitor.person_id) or Form(values={"text": ""}))


async def read(request: web.Request) -> web.Response:
    """Fill in the form with what the text says, and have it seen. Nothing is stored."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await sign_in.ended(request, await entered(request, "text"), FIRST, "text")
    await check_sent(request, visitor)
    form = await entered(request, "text")
    text = clean(form.values["text"])
    if form.only_shown or not says_something(text):
        if not form.only_shown:
            form = replace(form, errors={"text": Remark("error.text_missing")})
        return _first_again(request, visitor, form)
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        if await only_points_out(session, text):
            return _first_again(request, visitor, replace(form, errors={"text": Remark("page.new.only_person")}))
        understood = await request.app[READER].understand(session, text, utc_now(), visitor.person.unit_id)
        kommuner = await kommuner_to_report(session)
        usual = await usual_kommun(session, visitor.person)
    reader, now = request.app[READER], utc_now()
    understood = await reader.think_again(visitor.forbund_id, visitor.person_id, text, understood, now)
    values = filled(form.values["text"], understood, kommuner, usual)
    form = replace(form, values=values, notes=_notes(understood))
    return await _again(request, visitor, await look_through(request, visitor, form), kommuner)


async def check(request: web.Request) -> web.Response:
    """Show the form that was filled in; the first page when it was sent already, or lay too long."""
    visitor = await needed_visitor(request)
    form = kept(request, whose=visitor.person_id)
    if form is None:
        raise web.HTTPSeeOther(FIRST)
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        kommuner = await kommuner_to_report(session)
    return await _form(request, visitor, form, kommuner)


async def send(request: web.Request) -> web.Response:
    """Store the report and show its receipt, or the form with what is wrong beside its field and everything kept."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await sign_in.ended(request, await read_fields(request), CHECK, "text")
    await check_sent(request, visitor)
    form = await read_fields(request)
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        kommuner = await kommuner_to_report(session)
    if form.only_shown:
        return await _again(request, visitor, form, kommuner)
    form = await look_through(request, visitor, form, missing(visitor, form, kommuner, utc_now()))
    if form.found_wrong:
        return await _again(request, visitor, form, kommuner)
    if await _same_words(request, visitor, form):
        return await _again(request, visitor, form, kommuner)
    draft = draft_of(visitor, form)
    try:
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            logged = await log_report(session, visitor.person, draft, request.app[TAXONOMY], form.key, utc_now())
    except DomainError as error:
        # A key that is another's never becomes ours: the next press must have its own.
        key = uuid4().hex if isinstance(error, NotAllowedError) else form.key
        return await _again(request, visitor, replace(with_error(form, error, PLACES), key=key), kommuner)
    request.app[OUTBOX].wake()
    raise done(request, f"/mina/{stored_id(logged.report)}?kvitto=1", CHECK, FIRST)


async def _same_words(request: web.Request, visitor: Visitor, form: Form) -> Before | None:
    """Return a report that was just sent with the same words; None where its writer has said that this is another event."""
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        same = await same_words(session, visitor.person, form.values["text"], form.key, utc_now())
    return None if same is None or (await request.post()).get("another") == str(same.id) else same


def _first_again(request: web.Request, visitor: Visitor, form: Form) -> web.Response:
    keep(request, form, FIRST, whose=visitor.person_id)
    return _first(request, visitor, form)


def _first(request: web.Request, visitor: Visitor, form: Form) -> web.Response:
    return show(request, "new_text.html", visitor, {"form": form}, status=422 if form.found_wrong else 200)


def _notes(understood: Understanding) -> tuple[Remark, ...]:
    """Return what the reporter should know: the right door for what is no samverkansbrist, a vague text, the kommun."""
    notes = []
    if understood.slag is Slag.EJ_BRIST:
        # Questions are answered in Teams; here the form stands, whatever was asked.
        elsewhere = understood.door not in (None, Door.QUESTION)
        notes.append(Remark(f"door.{understood.door}" if elsewhere else "page.new.not_brist"))
        notes.append(Remark("page.new.anyway"))
    elif understood.slag is Slag.OKLART:
        notes.append(Remark("page.new.vague"))
    if understood.outside and not understood.kommun:
        notes.append(Remark("page.new.outside", {"kommun": understood.outside}))
    return tuple(notes)


async def _again(request: web.Request, visitor: Visitor, form: Form, kommuner: Kommuner) -> web.Response:
    keep(request, form, CHECK, whose=visitor.person_id)
    return await _form(request, visitor, form, kommuner)


async def _form(request: web.Request, visitor: Visitor, form: Form, kommuner: Kommuner) -> web.Response:
    same = None if form.found_wrong else await _same_words(request, visitor, form)
    context = {"form": form, "offered": offer(request, visitor, form, kommuner, utc_now()), "same": same}
    return show(request, "new_report.html", visitor, context, status=422 if form.found_wrong else 200)
