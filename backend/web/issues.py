"""The page of a fråga, opened by a signed link: its reports, and to lift it, record a decision, act, and close it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from aiohttp import web

from backend.database import AsyncSession, stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.fields import read_day, read_id
from backend.handling.entered import number
from backend.handling.told import what_reporters_were_told
from backend.issues.correct import RIGHTS, Right, correct_outcome
from backend.issues.decide import add_action, close_issue, decide_lift, finish_action, lift_issue
from backend.issues.gather import add_to_issue, open_issue, rename_issue, take_out
from backend.issues.held import ANSWERS
from backend.issues.meetings import EarlyDecisionError
from backend.issues.onwards import groups_to_lift_to, read_outcome
from backend.issues.views import may_open, read_issue
from backend.keys import DATABASE, OUTBOX, TEXTS
from backend.times import utc_now
from backend.web.form import Form, Remark, entered, unread, with_error
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.told import tell
from backend.web.visit import Visit, inbox_on, link_on, open_link
from models.enums import LiftOutcome, PartyCode, Paverkbar

NEW = "ny"

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Said:
    """A form as it was sent, for one of the steps below; fields are named after the row that they belong to."""

    form: Form
    row: int

    def text(self, name: str) -> str:
        return self.form.values[self.named(name)]

    def named(self, name: str) -> str:
        return f"{name}-{self.row}" if self.row else name

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        try:
            return choices(self.text(name))
        except ValueError:
            raise DomainError(f"error.choose.{name}", field=name) from None

    def outcome(self, name: str, outcomes: Collection[LiftOutcome]) -> tuple[LiftOutcome, int | None]:
        outcome, to = read_outcome(self.text(name), outcomes)
        if outcome is None:
            raise DomainError("error.choose.outcome", field="outcome")
        return outcome, to

    def number(self, name: str) -> int:
        return number(self.text(name))

    def day(self, name: str) -> date:
        if (day := read_day(self.text(name))) is None:
            raise DomainError("error.date_wrong", field=name)
        return day


Take = Callable[[AsyncSession, Visit, _Said], Awaitable[object]]


async def _lift(session: AsyncSession, visit: Visit, said: _Said) -> object:
    owner = next((party for party in PartyCode if party == said.text("owner")), None)
    group, question = said.number("group"), said.text("question")
    return await lift_issue(
        session, visit.person, visit.subject_id, group, question, owner, said.form.key, utc_now(), cleared=said.form.cleared
    )


async def _decide(session: AsyncSession, visit: Visit, said: _Said) -> object:
    (outcome, to), decision = said.outcome("outcome", ANSWERS), said.text("decision")
    return await decide_lift(
        session,
        visit.person,
        visit.subject_id,
        said.row,
        outcome,
        decision,
        said.form.key,
        utc_now(),
        to=to,
        early=bool(said.form.values["early"]),
        cleared=said.form.cleared,
    )


async def _correct(session: AsyncSession, visit: Visit, said: _Said) -> object:
    outcome, to = said.outcome("right", RIGHTS)
    lift_id = said.number("of") if said.text("of") else None
    right = Right(outcome=outcome, decision=said.text("words"), because=said.text("because"), lift_id=lift_id, to=to)
    return await correct_outcome(
        session, visit.person, visit.subject_id, said.row, right, said.form.key, utc_now(), cleared=said.form.cleared
    )


async def _act(session: AsyncSession, visit: Visit, said: _Said) -> object:
    what, owner, due = said.text("what"), said.choice("by", PartyCode), said.day("due")
    return await add_action(
        session, visit.person, visit.subject_id, what, owner, due, said.form.key, utc_now(), cleared=said.form.cleared
    )


async def _finish(session: AsyncSession, visit: Visit, said: _Said) -> object:
    effect = said.text("effect")
    return await finish_action(
        session, visit.person, visit.subject_id, said.row, effect, said.form.key, utc_now(), cleared=said.form.cleared
    )


async def _close(session: AsyncSession, visit: Visit, said: _Said) -> object:
    onwards = said.text("end") == "vidare"
    answer, key = said.text("answer"), said.form.key
    return await close_issue(
        session, visit.person, visit.subject_id, answer, onwards=onwards, submit=key, now=utc_now(), cleared=said.form.cleared
    )


async def _rename(session: AsyncSession, visit: Visit, said: _Said) -> object:
    return await rename_issue(
        session, visit.person, visit.subject_id, said.text("title"), said.form.key, utc_now(), cleared=said.form.cleared
    )


async def _take_out(session: AsyncSession, visit: Visit, said: _Said) -> object:
    return await take_out(session, visit.person, visit.subject_id, said.row, said.form.key, utc_now())


@dataclass(frozen=True, slots=True)
class _Step:
    """What a form of the page does: its fields, and the use case.

    `means` names ours for the fields of the use case that another form on the page has the names of.
    """

    fields: tuple[str, ...]
    take: Take
    means: Mapping[str, str] = field(default_factory=dict)


STEPS: Mapping[str, _Step] = {
    "lift": _Step(("group", "question", "owner"), _lift),
    "decide": _Step(("outcome", "decision"), _decide),
    "correct": _Step(("right", "words", "because", "of"), _correct, means={"outcome": "right", "decision": "words"}),
    "act": _Step(("what", "by", "due"), _act),
    "finish": _Step(("effect",), _finish),
    "close": _Step(("answer", "end"), _close),
    "rename": _Step(("title",), _rename),
    "take_out": _Step((), _take_out),
}


async def show(request: web.Request) -> web.Response:
    """Show the fråga."""
    return await _page(request, await open_link(request, "issue"), kept(request))


async def submit(request: web.Request) -> web.Response:
    """Take a step and show the fråga again, or the step's form with what is wrong beside its field."""
    visit = await open_link(request, "issue")
    data = await request.post()
    do, row = data.get("do"), data.get("row", "")
    row_id = read_id(row) if isinstance(row, str) and row else 0
    if not isinstance(do, str) or do not in STEPS or row_id is None:
        return await _again(request, visit, await unread(request, list(data)))
    step = STEPS[do]
    names = {name: f"{name}-{row_id}" if row_id else name for name in step.fields}
    form = await entered(request, *names.values(), several=["early"])
    if form.only_shown:
        return await _again(request, visit, form)
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await step.take(session, visit, _Said(form, row_id))
    except (NotAllowedError, NotFoundError):
        raise
    except EarlyDecisionError as error:
        form = replace(form, notes=(Remark(error.key, error.values),))
        return await _again(request, visit, form)
    except DomainError as error:
        form = with_error(form, error, {**names, **{ours: names[theirs] for ours, theirs in step.means.items()}})
        return await _again(request, visit, form)
    request.app[OUTBOX].wake()
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        if await may_open(session, visit.subject_id, visit.person):
            raise done(request, f"{request.path}?saved={form.key}")
    # It went out of its reader's reach with the last report of theirs.
    return tell(request, "page.issue.let_go", Remark("page.issue.let_go.what"))


def new_gathering(chosen: str = "", issue: str = NEW, title: str = "") -> Form:
    """Return a form in which some reports are chosen, ids with commas between, and perhaps a fråga, or a new one's title."""
    return Form(values={"reports": chosen, "issue": issue, "title": title, "paverkbar": Paverkbar.LOKALT})


async def read_gathering(request: web.Request) -> Form:
    """Return the form that puts reports into a fråga: which reports, which fråga, and a title for a new one."""
    return await entered(request, "issue", "title", "paverkbar", several=["reports"])


Then = Callable[[AsyncSession, Sequence[int]], Awaitable[None]]


async def gathered(
    request: web.Request, visit: Visit, form: Form, reports: str, then: Then | None = None, offered: Collection[int] = ()
) -> str:
    """Put reports, ids with commas between, into the fråga that a form names or a new one; return the address of its page.

    `offered` are as in `add_to_issue`. `then` is done with the ids in the same transaction. Raises as the use cases do.
    """
    ids = [number(chosen) for chosen in reports.split(",") if chosen]
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        if form.values["issue"] in ("", NEW):
            paverkbar = next((one for one in Paverkbar if one == form.values["paverkbar"]), Paverkbar.LOKALT)
            issue = await open_issue(
                session, visit.person, form.values["title"], paverkbar, ids, form.key, utc_now(), cleared=form.cleared
            )
        else:
            issue = await add_to_issue(
                session, visit.person, number(form.values["issue"]), ids, form.key, utc_now(), offered=offered
            )
        if then:
            await then(session, ids)
    request.app[OUTBOX].wake()
    return f"{link_on(request, visit, 'issue', stored_id(issue))}?saved={form.key}"


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form)
    return await _page(request, visit, form)


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        issue = await read_issue(session, visit.subject_id, visit.person, utc_now())
        groups = await groups_to_lift_to(session, issue.kommun_id)
        submit = request.query.get("saved", "")
        told = await what_reporters_were_told(session, issue.id, submit) if submit else None
    form, texts = form or Form(), request.app[TEXTS]
    locale = visit.locale
    context: dict[str, Any] = {
        "issue": issue,
        "form": form,
        "new_key": lambda: uuid4().hex,
        "saved": bool(submit) and not form.found_wrong,
        "told": told,
        "groups": groups,
        "say": partial(texts.t, locale),
        "outcomes": ANSWERS,
        "rights": RIGHTS,
        "owners": [(party, texts.t(locale, f"party.{party}.long")) for party in PartyCode],
        "label": visit.taxonomy.label,
        "report_url": lambda report_id: link_on(request, visit, "report", report_id),
        "inbox_url": inbox_on(request, visit),
    }
    return draw(request, "issue.html", context, 422 if form.found_wrong else 200)
