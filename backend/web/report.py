"""Reporting on the web: one text, then the form, filled in with what was understood; the same use case as in Teams."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from aiohttp import web
from sqlmodel import col, select

from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotAllowedError
from backend.handling.correct import STORED_SLAG
from backend.keys import DATABASE, OUTBOX, READER, TAXONOMY, TEXTS
from backend.reporting.guarding import guard
from backend.reporting.log import ReportDraft, log_report
from backend.reporting.reader import SHOWN_PROPOSALS, likely_category, other_parties, usual_kommun
from backend.reporting.understand import Candidate, Door, Understanding
from backend.reporting.words import LONGEST_TEXT, clean
from backend.times import local_date, utc_now
from backend.web import sign_in
from backend.web.choices import categories_by_family
from backend.web.form import Form, entered, with_error
from backend.web.session import Visitor, check_sent, locale_of, show, visitor_of
from models import Kommun
from models.enums import Consequence, PartyCode, Slag, Source

YES, NO = "ja", "nej"
OPTIONAL = ("slag", "recurring", "spoken", "consequence", "suggestion")
FIELDS = ("text", "category", "kommun", "event_date", *OPTIONAL, "proposed", "model")
LONGEST_SUGGESTION = 500
# What each use case calls its fields, and where they stand on the page.
PLACES = {"text": "text", "suggestion": "suggestion", "": ""}

_MODEL = re.compile(r"[0-9a-f]{8,40}")
_PROPOSED = re.compile(r"([A-Z_]{2,40}):(0\.\d{1,4}|1\.0)")


async def start(request: web.Request) -> web.Response:
    """Ask what happened; ask for a work address first."""
    visitor = await visitor_of(request)
    return sign_in.page(request) if visitor is None else _first(request, visitor, Form(values={"text": ""}))


async def read(request: web.Request) -> web.Response:
    """Show the form, filled in with what the text says. Nothing is stored."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await _signed_out(request)
    await check_sent(request, visitor)
    form = await entered(request, "text", words="text")
    text = clean(form.values["text"])
    if not text:
        error = request.app[TEXTS].t(locale_of(request), "error.text_missing")
        return _first(request, visitor, replace(form, errors={"text": error}))
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        understood = await request.app[READER].understand(session, text, utc_now(), visitor.person.unit_id)
        kommuner = await _kommuner(session)
        usual = await usual_kommun(session, visitor.person)
    values = _filled(form.values["text"], understood, kommuner, usual)
    form = await _guarded(request, visitor, replace(form, values=values))
    return _form(request, visitor, form, kommuner, _notes(request, understood))


async def send(request: web.Request) -> web.Response:
    """Store the report and show its receipt, or the form with what is wrong beside its field and everything kept."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await _signed_out(request)
    await check_sent(request, visitor)
    form = await entered(request, *FIELDS, words="text", several=["parties"])
    async with request.app[DATABASE].read(visitor.forbund_id) as session:
        kommuner = await _kommuner(session)
    if "accept" in await request.post():
        # The proposal is looked at before it is sent; what the guard finds in other fields stays marked.
        return _form(request, visitor, await _guarded(request, visitor, form), kommuner)
    form = await _guarded(request, visitor, form, _missing(request, form, kommuner))
    if form.found_wrong:
        return _form(request, visitor, form, kommuner)
    draft = _draft(request, form)
    try:
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            report = await log_report(session, visitor.person, draft, request.app[TAXONOMY], form.key, utc_now())
    except DomainError as error:
        # A key that is another's never becomes ours: the next press must have its own.
        key = uuid4().hex if isinstance(error, NotAllowedError) else form.key
        form = replace(with_error(form, error, request.app[TEXTS], locale_of(request), PLACES), key=key)
        return _form(request, visitor, form, kommuner)
    request.app[OUTBOX].wake()
    # Seen again by GET, so that reloading the page sends nothing.
    raise web.HTTPSeeOther(f"/mina/{stored_id(report)}?kvitto=1")


async def _signed_out(request: web.Request) -> web.Response:
    """Ask for the address again, and give back what was written: the session ended while somebody wrote."""
    written = (await request.post()).get("text")
    problem = request.app[TEXTS].t(locale_of(request), "page.sign_in.ended")
    return sign_in.page(request, problem=problem, kept=written if isinstance(written, str) else "", status=403)


def _first(request: web.Request, visitor: Visitor, form: Form) -> web.Response:
    return show(
        request, "new_text.html", visitor, {"form": form, "longest": LONGEST_TEXT}, status=422 if form.found_wrong else 200
    )


def _filled(text: str, understood: Understanding, kommuner: Sequence[tuple[str, str]], usual: int | None) -> dict[str, str]:
    """Return the fields as the text tells them. A kommun outside the förbund proposes none in its place."""
    ids = {name: number for number, name in kommuner}
    first = understood.candidates[:SHOWN_PROPOSALS]
    named = ids.get(understood.kommun or understood.kommun_nearby or "", "")
    return {
        "text": text,
        "category": likely_category(first),
        "kommun": named or ("" if understood.outside else str(usual or "")),
        "parties": ",".join(other_parties(understood)),
        "event_date": understood.event_date.isoformat() if understood.event_date else "",
        "slag": str(understood.slag if understood.slag in STORED_SLAG else Slag.BRIST),
        "recurring": YES if understood.recurring else "",
        "spoken": "",
        "consequence": "",
        "suggestion": "",
        "proposed": " ".join(f"{candidate.code}:{candidate.p:.4f}" for candidate in first if candidate.p < 1),
        "model": understood.model_version,
    }


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


async def _guarded(request: web.Request, visitor: Visitor, form: Form, wrong: dict[str, str] | None = None) -> Form:
    """Return the form with what the guard finds marked, beside what else is wrong."""
    texts, locale = request.app[TEXTS], locale_of(request)
    written = {name: clean(form.values[name]) for name in ("text", "suggestion")}
    try:
        async with request.app[DATABASE].read(visitor.forbund_id) as session:
            await guard(session, written, cleared=form.cleared)
    except DomainError as error:
        found = with_error(form, error, texts, locale, PLACES)
        errors = {name or "text": message for name, message in found.errors.items()}
        return replace(found, errors={**(wrong or {}), **errors})
    return replace(form, errors=wrong or {}, marked={})


def _missing(request: web.Request, form: Form, kommuner: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return what must be mended, by field."""
    values, texts, locale = form.values, request.app[TEXTS], locale_of(request)
    day = _day(values["event_date"])
    checks = (
        ("text", bool(clean(values["text"])), "error.text_missing"),
        ("category", values["category"] in request.app[TAXONOMY].codes, "error.category_unknown"),
        ("kommun", values["kommun"] in [number for number, _ in kommuner], "error.kommun_unknown"),
        ("parties", bool(_parties(values["parties"])), "error.parties_missing"),
        ("event_date", not values["event_date"] or day is not None, "page.new.date.wrong"),
        ("event_date", day is None or day <= local_date(utc_now()), "error.date_in_future"),
        ("suggestion", len(values["suggestion"]) <= LONGEST_SUGGESTION, "page.new.suggestion.long"),
    )
    return {name: texts.t(locale, key) for name, right, key in checks if not right}


def _draft(request: web.Request, form: Form) -> ReportDraft:
    values = form.values
    known = request.app[TAXONOMY].codes
    return ReportDraft(
        text=values["text"],
        kommun_id=int(values["kommun"]),
        parties=_parties(values["parties"]),
        category=values["category"],
        event_date=_day(values["event_date"]),
        recurring={YES: True, NO: False}.get(values["recurring"]),
        slag=next((slag for slag in STORED_SLAG if slag == values["slag"]), Slag.BRIST),
        suggestion=values["suggestion"],
        consequence=next((one for one in Consequence if one == values["consequence"]), None),
        spoken_with_party={YES: True, NO: False}.get(values["spoken"]),
        proposed=[Candidate(code, float(p)) for code, p in _PROPOSED.findall(values["proposed"]) if code in known],
        model_version=values["model"] if _MODEL.fullmatch(values["model"]) else "",
        source=Source.WEBB,
        cleared=form.cleared,
    )


def _parties(ticked: str) -> tuple[PartyCode, ...]:
    return tuple(party for party in PartyCode if party in ticked.split(","))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


async def _kommuner(session: AsyncSession) -> list[tuple[str, str]]:
    found = await session.exec(select(Kommun.id, Kommun.name).where(col(Kommun.active)).order_by(Kommun.name))
    return [(str(number), name) for number, name in found]


def _form(
    request: web.Request, visitor: Visitor, form: Form, kommuner: Sequence[tuple[str, str]], notes: Sequence[str] = ()
) -> web.Response:
    taxonomy, locale = request.app[TAXONOMY], locale_of(request)
    proposed = [code for code, _ in _PROPOSED.findall(form.values["proposed"]) if code in taxonomy.codes][:SHOWN_PROPOSALS]
    families = categories_by_family(taxonomy, locale)
    context = {
        "form": form,
        "notes": notes,
        "proposed": [(code, taxonomy.label(code, locale)) for code in proposed],
        "families": [(name, [one for one in listed if one[0] not in proposed]) for name, listed in families],
        "kommuner": kommuner,
        "parties": PartyCode,
        "slag": STORED_SLAG,
        "consequences": Consequence,
        "today": local_date(utc_now()).isoformat(),
        "longest": LONGEST_TEXT,
        "longest_suggestion": LONGEST_SUGGESTION,
        "more_open": any(name in form.errors or (name not in ("slag", "recurring") and form.values[name]) for name in OPTIONAL),
    }
    return show(request, "new_report.html", visitor, context, status=422 if form.found_wrong else 200)
