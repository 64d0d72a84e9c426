"""Drawing a page: in its reader's language, with the way to the other one."""

from collections.abc import Mapping
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backend.web.form import LANGUAGE
from backend.web.language import locale_of, other_locale


def draw(
    request: web.Request, template: str, context: Mapping[str, Any], status: int = 200, *, room: str = "backend"
) -> web.Response:
    """Return a page of ours, by a template of a room's; what came by GET can be read in the other language at its own address."""
    locale = locale_of(request)
    other = other_locale(locale)
    asked = request.rel_url.update_query({LANGUAGE: other})
    url = f"?{asked.raw_query_string}" if request.method in ("GET", "HEAD") else ""
    seen = {"locale": locale, "other_locale": other, "language_url": url, **context}
    return aiohttp_jinja2.render_template(f"{room}/{template}", request, seen, status=status)
