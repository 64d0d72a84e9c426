"""The page of a report, opened by a signed link: to see it, and for those who handle it to correct, sort and answer it."""

from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web

from backend.access import check_handler
from backend.categories.taxonomy import Taxonomy
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.handling.entered import FIELDS, NAMES, NOTHING, SEEN, changed, read_handling, seen, standing
from backend.handling.handle import handle_report
from backend.handling.same_event import part_tellings, read_tellings
from backend.handling.same_event_by_hand import join_by_number, read_nearby
from backend.handling.told import say_told, what_was_told
from backend.handling.views import ReportView, read_report
from backend.i18n import Texts
from backend.issues.views import open_issues
from backend.keys import DATABASE, OUTBOX, TEXTS
from backend.reporting.own import add_to_report
from backend.reporting.proposed import say_proposed
from backend.reporting.slag import STORED_SLAG
from backend.times import utc_now
from backend.web.choices import Groups, categories_by_family, kommuner_to_choose
from backend.web.form import Form, Remark, entered, with_error
from backend.web.issues import gathered, new_gathering, read_gathering
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.told import tell
from backend.web.visit import Visit, inbox_on, link_on, open_link
from models import Kommun, Report
from models.enums import Niva, PartyCode, Paverkbar

ANSWER, QUESTION = "answer", "question"
SINGLE = tuple(name for name in FIELDS if name != "parties")
MORE = tuple(name for name in FIELDS if name not in ("category", "status"))
# What each use case calls its fields, and where they stand on the page.
PLACES = {**{name: name for name in (*FIELDS, "answer")}, **NAMES}


async def show(request: web.Request) -> web.Response:
    """Show the report."""
    return await _page(request, await open_link(request, "report"), kept(request))


async def submit(request: web.Request) -> web.Response:
    """Save what was entered and show the report again, or the form with what is wrong beside its field."""
    visit = await open_link(request, "report")
    form = await entered(request, *SINGLE, *SEEN, "answer", "said", several=["parties"])
    if form.only_shown:
        return await _again(request, visit, form)
    try:
        # Nothing ticked is a choice here, and the use case says what is wrong with it.
        handling = read_handling(form.values, form.values["answer"], asks=form.values["said"] == QUESTION)
        handling = replace(handling, cleared=form.cleared)
        if not form.values["parties"]:
            raise DomainError("error.parties_missing", field="parties")
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            report = await handle_report(session, visit.person, visit.subject_id, handling, form.key, utc_now())
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, PLACES))
    request.app[OUTBOX].wake()
    if moved_to := await _moved(request, visit, report):
        return moved_to
    raise done(request, f"{request.path}?saved={form.key}")


async def submit_reply(request: web.Request) -> web.Response:
    """Keep what the reporter adds, and show the report again."""
    visit = await open_link(request, "report")
    form = await entered(request, "reply")
    if visit.person is None:
        raise NotAllowedError("error.not_yours")
    if form.only_shown:
        return await _again(request, visit, form)
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            reply, key, cleared = form.values["reply"], form.key, form.cleared
            await add_to_report(session, visit.person, visit.subject_id, reply, key, utc_now(), cleared=cleared)
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, {"text": "reply"}))
    request.app[OUTBOX].wake()
    raise done(request, f"{_own(request)}?saved=1", _own(request))


async def submit_issue(request: web.Request) -> web.Response:
    """Put the report into a fråga and show that, or the report with what is wrong."""
    visit = await open_link(request, "report")
    form = await read_gathering(request)
    if form.only_shown:
        return await _again(request, visit, form)
    try:
        issue_url = await gathered(request, visit, form, str(visit.subject_id))
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, {"title": "title"}))
    raise done(request, issue_url, _own(request))


async def submit_same_event(request: web.Request) -> web.Response:
    """Let the report tell of the same event as another, and show it again with what the other tells, or with what is wrong."""
    visit = await open_link(request, "report")
    form = await entered(request, "same", "nearby")
    if form.only_shown:
        return await _again(request, visit, form)
    number = form.values["same"].strip() or form.values["nearby"]
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await join_by_number(session, visit.person, visit.subject_id, number, form.key, utc_now())
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, {"same": "same"}))
    raise done(request, f"{_own(request)}?saved=1", _own(request))


async def part(request: web.Request) -> web.Response:
    """Note that the report tells of an event of its own, and show it again."""
    visit = await open_link(request, "report")
    form = await entered(request)
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        await part_tellings(session, visit.person, visit.subject_id, form.key, utc_now())
    raise done(request, f"{_own(request)}?saved=1", _own(request))


async def _moved(request: web.Request, visit: Visit, report: Report) -> web.Response | None:
    """Return a page that says where the report went, when it went out of its reader's reach."""
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        try:
            await check_handler(session, visit.person, report.kommun_id)
        except NotAllowedError:
            kommun = await session.get_one(Kommun, report.kommun_id)
        else:
            return None
    return tell(request, "page.report.moved", Remark("page.report.moved.what", {"number": report.number, "kommun": kommun.name}))


def _drawn(report: ReportView, form: Form | None) -> Form:
    """Return the form over the report as it stands now, with what its reader has changed."""
    now = standing(report)
    untouched = {**now, **seen(now), "answer": "", "said": ANSWER, "reply": ""}
    if form is None:
        return Form(values=untouched)
    words = {name: form.values[name] for name in ("answer", "said", "reply") if name in form.values}
    return replace(form, values={**untouched, **words, **changed(form.values)})


def _own(request: web.Request) -> str:
    """Return the path of the page, whose other forms have addresses of their own below it."""
    return request.path.removesuffix("/svar").removesuffix("/fraga").removesuffix("/isar").removesuffix("/samma")


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form, _own(request))
    return await _page(request, visit, form)


def _causes(report: ReportView, taxonomy: Taxonomy, locale: str, texts: Texts) -> Groups:
    """Return the causes that may be chosen: those that are proposed first, then the others by family."""
    likely = [code for code in report.likely_causes if code in taxonomy.main_codes]
    families = categories_by_family(taxonomy, locale, [report.secondary] if report.secondary else [], finer=False)
    first = (texts.t(locale, "page.new.proposed"), [(code, taxonomy.label(code, locale)) for code in likely])
    others = [(name, [one for one in listed if one[0] not in likely]) for name, listed in families]
    return [(name, listed) for name, listed in (first, *others) if listed]


async def _page(request: web.Request, visit: Visit, sent: Form | None) -> web.Response:
    gathers, joins = (sent is not None and name in sent.values for name in ("title", "same"))
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        report = await read_report(session, visit.subject_id, visit.person, utc_now())
        kommuner = await kommuner_to_choose(session, report.kommun_id)
        issues = await open_issues(session, visit.person) if report.viewer_handles else []
        tellings = await read_tellings(session, report.id, visit.person, utc_now()) if report.viewer_handles else ()
        nearby = await read_nearby(session, report.id, visit.person, utc_now()) if report.viewer_handles else None
        submit = request.query.get("saved", "")
        told = await what_was_told(session, visit.subject_id, submit, utc_now()) if submit and report.viewer_handles else None
    taxonomy = visit.taxonomy
    locale = visit.locale
    texts = request.app[TEXTS]
    form, issue_form = _drawn(report, None if gathers or joins else sent), sent if sent and gathers else new_gathering()
    same_form = sent if sent and joins else Form(values={"same": "", "nearby": ""})
    wrong = next((one for one in (form, issue_form, same_form) if one.found_wrong), form)
    context: dict[str, Any] = {
        "report": report,
        "form": form,
        "issue_form": issue_form,
        "same_form": same_form,
        "wrong": wrong,
        "path": _own(request),
        "seen": SEEN,
        "more_open": any(name in form.errors for name in MORE),
        "saved": bool(submit) and not wrong.found_wrong,
        "told": say_told(told, partial(texts.t, locale), locale),
        "categories": categories_by_family(taxonomy, locale, [report.category]),
        "proposed": say_proposed(report.first_proposed, partial(texts.t, locale), taxonomy.label, locale),
        "causes": _causes(report, taxonomy, locale, texts),
        "kommuner": kommuner,
        "slag": STORED_SLAG,
        "parties": PartyCode,
        "paverkbar": Paverkbar,
        "niva": Niva,
        "nothing": NOTHING,
        "label": taxonomy.label,
        "issues": issues,
        "tellings": tellings,
        "nearby": nearby,
        "telling_url": lambda report_id: link_on(request, visit, "report", report_id),
        "inbox_url": inbox_on(request, visit) if report.viewer_handles else "",
        "issue_url": link_on(request, visit, "issue", report.issue.id) if report.issue else "",
    }
    return draw(request, "report.html", context, 422 if wrong.found_wrong else 200)
