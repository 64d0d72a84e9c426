"""The page on which an edition is corrected: why, with which words, and what will be sent, which is read before it is."""

import re
from dataclasses import replace
from typing import Any

import structlog
from aiohttp import web
from markupsafe import Markup

from backend.database import stored_id
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.keys import DATABASE, OUTBOX, TAXONOMY, TEXTS
from backend.reporting.words import clean
from backend.times import utc_now
from backend.web.form import Form, Remark, entered, with_error
from backend.web.kept import done, keep, kept
from backend.web.page import draw
from backend.web.session import Visitor, check_sent, needed_visitor, visitor_of
from backend.web.sign_in import ended
from backend.web.visit import link_on
from digests.corrections import (
    LONGEST_REASON,
    REPLACED,
    Basis,
    Correction,
    Proposal,
    basis_of,
    correct_edition,
    propose_correction,
    said_of,
)
from digests.drafts.pages import DRAFT_STYLESHEET
from digests.editions.correction import changed_table
from digests.figures.checks import FiguresDisagree
from digests.frozen import freeze
from digests.pages import SENT, Seen, own_edition
from digests.render.templates import draw as fill
from digests.say import Voice
from models import Edition

_COMMENT = re.compile(r"comment-([a-z0-9_-]{1,60})")

log = structlog.get_logger(__name__)


def add_correction_routes(app: web.Application) -> None:
    """Add the page, for those who stand behind an edition and are signed in."""
    app.router.add_get(r"/mina/underlag/{edition:\d+}/ratta", _show)
    app.router.add_post(r"/mina/underlag/{edition:\d+}/ratta", _submit)


async def _show(request: web.Request) -> web.Response:
    visitor = await needed_visitor(request)
    seen = await own_edition(request, visitor)
    if seen.correction:
        raise web.HTTPSeeOther(link_on(request, seen.visit, "edition", stored_id(seen.correction)))
    return await _page(request, visitor, seen, kept(request, whose=visitor.person_id))


async def _submit(request: web.Request) -> web.Response:
    """Send a correction that has been read, or show the page again: with what would be sent, or with what is wrong."""
    visitor = await visitor_of(request)
    if visitor is None:
        return await ended(request, await _entered(request), request.path, "because")
    await check_sent(request, visitor)
    seen, data = await own_edition(request, visitor), await request.post()
    form = await _entered(request)
    if seen.correction and data.get("do") != "send":
        return await _on_newer(request, visitor, seen, form)
    if form.only_shown:
        return await _again(request, visitor, seen, form)
    if data.get("do") != "send":
        return await _again(request, visitor, seen, replace(form, values={**form.values, "look": "yes"}))
    try:
        new = await _send(request, seen, form)
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        if error.key == REPLACED:
            return await _on_newer(request, visitor, seen, form)
        return await _again(request, visitor, seen, _with_error(form, error))
    request.app[OUTBOX].wake()
    raise done(request, f"{link_on(request, seen.visit, 'edition', stored_id(new))}?{SENT}")


async def _entered(request: web.Request) -> Form:
    fields = sorted({name for name in await request.post() if _COMMENT.fullmatch(name)})
    return await entered(request, "because", *fields, "seen", several=["without_story"])


async def _again(request: web.Request, visitor: Visitor, seen: Seen, form: Form) -> web.Response:
    keep(request, form, whose=visitor.person_id)
    return await _page(request, visitor, seen, form)


async def _on_newer(request: web.Request, visitor: Visitor, old: Seen, form: Form) -> web.Response:
    """Show what was written on the page of the version that somebody else made meanwhile, from where it can still be sent.

    A comment that the writer hadn't changed is the newer version's: to send the old one again would take the other's away.
    """
    newer = await own_edition(request, visitor)
    while newer.correction:
        newer = await own_edition(request, visitor, stored_id(newer.correction))
    before, now = _stored(old).values, _stored(newer).values
    unchanged = {name for name, text in form.values.items() if _COMMENT.fullmatch(name) and clean(text) == before.get(name, "")}
    values = {name: now.get(name, "") if name in unchanged else text for name, text in form.values.items()}
    form = replace(form, values=values, errors={"": Remark("paper.error.meanwhile", {})}, marked={})
    keep(request, form, _own(newer), whose=visitor.person_id)
    return await _page(request, visitor, newer, form)


def _own(seen: Seen) -> str:
    return f"/mina/underlag/{stored_id(seen.edition)}/ratta"


async def _page(request: web.Request, visitor: Visitor, seen: Seen, form: Form | None) -> web.Response:
    try:
        database, texts, taxonomy = request.app[DATABASE], request.app[TEXTS], request.app[TAXONOMY]
        visit = seen.visit
        basis = await basis_of(database, texts, taxonomy, visit.forbund_id, visit.subject_id, visit.person)
        proposal, shown = await _looked_at(request, seen, basis, form or _stored(seen))
    except FiguresDisagree as wrong:
        raise _disagree(seen, wrong) from None
    told = basis.composed.drafts[0]
    voice = Voice(request.app[TEXTS], seen.visit.taxonomy, told.locale)
    changed = Markup(fill("changed.html", table=changed_table(voice, basis.changed)))  # noqa: S704  # escaped by the template
    whole = (await freeze(proposal.composed, texts)).html if proposal else ""
    context: dict[str, Any] = {
        "visitor": visitor,
        "title": seen.edition.title,
        "group": seen.group.name,
        "form": shown,
        "here": _own(seen),
        "back": link_on(request, seen.visit, "edition", stored_id(seen.edition)),
        "changed": changed if basis.changed else "",
        "sections": [(f"comment-{section.key}", section.heading) for section in told.sections],
        "story": said_of(seen.edition).story,
        "paper_locale": told.locale,
        "longest": LONGEST_REASON,
        "stylesheet": DRAFT_STYLESHEET,
        "mark": proposal.mark if proposal else "",
        "others": bool(proposal and proposal.others),
        "whole": Markup(whole),  # noqa: S704  # escaped by the template
    }
    return draw(request, "correct.html", context, 422 if shown.found_wrong else 200, room="digests")


async def _looked_at(request: web.Request, seen: Seen, basis: Basis, form: Form) -> tuple[Proposal | None, Form]:
    """Return what would be sent, when its reader wants to see it, and the form, with what is wrong when that can't be sent."""
    if form.found_wrong or "look" not in form.values:
        return None, form
    try:
        app, said = request.app, _said(seen, form)
        return await propose_correction(app[DATABASE], app[TEXTS], app[TAXONOMY], basis, said, utc_now()), form
    except DomainError as error:
        return None, _with_error(form, error)


async def _send(request: web.Request, seen: Seen, form: Form) -> Edition:
    app, visit = request.app, seen.visit
    try:
        return await correct_edition(
            app[DATABASE],
            app[TEXTS],
            app[TAXONOMY],
            visit.forbund_id,
            visit.subject_id,
            _said(seen, form),
            utc_now(),
            submit=form.key,
            seen=form.values["seen"],
        )
    except FiguresDisagree as wrong:
        raise _disagree(seen, wrong) from None


def _said(seen: Seen, form: Form) -> Correction:
    """Return what the form says of the new version: the comments that differ from the old one's, and who says so."""
    before = said_of(seen.edition).comments
    entered_now = {found[1]: text for name, text in form.values.items() if (found := _COMMENT.fullmatch(name))}
    return Correction(
        because=form.values["because"],
        comments={key: text for key, text in entered_now.items() if clean(text) != before.get(key, "")},
        without_story=bool(form.values["without_story"]),
        cleared=form.cleared,
        actor=seen.visit.person,
    )


def _stored(seen: Seen) -> Form:
    """Return the form of what is frozen."""
    comments = {f"comment-{key}": text for key, text in said_of(seen.edition).comments.items()}
    return Form(values={**comments, "because": "", "without_story": ""})


def _with_error(form: Form, error: DomainError) -> Form:
    return with_error(form, error, {name: name for name in form.values})


def _disagree(seen: Seen, wrong: FiguresDisagree) -> DomainError:
    log.error(
        "correction.figures_disagree", edition=seen.edition.id, table=wrong.table, expected=wrong.expected, found=wrong.found
    )
    return DomainError("paper.error.figures")
