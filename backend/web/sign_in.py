"""Signing in by a link to a work address, for staff whose organisation doesn't allow the bot."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import uuid4

from aiohttp import web

from backend.directory.sign_in import (
    LINK_LIFE,
    LONGEST_ADDRESS,
    ask_for_link,
    find_link,
    forbund_to_choose,
    read_address,
    sign_out,
    use_link,
)
from backend.errors import DomainError, NotFoundError
from backend.fields import read_id
from backend.keys import DATABASE, LINKS, OUTBOX
from backend.times import utc_now
from backend.web.form import LANGUAGE, Form, Remark, sent_key
from backend.web.kept import address, forget, keep, kept, put_by
from backend.web.language import locale_of
from backend.web.session import (
    FIRST,
    begin,
    check_sent,
    check_site,
    end,
    go_on_to,
    going_key,
    going_to,
    sent_by,
    show,
    visitor_of,
)
from backend.web.throttle import Throttle, remote_of

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 3
PER_REMOTE = 60  # a whole authority may come from one address


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a link may be asked for: to one address, and from one place."""

    address: Throttle = field(default_factory=lambda: Throttle(PER_ADDRESS, WINDOW))
    remote: Throttle = field(default_factory=lambda: Throttle(PER_REMOTE, WINDOW))


LIMITS = web.AppKey("sign_in_limits", Limits)
# What the page says beside an address that isn't one, and how a program is told.
TOO_OFTEN, TOO_LATE = "page.sign_in.too_often", "error.sign_in_link"
ENDED, ENDED_WHOLE = "page.sign_in.ended", "page.sign_in.ended.whole"
STATUS = {TOO_OFTEN: 429, ENDED: 403, ENDED_WHOLE: 403, TOO_LATE: 410}


def page(request: web.Request, form: Form | None = None) -> web.Response:
    """Return the page that asks for a work address; `kept` among its values is what was written when the session ended."""
    form = form or Form(values={"address": "", "kept": ""})
    wrong = next(iter(form.errors.values()), None)
    context = {"form": form, "heading": going_key(request)}
    return show(request, "sign_in.html", None, context, STATUS.get(wrong.key, 422) if wrong else 200)


async def ended(request: web.Request, form: Form, at: str, name: str) -> web.Response:
    """Ask for the address again: the session ended while somebody wrote. The form waits for its writer at `at`, its page.

    Where it can't wait, what was written in its field `name` is shown once, to be copied.
    """
    response = web.HTTPSeeOther(FIRST)
    waiting = replace(form, notes=(Remark("page.sign_in.back"),), only_language=False)
    writer = await sent_by(request)
    asked = Form(values={"address": "", "kept": ""}, errors={"": Remark(ENDED_WHOLE)})
    waits = writer is not None and put_by(request, response, waiting, at, whose=writer)
    if not (waits and put_by(request, response, asked, FIRST)):
        shown = {"address": "", "kept": form.values[name]}
        return _again(request, Form(values=shown, errors={"": Remark(ENDED)}))
    go_on_to(request, response, address(waiting, at))
    response.headers["Location"] = address(asked, FIRST)
    raise response


async def ask(request: web.Request) -> web.Response:
    """Send a link, and say that one is on its way if the address is known: the same to everybody."""
    check_site(request)
    data = await request.post()
    written, standing = data.get("address"), data.get("kept", "")
    if not isinstance(written, str) or not isinstance(standing, str):
        raise web.HTTPBadRequest
    now, limits = utc_now(), request.app[LIMITS]
    written = written[: LONGEST_ADDRESS + 1]
    form = Form(sent_key(data) or uuid4().hex, {"address": written, "kept": standing}, only_language=LANGUAGE in data)
    if form.only_shown:
        return _again(request, form)
    try:
        asking = read_address(written)
    except DomainError as error:
        return _again(request, replace(form, errors={"address": Remark(error.key)}))
    # Both are counted for known and unknown addresses alike, so that the limit tells nothing either.
    if not (limits.remote.take(remote_of(request), now) and limits.address.take(asking, now)):
        minutes = int(WINDOW.total_seconds() // 60)
        return _again(request, replace(form, errors={"": Remark(TOO_OFTEN, {"minutes": minutes})}))
    if await ask_for_link(request.app[DATABASE], asking, locale_of(request), now):
        request.app[OUTBOX].wake()
    response = web.HTTPSeeOther(f"{FIRST}/skickat")
    forget(request, response, FIRST, spare=going_to(request))
    raise response


def _again(request: web.Request, form: Form) -> web.Response:
    # the page is anybody's who opens it in this browser: on it nothing waits of what somebody wrote elsewhere
    if not form.values["kept"]:
        keep(request, form, FIRST, spare=going_to(request))
    return page(request, form)


async def sent(request: web.Request) -> web.Response:
    """Say what happens now; nothing tells whether the address is known."""
    return show(request, "sign_in_sent.html", None, {"minutes": int(LINK_LIFE.total_seconds() // 60)})


async def confirm(request: web.Request) -> web.Response:
    """Show the button that signs in. Looking at it uses nothing up: a mail server may follow links before people do."""
    form = kept(request) or Form()
    return page(request, form) if "" in form.errors else await _confirm(request, form)


async def enter(request: web.Request) -> web.Response:
    """Use the link up and begin a session."""
    check_site(request)
    chosen = (await request.post()).get("forbund")
    forbund = read_id(chosen) if isinstance(chosen, str) else None
    try:
        row = await use_link(request.app[DATABASE], *_read_link(request), forbund, utc_now())
    except (NotFoundError, DomainError) as error:
        if isinstance(error, NotFoundError) or error.key == "error.link":
            form = _too_late_form()
            keep(request, form)
            return page(request, form)
        form = Form(errors={"forbund": Remark(error.key)})
        keep(request, form)
        return await _confirm(request, form)
    response = web.HTTPSeeOther(going_to(request))
    begin(request, response, row)
    raise response


async def leave(request: web.Request) -> web.Response:
    """End the session, here and wherever else its cookie may be."""
    if visitor := await visitor_of(request):
        await check_sent(request, visitor)
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            await sign_out(session, visitor.sign_in_id, utc_now())
    response = web.HTTPSeeOther(FIRST)
    end(request, response)
    raise response


async def _confirm(request: web.Request, form: Form) -> web.Response:
    """Return the page with the button, and with the förbund to choose from where there are several."""
    try:
        forbund_id, sign_in_id = _read_link(request)
        async with request.app[DATABASE].read(forbund_id) as session:
            row = await find_link(session, sign_in_id, utc_now())
    except DomainError:
        return _too_late(request)
    async with request.app[DATABASE].read_every_forbund() as session:
        choices = await forbund_to_choose(session, row.email)
    known = [choice.forbund_id for choice in choices if choice.known]
    standing = known[0] if len(known) == 1 else None
    context = {
        "address": row.email,
        "form": form,
        "choices": choices,
        "standing": standing,
        "heading": going_key(request),
    }
    return show(request, "sign_in_confirm.html", None, context, 422 if form.found_wrong else 200)


def _read_link(request: web.Request) -> tuple[int, int]:
    forbund_id, sign_in_id, person_id = request.app[LINKS].read("sign_in", request.match_info["token"])
    if person_id is not None:
        raise NotFoundError(TOO_LATE)
    return forbund_id, sign_in_id


def _too_late(request: web.Request) -> web.Response:
    return page(request, _too_late_form())


def _too_late_form() -> Form:
    """Return the question for an address, with a key of its own as every form has."""
    return Form(values={"address": "", "kept": ""}, errors={"": Remark(TOO_LATE)})
