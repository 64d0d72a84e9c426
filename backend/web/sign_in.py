"""Signing in by a link to a work address, for staff whose organisation doesn't allow the bot."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

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
from backend.keys import DATABASE, LINKS, OUTBOX, TEXTS
from backend.times import utc_now
from backend.web.form import Form
from backend.web.session import begin, check_sent, check_site, end, locale_of, show, visitor_of
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


def page(request: web.Request, form: Form | None = None, *, problem: str = "", kept: str = "", status: int = 200) -> web.Response:
    """Return the page that asks for a work address; `kept` is what somebody had written when the session ended."""
    context = {"form": form or Form(values={"address": ""}), "problem": problem, "kept": kept}
    return show(request, "sign_in.html", None, context, 422 if form else status)


async def ended(request: web.Request, name: str) -> web.Response:
    """Ask for the address again, and give back what was written in a field: the session ended while somebody wrote."""
    written = (await request.post()).get(name)
    problem = request.app[TEXTS].t(locale_of(request), "page.sign_in.ended")
    return page(request, problem=problem, kept=written if isinstance(written, str) else "", status=403)


async def ask(request: web.Request) -> web.Response:
    """Send a link, and say that one is on its way if the address is known: the same to everybody."""
    check_site(request)
    written = (await request.post()).get("address")
    if not isinstance(written, str):
        raise web.HTTPBadRequest
    locale, now, limits = locale_of(request), utc_now(), request.app[LIMITS]
    texts = request.app[TEXTS]
    written = written[: LONGEST_ADDRESS + 1]
    try:
        address = read_address(written)
    except DomainError as error:
        return page(request, Form(values={"address": written}, errors={"address": texts.t(locale, error.key)}))
    # Both are counted for known and unknown addresses alike, so that the limit tells nothing either.
    if not (limits.remote.take(remote_of(request), now) and limits.address.take(address, now)):
        minutes = int(WINDOW.total_seconds() // 60)
        return page(request, problem=texts.t(locale, "page.sign_in.too_often", minutes=minutes), status=429)
    if await ask_for_link(request.app[DATABASE], address, locale, now):
        request.app[OUTBOX].wake()
    raise web.HTTPSeeOther("/rapportera/skickat")


async def sent(request: web.Request) -> web.Response:
    """Say what happens now; nothing tells whether the address is known."""
    return show(request, "sign_in_sent.html", None, {"minutes": int(LINK_LIFE.total_seconds() // 60)})


async def confirm(request: web.Request) -> web.Response:
    """Show the button that signs in. Looking at it uses nothing up: a mail server may follow links before people do."""
    return await _confirm(request, "")


async def enter(request: web.Request) -> web.Response:
    """Use the link up and begin a session."""
    check_site(request)
    chosen = (await request.post()).get("forbund")
    forbund = int(chosen) if isinstance(chosen, str) and re.fullmatch(r"[0-9]{1,9}", chosen) else None
    try:
        row = await use_link(request.app[DATABASE], *_read_link(request), forbund, utc_now())
    except NotFoundError:
        return _too_late(request)
    except DomainError as error:
        return _too_late(request) if error.key == "error.link" else await _confirm(request, error.key)
    response = web.HTTPSeeOther("/rapportera")
    begin(request, response, row)
    raise response


async def leave(request: web.Request) -> web.Response:
    """End the session, here and wherever else its cookie may be."""
    if visitor := await visitor_of(request):
        await check_sent(request, visitor)
        async with request.app[DATABASE].begin(visitor.forbund_id) as session:
            await sign_out(session, visitor.sign_in_id, utc_now())
    response = web.HTTPSeeOther("/rapportera")
    end(request, response)
    raise response


async def _confirm(request: web.Request, wrong: str) -> web.Response:
    """Return the page with the button, and with the förbund to choose from where there are several; `wrong` is a text's key."""
    try:
        forbund_id, sign_in_id = _read_link(request)
        async with request.app[DATABASE].read(forbund_id) as session:
            row = await find_link(session, sign_in_id, utc_now())
    except DomainError:
        return _too_late(request)
    async with request.app[DATABASE].read_every_forbund() as session:
        choices = await forbund_to_choose(session, row.email)
    known = [choice.forbund_id for choice in choices if choice.known]
    form = Form(errors={"forbund": request.app[TEXTS].t(locale_of(request), wrong)} if wrong else {})
    context = {"address": row.email, "form": form, "choices": choices, "standing": known[0] if len(known) == 1 else None}
    return show(request, "sign_in_confirm.html", None, context, 422 if wrong else 200)


def _read_link(request: web.Request) -> tuple[int, int]:
    forbund_id, sign_in_id, person_id = request.app[LINKS].read("sign_in", request.match_info["token"])
    if person_id is not None:
        raise NotFoundError("error.sign_in_link")
    return forbund_id, sign_in_id


def _too_late(request: web.Request) -> web.Response:
    return page(request, problem=request.app[TEXTS].t(locale_of(request), "error.sign_in_link"), status=410)
