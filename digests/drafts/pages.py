"""The page of a draft, opened by a signed link: read, commented section by section, approved; and its previews."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web
from markupsafe import Markup

from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.keys import DATABASE, TEXTS
from backend.times import utc_now
from backend.web.form import Form, entered, with_error
from backend.web.kept import done, keep, kept
from backend.web.language import locale_of
from backend.web.page import draw
from backend.web.visit import Visit, link_on, open_link
from digests.document import Document, Section
from digests.drafts.previews import PREVIEWS, add_preview_routes, read_draft, stand
from digests.drafts.since import say_changed
from digests.drafts.words import LONGEST_STORY, Words, may_be_left_out
from digests.drafts.work import (
    Drafted,
    Stage,
    Written,
    reopen_draft,
    save_draft,
    stories_for,
    taken_before,
)
from digests.editions.correction import changed_table
from digests.render.page import content
from digests.render.templates import draw as fill
from digests.render.templates import stylesheet

DRAFT_STYLESHEET = "/utkast/style.css"
_COMMENT = re.compile(r"comment-([a-z0-9_-]{1,60})")
_KEY = re.compile(r"[a-z0-9_-]{1,60}")


def add_draft_routes(app: web.Application) -> None:
    """Add the pages of drafts and their previews, each asking for the same rights."""
    app.router.add_get(DRAFT_STYLESHEET, _stylesheet)
    app.router.add_get("/utkast/{token}", _show)
    app.router.add_post("/utkast/{token}", _submit)
    app.router.add_post("/utkast/{token}/oppna", _reopen)
    add_preview_routes(app)


async def _stylesheet(_request: web.Request) -> web.Response:
    css = stylesheet("edition.css", "narrow.css", "draft.css")
    return web.Response(text=css, content_type="text/css", charset="utf-8", headers={"Cache-Control": "public, max-age=3600"})


async def _show(request: web.Request) -> web.Response:
    return await _page(request, await open_link(request, "draft"), kept(request))


async def _submit(request: web.Request) -> web.Response:
    """Keep what was written, or show the page again: with a berättelse taken in, or with what is wrong beside its field."""
    visit = await open_link(request, "draft")
    data = await request.post()
    keys = sorted({found[1] for name in data if (found := _COMMENT.fullmatch(name))})
    names = [*(f"comment-{key}" for key in keys), "story"]
    form = await entered(request, *names, "revision", "seen", several=["left_out"])
    if form.only_shown:
        return await _again(request, visit, form)
    if "take" in data:
        return await _again(request, visit, await _taken(request, visit, form, str(data["take"])))
    approve = data.get("do") == "approve"
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        if await taken_before(session, visit.person, visit.subject_id, form.key, approve=approve):
            raise done(request, f"{request.path}?saved=1")
    revision = form.values["revision"]
    written = Written(
        comments={key: form.values[f"comment-{key}"] for key in keys},
        left_out=[key for key in form.values["left_out"].split(",") if _KEY.fullmatch(key)],
        story=form.values["story"],
    )
    try:
        approved = await read_draft(request, visit) if approve else None
        async with request.app[DATABASE].begin(visit.forbund_id) as session:
            await save_draft(
                session,
                visit.person,
                visit.subject_id,
                written,
                form.key,
                utc_now(),
                revision=int(revision) if re.fullmatch(r"[0-9]{1,6}", revision) else -1,
                approved=approved,
                seen=form.values["seen"],
                cleared=form.cleared,
            )
    except (NotAllowedError, NotFoundError):
        raise
    except DomainError as error:
        return await _again(request, visit, with_error(form, error, {name: name for name in names}))
    raise done(request, f"{request.path}?saved=1")


async def _taken(request: web.Request, visit: Visit, form: Form, which: str) -> Form:
    """Return the form with a proposed berättelse put in; nothing is saved by that."""
    await stand(request, visit)
    stories = await _stories(request, visit, await read_draft(request, visit))
    story = stories[int(which)] if re.fullmatch(r"[0-9]", which) and int(which) < len(stories) else form.values["story"]
    return replace(form, values={**form.values, "story": story, "taken": "yes"})


async def _reopen(request: web.Request) -> web.Response:
    visit = await open_link(request, "draft")
    form = await entered(request)
    async with request.app[DATABASE].begin(visit.forbund_id) as session:
        await reopen_draft(session, visit.person, visit.subject_id, form.key, utc_now())
    raise web.HTTPSeeOther(f"/utkast/{request.match_info['token']}")


async def _stories(request: web.Request, visit: Visit, draft: Drafted) -> Sequence[str]:
    async with request.app[DATABASE].read(visit.forbund_id) as session:
        return await stories_for(session, visit.subject_id, draft.voice, utc_now())


def _stored(words: Words) -> Form:
    """Return the form of what is stored."""
    comments = {f"comment-{key}": text for key, text in words.comments.items()}
    return Form(values={**comments, "left_out": ",".join(words.left_out), "story": words.story})


async def _again(request: web.Request, visit: Visit, form: Form) -> web.Response:
    keep(request, form)
    return await _page(request, visit, form)


async def _page(request: web.Request, visit: Visit, form: Form | None) -> web.Response:
    stands = await stand(request, visit)
    shown = form or _stored(stands.words)
    context: dict[str, Any] = {
        "draft": stands,
        "form": shown,
        "title": stands.group,
        "here": f"/utkast/{request.match_info['token']}",
        "edition_url": link_on(request, visit, "edition", stands.edition_id) if stands.edition_id else "",
        "saved": _saved(request, stands.stage) if form is None else "",
        "stylesheet": DRAFT_STYLESHEET,
        "previews": PREVIEWS,
        "changed": "",
    }
    if stands.stage in (Stage.WAITS, Stage.APPROVED):
        draft = await read_draft(request, visit)
        # a heading in one language with a title in another reads badly: then the group's name heads the page
        own = draft.document.locale == locale_of(request)
        context |= {"title": draft.document.title if own else stands.group, "document": draft.document}
        if stands.stage is Stage.APPROVED:
            whole = content(draft.with_words(stands.words, utc_now()).drafts[0])
            context["whole"] = Markup(whole)  # noqa: S704  # escaped by the template
            if draft.changed:
                table = fill("changed.html", table=changed_table(draft.voice, draft.changed))
                context["changed"] = Markup(table)  # noqa: S704  # escaped by the template
                say = partial(request.app[TEXTS].t, locale_of(request))
                context["told"] = say_changed(say, draft.document, stands.words, draft.changed)
        else:
            context |= {
                "mark": draft.mark,
                "sections": [_for_page(section, draft.document, shown) for section in draft.document.sections],
                "stories": await _stories(request, visit, draft),
                "longest_story": LONGEST_STORY,
            }
    return draw(request, "draft.html", context, 422 if shown.found_wrong else 200, room="digests")


def _saved(request: web.Request, stage: Stage) -> str:
    """Return the key of what was done just now; empty when nothing was."""
    return f"draft.saved.{stage}" if "saved" in request.query else ""


def _for_page(section: Section, document: Document, form: Form) -> dict[str, Any]:
    around = replace(document, sections=(), annex=())
    return {
        "key": section.key,
        "heading": section.heading,
        "paper": Markup(fill("section.html", section=section, document=around)),  # noqa: S704  # escaped by the template
        "may_be_left_out": may_be_left_out(section),
        "left_out": section.key in form.values.get("left_out", "").split(","),
    }
