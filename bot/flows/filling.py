"""Filling in the report's form: from what a text says, from a press, from a report; and what must be mended in it."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import select

from backend.database import AsyncSession
from backend.errors import DomainError, NotAllowedError
from backend.fields import NO, YES, read_day, read_parties, read_party, write_day, write_yes_no
from backend.handling.entered import NOTHING
from backend.handling.views import ReportView
from backend.reporting.reader import SHOWN_PROPOSALS, category_beforehand, why_proposed
from backend.reporting.slag import STORED_SLAG
from backend.reporting.spans import length_of
from backend.reporting.understand import Understanding
from backend.reporting.words import LONGEST_TEXT, clean, says_something
from backend.times import local_date
from bot.cards.report_form import MAX_SUGGESTION, ReportForm
from bot.desk import Desk, Kommuner
from bot.flows.guarding import guard_fields, shortened
from bot.flows.lengths import too_long
from bot.turn import Turn
from bot.words import Words
from models import Report
from models.enums import Consequence, Slag

# What may be left out; of the rest an empty field is asked for by its own name.
_MAY_BE_CHOSEN: Mapping[str, Collection[str]] = {
    "slag": STORED_SLAG,
    "recurring": (YES, NO, NOTHING),
    "spoken": (YES, NO, NOTHING),
    "consequence": (*Consequence, NOTHING),
}


def form_of(report: ReportView, turn: Turn) -> ReportForm:
    """Return the form as it is to stand when its reporter changes a report."""
    return ReportForm(
        key=uuid.uuid4().hex,
        kommuner=turn.kommuner.listed,
        today=local_date(turn.now),
        ask_own_party=False,
        report=report.id,
        number=report.number,
        text=report.text,
        kommun=str(report.kommun_id),
        parties=report.parties,
        event_date=write_day(report.event_date),
        event_until=write_day(report.event_until),
        category=report.category if report.category in turn.taxonomy.codes else "",
        slag=str(report.slag),
        recurring=write_yes_no(report.recurring),
        spoken=write_yes_no(report.spoken_with_party),
        consequence=str(report.consequence or ""),
        suggestion=report.suggestion,
    )


async def read_form(desk: Desk, session: AsyncSession, turn: Turn) -> ReportForm:
    """Return the form as it came back; what can't be right is left empty, and asked for again."""
    number = turn.number("kommun")
    report_id = turn.number("report")
    problems: tuple[str, ...] = ()
    try:
        key = turn.submit_key
    except DomainError:  # nothing that was written in the form is lost by it
        key, problems = uuid.uuid4().hex, (desk.words(turn).t("error.old_form"),)
    if not all(turn.one_of(name, offered) for name, offered in _MAY_BE_CHOSEN.items() if turn.field(name)):
        problems = (*problems, desk.words(turn).t("error.choice_gone"))
    return ReportForm(
        key=key,
        kommuner=turn.kommuner.listed,
        today=local_date(turn.now),
        ask_own_party=turn.person.party is None and report_id is None,
        report=report_id,
        number=await _number_of(session, turn, report_id) if report_id else "",
        text=clean(turn.field("text")),
        kommun=str(number) if turn.kommuner.name_of(number) else "",
        kommun_guessed=number is not None and number == turn.number("guessed"),
        parties=read_parties(turn.field("parties")),
        event_date=turn.field("event_date"),
        event_until=turn.field("event_until"),
        category=chosen_category(turn),
        own_party=read_party(turn.field("own_party")) or "",
        slag=chosen_slag(turn),
        # That nothing is said is kept, so that the text's proposal isn't put back in its place.
        recurring=turn.one_of("recurring", (YES, NO, NOTHING)),
        spoken=turn.one_of("spoken", (YES, NO)),
        consequence=turn.one_of("consequence", Consequence),
        suggestion=clean(turn.field("suggestion")),
        proposed=_proposed(turn.value.get("p"), turn),
        because=_because(turn.value.get("because")),
        model_version=turn.model_version,
        problems=problems,
    )


async def _number_of(session: AsyncSession, turn: Turn, report_id: int) -> str:
    """Return the number of an own report; raise NotAllowedError for another's, of which nothing is told."""
    own = select(Report.number).where(Report.id == report_id, Report.reporter_id == turn.person_id)
    number = (await session.exec(own)).first()
    if number is None:
        raise NotAllowedError("error.not_yours")
    return number


def chosen_category(turn: Turn) -> str:
    """Return the category that a card carried; empty for none of ours."""
    category = turn.field("category")
    return category if category in turn.taxonomy.codes else ""


def chosen_slag(turn: Turn) -> str:
    """Return which kind of thing a card said that it is; empty when it didn't."""
    return turn.one_of("slag", STORED_SLAG)


def _proposed(carried: Any, turn: Turn) -> tuple[tuple[str, float], ...]:
    pairs = [pair for pair in carried if isinstance(pair, list) and len(pair) == 2] if isinstance(carried, list) else []
    known = [(code, float(p)) for code, p in pairs if code in turn.taxonomy.codes and isinstance(p, int | float) and 0 <= p <= 1]
    return tuple(known[:SHOWN_PROPOSALS])


def _because(carried: Any) -> tuple[str, ...]:
    return tuple(phrase for phrase in carried if isinstance(phrase, str))[:SHOWN_PROPOSALS] if isinstance(carried, list) else ()


def propose(form: ReportForm, understood: Understanding) -> ReportForm:
    """Return the form with what the text says, where the person hasn't said it."""
    first = understood.candidates[:SHOWN_PROPOSALS]
    first_day, last_day = understood.days
    slag = form.slag or str(understood.slag if understood.slag in STORED_SLAG else Slag.BRIST)
    beforehand = category_beforehand(understood, Slag(slag))
    return replace(
        form,
        proposed=tuple((candidate.code, candidate.p) for candidate in first),
        because=understood.because,
        why="" if form.category and not beforehand else why_proposed(understood, Slag(slag)),
        model_version=understood.model_version,
        category=form.category or beforehand,
        event_date=form.event_date or write_day(first_day),
        event_until=form.event_until or ("" if form.event_date else write_day(last_day)),
        recurring=form.recurring or (YES if understood.recurring else ""),
        slag=slag,
    )


def doubts(form: ReportForm, understood: Understanding, words: Words) -> tuple[str, ...]:
    """Return the right door for a text that is no samverkansbrist, unless its writer has said which kind it is."""
    if form.slag or understood.slag is not Slag.EJ_BRIST:
        return ()
    door = f"door.{understood.door}" if understood.door else "card.unsure.ej_brist"
    return (words.t(door), words.t("card.report.anyway"))


def with_kommun(form: ReportForm, kommuner: Kommuner, understood: Understanding | None, usual: str, words: Words) -> ReportForm:
    """Return the form with the kommun that is named, else with one to propose; one outside the förbund is told."""
    if understood and understood.kommun:
        return replace(form, kommun=kommuner.id_of(understood.kommun))
    if understood and understood.outside:
        return replace(form, notes=(words.t("card.report.outside", kommun=understood.outside),))
    nearby = kommuner.id_of(understood.kommun_nearby) if understood else ""
    guess = nearby or usual
    return replace(form, kommun=guess, kommun_guessed=bool(guess))


async def guarded(session: AsyncSession, turn: Turn, form: ReportForm, words: Words) -> ReportForm:
    """Return the form with personal data and what is too long taken out of its texts, and told or asked about."""
    suggested = words.t(form.suggestion_key)
    problems = (*form.problems, *too_long([(suggested, form.suggestion, MAX_SUGGESTION)], words))
    if (length := length_of(form.text)) > LONGEST_TEXT:
        problems = (*problems, words.t("card.report.too_long", length=length, limit=LONGEST_TEXT))
    written = {"text": shortened(form.text), "suggestion": form.suggestion[:LONGEST_TEXT]}
    looked = await guard_fields(session, turn, written)
    return replace(form, text=looked.texts["text"], suggestion=looked.texts["suggestion"], found=looked.found, problems=problems)


def missing(form: ReportForm, words: Words) -> tuple[str, ...]:
    """Return what must be mended, as sentences. Teams asks for most of it before sending, but not every client does."""
    day, until = read_day(form.event_date), read_day(form.event_until)
    unread = (form.event_date and not day) or (form.event_until and not until)
    checks = (
        (says_something(form.text), "error.text_missing"),
        (bool(form.category), "card.report.category.pick"),
        (bool(form.kommun), "error.kommun_unknown"),
        (bool(form.parties), "error.parties_missing"),
        (not unread, "card.report.date.wrong"),
        (max(day or form.today, until or form.today) <= form.today, "error.date_in_future"),
        (until is None or (day is not None and day <= until), "error.event_until"),
        (not form.ask_own_party or bool(form.own_party), "own_party.required"),
    )
    return tuple(words.t(key) for right, key in checks if not right)
