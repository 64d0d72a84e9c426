"""The page that tells what became of a form, where its own page can't be seen any more."""

from aiohttp import web

from backend.keys import TEXTS
from backend.web.form import Form, Remark
from backend.web.kept import keep, kept
from backend.web.language import READER_LOCALE, locale_of
from backend.web.page import draw

PATH = "/besked"


def tell(request: web.Request, title: str, what: Remark) -> web.Response:
    """Send the browser to a page that says it, in the language of whoever sent the form; `title` is a text's key."""
    form = Form(values={"locale": locale_of(request)}, notes=(Remark(title), what))
    keep(request, form, PATH)
    return _page(request, form)


async def show(request: web.Request) -> web.Response:
    """Say it, as long as the browser holds it; HTTPNotFound afterwards."""
    form = kept(request)
    if form is None:
        raise web.HTTPNotFound
    request[READER_LOCALE] = form.values["locale"]
    return _page(request, form)


def _page(request: web.Request, form: Form) -> web.Response:
    texts, locale = request.app[TEXTS], locale_of(request)
    title, what = (texts.t(locale, remark.key, **remark.values) for remark in form.notes)
    return draw(request, "message.html", {"title": title, "what": what, "also": None})
