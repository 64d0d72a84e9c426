"""A draft in each form in which it will be sent, as it would be if it were made now."""

import structlog
from aiohttp import web

from backend.errors import DomainError
from backend.keys import DATABASE, TAXONOMY, TEXTS
from backend.times import say_time, utc_now
from backend.web.visit import Visit, open_link
from digests.drafts.work import Drafted, Stage, Standing, drafted, open_draft, standing
from digests.figures.checks import FiguresDisagree
from digests.frozen import Frozen, freeze, summary
from digests.pages import STYLESHEET
from digests.render.brief import brief
from digests.render.form import Form
from digests.render.forms import Origin, render
from digests.render.mail import mail
from digests.render.page import Since, page
from digests.render.templates import draw
from digests.render.text import text
from digests.say import Voice

PREVIEWS = ("sida", "mejl", "text", "kort", *Form)
"""What each preview's address ends in."""
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A mail has its style inside."""

log = structlog.get_logger(__name__)


def add_preview_routes(app: web.Application) -> None:
    """Add the previews; each asks for the same rights as the draft's page."""
    app.router.add_get("/utkast/{token}/sida", _page)
    app.router.add_get("/utkast/{token}/mejl", _mail)
    app.router.add_get("/utkast/{token}/text", _text)
    app.router.add_get("/utkast/{token}/kort", _card)
    app.router.add_get(f"/utkast/{{token}}/{{form:{'|'.join(Form)}}}", _file)


async def stand(request: web.Request, visit: Visit) -> Standing:
    """Return where the draft of a link stands, and keep the look in the audit trail; raise as `open_draft` does."""
    now = utc_now()
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        await open_draft(session, visit.subject_id, visit.person, now)
        return await standing(session, visit.subject_id, now)


async def read_draft(request: web.Request, visit: Visit) -> Drafted:
    """Return the edition that the draft of a link will be; raise DomainError when its figures disagree or there is none."""
    try:
        async with request.app[DATABASE].snapshot(visit.forbund_id) as session:
            return await drafted(session, visit.subject_id, request.app[TEXTS], request.app[TAXONOMY], utc_now())
    except FiguresDisagree as wrong:
        log.error("draft.figures_disagree", draft=visit.subject_id, table=wrong.table, expected=wrong.expected, found=wrong.found)
        raise DomainError("paper.error.figures") from None


async def _made(request: web.Request) -> tuple[Frozen, Voice, str]:
    """Return the edition as it would be made now, its voice, and what a preview says of itself."""
    visit = await open_link(request, "draft")
    stands = await stand(request, visit)
    draft = await read_draft(request, visit)
    frozen = await freeze(draft.with_words(stands.words, utc_now()), request.app[TEXTS])
    if stands.stage is Stage.APPROVED:
        told = draft.voice.t("human.preview_approved", moment=say_time(stands.due_at, draft.voice.locale))
    else:
        told = draft.voice.t("human.preview")
    return frozen, draft.voice, told


async def _page(request: web.Request) -> web.Response:
    made, voice, told = await _made(request)
    back = f"/utkast/{request.match_info['token']}"
    since = [Since(told, voice.t("human.back"), back)]
    html = page(made.html, made.document.title, voice.texts, voice.locale, back, STYLESHEET, since)
    return web.Response(text=html, content_type="text/html")


async def _mail(request: web.Request) -> web.Response:
    made, voice, told = await _made(request)
    read, annex = (voice.texts.t(voice.locale, f"paper.{key}") for key in ("read_link", "mail.annex"))
    attached = voice.texts.t(voice.locale, "paper.mail.attached.pdf")
    html = mail(made.document, [told], [attached], f"/utkast/{request.match_info['token']}/sida", read, annex)
    return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": MAIL_POLICY})


async def _text(request: web.Request) -> web.Response:
    made, _, told = await _made(request)
    return web.Response(text=f"{told}\n\n{text(brief(made.document))}", content_type="text/plain", charset="utf-8")


async def _card(request: web.Request) -> web.Response:
    made, voice, told = await _made(request)
    back = f"/utkast/{request.match_info['token']}"
    since = [Since(told, voice.t("human.back"), back)]
    inside = draw("card.html", card=summary(made.document, voice.texts), url=f"{back}/sida")
    html = page(inside, made.document.title, voice.texts, voice.locale, None, STYLESHEET, since)
    return web.Response(text=html, content_type="text/html")


async def _file(request: web.Request) -> web.Response:
    form = Form(request.match_info["form"])
    made, voice, _ = await _made(request)
    body = made.pdf
    if form is not Form.PDF:
        body = await render(made.document, form, voice.texts, Origin(utc_now(), voice.taxonomy.version))
    shown = "inline" if form is Form.PDF else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="utkast.{form}"'}
    return web.Response(body=body, content_type=form.media_type, headers=headers)
