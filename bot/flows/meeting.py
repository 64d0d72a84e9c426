"""Asking for a samverkansmöte on two cards; fixing its time, moving it, calling it off, telling whether it was held."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from backend.database import AsyncSession, stored_id
from backend.directory.people import set_party
from backend.errors import DomainError, PersonalDataError
from backend.fields import NO, YES, read_day
from backend.handling.views import read_report
from backend.links import Links
from backend.meetings.end import cancel_meeting, close_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.request import WORDS, MeetingDraft, advice, enough_parties, request_meeting
from backend.meetings.slot import Slot, UnusualTimeError
from backend.meetings.views import MeetingView, meeting_view, read_meeting
from backend.reporting.privacy import find_certain, mask
from backend.reporting.understand import Understanding
from backend.reporting.words import clean
from backend.times import STOCKHOLM, at_local_time, local_date
from bot.cards.elements import Card
from bot.cards.marked import NOTHING_FOUND, Found
from bot.cards.meeting_card import HELD, Controls, Fixing, fixing_card, meeting_card, request_receipt
from bot.cards.meeting_form import FIRST, MeetingRequest, first_card, second_card
from bot.desk import Desk, read_kommuner
from bot.flows.guarding import guard_fields
from bot.flows.parties import own_party, to_parties
from bot.turn import Turn
from bot.words import Words
from models import Person
from models.enums import Consent, MeetingForm, MeetingStatus, NotHeld

# The window that stands in the form to begin with: two working weeks, from next Monday to the Friday after the one that follows.
WINDOW = timedelta(days=11)

# What the use case calls its fields where the card's names differ.
_FIRST_FIELDS = (*FIRST, "kommun_id")


async def hear(desk: Desk, turn: Turn, understood: Understanding) -> None:
    """Send the first card, filled in with what the message says."""
    async with desk.database.read(turn.forbund_id) as session:
        blank = await _blank(session, turn)
        kommuner = await read_kommuner(session)
    known = replace(blank, kommun=kommuner.id_of(understood.kommun), parties=",".join(understood.parties))
    await turn.reply(first_card(known, desk.words(turn.locale)))


async def pressed_open(desk: Desk, turn: Turn) -> None:
    """Send the first card from a button, which may name the report that the meeting is about."""
    report_id = turn.number("report")
    async with desk.database.begin(turn.forbund_id) as session:
        request = await _blank(session, turn)
        if report_id is not None:
            viewer = await session.get_one(Person, turn.person_id)
            report = await read_report(session, report_id, viewer, turn.now)
            request = replace(request, report=report.id, kommun=str(report.kommun_id), parties=",".join(report.parties))
    await turn.reply(first_card(request, desk.words(turn.locale)))


async def go_on(desk: Desk, turn: Turn) -> None:
    """Put the second card in the first one's place, with advice on what was chosen."""
    words = desk.words(turn.locale)
    request = await _read(desk, turn)
    if problems := _missing_first(request, turn.person, words):
        await turn.update(first_card(replace(request, problems=problems, found=NOTHING_FOUND), words))
        return
    await turn.update(second_card(_advised(request), words))


async def go_back(desk: Desk, turn: Turn) -> None:
    """Put the first card back, everything kept."""
    await turn.update(first_card(replace(await _read(desk, turn), found=NOTHING_FOUND), desk.words(turn.locale)))


async def cancel(desk: Desk, turn: Turn) -> None:
    """Put a line in the form's place."""
    await turn.update(desk.words(turn.locale).t("say.cancelled"))


async def send(desk: Desk, turn: Turn) -> None:
    """Ask for the meeting and turn the card into the receipt; or give it back with what must be mended, everything kept."""
    words = desk.words(turn.locale)
    request = await _read(desk, turn)
    if problems := _missing_first(request, turn.person, words):
        await turn.update(first_card(replace(request, problems=problems, found=NOTHING_FOUND), words))
        return
    request = _advised(request)
    if (problems := _missing_second(request, words)) or request.found.places:
        await turn.update(second_card(replace(request, problems=problems), words))
        return
    try:
        meeting = await _store(desk, turn, request)
    except DomainError as error:
        draw = first_card if error.values.get("field") in _FIRST_FIELDS else second_card
        await turn.update(draw(replace(request, problems=[words.t(error.key, **error.values)]), words))
        return
    desk.wake()
    await turn.update(request_receipt(meeting, words))


async def fix(desk: Desk, turn: Turn) -> None:
    """Fix the time and draw what was fixed; or give the card back with what must be mended, or meant once more."""
    key, confirmed = turn.submit_key, turn.field("confirmed")

    async def act(session: AsyncSession, actor: Person, meeting_id: int) -> None:
        await fix_meeting(session, actor, meeting_id, _slot(turn), key, turn.now, confirmed=confirmed)

    await _set_time(desk, turn, act)


async def move(desk: Desk, turn: Turn) -> None:
    """Move a fixed meeting and draw it as it then stands; or give the card back as `fix` does."""
    key, confirmed, seen = turn.submit_key, turn.field("confirmed"), turn.number("seen") or 0

    async def act(session: AsyncSession, actor: Person, meeting_id: int) -> None:
        await move_meeting(session, actor, meeting_id, seen, _slot(turn), key, turn.now, confirmed=confirmed)

    await _set_time(desk, turn, act)


async def show(desk: Desk, turn: Turn, meeting_id: int) -> None:
    """Send a meeting's card, with what its reader may do."""
    await turn.reply(await _card_of(desk, turn, meeting_id))


async def show_again(desk: Desk, turn: Turn) -> None:
    """Put a meeting's card as it stands now in the pressed one's place."""
    await turn.update(await _card_of(desk, turn, turn.number("meeting") or 0))


async def change(desk: Desk, turn: Turn) -> None:
    """Put the form that moves a fixed meeting in its card's place."""
    meeting = await _read_meeting(desk, turn, turn.number("meeting") or 0)
    if meeting.viewer_handles and meeting.can_be_moved():
        await turn.update(fixing_card(meeting, _over(desk, turn, meeting), desk.words(turn.locale)))
        return
    await turn.update(_card(desk, turn, meeting))


async def ask_cancel(desk: Desk, turn: Turn) -> None:
    """Ask once more before a meeting is called off."""
    meeting = await _read_meeting(desk, turn, turn.number("meeting") or 0)
    await turn.update(_card(desk, turn, meeting, asking=meeting.viewer_handles and meeting.can_be_cancelled(turn.now)))


async def cancelled(desk: Desk, turn: Turn) -> None:
    """Call a meeting off, and draw that it is."""
    meeting_id, key = turn.number("meeting") or 0, turn.submit_key
    async with desk.database.begin(turn.forbund_id) as session:
        actor = await session.get_one(Person, turn.person_id)
        await cancel_meeting(session, actor, meeting_id, key, turn.now)
    desk.wake()
    await show_again(desk, turn)


async def close(desk: Desk, turn: Turn) -> None:
    """Keep whether a meeting was held, by one press, and draw what was kept."""
    meeting_id, key, answer = turn.number("meeting") or 0, turn.submit_key, turn.field("answer")
    if answer not in (HELD, *NotHeld):
        raise DomainError("error.old_card")
    async with desk.database.begin(turn.forbund_id) as session:
        actor = await session.get_one(Person, turn.person_id)
        await close_meeting(session, actor, meeting_id, None if answer == HELD else NotHeld(answer), key, turn.now)
    await show_again(desk, turn)


def new_fixing(links: Links, forbund_id: int, meeting_id: int, person_id: int, now: datetime) -> Fixing:
    """Return the state of a card that nothing was chosen in yet, with a key of its own."""
    url = links.to("meeting", forbund_id, meeting_id, person_id)
    return Fixing(key=uuid.uuid4().hex, url=url, earliest=local_date(now))


def new_controls(links: Links, forbund_id: int, meeting_id: int, person_id: int, now: datetime) -> Controls:
    """Return what a card lets its reader do, with a key of its own."""
    return Controls(key=uuid.uuid4().hex, url=links.to("meeting", forbund_id, meeting_id, person_id), now=now)


async def _read_meeting(desk: Desk, turn: Turn, meeting_id: int) -> MeetingView:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        return await read_meeting(session, meeting_id, viewer, turn.now)


async def _card_of(desk: Desk, turn: Turn, meeting_id: int) -> Card:
    return _card(desk, turn, await _read_meeting(desk, turn, meeting_id))


def _card(desk: Desk, turn: Turn, meeting: MeetingView, *, asking: bool = False) -> Card:
    words, ids = desk.words(turn.locale), (turn.forbund_id, meeting.id, turn.person_id)
    if meeting.viewer_handles and meeting.status is MeetingStatus.BEGART and not asking:
        return fixing_card(meeting, new_fixing(desk.links, *ids, turn.now), words)
    if meeting.status is MeetingStatus.BEGART and not meeting.viewer_handles:
        return request_receipt(meeting, words, words.t("card.meeting.begart.title", number=meeting.number))
    return meeting_card(meeting, words, replace(new_controls(desk.links, *ids, turn.now), asking=asking))


def _over(desk: Desk, turn: Turn, meeting: MeetingView) -> Fixing:
    """Return the form over the time that a meeting has."""
    state = new_fixing(desk.links, turn.forbund_id, meeting.id, turn.person_id, turn.now)
    if meeting.starts_at is None:
        return state
    starts = meeting.starts_at.astimezone(STOCKHOLM)
    return replace(
        state, day=f"{starts:%Y-%m-%d}", clock=f"{starts:%H:%M}", minutes=str(meeting.minutes), place=meeting.place
    )  # fmt: skip


async def _set_time(desk: Desk, turn: Turn, act: Callable[[AsyncSession, Person, int], Awaitable[None]]) -> None:
    meeting_id = turn.number("meeting") or 0
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            await act(session, await session.get_one(Person, turn.person_id), meeting_id)
    except DomainError as error:
        await _give_back(desk, turn, meeting_id, error)
        return
    desk.wake()
    await show_again(desk, turn)


def _slot(turn: Turn) -> Slot:
    starts_at = _moment(turn.field("day"), turn.field("clock"))
    if starts_at is None:
        raise DomainError("card.meeting.time_wrong")
    return Slot(starts_at, turn.number("minutes") or 0, turn.field("place"))


async def _give_back(desk: Desk, turn: Turn, meeting_id: int, error: DomainError) -> None:
    words = desk.words(turn.locale)
    meeting = await _read_meeting(desk, turn, meeting_id)
    if not meeting.viewer_handles:
        raise error
    wanted = MeetingStatus.BOKAT if turn.field("do") == "meeting.move" else MeetingStatus.BEGART
    if meeting.status is not wanted:  # another coordinator was quicker
        await turn.update(_card(desk, turn, meeting))
        return
    place = clean(turn.field("place"))
    spans = find_certain(place)
    told_otherwise = isinstance(error, PersonalDataError | UnusualTimeError)
    state = replace(
        new_fixing(desk.links, turn.forbund_id, meeting_id, turn.person_id, turn.now),
        key=turn.submit_key,
        day=turn.field("day"),
        clock=turn.field("clock"),
        minutes=turn.field("minutes"),
        place=mask(place, spans),
        problems=() if told_otherwise else [words.t(error.key, **error.values)],
        found=Found([(place, [(span.start, span.end, str(span.kind)) for span in spans])]) if spans else NOTHING_FOUND,
        doubts=error.doubts if isinstance(error, UnusualTimeError) else (),
        confirmation=error.slot.confirmation if isinstance(error, UnusualTimeError) else "",
    )
    await turn.update(fixing_card(meeting, state, words))


async def _store(desk: Desk, turn: Turn, request: MeetingRequest) -> MeetingView:
    draft = MeetingDraft(
        form=MeetingForm(request.form),
        kommun_id=int(request.kommun),
        parties=to_parties(request.parties),
        purpose=request.purpose,
        wanted_outcome=request.wanted_outcome,
        who_decides=request.who_decides,
        individual_takes_part=request.individual == YES,
        consent=Consent(request.consent),
        reference=request.reference,
        window_start=date.fromisoformat(request.window_start),
        window_end=date.fromisoformat(request.window_end),
        report_id=request.report,
        cleared=tuple(request.found.cleared),
    )
    async with desk.database.begin(turn.forbund_id) as session:
        caller = await session.get_one(Person, turn.person_id)
        if caller.party is None and (party := own_party(request.own_party)):
            await set_party(session, caller, party)
        meeting = await request_meeting(session, caller, draft, request.key, turn.now)
        return await meeting_view(session, stored_id(meeting), for_handler=False)


async def _blank(session: AsyncSession, turn: Turn) -> MeetingRequest:
    kommuner = await read_kommuner(session)
    today = local_date(turn.now)
    monday = today + timedelta(days=7 - today.weekday())
    return MeetingRequest(
        key=uuid.uuid4().hex,
        kommuner=kommuner.listed,
        today=today,
        ask_own_party=turn.person.party is None,
        window_start=monday.isoformat(),
        window_end=(monday + WINDOW).isoformat(),
    )


async def _read(desk: Desk, turn: Turn) -> MeetingRequest:
    """Return the form as it came back, looked through by the guard; what can't be right is left empty, and asked for again."""
    written = {name: clean(turn.field(name)) for name in WORDS}
    async with desk.database.read(turn.forbund_id) as session:
        blank = await _blank(session, turn)
        kommuner = await read_kommuner(session)
        guarded = await guard_fields(session, turn, written)
    number = turn.number("kommun")
    chosen: Mapping[str, Any] = {
        "key": turn.submit_key,
        "form": _one_of(MeetingForm, turn.field("form")),
        "kommun": str(number) if kommuner.name_of(number) else "",
        "parties": ",".join(to_parties(turn.field("parties"))),
        "individual": _one_of((YES, NO), turn.field("individual")),
        "consent": _one_of(Consent, turn.field("consent")),
        "window_start": turn.field("window_start") if "window_start" in turn.value else blank.window_start,
        "window_end": turn.field("window_end") if "window_end" in turn.value else blank.window_end,
        "own_party": own_party(turn.field("own_party")) or "",
        "report": turn.number("report"),
    }
    entered: Mapping[str, Any] = {**chosen, **guarded.texts}
    return replace(blank, **entered, found=guarded.found)


def _one_of(values: Any, carried: str) -> str:
    return next((str(value) for value in values if value == carried), "")


def _advised(request: MeetingRequest) -> MeetingRequest:
    form, consent = MeetingForm(request.form), Consent(request.consent)
    return replace(request, advice=advice(form, to_parties(request.parties), request.individual == YES, consent))


def _missing_first(request: MeetingRequest, caller: Person, words: Words) -> tuple[str, ...]:
    own = caller.party or own_party(request.own_party)
    checks: tuple[tuple[object, str], ...] = (
        (request.form, "card.meeting.form.required"),
        (request.kommun, "card.meeting.kommun.required"),
        (request.parties, "card.meeting.parties.required"),
        (request.individual, "card.meeting.individual.required"),
        (request.consent, "card.meeting.consent.required"),
        (not request.ask_own_party or request.own_party, "card.own_party.required"),
        (not request.parties or enough_parties(to_parties(request.parties), own), "error.meeting_parties"),
    )
    return tuple(words.t(key) for given, key in checks if not given)


def _missing_second(request: MeetingRequest, words: Words) -> tuple[str, ...]:
    checks: tuple[tuple[object, str], ...] = (
        (request.purpose, "card.meeting.purpose.required"),
        (request.wanted_outcome, "card.meeting.wanted_outcome.required"),
        (request.who_decides, "card.meeting.who_decides.required"),
        (read_day(request.window_start), "card.meeting.window_start.required"),
        (read_day(request.window_end), "card.meeting.window_end.required"),
    )
    return tuple(words.t(key) for given, key in checks if not given)


def _moment(day: str, clock: str) -> datetime | None:
    try:
        return at_local_time(date.fromisoformat(day), time.fromisoformat(clock))
    except (ValueError, OverflowError):
        return None
