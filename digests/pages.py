"""The web page of an edition, by its signed link, for whoever may still read it. A refusal is told by the error pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from sqlmodel import col, select

from backend.audit import record
from backend.database import stored_id
from backend.errors import NotAllowedError, NotFoundError
from backend.fields import read_id
from backend.keys import DATABASE, TEXTS
from backend.links import Source
from backend.times import local_date, say_date, utc_now
from backend.web.language import locale_of
from backend.web.session import Visitor
from backend.web.visit import Visit, link_on, open_link
from digests.deliveries import count_recipients, may_see_deliveries
from digests.frozen import document_of, file_stem, in_form
from digests.languages import read_by, titles_in
from digests.readers import may_read
from digests.render.form import Form
from digests.render.page import Since, page, page_stylesheet
from digests.say import Voice
from models import Edition, EditionTranslation, Group, GroupMeeting
from models.enums import AuditAction, EditionStatus

STYLESHEET = "/utgava/style.css"
SENT = "skickad"
"""Asks the page of a correction for how many it goes to; its writer is sent there by that."""
SIGNED_IN = timedelta(days=1)
"""So long the links work that somebody who is signed in gets."""


def add_routes(app: web.Application) -> None:
    """Add the pages of editions, their papers and their stylesheet."""
    app.router.add_get(STYLESHEET, _stylesheet)
    app.router.add_get("/utgava/{token}", _page)
    app.router.add_get(f"/utgava/{{token}}/{{form:{'|'.join(Form)}}}", _file)


async def _stylesheet(_request: web.Request) -> web.Response:
    return web.Response(
        text=page_stylesheet(), content_type="text/css", charset="utf-8", headers={"Cache-Control": "public, max-age=3600"}
    )


async def _page(request: web.Request) -> web.Response:
    seen = await read_edition(request)
    # A screen reader needs one language: around a Swedish paper the page is Swedish too.
    locale = document_of(seen.told).locale
    here = request.rel_url.raw_path
    links = [
        (f"{here}/arkiv", request.app[TEXTS].t(locale, "paper.archive.link")),
        ("/mina/underlag", request.app[TEXTS].t(locale, "find.link")),
    ]
    since = _since(seen, request, locale)
    if seen.behind:
        own = f"/mina/underlag/{seen.edition.id}"
        deliveries = f"{own}/leverans", request.app[TEXTS].t(locale, "paper.deliveries.link")
        links.append(deliveries)
        if SENT in request.query and seen.edition.replaces_id:
            since.insert(0, await _sent(seen, request, locale, *deliveries))
        # what is replaced is corrected by its newest version
        links += [] if seen.correction else [(f"{own}/ratta", request.app[TEXTS].t(locale, "paper.correct.link"))]
    html = page(
        seen.told.html,
        seen.told.title,
        request.app[TEXTS],
        locale,
        files_url=here,
        stylesheet_url=STYLESHEET,
        links=links,
        since=since,
    )
    return web.Response(text=html, content_type="text/html")


async def _file(request: web.Request) -> web.Response:
    seen, form = await read_edition(request), Form(request.match_info["form"])
    shown = "inline" if form is Form.PDF else "attachment"
    stem = file_stem(seen.edition, seen.group, document_of(seen.told).locale)
    headers = {"Content-Disposition": f'{shown}; filename="{stem}.{form}"'}
    made = await in_form(seen.edition, seen.told, form, request.app[TEXTS])
    return web.Response(body=made, content_type=form.media_type, headers=headers)


@dataclass(frozen=True, slots=True)
class Seen:
    """An edition as somebody opened it: with the meeting that it was made for as it is now, and the group's newer edition.

    `told` is it as its reader reads it, `correction` the version that replaces it, and `titles` are those of other editions in
    its language. `behind`: whether its reader stands behind it, and may see who has got it.
    """

    edition: Edition
    told: Edition | EditionTranslation
    group: Group
    meeting: GroupMeeting | None
    newer: Edition | None
    correction: Edition | None
    titles: Mapping[int, str]
    visit: Visit
    behind: bool

    def title_of(self, other: Edition) -> str:
        """Return the title of another edition in this one's language, where it was frozen in that."""
        return self.titles.get(stored_id(other), other.title)


def _since(seen: Seen, request: web.Request, locale: str) -> list[Since]:
    """Return what its reader must know that the frozen words can't say."""
    texts = request.app[TEXTS]
    lines = []
    if seen.correction:
        url = link_on(request, seen.visit, "edition", stored_id(seen.correction))
        lines.append(Since(texts.t(locale, "paper.since.corrected"), seen.title_of(seen.correction), url))
    if seen.meeting and seen.meeting.cancelled:
        lines.append(Since(texts.t(locale, "paper.since.cancelled")))
    elif seen.meeting and f" {(day := say_date(local_date(seen.meeting.starts_at), locale))}" not in seen.told.title:
        lines.append(Since(texts.t(locale, "paper.since.moved", day=day)))
    if seen.newer:
        url = link_on(request, seen.visit, "edition", stored_id(seen.newer))
        lines.append(Since(texts.t(locale, "paper.since.newer"), seen.title_of(seen.newer), url))
    return lines


async def _sent(seen: Seen, request: web.Request, locale: str, url: str, link: str) -> Since:
    """Return what its writer is told of a correction that has just been sent."""
    async with request.app[DATABASE].read(seen.visit.forbund_id) as session:
        recipients = await count_recipients(session, stored_id(seen.edition))
    return Since(Voice(request.app[TEXTS], seen.visit.taxonomy, locale).counted("since.sent", recipients), link, url)


async def read_edition(request: web.Request) -> Seen:
    """Return the edition of the link, and keep the look in the audit trail.

    Raises DomainError for a bad link, NotFoundError when there is no such edition, and NotAllowedError for somebody who no
    longer has a part in its group.
    """
    return await _read(request, await open_link(request, "edition"))


async def own_edition(request: web.Request, visitor: Visitor, number: int | None = None) -> Seen:
    """Return an edition, by default that of the address, for one who is signed in and stands behind it; raises as `read_edition`.

    Its link doesn't open the pages of `/mina/underlag/`: a mail may have been handed on.
    """
    source = Source(utc_now() + SIGNED_IN, inbox=False)
    edition_id, locale = number or read_id(request.match_info["edition"]) or 0, locale_of(request)
    visit = Visit(visitor.forbund_id, edition_id, visitor.person, source, visitor.taxonomy, locale)
    seen = await _read(request, visit)
    if not seen.behind:
        raise NotAllowedError("error.not_yours")
    return seen


async def _read(request: web.Request, visit: Visit) -> Seen:
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        found = await session.exec(
            select(Edition, Group)
            .join(Group, col(Edition.group_id) == col(Group.id))
            .where(Edition.id == visit.subject_id, Edition.status == EditionStatus.KLAR)
        )
        row = found.first()
        if row is None:
            raise NotFoundError("paper.error.missing")
        reader_id = stored_id(visit.person) if visit.person else None
        if reader_id is not None and not await may_read(session, reader_id, row[0].group_id):
            raise NotAllowedError("error.not_yours")
        record(session, reader_id, AuditAction.VIEWED, "edition", visit.subject_id, utc_now())
        edition, group = row
        meeting = (await session.exec(select(GroupMeeting).where(GroupMeeting.id == edition.group_meeting_id))).first()
        newer = await session.exec(
            select(Edition)
            .where(
                Edition.group_id == edition.group_id,
                Edition.kind == edition.kind,
                Edition.status == EditionStatus.KLAR,
                col(Edition.period_end) > edition.period_end,
            )
            .order_by(col(Edition.period_end).desc(), col(Edition.version).desc())
            .limit(1)
        )
        correction = (await session.exec(select(Edition).where(Edition.replaces_id == edition.id))).first()
        behind = reader_id is None or await may_see_deliveries(session, reader_id, edition)
        told = await read_by(session, edition, visit.person)
        titles = await titles_in(session, document_of(told).locale)
        return Seen(edition, told, group, meeting, newer.first(), correction, titles, visit, behind)
