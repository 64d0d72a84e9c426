"""In which language a page is read: what its reader chose on a page, else a signed link's reader's own, else the browser's."""

from aiohttp import web
from aiohttp.typedefs import Handler

from backend.i18n import LOCALES
from backend.keys import TEXTS
from backend.web.form import LANGUAGE
from backend.web.security import ONE_YEAR_SECONDS, over_https

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# In a request that came by a signed link: the language of the person that it was sent to.
READER_LOCALE = web.RequestKey("reader_locale", str)
# In a request that asks for another language: by its address, or by the button that sends a form along.
_CHOSEN = web.RequestKey("chosen_locale", str)


@web.middleware
async def languages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Read which language is asked for, and have the browser remember it."""
    asked = request.query.get(LANGUAGE)
    if request.method == "POST" and request.content_type in FORMS:
        asked = (await request.post()).get(LANGUAGE, asked)  # type: ignore[assignment]  # what is no text is no language
    if asked in LOCALES:
        request[_CHOSEN] = asked
    try:
        response = await handler(request)
    except web.HTTPException as other:
        remember_language(request, other)
        raise
    remember_language(request, response)
    return response


def remember_language(request: web.Request, response: web.StreamResponse) -> None:
    """Have the browser remember the language that was asked for, if one was."""
    if chosen := request.get(_CHOSEN):
        response.set_cookie(
            LANGUAGE, chosen, max_age=ONE_YEAR_SECONDS, path="/", secure=over_https(request), httponly=True, samesite="Lax"
        )


def locale_of(request: web.Request) -> str:
    """Return the language of a page."""
    chosen = request.get(_CHOSEN) or request.cookies.get(LANGUAGE)
    if chosen in LOCALES:
        return str(chosen)
    browsers = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return request.app[TEXTS].locale(request.get(READER_LOCALE) or browsers)


def other_locale(locale: str) -> str:
    """Return the language that a page offers beside its own."""
    return next(other for other in LOCALES if other != locale)
