"""The second reader's page, opened by a signed link: one text at a time, and nothing of what anybody said about it."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from aiohttp import web

from backend.categories.learning.second_reader import code_text, read_next, second_reading
from backend.categories.learning.words import kappa_words
from backend.categories.taxonomy import Taxonomy
from backend.errors import DomainError
from backend.fields import read_id
from backend.keys import DATABASE, TEXTS
from backend.times import utc_now
from backend.web.choices import categories_by_family
from backend.web.page import draw
from backend.web.visit import Visit, open_link

_CODE = re.compile(r"\b[A-Z]{4,}\b")


async def show(request: web.Request) -> web.Response:
    """Show the next text with the categories, or how it went when all are done."""
    return await _page(request, await open_link(request, "sample"))


async def submit(request: web.Request) -> web.Response:
    """Keep what a text is about, and show the next."""
    visit = await open_link(request, "sample")
    data = await request.post()
    report, category = read_id(str(data.get("report", ""))), str(data.get("category", ""))
    if report is None:
        raise web.HTTPBadRequest
    try:
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await code_text(session, visit.person, visit.subject_id, report, category, visit.taxonomy, utc_now())
    except DomainError as error:
        if error.values.get("field") != "category":
            raise
        raise web.HTTPSeeOther(f"{request.path}?valj=1") from error
    raise web.HTTPSeeOther(request.path)


async def _page(request: web.Request, visit: Visit) -> web.Response:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        reading = await read_next(session, visit.person, visit.subject_id, utc_now())
        kappa = await second_reading(session, sample_id=visit.subject_id) if reading.report_id is None else None
    texts, taxonomy = request.app[TEXTS], visit.taxonomy
    locale = visit.locale
    context: dict[str, Any] = {
        "reading": reading,
        "unchosen": "valj" in request.query,
        "families": categories_by_family(taxonomy, locale, finer=False),
        "failed": lambda code: taxonomy.get(code).meaning(locale),
        "instead": lambda code: _instead(taxonomy, code, locale, partial(texts.t, locale)),
        "kappa": kappa_words(texts, locale, kappa) if kappa else [],
    }
    return draw(request, "second_reader.html", context)


def _instead(taxonomy: Taxonomy, code: str, locale: str, t: Callable[..., str]) -> list[tuple[str, str]]:
    """When it is another category, and which, by the names that the reader sees: they are shown no codes."""

    def named(found: re.Match[str]) -> str:
        return t("quoted", words=taxonomy.label(found[0], locale)) if found[0] in taxonomy.main_codes else found[0]

    def other(choose: Sequence[str], how: str) -> str:
        return " / ".join(taxonomy.label(each, locale) for each in choose) or _CODE.sub(named, how)

    said = [(rule.choose, *rule.said(locale)) for rule in taxonomy.get(code).boundaries]
    return [(when, other(choose, how)) for choose, when, how in said]
