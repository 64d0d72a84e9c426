"""A form that comes back to be looked at or mended is seen by GET, so that Back and reload work, and send nothing.

What was written in it is held by the reader's own browser meanwhile, sealed, and never by us: it may hold what the guard found.
"""

import base64
import zlib
from dataclasses import replace

from aiohttp import web
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import TypeAdapter, ValidationError
from yarl import URL

from backend.keys import SETTINGS
from backend.web.form import Form
from backend.web.security import over_https

KEPT = "ifyllt"
LIFE_SECONDS = 3600
# Browsers hold 4 096 bytes of a cookie: some 6 000 letters of Swedish, packed. Two of them, of a page and of one below it, go
# into a request, whose headers may be 8 190 bytes each.
LONGEST = 3600
_NAME = 8

_HELD = TypeAdapter(tuple[str, int, Form])


def keep(request: web.Request, form: Form, page: str = "", *, whose: int = 0, spare: str = "") -> None:
    """Send the browser to see a form by GET on `page`, a path with its query, or where it was sent to.

    Returns when the browser can't hold so much: whoever calls answers at once then. `whose` is the id of the person who sent the
    form, and must be who sees it; `spare` is the address of another form that waits there and isn't let go of.
    """
    response = web.HTTPSeeOther(address(form, page or request.rel_url.raw_path_qs))
    if put_by(request, response, form, page, whose=whose, spare=spare):
        raise response


def address(form: Form, page: str) -> str:
    """Return where a form is seen that is kept for `page`, a path with its query."""
    return str(URL(page, encoded=True).update_query({KEPT: form.key[:_NAME]}))


def put_by(
    request: web.Request, response: web.StreamResponse, form: Form, page: str = "", *, whose: int = 0, spare: str = ""
) -> bool:
    """Have the browser hold a form for a page, as `keep` does; return False when it can't hold so much."""
    url = URL(page, encoded=True) if page else request.rel_url
    cookie = _cookie(form.key[:_NAME], url.path)
    before = _held(request, request.cookies.get(cookie), url.path, whose)
    if form.only_language and before is not None:
        form = _with_what_was_said(form, before)
    sealed = _seal(request).encrypt(zlib.compress(_HELD.dump_json((url.path, whose, form)), 9)).decode()
    if len(sealed) > LONGEST:
        return False
    forget(request, response, url.path, spare=spare)
    response.set_cookie(
        cookie, sealed, max_age=LIFE_SECONDS, path=url.raw_path, secure=over_https(request), httponly=True, samesite="Lax"
    )
    return True


def kept(request: web.Request, *, whose: int = 0) -> Form | None:
    """Return the form that the page of this request was sent to be seen with; None for any other request, and an hour later."""
    name = request.query.get(KEPT)
    return None if name is None else _held(request, request.cookies.get(_cookie(name, request.path)), request.path, whose)


def done(request: web.Request, url: str, *pages: str) -> web.HTTPSeeOther:
    """Return the answer to a form that was taken: what the browser held for `pages`, or for where it was sent to, is let go."""
    response = web.HTTPSeeOther(url)
    for page in pages or (request.rel_url.path,):
        forget(request, response, page)
    return response


def forget(request: web.Request, response: web.StreamResponse, page: str, *, spare: str = "") -> None:
    """Let go of what the browser holds for a page, save what is seen at the address `spare`."""
    spared = _cookie(URL(spare).query.get(KEPT, ""), URL(spare).path)
    for name in request.cookies:
        if name.startswith(f"{KEPT}-") and name != spared:
            # A header of its own: an answer of the framework's has but one cookie of a name, and two pages may hold one each.
            gone = web.Response()
            gone.del_cookie(name, path=page, secure=over_https(request), httponly=True, samesite="Lax")
            response.headers.add("Set-Cookie", gone.cookies[name].OutputString())


def _cookie(name: str, path: str) -> str:
    """Return a name of its own for each page: a form that goes on to a page below is sent there by both names, not by one."""
    return f"{KEPT}-{name}-{zlib.crc32(path.encode()):08x}"


def _held(request: web.Request, sealed: str | None, page: str, whose: int) -> Form | None:
    if not sealed:
        return None
    try:
        unsealed = zlib.decompress(_seal(request).decrypt(sealed, ttl=LIFE_SECONDS))
        path, writer, form = _HELD.validate_json(unsealed)
    except (InvalidToken, ValidationError):  # of another shape is one that was sealed before an upgrade
        return None
    return form if (path, writer) == (page, whose) else None


def _with_what_was_said(form: Form, before: Form) -> Form:
    """Return a form that was sent to be read in another language, with what was said of it; not of words that have changed."""
    same = {name for name, value in before.values.items() if form.values.get(name, value) == value}
    marked = {name: pieces for name, pieces in before.marked.items() if name in same}
    return replace(form, errors=before.errors, marked=marked, notes=before.notes)


def _seal(request: web.Request) -> Fernet:
    secret = request.app[SETTINGS].secret_key.get_secret_value().encode()
    return Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), 32, None, b"kept form").derive(secret)))
