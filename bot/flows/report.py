"""Logging a report: one form, already filled in; the guard; the receipt. The same form changes one afterwards."""

import re
import uuid
from dataclasses import replace

from backend.database import stored_id
from backend.directory.people import set_party
from backend.errors import DomainError, NotAllowedError
from backend.fields import read_day, read_party, read_yes_no
from backend.handling.views import ReportView, new_report_view, report_view
from backend.i18n import LOCALES
from backend.reporting.doors import Door
from backend.reporting.intent import is_small_talk
from backend.reporting.lexicon import lexicon, plain_word
from backend.reporting.log import ReportDraft, log_report
from backend.reporting.own import change_report
from backend.reporting.reader import other_parties
from backend.reporting.slag import STORED_SLAG
from backend.reporting.twice import same_words
from backend.reporting.understand import Candidate, Understanding
from backend.reporting.words import clean, has_words
from bot.cards.elements import Card
from bot.cards.note import unsure, vague
from bot.cards.receipt import receipt
from bot.cards.report_card import report_card
from bot.cards.report_form import ReportForm, report_form
from bot.cards.same_event import same_event_card
from bot.desk import Desk
from bot.flows import asked_back, help, language
from bot.flows.filling import (
    doubts,
    guarded,
    missing,
    propose,
    read_form,
    with_kommun,
)
from bot.flows.guarding import masked
from bot.flows.opening import add_to_open, keep, open_form
from bot.turn import Turn
from models import Person
from models.enums import Consequence, Intent, Slag, Source

_COMMAND = re.compile(
    r"\b(rapport\w*|anmäl\w*|logga|skriva?|brist\w*|avvikelse\w*|lex\s+heller|report\w*|log|file)\b", re.IGNORECASE
)
_COMMAND_WORDS = 6


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> None:
    """Answer a message that tells of something: the filled-in form, one question back, or the right door for the matter."""
    message = (turn.person_id, clean(turn.text), turn.asked_at, turn.now)
    async with desk.unsent.lock(turn.person_id):
        if desk.unsent.was_answered(*message):  # Teams sends again what waited too long for its answer
            return
        await _answer(desk, turn, understood)
        desk.unsent.answered(*message)


async def _answer(desk: Desk, turn: Turn, understood: Understanding) -> None:
    if not has_words(turn.text):
        await help.answer_wordless(desk, turn)
    elif _only_asks(turn.text, understood):
        await open_form(desk, turn, "")
    elif await asked_back.hear(desk, turn, understood):
        return
    elif understood.intent is Intent.ANNAT and is_small_talk(turn.text):
        await help.answer_small_talk(desk, turn)
    elif understood.door and (understood.door is not Door.QUESTION or understood.intent is not Intent.ANNAT):
        await _doubt(desk, turn, f"door.{understood.door}")
    elif await add_to_open(desk, turn, understood):
        return
    elif understood.intent is Intent.ANNAT and not _complains(turn.text, understood):
        await _doubt(desk, turn, "card.unsure.other")
    elif understood.slag in STORED_SLAG:
        await open_form(desk, turn, turn.text, understood=understood)
    elif understood.slag is Slag.OKLART:
        keep(desk, turn, await turn.reply(vague(masked(turn.text), desk.words(turn))), turn.text, question=True)
    else:
        await _doubt(desk, turn, "card.unsure.ej_brist")


def _only_asks(text: str, understood: Understanding) -> bool:
    """Whether a message asks for the form and tells of nothing: `rapportera`, `jag vill logga en brist`."""
    short = len(text.split()) <= _COMMAND_WORDS and not understood.parties and not understood.kommun
    elsewhere = understood.door not in (None, Door.QUESTION)  # `jag vill anmäla lex Sarah`
    return understood.intent is Intent.RAPPORTERA and short and not elsewhere and bool(_COMMAND.search(text))


def _complains(text: str, understood: Understanding) -> bool:
    """Whether a message says that something is wrong, and not what: `det krånglar jämt`; but not `asdf qwer`, or a question."""
    words = text.split()
    told = len(words) > 1 and not text.rstrip().endswith("?") and any(plain_word(word) in lexicon().ordinary for word in words)
    return told and understood.slag is Slag.OKLART


async def _doubt(desk: Desk, turn: Turn, key: str) -> None:
    await turn.reply(unsure(key, masked(turn.text), await help.offers(desk, turn), desk.words(turn)))


async def send(desk: Desk, turn: Turn) -> None:
    """Store what the form holds and turn it into the receipt; or give it back with what must be mended, everything kept."""
    words = desk.words(turn)
    async with desk.database.read(turn.forbund_id) as session:
        form = await read_form(desk, session, turn)
    if form.text and not form.proposed and not form.report:
        form = await _with_proposals(desk, turn, form)
    async with desk.database.read(turn.forbund_id) as session:
        form = await guarded(session, turn, form, words)
    # What is too long is told alone: it may well be shortened into something else.
    form = replace(form, problems=form.problems or missing(form, words))
    if form.problems or form.notes or form.found.places:
        await _give_back(desk, turn, form)
        return
    if question := await _asked_whether_same(desk, turn, form):
        await turn.update(question)
        return
    try:
        stored = await _store(desk, turn, form)
    except DomainError as error:
        # A key that is another's never becomes ours: the next press must have its own.
        key = uuid.uuid4().hex if isinstance(error, NotAllowedError) else form.key
        await turn.update(report_form(replace(form, key=key, problems=[words.t(error.key, **error.values)]), words))
        return
    desk.wake()
    if form.report:
        heading = words.t("card.report.changed", number=stored.number)
        await turn.update(report_card(stored, heading, words))
    else:
        await turn.update(receipt(stored, words, told=turn.person.told_of_own))


async def pressed_language(desk: Desk, turn: Turn) -> None:
    """Keep the language of the button that was pressed, and give the form back in it with everything that stands there."""
    locale = turn.one_of("locale", LOCALES)
    spoken = replace(turn, locale=locale or turn.locale)
    async with desk.database.read(turn.forbund_id) as session:
        form = await guarded(session, spoken, await read_form(desk, session, spoken), desk.words(spoken))
    await _give_back(desk, await language.kept(desk, turn, locale), form)


async def _give_back(desk: Desk, turn: Turn, form: ReportForm) -> None:
    shown = await turn.update(report_form(form, desk.words(turn)))
    if form.report is None:
        keep(desk, turn, shown, form.text)


async def _asked_whether_same(desk: Desk, turn: Turn, form: ReportForm) -> Card | None:
    """Return the question whether a new report tells of the same event as one that was just sent; None for any other."""
    if form.report:
        return None
    async with desk.database.read(turn.forbund_id) as session:
        same = await same_words(session, turn.person, form.text, form.key, turn.now)
    if same is None or same.id == turn.number("another"):
        return None
    return same_event_card(form, same, desk.words(turn))


async def _with_proposals(desk: Desk, turn: Turn, form: ReportForm) -> ReportForm:
    """Return a form that was opened empty, with what its text says where its writer has chosen nothing.

    A kommun or parties that were read of the text are told, since they decide who receives: nobody has seen them yet.
    """
    async with desk.database.read(turn.forbund_id) as session:
        understood = await desk.understand(session, form.text, turn.asked_at, turn.person.unit_id)
    if not form.category:
        understood = await desk.think_again(turn.forbund_id, turn.person_id, form.text, understood, turn.now)
    words = desk.words(turn)
    read = replace(
        propose(form, understood),
        parties=form.parties or other_parties(understood),
        own_party=form.own_party or str(understood.own_party or ""),
    )
    if form.kommun_guessed or not form.kommun:
        unchosen = replace(read, kommun="", kommun_guessed=False)
        read = with_kommun(unchosen, turn.kommuner, understood, form.kommun, words)
    filled_in = (read.kommun, read.parties) != (form.kommun, form.parties)
    told = (words.t("card.report.filled_in"),) if filled_in else ()
    return replace(read, notes=(*told, *read.notes, *doubts(form, understood, words)))


async def _store(desk: Desk, turn: Turn, form: ReportForm) -> ReportView:
    draft = ReportDraft(
        text=form.text,
        kommun_id=int(form.kommun),
        parties=form.parties,
        category=form.category,
        event_date=read_day(form.event_date),
        event_until=read_day(form.event_until),
        recurring=read_yes_no(form.recurring),
        slag=Slag(form.slag or Slag.BRIST),
        suggestion=form.suggestion,
        consequence=Consequence(form.consequence) if form.consequence else None,
        spoken_with_party=read_yes_no(form.spoken),
        proposed=[Candidate(code, p) for code, p in form.proposed],
        because=form.because,
        model_version=form.model_version,
        source=Source.TEAMS,
        cleared=tuple(form.found.cleared),
    )
    async with desk.database.begin(turn.forbund_id) as session:
        reporter = turn.person
        if form.report:
            report = await change_report(session, reporter, form.report, draft, desk.taxonomy, form.key, turn.now)
            return await report_view(session, stored_id(report), for_handler=False)
        if reporter.party is None and (party := read_party(form.own_party)):
            reporter = await session.get_one(Person, turn.person_id)
            await set_party(session, reporter, party)
        logged = await log_report(session, reporter, draft, desk.taxonomy, form.key, turn.now)
        if logged.made is None:
            return await report_view(session, stored_id(logged.report), for_handler=False)
        return await new_report_view(session, logged.report, draft.parties, logged.made)
