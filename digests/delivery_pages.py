"""The page of an edition's deliveries, for those who stand behind it and are signed in."""

from collections.abc import Sequence

from aiohttp import web
from markupsafe import Markup

from backend.database import own_forbund, stored_id
from backend.fields import read_id
from backend.keys import DATABASE, OUTBOX, TEXTS
from backend.times import say_time, utc_now
from backend.web.form import Form, entered
from backend.web.session import check_sent, needed_visitor
from backend.web.visit import link_on
from digests.deliveries import State, Told, read_deliveries, read_next
from digests.document import Column, Row, Table
from digests.frozen import document_of
from digests.once_more import SENDABLE, send_to, stop_sending, unreached
from digests.pages import STYLESHEET, own_edition
from digests.render.page import page
from digests.render.templates import draw
from digests.say import Voice
from models.enums import Channel

PRESSED = ("again", "stop")
"""What the buttons beside one whom an edition hasn't reached do: send it once more, or send no more."""


def add_delivery_routes(app: web.Application) -> None:
    """Add the page that an edition's page leads to."""
    app.router.add_get(r"/mina/underlag/{edition:\d+}/leverans", _deliveries)
    app.router.add_post(r"/mina/underlag/{edition:\d+}/leverans", _press)


async def _deliveries(request: web.Request) -> web.Response:
    visitor = await needed_visitor(request)
    seen = await own_edition(request, visitor)
    async with request.app[DATABASE].read(seen.visit.forbund_id) as session:
        told = await read_deliveries(session, seen.edition)
        coming = await read_next(session, seen.edition, utc_now())
        forbund = await own_forbund(session)
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
        table=deliveries_table(voice, told, named=True),
        coming=_next_table(voice, coming.told),
        due=voice.t("deliveries.next.due", moment=say_time(coming.due_at, voice.locale)) if coming.due_at else "",
        missed=[] if seen.correction else [_missed(voice, each) for each in unreached(told)],
        address=forbund.email,
        token=visitor.token,
        key=Form().key,
        done=voice.t(f"deliveries.done.{pressed}") if (pressed := request.query.get("gjort")) in PRESSED else "",
    )
    html = page(Markup(inside), title, voice.texts, voice.locale, None, STYLESHEET)  # noqa: S704  # escaped by the template
    return web.Response(text=html, content_type="text/html")


def _missed(voice: Voice, told: Told) -> dict[str, str]:
    """Return one whom it hasn't reached in words, and what the buttons send; who became a member since has nothing to stop."""
    return {
        "who": _named(voice, told),
        "what": ", ".join(filter(None, [told.address, voice.in_sentence(_state(voice, told)), _at(voice, told)])),
        "person": str(told.person_id or ""),
        "may_stop": "yes" if told.channel and told.person_id else "",
    }


async def _press(request: web.Request) -> web.Response:
    """Send the edition once more to one whom it hasn't reached, or no more to them."""
    visitor = await needed_visitor(request)
    await check_sent(request, visitor)
    form = await entered(request, "person", "do")
    written, pressed = form.values["person"], form.values["do"]
    person_id = read_id(written)
    if form.only_shown or pressed not in PRESSED or (person_id is None and (written or pressed == "stop")):
        raise web.HTTPBadRequest
    edition_id, now, actor = read_id(request.match_info["edition"]) or 0, utc_now(), visitor.person
    async with request.app[DATABASE].begin(visitor.forbund_id) as session:
        if pressed == "stop" and person_id:
            await stop_sending(session, edition_id, person_id, actor, now, submit=form.key)
        else:
            await send_to(session, edition_id, person_id, actor, now, submit=form.key)
    request.app[OUTBOX].wake()
    raise web.HTTPSeeOther(f"{request.path}?gjort={pressed}")


def deliveries_table(voice: Voice, told: Sequence[Told], *, named: bool = False) -> Table:
    """Return the recipients as a table, in words; `named` for those who may know who they are."""
    names = ("who", "where", "form", "language", "state", "at")
    columns = tuple(Column(voice.t(f"deliveries.{name}"), numeric=False) for name in names)
    rows = tuple(Row((_named(voice, each) if named else _who(voice, each), *_cells(voice, each))) for each in told)
    return Table(voice.t("deliveries.caption"), columns, rows, voice.t("deliveries.note"))


def _next_table(voice: Voice, told: Sequence[Told]) -> Table:
    """Return who gets the next edition as a table, by name."""
    names = ("who", "where", "form", "language", "state")
    columns = tuple(Column(voice.t(f"deliveries.{name}"), numeric=False) for name in names)
    rows = tuple(Row((_named(voice, each), *_cells(voice, each)[: len(names) - 1])) for each in told)
    return Table(voice.t("deliveries.next.caption"), columns, rows)


def _who(voice: Voice, told: Told) -> str:
    reason, values = told.because
    role = voice.t(f"deliveries.role.{reason.rpartition('.')[2]}", **values)
    works = told.unit or (voice.party(told.party) if told.party else "")
    return f"{role}, {works}" if works else role


def _named(voice: Voice, told: Told) -> str:
    return f"{told.name} ({voice.in_sentence(_who(voice, told))})" if told.name else _who(voice, told)


def _state(voice: Voice, told: Told) -> str:
    code = f" ({told.code})" if told.code else ""
    return f"{voice.t(f'deliveries.state.{told.state}')}{code}"


def _cells(voice: Voice, told: Told) -> tuple[str, ...]:
    where = told.address or (voice.t("deliveries.teams") if told.channel is Channel.TEAMS else "–")
    form = voice.t(f"deliveries.way.{told.way}") if told.channel is Channel.MAIL else "–"
    language = voice.texts.t(voice.locale, f"wish.language.{told.locale}") if told.channel else "–"
    to_do = _to_do(told)
    state = f"{_state(voice, told)}. {voice.t(f'deliveries.todo.{to_do}')}" if to_do else _state(voice, told)
    return where, form, language, state, _at(voice, told) or "–"


def _at(voice: Voice, told: Told) -> str:
    return say_time(told.at, voice.locale) if told.at else ""


def _to_do(told: Told) -> str:
    """Return the key of what to do about where it is; empty for nothing, as with who has left."""
    if told.state not in SENDABLE:
        return "" if told.state in (State.SENT, State.NEEDLESS) else told.state
    if not told.may_read:
        return ""
    return told.state if told.wanted else "no_more"
