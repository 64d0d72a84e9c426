"""How well the proposed categories hit, for one who handles reports: a page of the inbox."""

from datetime import date
from typing import Any

from aiohttp import web

from backend.access import handled_kommuner
from backend.categories.learning.agreement import A_YEAR, read_agreement
from backend.categories.learning.second_reader import second_reading
from backend.categories.learning.words import kappa_words, share_words
from backend.keys import DATABASE, TEXTS
from backend.times import FIRST_DAY, LAST_DAY, local_date, utc_now
from backend.web.page import draw
from backend.web.visit import link_on, open_link


async def show(request: web.Request) -> web.Response:
    """Show the figures of the days asked for, or of the last year, in the reader's kommuner."""
    visit = await open_link(request, "inbox")
    today = local_date(utc_now())
    start, end = _day(request, "fran", today - A_YEAR), _day(request, "till", today)
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        kommuner = await handled_kommuner(session, visit.person)
        agreement = await read_agreement(session, start, end, kommuner)
        kappa = await second_reading(session, (start, end), kommuner=kommuner)
    texts, taxonomy, locale = request.app[TEXTS], visit.taxonomy, visit.locale
    context: dict[str, Any] = {
        "agreement": agreement,
        "codes": sorted(agreement.by_category, key=lambda code: taxonomy.get(code).priority),
        "label": taxonomy.label,
        "share": lambda count, of: share_words(texts, locale, count, of),
        "kappa": kappa_words(texts, locale, kappa) if kappa.texts else [],
        "inbox_url": link_on(request, visit, "inbox", 0),
    }
    return draw(request, "agreement.html", context)


def _day(request: web.Request, name: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(request.query.get(name, ""))
    except ValueError:
        return otherwise
    return min(max(day, FIRST_DAY), LAST_DAY)
