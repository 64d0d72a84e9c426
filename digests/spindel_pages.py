"""The page of a measurement's result, behind the same link as its questions, for those who may read the group's editions."""

import structlog
from aiohttp import web
from sqlmodel import select

from backend.audit import record
from backend.database import own_forbund, stored_id
from backend.directory.vocabulary import own_taxonomy
from backend.errors import DomainError, NotAllowedError
from backend.keys import DATABASE, TAXONOMY, TEXTS
from backend.spindel.answer import read_closed
from backend.spindel.aspects import FEWEST
from backend.times import utc_now
from backend.web.visit import open_link
from digests.editions.spindel import discussion, spindel_answered, spindel_charts, spindel_sentences, spindel_table
from digests.figures.checks import FiguresDisagree
from digests.figures.spindel import read_spindel_beside_others
from digests.pages import STYLESHEET
from digests.readers import may_read
from digests.render.page import page
from digests.render.templates import draw
from digests.say import Voice
from models import SpindelMeasurement
from models.enums import AuditAction

log = structlog.get_logger(__name__)


def add_spindel_routes(app: web.Application) -> None:
    """Add the page that the questions' link leads to when a measurement is closed."""
    app.router.add_get("/spindeln/{token}/resultat", _result)


async def _result(request: web.Request) -> web.Response:
    """Show a closed measurement; its look is kept in the audit trail."""
    visit = await open_link(request, "spindel")
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        closed = await read_closed(session, visit.subject_id)
        reader_id = stored_id(visit.person) if visit.person else None
        if reader_id is not None and not await may_read(session, reader_id, closed.group_id):
            raise NotAllowedError("error.not_yours")
        record(session, reader_id, AuditAction.VIEWED, "spindel", visit.subject_id, utc_now())
        measured = select(SpindelMeasurement).where(SpindelMeasurement.id == visit.subject_id)
        taxonomy = await own_taxonomy(session, request.app[TAXONOMY])
        try:
            figures = await read_spindel_beside_others(session, taxonomy, (await session.exec(measured)).one())
        except FiguresDisagree as wrong:
            log.error("spindel.figures_disagree", measurement=visit.subject_id, table=wrong.table)
            raise DomainError("paper.error.figures") from None
        sender = (await own_forbund(session)).name
    voice = Voice(request.app[TEXTS], taxonomy, visit.locale)
    title = f"{voice.t('spindeln.heading')} – {closed.group}"
    content = draw(
        "spindel.html",
        locale=visit.locale,
        sender=sender,
        title=title,
        told=spindel_answered(voice, figures),
        few=voice.t("spindeln.few", fewest=voice.word(FEWEST)),
        lines=spindel_sentences(voice, figures),
        charts=spindel_charts(voice, figures) if figures.told else [],
        table=spindel_table(voice, figures) if figures.told else None,
        talk=voice.t("spindeln.talk.heading"),
        questions=discussion(voice),
    )
    html = page(content, title, request.app[TEXTS], visit.locale, files_url=None, stylesheet_url=STYLESHEET)
    return web.Response(text=html, content_type="text/html")
