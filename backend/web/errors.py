"""What goes wrong on a page, told in klarspråk and without details."""

import aiohttp_jinja2
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.keys import TEXTS
from backend.web.session import locale_of

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
    texts = request.app[TEXTS]
    locale = locale_of(request)
    title, what = texts.t(locale, title_key), texts.t(locale, what_key, **(values or {}))
    if "text/html" not in request.headers.get("Accept", ""):
        return web.Response(status=status, text=what)
    context = {"locale": locale, "title": title, "what": what}
    return aiohttp_jinja2.render_template("backend/message.html", request, context, status=status)
