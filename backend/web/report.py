"""Reporting on the web: one text, then the form, filled in with what was understood; the same use case as in Teams."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from aiohttp import web

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError
from backend.keys import DATABASE, OUTBOX, READER, TAXONOMY, TEXTS
from backend.reporting.log import log_report
from backend.reporting.reader import usual_kommun
from backend.reporting.understand import Door, Understanding
from backend.reporting.words import LONGEST_TEXT, clean, says_something
from backend.times import utc_now
from backend.web import sign_in
from backend.web.form import Form, entered, with_error
from backend.web.report_fields import (
    PLACES,
    Kommuner,
    draft_of,
    filled,
    guarded,
    kommuner_to_report,
    missing,
    offer,
    read_fields,
)
from backend.web.session import Visitor, check_sent, locale_of, show, visitor_of
from models.enums import Slag


async def start(request: web.Request) -> web.Response:
    """Ask what happened; ask for a work address first."""
    visitor = await visitor_of(request)
    return sign_in.page(request) if visitor is None else _first(request, visitor, Form(values={"text": ""}))


async def read(request: web.Request) -> web.Response:
    """Show the form, filled in with what the text says. Nothing is stored."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await sign_in.ended(request, "text")
    await check_sent(request, visitor)
    form = await entered(request, "text", words="text")
    text = clean(form.values["text"])
    if not says_something(text):
        error = request.app[TEXTS].t(locale_of(request), "error.text_missing")
        return _first(request, visitor, replace(form, errors={"text": error}))
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        understood = await request.app[READER].understand(session, text, utc_now(), visitor.person.unit_id)
        kommuner = await kommuner_to_report(session)
        usual = await usual_kommun(session, visitor.person)
    reader, now = request.app[READER], utc_now()
    understood = await reader.think_again(visitor.forbund_id, visitor.person_id, text, understood, now)
    values = filled(form.values["text"], understood, kommuner, usual)
    form = await guarded(request, visitor, replace(form, values=values))
    because = "" if form.found_wrong else _because(request, understood)
    return _form(request, visitor, form, kommuner, _notes(request, understood), because)


async def send(request: web.Request) -> web.Response:
    """Store the report and show its receipt, or the form with what is wrong beside its field and everything kept."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await sign_in.ended(request, "text")
    await check_sent(request, visitor)
    form = await read_fields(request)
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        kommuner = await kommuner_to_report(session)
    if "accept" in await request.post():
        # The proposal is looked at before it is sent; what the guard finds in other fields stays marked.
        return _form(request, visitor, await guarded(request, visitor, form), kommuner)
    form = await guarded(request, visitor, form, missing(request, visitor, form, kommuner, utc_now()))
    if form.found_wrong:
        return _form(request, visitor, form, kommuner)
    draft = draft_of(visitor, form)
    try:
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            logged = await log_report(session, visitor.person, draft, request.app[TAXONOMY], form.key, utc_now())
    except DomainError as error:
        # A key that is another's never becomes ours: the next press must have its own.
        key = uuid4().hex if isinstance(error, NotAllowedError) else form.key
        form = replace(with_error(form, error, request.app[TEXTS], locale_of(request), PLACES), key=key)
        return _form(request, visitor, form, kommuner)
    request.app[OUTBOX].wake()
    # Seen again by GET, so that reloading the page sends nothing.
    raise web.HTTPSeeOther(f"/mina/{stored_id(logged.report)}?kvitto=1")


def _first(request: web.Request, visitor: Visitor, form: Form) -> web.Response:
    return show(
        request, "new_text.html", visitor, {"form": form, "longest": LONGEST_TEXT}, status=422 if form.found_wrong else 200
    )


def _notes(request: web.Request, understood: Understanding) -> list[str]:
    """Return what the reporter should know: the right door for what is no samverkansbrist, a vague text, the kommun."""
    texts, locale = request.app[TEXTS], locale_of(request)
    notes = []
    if understood.slag is Slag.EJ_BRIST:
        # Questions are answered in Teams; here the form stands, whatever was asked.
        elsewhere = understood.door not in (None, Door.QUESTION)
        notes.append(texts.t(locale, f"door.{understood.door}" if elsewhere else "page.new.not_brist"))
        notes.append(texts.t(locale, "page.new.anyway"))
    elif understood.slag is Slag.OKLART:
        notes.append(texts.t(locale, "page.new.vague"))
    if understood.outside and not understood.kommun:
        notes.append(texts.t(locale, "page.new.outside", kommun=understood.outside))
    return notes


def _because(request: web.Request, understood: Understanding) -> str:
    """Say why the first category is proposed."""
    phrases = ", ".join(f"”{phrase}”" for phrase in understood.because)
    return request.app[TEXTS].t(locale_of(request), "page.new.because", words=phrases) if phrases else ""


def _form(
    request: web.Request, visitor: Visitor, form: Form, kommuner: Kommuner, notes: Sequence[str] = (), because: str = ""
) -> web.Response:
    offered = replace(offer(request, visitor, form, kommuner, utc_now()), because=because)
    context = {"form": form, "notes": notes, "offered": offered}
    return show(request, "new_report.html", visitor, context, status=422 if form.found_wrong else 200)
