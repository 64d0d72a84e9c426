"""The fields of a report on the web: what they offer, what is wrong with them, and the draft that they hold.

A new report and one that is changed have the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlmodel import col, select

from backend.database import AsyncSession
from backend.errors import DomainError
from backend.fields import read_day, read_parties, read_yes_no, write_day, write_yes_no
from backend.handling.views import ReportView
from backend.keys import TEXTS
from backend.reporting.log import ReportDraft
from backend.reporting.questions import MOST_IN_SIGHT, OPTIONAL, in_sight, out_of_sight
from backend.reporting.reader import MODEL_VERSION, SHOWN_PROPOSALS, WHY, category_beforehand, other_parties, why_proposed
from backend.reporting.slag import STORED_SLAG
from backend.reporting.understand import Candidate, Understanding
from backend.reporting.words import check_length, clean, says_something
from backend.times import local_date
from backend.web.choices import Groups, categories_by_family
from backend.web.form import Form, Remark, entered
from backend.web.guarded import guarded
from backend.web.language import locale_of
from backend.web.session import Visitor
from models import Kommun
from models.enums import Consequence, PartyCode, Slag, Source

DAYS_AND_KIND = ("event_date", "event_until", "slag")
FIELDS = ("text", "category", "kommun", *DAYS_AND_KIND, *OPTIONAL, "guessed", "proposed", "because", "why", "model")
ON_PAGE = ("text", "category", "kommun", "parties", *DAYS_AND_KIND, *OPTIONAL)  # as they stand, from above
LONGEST_SUGGESTION = 500
BETWEEN_PHRASES = "|"  # unlike a comma, hardly ever within what somebody writes
# What each use case calls its fields, and where they stand on the page.
PLACES = {"text": "text", "suggestion": "suggestion", "": ""}

PROPOSED = re.compile(r"([A-Z_]{2,40}):(0\.\d{1,4}|1\.0{1,4})")

Kommuner = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the fields offer.

    Of the days and the kind some are `in_sight`, others stand with what may be left out, and one that has no room there either is
    `carried` unseen; `more_open` tells that what may be left out is what must be looked at now. `why` says why the first category
    is proposed, in the text's own words, or why that can't be said.
    """

    categories: Groups
    kommuner: Kommuner
    parties: Sequence[PartyCode]
    slag: Sequence[Slag]
    consequences: Sequence[Consequence]
    today: str
    in_sight: Sequence[str]
    out_of_sight: Sequence[str]
    carried: Sequence[str]
    more_open: bool
    why: Remark | None


def offer(request: web.Request, visitor: Visitor, form: Form, kommuner: Kommuner, now: datetime) -> Offered:
    """Return what the fields of a form offer; the proposed categories come first."""
    taxonomy, texts, locale = visitor.taxonomy, request.app[TEXTS], locale_of(request)
    proposed = [code for code, _ in PROPOSED.findall(form.values["proposed"]) if code in taxonomy.codes][:SHOWN_PROPOSALS]
    first = [(texts.t(locale, "page.new.proposed"), [(code, taxonomy.label(code, locale)) for code in proposed])]
    families = categories_by_family(taxonomy, locale)
    others = [(name, [one for one in listed if one[0] not in proposed]) for name, listed in families]
    until = form.values["event_until"]
    seen = in_sight(until, others=_questions_of_guard(form, "text"))
    # What is to be mended keeps its place.
    unseen = sorted(out_of_sight(seen, until), key=lambda name: name not in form.errors)
    room = MOST_IN_SIGHT - len(OPTIONAL) - _questions_of_guard(form, "suggestion")
    asked = {*form.errors, *form.marked}
    return Offered(
        categories=[(name, listed) for name, listed in first + others if listed],
        kommuner=kommuner,
        parties=tuple(PartyCode),
        slag=STORED_SLAG,
        consequences=tuple(Consequence),
        today=local_date(now).isoformat(),
        in_sight=seen,
        out_of_sight=unseen[:room],
        carried=unseen[room:],
        more_open=bool(asked) and asked <= {*unseen, *OPTIONAL},
        why=_why(form.values),
    )


def _why(values: Mapping[str, str]) -> Remark | None:
    """Return why the first category is proposed; of the words that spoke for it those alone that the text still holds."""
    because = [phrase for phrase in values["because"].split(BETWEEN_PHRASES) if phrase]
    phrases = [phrase for phrase in because if phrase in values["text"]]
    why = values.get("why", "")  # a form that was sealed before an upgrade has none
    return Remark(why, {"quoted": phrases}) if why in WHY and (phrases or not because) else None


def _questions_of_guard(form: Form, name: str) -> int:
    """Return how many questions the guard asks beside a field: one, or none."""
    return int(bool(form.asked_beside(name)))


async def kommuner_to_report(session: AsyncSession) -> list[tuple[str, str]]:
    """Return the active kommuner as ids and names."""
    found = await session.exec(select(Kommun.id, Kommun.name).where(col(Kommun.active)).order_by(Kommun.name))
    return [(str(number), name) for number, name in found]


async def read_fields(request: web.Request, before: Mapping[str, str] | None = None) -> Form:
    """Return the fields as they were sent; `before` is what they hold of a report that is changed."""
    return await entered(request, *FIELDS, several=["parties"], standing=before)


def filled(text: str, understood: Understanding, kommuner: Kommuner, usual: int | None) -> dict[str, str]:
    """Return the fields as the text tells them. A kommun outside the förbund proposes none in its place.

    `guessed` is the kommun once more where the text doesn't name it: it is that of a unit, or of the last report.
    """
    ids = {name: number for number, name in kommuner}
    first = understood.candidates[:SHOWN_PROPOSALS]
    first_day, last_day = understood.days
    named = ids.get(understood.kommun or "", "")
    guessed = "" if named else ids.get(understood.kommun_nearby or "") or ("" if understood.outside else str(usual or ""))
    return {
        "text": text,
        "category": category_beforehand(understood, understood.slag),
        "kommun": named or guessed,
        "guessed": guessed,
        "parties": ",".join(other_parties(understood)),
        "event_date": write_day(first_day),
        "event_until": write_day(last_day),
        "slag": str(understood.slag if understood.slag in STORED_SLAG else Slag.BRIST),
        "recurring": write_yes_no(understood.recurring or None),
        "spoken": "",
        "consequence": "",
        "suggestion": "",
        "proposed": " ".join(f"{candidate.code}:{candidate.p:.4f}" for candidate in first),
        "because": BETWEEN_PHRASES.join(understood.because),
        "why": why_proposed(understood, understood.slag),
        "model": understood.model_version,
    }


def standing(report: ReportView) -> dict[str, str]:
    """Return the fields as a report stands now. What can't be chosen any more, a category or a kommun, is asked for again."""
    return {
        "text": report.text,
        "category": report.category,
        "kommun": str(report.kommun_id),
        "guessed": "",
        "parties": ",".join(report.parties),
        "event_date": write_day(report.event_date),
        "event_until": write_day(report.event_until),
        "slag": str(report.slag),
        "recurring": write_yes_no(report.recurring),
        "spoken": write_yes_no(report.spoken_with_party),
        "consequence": str(report.consequence or ""),
        "suggestion": report.suggestion,
        "proposed": "",
        "because": "",
        "why": "",
        "model": "",
    }


async def look_through(request: web.Request, visitor: Visitor, form: Form, wrong: dict[str, Remark] | None = None) -> Form:
    """Return the form with what the guard finds marked, beside what else is wrong."""
    return await guarded(request, visitor, form, ("text", "suggestion"), ON_PAGE, wrong)


def missing(visitor: Visitor, form: Form, kommuner: Kommuner, now: datetime) -> dict[str, Remark]:
    """Return what must be mended, by field."""
    values = form.values
    day, until = read_day(values["event_date"]), read_day(values["event_until"])
    checks = (
        ("text", says_something(values["text"]), "error.text_missing"),
        ("category", values["category"] in visitor.taxonomy.codes, "error.category_unknown"),
        ("kommun", values["kommun"] in [number for number, _ in kommuner], "error.kommun_unknown"),
        ("parties", bool(read_parties(values["parties"])), "error.parties_missing"),
        ("event_date", not values["event_date"] or day is not None, "page.new.date.wrong"),
        ("event_date", day is None or day <= local_date(now), "error.date_in_future"),
        ("event_until", not values["event_until"] or until is not None, "page.new.date.wrong"),
        ("event_until", until is None or until <= local_date(now), "error.date_in_future"),
        ("event_until", until is None or (day is not None and day <= until), "error.event_until"),
    )
    wrong = {name: Remark(key) for name, right, key in checks if not right}
    try:
        check_length("suggestion", clean(values["suggestion"]), LONGEST_SUGGESTION)
    except DomainError as error:
        wrong["suggestion"] = Remark(error.key, error.values)
    return wrong


def draft_of(visitor: Visitor, form: Form) -> ReportDraft:
    """Return what the fields hold; nothing of it is `missing`."""
    values = form.values
    known = visitor.taxonomy.codes
    return ReportDraft(
        text=values["text"],
        kommun_id=int(values["kommun"]),
        parties=read_parties(values["parties"]),
        category=values["category"],
        event_date=read_day(values["event_date"]),
        event_until=read_day(values["event_until"]),
        recurring=read_yes_no(values["recurring"]),
        slag=next((slag for slag in STORED_SLAG if slag == values["slag"]), Slag.BRIST),
        suggestion=values["suggestion"],
        consequence=next((one for one in Consequence if one == values["consequence"]), None),
        spoken_with_party=read_yes_no(values["spoken"]),
        proposed=[Candidate(code, float(p)) for code, p in PROPOSED.findall(values["proposed"]) if code in known],
        because=values["because"].split(BETWEEN_PHRASES),
        model_version=values["model"] if MODEL_VERSION.fullmatch(values["model"]) else "",
        source=Source.WEBB,
        cleared=form.cleared,
    )
