"""Who is signed in to the web form, and that a form was sent by a page of ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from backend.categories.taxonomy import Taxonomy
from backend.database import own_forbund, stored_id
from backend.directory.sign_in import SESSION_LIFE, signed_in
from backend.directory.vocabulary import own_taxonomy
from backend.errors import NotAllowedError
from backend.keys import DATABASE, SETTINGS, TAXONOMY
from backend.times import utc_now
from backend.web.kept import KEPT, LIFE_SECONDS
from backend.web.language import READER_LOCALE
from backend.web.page import draw
from backend.web.security import over_https
from models import Person, SignIn

FIRST = "/rapportera"
MEETING = "/samverkansmote"
_GOING = "-going"
# The pages of whoever is signed in, with their query as a browser sends it; a form is gone to only where it is kept.
_OWN_PAGE = re.compile(
    rf"/mina(?:[/?][\w./?&=%+~:,-]{{0,500}})?|{MEETING}(?:\?(?:rapport|mote)=\d{{1,10}})?|(?:{FIRST}(?:/skicka)?|{MEETING})\?{KEPT}=[0-9a-f]{{8}}",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in to a förbund, with the förbund's own `taxonomy`.

    `token` stands in every form of theirs, and nobody else can make it. It is the person's own, not the session's: what was drawn
    before a session ended is taken in the next.
    """

    forbund_id: int
    forbund: str
    sign_in_id: int
    person: Person
    token: str
    taxonomy: Taxonomy

    @property
    def person_id(self) -> int:
        """The person's id."""
        return stored_id(self.person)


def _session_signer(request: web.Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(request.app[SETTINGS].secret_key.get_secret_value(), salt="session")


def _form_signer(request: web.Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app[SETTINGS].secret_key.get_secret_value(), salt="form")


def _cookie(request: web.Request) -> str:
    # The prefix makes browsers refuse a cookie of that name from a neighbouring host or over http.
    return "__Host-lexheller" if over_https(request) else "lexheller"


async def visitor_of(request: web.Request) -> Visitor | None:
    """Return who is signed in; None without a cookie of ours, when the session has ended, or when the person has left."""
    try:
        cookie = request.cookies.get(_cookie(request), "")
        forbund_id, sign_in_id, asked = _session_signer(request).loads(cookie, max_age=int(SESSION_LIFE.total_seconds()))
        requested_at = datetime.fromisoformat(asked)
    except (BadData, TypeError, ValueError):
        return None
    async with request.app[DATABASE].read(forbund_id) as session:
        person = await signed_in(session, sign_in_id, requested_at, utc_now())
        if person is None:
            return None
        if person.locale_chosen:
            request[READER_LOCALE] = person.locale
        forbund = (await own_forbund(session)).name
        taxonomy = await own_taxonomy(session, request.app[TAXONOMY])
    token = str(_form_signer(request).dumps([forbund_id, stored_id(person)]))
    return Visitor(forbund_id, forbund, sign_in_id, person, token, taxonomy)


async def needed_visitor(request: web.Request) -> Visitor:
    """Return who is signed in; send everybody else to where one signs in, and back here afterwards if it was a page of theirs."""
    visitor = await visitor_of(request)
    if visitor is None:
        response = web.HTTPSeeOther(FIRST)
        if request.method == "GET" and _OWN_PAGE.fullmatch(request.rel_url.raw_path_qs):
            go_on_to(request, response, request.rel_url.raw_path_qs)
        raise response
    return visitor


def go_on_to(request: web.Request, response: web.StreamResponse, page: str) -> None:
    """Have whoever signs in next in this browser led to a page of theirs."""
    _set_cookie(request, response, _cookie(request) + _GOING, page, timedelta(seconds=LIFE_SECONDS))


def going_to(request: web.Request) -> str:
    """Return the page of one's own that somebody was on the way to when they had to sign in; else the form.

    It stands in a cookie that anybody can write, so only a path of those pages is believed: never another site.
    """
    page = request.cookies.get(_cookie(request) + _GOING, "")
    return page if _OWN_PAGE.fullmatch(page) else FIRST


def going_key(request: web.Request) -> str:
    """Return the key of the words for what somebody signs in for: papers, their own, a meeting, or to report."""
    page = going_to(request)
    if page.startswith("/mina/underlag"):
        return "page.sign_in.title.papers"
    if page.startswith(MEETING):
        return "page.sign_in.title.meeting"
    return "page.sign_in.title.mine" if page.startswith("/mina") else "page.sign_in.title"


async def sent_by(request: web.Request) -> int | None:
    """Return the id of the person for whom the form of this request was drawn, signed in or not; None when we drew none such."""
    try:
        _, person_id = _form_signer(request).loads(str((await request.post()).get("token")))
    except (BadData, TypeError, ValueError):
        return None
    return int(person_id)


async def check_sent(request: web.Request, visitor: Visitor) -> None:
    """Pass a form that a page of ours drew for this person; raise NotAllowedError for any other."""
    check_site(request)
    if (await request.post()).get("token") != visitor.token:
        raise NotAllowedError("error.foreign_form")


def check_site(request: web.Request) -> None:
    """Raise NotAllowedError when the browser says that another site made it send this."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise NotAllowedError("error.foreign_form")


def begin(request: web.Request, response: web.Response | web.HTTPException, row: SignIn) -> None:
    """Give the browser its session: no script reads it, and no other site's form sends it."""
    # The time keeps the cookie from meaning a later row: the database may give an id again when its row is gone.
    session = [row.forbund_id, stored_id(row), row.requested_at.isoformat()]
    _set_cookie(request, response, _cookie(request), str(_session_signer(request).dumps(session)), SESSION_LIFE)
    _del_cookie(request, response, _cookie(request) + _GOING)


def end(request: web.Request, response: web.Response | web.HTTPException) -> None:
    """Take the session from the browser."""
    _del_cookie(request, response, _cookie(request))


def _set_cookie(request: web.Request, response: web.StreamResponse, name: str, value: str, life: timedelta) -> None:
    seconds, https = int(life.total_seconds()), over_https(request)
    response.set_cookie(name, value, max_age=seconds, path="/", secure=https, httponly=True, samesite="Lax")


def _del_cookie(request: web.Request, response: web.StreamResponse, name: str) -> None:
    response.del_cookie(name, path="/", secure=over_https(request), httponly=True, samesite="Lax")


def show(
    request: web.Request, template: str, visitor: Visitor | None, context: Mapping[str, Any], status: int = 200
) -> web.Response:
    """Return a page of the web form."""
    return draw(request, template, {"visitor": visitor, **context}, status)
