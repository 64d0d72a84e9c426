"""What goes wrong on a page, told in klarspråk and without details."""

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.keys import TEXTS
from backend.web.language import locale_of, other_locale, remember_language
from backend.web.page import draw

log = structlog.get_logger(__name__)


@web.middleware
async def error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals and faults into a page for a reader, and into a line of text for a program."""
    try:
        return await handler(request)
    except DomainError as error:
        return _answer(request, _status(error), "page.refused", error.key, error.values)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        key = "page.not_found" if refusal.status == 404 else "page.refused"
        response = _answer(request, refusal.status, key, f"{key}.what")
        if "Allow" in refusal.headers:
            response.headers["Allow"] = refusal.headers["Allow"]
        return response
    except Exception as error:
        # The route, not the path: a path holds the token of a link.
        resource = request.match_info.route.resource
        log.error("web.failed", route=resource.canonical if resource else "", error=type(error).__name__)
        return _answer(request, 500, "page.failed", "page.failed.what")


def _status(error: DomainError) -> int:
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, NotAllowedError):
        return 403
    return 410 if error.key == "error.link" else 400


def _answer(
    request: web.Request, status: int, title_key: str, what_key: str, values: dict[str, object] | None = None
) -> web.Response:
    texts, locale = request.app[TEXTS], locale_of(request)
    other = other_locale(locale)
    said = {each: (texts.t(each, title_key), texts.t(each, what_key, **(values or {}))) for each in (locale, other)}
    if "text/html" not in request.headers.get("Accept", ""):
        return web.Response(status=status, text=said[locale][1])
    # What was sent can't be asked for once more in another language: then both are said.
    context = {"title": said[locale][0], "what": said[locale][1], "also": said[other] if request.method == "POST" else None}
    response = draw(request, "message.html", context, status)
    remember_language(request, response)
    return response
