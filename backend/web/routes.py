"""The addresses of the backend's pages."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import aiohttp_jinja2
from aiohttp import web
from aiohttp.typedefs import Middleware

from backend.handling.views import ReportView
from backend.keys import SETTINGS, TEXTS
from backend.meetings.slot import as_read
from backend.web import (
    about,
    agreement,
    ask_meeting,
    change,
    decisions,
    dev_mail,
    handling,
    health,
    inbox,
    issues,
    meetings,
    own,
    patterns,
    report,
    second_reader,
    sign_in,
    spindel,
    told,
    week,
)
from backend.web.errors import error_pages
from backend.web.form import Remark
from backend.web.language import languages
from backend.web.linked import excerpt, linked
from backend.web.security import security_headers
from backend.web.session import MEETING
from models.enums import PartyCode

STATIC = Path(__file__).parent / "static"


def middlewares() -> list[Middleware]:
    """Return what every request passes, outermost first."""
    return [security_headers, error_pages, languages]


def add_routes(app: web.Application) -> None:
    """Add the pages; the mail that development catches is shown in development alone.

    The application's keys and its templates are set already.
    """
    texts = app[TEXTS]

    def party_name(party: PartyCode | None, locale: str) -> str:
        return texts.t(locale, f"party.{party}.long" if party else "party.unknown")

    def named(values: Iterable[str], beginning: str, locale: str) -> list[tuple[str, str]]:
        return [(str(value), texts.t(locale, f"{beginning}{value}")) for value in values]

    def said(remark: Remark, locale: str) -> str:
        quoted = ", ".join(texts.t(locale, "quoted", words=phrase) for phrase in remark.values.get("quoted", ()))
        return texts.t(locale, remark.key, **{"words": quoted, **as_read(remark.values, locale)})

    def means(report: ReportView, locale: str) -> str:
        return report.means(partial(texts.t, locale), locale)

    def receiver(report: ReportView, locale: str) -> str:
        return report.receiver(partial(texts.t, locale))

    def counted(count: int, key: str, locale: str) -> str:
        return texts.counted(locale, key, count)

    filters = {"party_name": party_name, "named": named, "said": said, "means": means, "linked": linked, "excerpt": excerpt}
    filters |= {"receiver": receiver, "counted": counted}
    aiohttp_jinja2.get_env(app).filters.update(filters)
    app[sign_in.LIMITS] = sign_in.Limits()
    app.router.add_static("/static/", STATIC)
    app.add_routes(
        [
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
            web.get("/metrics", health.metrics),
            web.get("/rapport/{token}", handling.show),
            web.post("/rapport/{token}", handling.submit),
            web.post("/rapport/{token}/svar", handling.submit_reply),
            web.post("/rapport/{token}/fraga", handling.submit_issue),
            web.post("/rapport/{token}/isar", handling.part),
            web.post("/rapport/{token}/samma", handling.submit_same_event),
            web.get("/inkorg/{token}", inbox.show),
            web.post("/inkorg/{token}", inbox.submit),
            web.get("/inkorg/{token}/forslag", agreement.show),
            web.get("/inkorg/{token}/veckan", week.show),
            web.post("/inkorg/{token}/veckan", week.wish),
            web.get("/inkorg/{token}/spindeln", spindel.show_groups),
            web.post("/inkorg/{token}/spindeln", spindel.start),
            web.get("/spindeln/{token}", spindel.show),
            web.post("/spindeln/{token}", spindel.submit),
            web.get("/andra-lasaren/{token}", second_reader.show),
            web.post("/andra-lasaren/{token}", second_reader.submit),
            web.get("/fraga/{token}", issues.show),
            web.post("/fraga/{token}", issues.submit),
            web.get("/beslut/{token}", decisions.show),
            web.post("/beslut/{token}", decisions.submit),
            web.get("/monster/{token}", patterns.show),
            web.post("/monster/{token}", patterns.submit),
            web.post("/monster/{token}/nej", patterns.dismiss),
            web.post("/monster/{token}/en-handelse", patterns.join),
            web.get("/mote/{token}", meetings.show),
            web.post("/mote/{token}", meetings.submit),
            web.get("/mote/{token}/kalender.ics", meetings.calendar),
            web.get(told.PATH, told.show),
            web.get(about.PRIVACY, about.privacy),
            web.get(about.TERMS, about.terms),
            web.get("/", report.lead_in),
            web.get("/rapportera", report.start),
            web.post("/rapportera", report.read),
            web.get("/rapportera/skicka", report.check),
            web.post("/rapportera/skicka", report.send),
            web.post("/rapportera/lank", sign_in.ask),
            web.get("/rapportera/skickat", sign_in.sent),
            web.get("/logga-in/{token}", sign_in.confirm),
            web.post("/logga-in/{token}", sign_in.enter),
            web.post("/logga-ut", sign_in.leave),
            web.get(MEETING, ask_meeting.start),
            web.post(MEETING, ask_meeting.submit),
            web.get("/mina", own.show_list),
            web.post("/mina/meddelanden", own.wish),
            web.get(r"/mina/{id:\d+}", own.show_one),
            web.get(r"/mina/{id:\d+}/andra", change.show),
            web.post(r"/mina/{id:\d+}/andra", change.save),
            web.post(r"/mina/{id:\d+}/lagg-till", own.add),
            web.post(r"/mina/{id:\d+}/ta-tillbaka", own.withdraw),
        ]
    )
    if app[SETTINGS].development:
        app.add_routes(
            [
                web.get("/dev/mail", dev_mail.show_list),
                web.get("/dev/mail/{id}", dev_mail.show),
                web.get("/dev/mail/{id}/{number}", dev_mail.download),
            ]
        )
