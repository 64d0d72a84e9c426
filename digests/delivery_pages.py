"""The page of an edition's deliveries, for those who stand behind it and are signed in."""

from collections.abc import Sequence

from aiohttp import web
from markupsafe import Markup

from backend.database import stored_id
from backend.keys import DATABASE, TEXTS
from backend.times import say_time
from backend.web.session import needed_visitor
from backend.web.visit import link_on
from digests.deliveries import Told, read_deliveries
from digests.document import Column, Row, Table
from digests.frozen import document_of
from digests.pages import STYLESHEET, own_edition
from digests.render.page import page
from digests.render.templates import draw
from digests.say import Voice
from models.enums import Channel


def add_delivery_routes(app: web.Application) -> None:
    """Add the page that an edition's page leads to."""
    app.router.add_get(r"/mina/underlag/{edition:\d{1,18}}/leverans", _deliveries)


async def _deliveries(request: web.Request) -> web.Response:
    seen = await own_edition(request, await needed_visitor(request))
    async with request.app[DATABASE].read(seen.visit.forbund_id) as session:
        told = await read_deliveries(session, seen.edition)
    document = document_of(seen.told)
    voice = Voice(request.app[TEXTS], seen.visit.taxonomy, document.locale)
    title = voice.t("deliveries.title")
    inside = draw(
        "deliveries.html",
        voice=voice,
        sender=document.sender,
        title=title,
        back=link_on(request, seen.visit, "edition", stored_id(seen.edition)),
        back_title=document.title,
        table=deliveries_table(voice, told),
    )
    html = page(Markup(inside), title, voice.texts, voice.locale, None, STYLESHEET)  # noqa: S704  # escaped by the template
    return web.Response(text=html, content_type="text/html")


def deliveries_table(voice: Voice, told: Sequence[Told]) -> Table:
    """Return the recipients as a table, in words."""
    columns = tuple(Column(voice.t(f"deliveries.{name}"), numeric=False) for name in ("who", "where", "form", "state", "at"))
    return Table(
        voice.t("deliveries.caption"), columns, tuple(Row(_cells(voice, each)) for each in told), voice.t("deliveries.note")
    )


def _cells(voice: Voice, told: Told) -> tuple[str, ...]:
    reason, values = told.because
    who = voice.t(f"deliveries.role.{reason.rpartition('.')[2]}", **values)
    where = told.address or (voice.t("deliveries.teams") if told.channel is Channel.TEAMS else "–")
    form = voice.t(f"deliveries.way.{told.way}") if told.channel is Channel.MAIL else "–"
    state = voice.t(f"deliveries.state.{told.state}")
    code = f" ({told.code})" if told.code else ""
    return who, where, form, f"{state}{code}", say_time(told.at, voice.locale) if told.at else "–"
