"""Asking for a samverkansmöte on two cards: what a kallelse must say, then the receipt."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from backend.database import AsyncSession, stored_id
from backend.directory.numbers import NUMBER
from backend.directory.people import set_party
from backend.errors import DomainError, NotAllowedError, NotFoundError
from backend.fields import NO, YES, read_parties, read_party
from backend.handling.views import read_report
from backend.meetings.asking import CALLED, FIRST, about, advised, draft_of, like, wrong_in_first, wrong_in_second
from backend.meetings.matter import matter_of
from backend.meetings.request import WORDS, latest_kommun, number_about, request_meeting
from backend.meetings.slot import sensible_window
from backend.meetings.views import MeetingView, meeting_view, own_meeting
from backend.meetings.wished import wished_days
from backend.reporting.understand import Understanding
from backend.reporting.words import clean
from backend.times import local_date
from bot.cards.meeting_card import request_receipt
from bot.cards.meeting_form import MeetingRequest, first_card, second_card
from bot.desk import Desk, read_kommuner
from bot.flows.guarding import guard_fields, masked
from bot.flows.mine import ending_in, ending_with, number_at, tell_status
from bot.turn import Turn
from bot.words import Words
from models import Person
from models.enums import Consent, MeetingForm, ReportStatus

_FIRST_FIELDS = (*FIRST, *CALLED)

_LONGEST = 160
_MEETING = r"\b(?:(?:samverkans?|samverks|rehab|avstämnings|nätverks|treparts?|flerparts?)?-?\s?möte|sip|meeting)\b"
_WISHES = r"vill|skulle|behöver|be|ber|begära?|boka|kalla|ordna|önskar|kan|få|want|need|request|book|ask|can|arrange|would|like"
_ABOUT = r"om|kring|för|angående|gällande|rörande|till|about|on|regarding|for"
# What stands before the number of a report in a message that asks for a meeting about it.
_ASKS_TO_MEET = re.compile(
    rf"\W*(?:hej\W+)?(?:.{{0,40}}\b(?:{_WISHES})\b.{{0,40}})?{_MEETING}.{{0,30}}\b(?:{_ABOUT})\b.{{0,20}}", re.IGNORECASE
)
_TELLS = re.compile(r"\b(?:inte|aldrig|ingen|uteblev|kom|blev|hade|not|never|nobody|came|didn.?t)\b", re.IGNORECASE)


def report_to_meet_about(text: str) -> str:
    """Return the number, or its end, of the report that a message asks for a meeting about; empty for any other message."""
    ending, at = ending_in(text), number_at(text)
    asks = len(text) <= _LONGEST and not _TELLS.search(text) and bool(_ASKS_TO_MEET.fullmatch(text[:at]))
    return ending if asks and not ending.startswith(("SM", "FR")) else ""


async def hear_about(desk: Desk, turn: Turn) -> None:
    """Send the first card about the report whose number the message names; say so of one that isn't the person's."""
    ending = report_to_meet_about(turn.text)
    async with desk.database.read(turn.forbund_id) as session:
        found = [one for one in await ending_with(session, ending) if one.series == "SB"]
    own = [one for one in found if one.owner == turn.person_id]
    if len(own) > 1:  # each is listed, and opened with its own button for a meeting
        await tell_status(desk, turn)
        return
    for one in own or found:
        try:
            await open_about(desk, turn, one.id)
        except (NotAllowedError, NotFoundError):
            continue
        return
    await turn.reply(desk.words(turn).t("say.no_such_number", number=ending.strip("-")))


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> None:
    """Send the first card, filled in with what the message says: a reason and days wait on the second one."""
    async with desk.database.read(turn.forbund_id) as session:
        blank = await _blank(session, turn)
        kommuner = await read_kommuner(session)
    known = replace(blank, parties=",".join(understood.parties))
    if named := kommuner.id_of(understood.kommun):
        known = replace(known, kommun=named, kommun_guessed=False)
    known = replace(known, purpose=matter_of(masked(turn.text)))
    await turn.reply(first_card(_with_days(known, turn), desk.words(turn)))


async def pressed_open(desk: Desk, turn: Turn) -> None:
    """Send the first card from a button, which may name the report that it is about, or the meeting that it is instead of."""
    if (report_id := turn.number("report")) is not None:
        await open_about(desk, turn, report_id)
        return
    async with desk.database.begin(turn.forbund_id) as session:
        request = await _blank(session, turn)
        if meeting_id := turn.number("meeting"):
            before = await own_meeting(session, meeting_id, turn.person_id)
            again: Mapping[str, Any] = like(before)
            request = replace(request, kommun_guessed=False, **again)
    await turn.reply(first_card(request, desk.words(turn)))


async def open_about(desk: Desk, turn: Turn, report_id: int) -> None:
    """Send the first card about a report, filled in with what it concerns; say so of one that was taken back.

    What the message wishes of days is kept. Raises NotFoundError, and NotAllowedError for another's report.
    """
    words = desk.words(turn)
    async with desk.database.begin(turn.forbund_id) as session:
        request = await _blank(session, turn)
        viewer = await session.get_one(Person, turn.person_id)
        report = await read_report(session, report_id, viewer, turn.now)
    if report.status is ReportStatus.ATERKALLAD:
        await turn.reply(words.t("meeting.ask.taken_back", number=report.number))
        return
    request = replace(
        request,
        report=report.id,
        number=report.number,
        kommun=str(report.kommun_id),
        kommun_guessed=False,
        parties=",".join(report.parties),
        purpose=words.t(about(report.slag), category=words.category(report.category)),
    )
    await turn.reply(first_card(_with_days(request, turn), words))


def _with_days(request: MeetingRequest, turn: Turn) -> MeetingRequest:
    """Return the request with the days that the message wishes for; a number of ours is no day."""
    days = wished_days(NUMBER.sub(" ", turn.text), local_date(turn.now))
    return replace(request, window_start=days[0].isoformat(), window_end=days[1].isoformat()) if days else request


async def go_on(desk: Desk, turn: Turn) -> None:
    """Put the second card in the first one's place, with advice on what was chosen."""
    words = desk.words(turn)
    request = await _read(desk, turn)
    if problems := _missing_first(request, turn.person, words):
        await turn.update(first_card(replace(request, problems=problems), words))
        return
    await turn.update(second_card(_advised(request), words))


async def go_back(desk: Desk, turn: Turn) -> None:
    """Put the first card back, everything kept."""
    await turn.update(first_card(await _read(desk, turn), desk.words(turn)))


async def cancel(desk: Desk, turn: Turn) -> None:
    """Put a line in the form's place."""
    await turn.update(desk.words(turn).t("say.cancelled"))


async def send(desk: Desk, turn: Turn) -> None:
    """Ask for the meeting and turn the card into the receipt; or give it back with what must be mended, everything kept."""
    words = desk.words(turn)
    request = await _read(desk, turn)
    if problems := _missing_first(request, turn.person, words):
        await turn.update(first_card(replace(request, problems=problems), words))
        return
    request = _advised(request)
    if (problems := _missing_second(request, words, turn.now)) or request.found.places:
        await turn.update(second_card(replace(request, problems=problems), words))
        return
    try:
        meeting = await _store(desk, turn, request)
    except DomainError as error:
        name = str(error.values.get("field", ""))
        draw = first_card if name in _FIRST_FIELDS else second_card
        await turn.update(draw(replace(request, problems={CALLED.get(name, name): words.t(error.key, **error.values)}), words))
        return
    desk.wake()
    await turn.update(request_receipt(meeting, words))


async def _store(desk: Desk, turn: Turn, request: MeetingRequest) -> MeetingView:
    draft = draft_of(request.answers, request.report, tuple(request.found.cleared))
    async with desk.database.begin(turn.forbund_id) as session:
        caller = await session.get_one(Person, turn.person_id)
        if caller.party is None and (party := read_party(request.own_party)):
            await set_party(session, caller, party)
        meeting = await request_meeting(session, caller, draft, request.key, turn.now)
        return await meeting_view(session, stored_id(meeting), for_handler=False)


async def _blank(session: AsyncSession, turn: Turn) -> MeetingRequest:
    kommuner = await read_kommuner(session)
    today = local_date(turn.now)
    first_day, last_day = sensible_window(today)
    latest = await latest_kommun(session, turn.person)
    return MeetingRequest(
        key=uuid.uuid4().hex,
        kommuner=kommuner.listed,
        today=today,
        ask_own_party=turn.person.party is None,
        kommun=str(latest or ""),
        kommun_guessed=latest is not None,
        window_start=first_day.isoformat(),
        window_end=last_day.isoformat(),
    )


async def _read(desk: Desk, turn: Turn) -> MeetingRequest:
    """Return the form as it came back, looked through by the guard; what can't be right is left empty, and asked for again."""
    written = {name: clean(turn.field(name)) for name in WORDS}
    async with desk.database.read(turn.forbund_id) as session:
        blank = await _blank(session, turn)
        kommuner = await read_kommuner(session)
        guarded = await guard_fields(session, turn, written)
        number_about_it = await number_about(session, turn.person, turn.number("report"))
    number = turn.number("kommun")
    chosen: Mapping[str, Any] = {
        "key": turn.submit_key,
        "form": turn.one_of("form", MeetingForm),
        "kommun_guessed": False,
        "kommun": str(number) if kommuner.name_of(number) else "",
        "parties": ",".join(read_parties(turn.field("parties"))),
        "individual": turn.one_of("individual", (YES, NO)),
        "consent": turn.one_of("consent", Consent),
        "window_start": turn.field("window_start") if "window_start" in turn.value else blank.window_start,
        "window_end": turn.field("window_end") if "window_end" in turn.value else blank.window_end,
        "own_party": read_party(turn.field("own_party")) or "",
        "report": turn.number("report"),
        "number": number_about_it,
    }
    entered: Mapping[str, Any] = {**chosen, **guarded.texts}
    return replace(blank, **entered, found=guarded.found)


def _advised(request: MeetingRequest) -> MeetingRequest:
    return replace(request, advice=advised(request.answers))


def _missing_first(request: MeetingRequest, caller: Person, words: Words) -> dict[str, str]:
    """Return what must be mended on the first card, by field."""
    return {name: words.t(key) for name, key in wrong_in_first(request.answers, caller.party).items()}


def _missing_second(request: MeetingRequest, words: Words, now: datetime) -> dict[str, str]:
    """Return what must be mended on the second card, by field."""
    return {name: words.t(error.key, **error.values) for name, error in wrong_in_second(request.answers, now).items()}
