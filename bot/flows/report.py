"""Logging a report: one form, already filled in; the guard; the receipt."""

import re
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from backend.database import AsyncSession, stored_id
from backend.directory.people import set_party
from backend.errors import DomainError
from backend.handling.views import ReportView, report_view
from backend.reporting.log import ReportDraft, log_report
from backend.reporting.privacy import find, mask
from backend.reporting.understand import Candidate, Understanding
from backend.reporting.words import LONGEST_TEXT, clean
from backend.times import local_date
from bot.cards.note import unsure
from bot.cards.receipt import receipt
from bot.cards.report_form import SHOWN_PROPOSALS, ReportForm, report_form
from bot.desk import Desk, read_kommuner
from bot.flows.parties import own_party, to_parties
from bot.turn import Turn
from bot.words import Words
from models import Person
from models.enums import Intent, Slag

STORED_SLAG = (Slag.BRIST, Slag.BEHOV, Slag.FRAMGANGSFAKTOR)

# The first proposal is chosen beforehand only when it is likely by itself and well ahead of the second.
LIKELY = 0.35
AHEAD = 1.5

_COMMAND = re.compile(
    r"\b(rapport\w*|anmäl\w*|logga|skriva?|brist\w*|avvikelse\w*|lex\s+heller|report\w*|log|file)\b", re.IGNORECASE
)
_COMMAND_WORDS = 6


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> None:
    """Answer a message that tells of something: the filled-in form, or a kind word when it is no samverkansbrist."""
    if _only_asks(turn.text, understood):
        await open_form(desk, turn, "")
    elif understood.intent is Intent.ANNAT:
        await _doubt(desk, turn, "other")
    elif understood.slag in STORED_SLAG:
        await open_form(desk, turn, turn.text)
    else:
        await _doubt(desk, turn, str(understood.slag))


def _only_asks(text: str, understood: Understanding) -> bool:
    """Whether a message asks for the form and tells of nothing: `rapportera`, `jag vill logga en brist`."""
    short = len(text.split()) <= _COMMAND_WORDS and not understood.parties and not understood.kommun
    return understood.intent is Intent.RAPPORTERA and short and bool(_COMMAND.search(text))


async def _doubt(desk: Desk, turn: Turn, why: str) -> None:
    text = clean(turn.text)[:LONGEST_TEXT]
    await turn.reply(unsure(why, mask(text, find(text)), desk.words(turn.locale)))


async def pressed_open(desk: Desk, turn: Turn) -> None:
    """Open the form from a button, which may carry a text."""
    await open_form(desk, turn, turn.field("text"))


async def open_form(desk: Desk, turn: Turn, text: str) -> None:
    """Send the form, filled in with what the text says; empty for an empty text."""
    words = desk.words(turn.locale)
    text = clean(text)
    async with desk.database.read(turn.forbund_id) as session:
        kommuner = await read_kommuner(session)
        understood = await desk.understand(session, text, turn.asked_at) if text else None
    form = ReportForm(
        key=uuid.uuid4().hex,
        kommuner=kommuner.listed,
        today=local_date(turn.now),
        ask_own_party=turn.person.party is None,
        text=text,
        model_version=desk.model_version,
    )
    if understood:
        form = _propose(form, understood)
        form = replace(form, kommun=kommuner.id_of(understood.kommun), parties=understood.parties)
    await turn.reply(report_form(_guarded(form, words), words))


async def send(desk: Desk, turn: Turn) -> None:
    """Log what the form holds and turn it into the receipt; or give it back with what must be mended, everything kept."""
    words = desk.words(turn.locale)
    async with desk.database.read(turn.forbund_id) as session:
        form = await _read(desk, session, turn)
        if form.text and not form.proposed:
            form = _propose(form, await desk.understand(session, form.text, turn.asked_at))
    form = _guarded(form, words)
    if problems := (*form.problems, *_missing(form, words)):
        await turn.update(report_form(replace(form, problems=problems), words))
        return
    if form.found:
        await turn.update(report_form(form, words))
        return
    try:
        stored = await _store(desk, turn, form)
    except DomainError as error:
        await turn.update(report_form(replace(form, problems=[words.t(error.key, **error.values)]), words))
        return
    desk.wake()
    await turn.update(receipt(stored, words))


async def cancel(desk: Desk, turn: Turn) -> None:
    """Put a line in the form's place."""
    await turn.update(desk.words(turn.locale).t("say.cancelled"))


async def _store(desk: Desk, turn: Turn, form: ReportForm) -> ReportView:
    draft = ReportDraft(
        text=form.text,
        kommun_id=int(form.kommun),
        parties=form.parties,
        category=form.category,
        event_date=date.fromisoformat(form.event_date) if form.event_date else None,
        recurring=form.recurring,
        slag=form.slag,
        proposed=[Candidate(code, p) for code, p in form.proposed],
        model_version=form.model_version,
    )
    async with desk.database.begin(turn.forbund_id) as session:
        reporter = turn.person
        if reporter.party is None and (party := own_party(form.own_party)):
            reporter = await session.get_one(Person, turn.person_id)
            await set_party(session, reporter, party)
        report = await log_report(session, reporter, draft, desk.taxonomy, form.key, turn.now)
        return await report_view(session, stored_id(report), for_handler=False)


async def _read(desk: Desk, session: AsyncSession, turn: Turn) -> ReportForm:
    """Return the form as it came back; what can't be right is left empty, and asked for again."""
    kommuner = await read_kommuner(session)
    number = turn.number("kommun")
    slag = turn.field("slag")
    category = turn.field("category")
    recurring = turn.value.get("recurring")
    return ReportForm(
        key=turn.submit_key,
        kommuner=kommuner.listed,
        today=local_date(turn.now),
        ask_own_party=turn.person.party is None,
        text=clean(turn.field("text")),
        kommun=str(number) if kommuner.name_of(number) else "",
        parties=to_parties(turn.field("parties")),
        event_date=turn.field("event_date"),
        category=category if category in desk.taxonomy.codes else "",
        own_party=own_party(turn.field("own_party")) or "",
        slag=next((stored for stored in STORED_SLAG if stored == slag), Slag.BRIST),
        recurring=recurring if isinstance(recurring, bool) else None,
        proposed=_proposed(turn.value.get("p"), desk),
        model_version=turn.model_version,
    )


def _proposed(carried: Any, desk: Desk) -> tuple[tuple[str, float], ...]:
    pairs = [pair for pair in carried if isinstance(pair, list) and len(pair) == 2] if isinstance(carried, list) else []
    known = [(code, float(p)) for code, p in pairs if code in desk.taxonomy.codes and isinstance(p, int | float) and 0 <= p <= 1]
    return tuple(known[:SHOWN_PROPOSALS])


def _propose(form: ReportForm, understood: Understanding) -> ReportForm:
    """Return the form with what the text says, where the person hasn't said it."""
    first = understood.candidates[:SHOWN_PROPOSALS]
    likely = len(first) > 1 and first[0].p >= LIKELY and first[0].p >= AHEAD * first[1].p
    return replace(
        form,
        proposed=tuple((candidate.code, candidate.p) for candidate in first),
        category=form.category or (first[0].code if likely else ""),
        event_date=form.event_date or (understood.event_date.isoformat() if understood.event_date else ""),
        recurring=understood.recurring,
        slag=understood.slag if understood.slag in STORED_SLAG else Slag.BRIST,
    )


def _guarded(form: ReportForm, words: Words) -> ReportForm:
    """Return the form with personal data and what is too long taken out of its text, and told."""
    problems: tuple[str, ...] = ()
    if len(form.text) > LONGEST_TEXT:
        problems = (words.t("error.text_too_long", length=len(form.text), limit=LONGEST_TEXT),)
    written = form.text[:LONGEST_TEXT]
    places = find(written)
    found = [(written, [(place.start, place.end, str(place.kind)) for place in places])] if places else []
    return replace(form, text=mask(written, places), found=found, problems=problems)


def _missing(form: ReportForm, words: Words) -> tuple[str, ...]:
    """Return what must be mended, as sentences. Teams asks for most of it before sending, but not every client does."""
    checks = (
        (bool(form.text), "error.text_missing"),
        (bool(form.category), "card.report.category.pick"),
        (bool(form.kommun), "error.kommun_unknown"),
        (bool(form.parties), "error.parties_missing"),
        (_is_past(form.event_date, form.today), "card.report.date.wrong"),
        (not form.ask_own_party or bool(form.own_party), "card.own_party.required"),
    )
    return tuple(words.t(key) for right, key in checks if not right)


def _is_past(day: str, today: date) -> bool:
    try:
        return not day or date.fromisoformat(day) <= today
    except ValueError:
        return False
