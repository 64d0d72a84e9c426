"""A samverkansmöte that was asked for: fixing its time, moving it, calling it off, telling whether it was held."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from backend.database import AsyncSession
from backend.errors import DomainError, PersonalDataError
from backend.fields import read_clock
from backend.links import Links
from backend.meetings.end import LONGEST_WHY, cancel_meeting, close_meeting, keep_meeting
from backend.meetings.fix import fix_meeting, move_meeting
from backend.meetings.slot import LONGEST_PLACE, Slot, UnusualTimeError, read_start, wrong_in_slot
from backend.meetings.views import MeetingView, read_meeting
from backend.reporting.privacy import find_certain, mask
from backend.reporting.spans import MOST_GROWN
from backend.reporting.words import clean
from backend.times import STOCKHOLM, local_date
from bot.cards.elements import Card
from bot.cards.marked import NOTHING_FOUND, Found
from bot.cards.meeting_card import HELD, CallingOff, Controls, meeting_card, request_receipt
from bot.cards.meeting_fixing import LONGEST_CLOCK, Fixing, fixing_card
from bot.desk import Desk
from bot.flows.guarding import guard_fields, masked, shortened
from bot.flows.lengths import too_long_by_field
from bot.turn import Turn
from bot.words import Words
from models import Person
from models.enums import MeetingStatus, NotHeld

TIME = ("day", "clock", "other_clock", "minutes", "place")
WRITTEN = ("other_clock", "place")
# What the errors of a time call its fields.
_FIELDS = {"date": "day", "minutes": "minutes", "place": "place"}


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
    """Put a meeting's card as it stands now in the pressed one's place; with the time that was chosen before, if any."""
    meeting = await _read_meeting(desk, turn, turn.number("meeting") or 0)
    if meeting.can_be_reworded() and typed_time(turn):
        await turn.update(fixing_card(meeting, _as_typed(desk, turn, meeting.id), desk.words(turn)))
        return
    await turn.update(_card(desk, turn, meeting))


async def change(desk: Desk, turn: Turn) -> None:
    """Put the form that moves a fixed meeting in its card's place."""
    meeting = await _read_meeting(desk, turn, turn.number("meeting") or 0)
    if meeting.viewer_handles and meeting.can_be_moved():
        await turn.update(fixing_card(meeting, _over(desk, turn, meeting), desk.words(turn)))
        return
    await turn.update(_card(desk, turn, meeting))


async def ask_cancel(desk: Desk, turn: Turn) -> None:
    """Ask once more before a meeting is called off; why its caller asks for that is shown, not told to all."""
    meeting = await _read_meeting(desk, turn, turn.number("meeting") or 0)
    may = meeting.viewer_handles and meeting.can_be_cancelled(turn.now)
    await turn.update(_card(desk, turn, meeting, CallingOff() if may else None))


async def keep(desk: Desk, turn: Turn) -> None:
    """Keep a meeting whose caller asked that it be called off, and draw it."""
    async with desk.database.begin(turn.forbund_id) as session:
        actor = await session.get_one(Person, turn.person_id)
        await keep_meeting(session, actor, turn.number("meeting") or 0, turn.field("asked"), turn.submit_key, turn.now)
    desk.wake()
    await show_again(desk, turn)


async def cancelled(desk: Desk, turn: Turn) -> None:
    """Call a meeting off with the reason that was given, and draw that it is; or ask again with what must be mended in it."""
    meeting_id, key = turn.number("meeting") or 0, turn.submit_key
    async with desk.database.read(turn.forbund_id) as session:
        guarded = await guard_fields(session, turn, {"why": clean(turn.field("why"))})
    why = guarded.texts["why"]
    words = desk.words(turn)
    problems = too_long_by_field({"why": (guarded.measured["why"], LONGEST_WHY)}, words)
    if guarded.stops or problems:
        meeting = await _read_meeting(desk, turn, meeting_id)
        may = meeting.viewer_handles and meeting.can_be_cancelled(turn.now)
        await turn.update(_card(desk, turn, meeting, CallingOff(why, problems, guarded.found) if may else None))
        return
    async with desk.database.begin(turn.forbund_id) as session:
        actor = await session.get_one(Person, turn.person_id)
        await cancel_meeting(session, actor, meeting_id, key, turn.now, why=why, cleared=guarded.cleared)
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


def _card(desk: Desk, turn: Turn, meeting: MeetingView, calling_off: CallingOff | None = None) -> Card:
    return card_for(meeting, turn.forbund_id, turn.person_id, desk.links, desk.words(turn), turn.now, calling_off)


def card_for(
    meeting: MeetingView,
    forbund_id: int,
    person_id: int,
    links: Links,
    words: Words,
    now: datetime,
    calling_off: CallingOff | None = None,
) -> Card:
    """Return a meeting's card for one reader, whose view it is: what fixes it, the receipt, or how it stands and what to do."""
    ids = (forbund_id, meeting.id, person_id)
    if meeting.viewer_handles and meeting.status is MeetingStatus.BEGART and calling_off is None:
        return fixing_card(meeting, new_fixing(links, *ids, now), words)
    if meeting.status is MeetingStatus.BEGART and not meeting.viewer_handles:
        return request_receipt(meeting, words, words.t("card.meeting.begart.title", number=meeting.number))
    return meeting_card(meeting, words, replace(new_controls(links, *ids, now), calling_off=calling_off))


def _over(desk: Desk, turn: Turn, meeting: MeetingView) -> Fixing:
    """Return the form over the time that a meeting has."""
    state = new_fixing(desk.links, turn.forbund_id, meeting.id, turn.person_id, turn.now)
    if meeting.starts_at is None:
        return state
    starts = meeting.starts_at.astimezone(STOCKHOLM)
    day = "" if meeting.other_time_asked else f"{starts:%Y-%m-%d}"  # the card proposes one of those that are wished for then
    return replace(
        state, day=day, clock=f"{starts:%H:%M}", minutes=str(meeting.minutes), place=meeting.place
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
    clock = turn.field("other_clock") or turn.field("clock")
    return Slot(read_start(turn.field("day"), clock), turn.number("minutes") or 0, turn.field("place"))


async def _give_back(desk: Desk, turn: Turn, meeting_id: int, error: DomainError) -> None:
    words = desk.words(turn)
    meeting = await _read_meeting(desk, turn, meeting_id)
    if not meeting.viewer_handles:
        raise error
    wanted = MeetingStatus.BOKAT if turn.field("do") == "meeting.move" else MeetingStatus.BEGART
    if meeting.status is not wanted:  # another coordinator was quicker
        await turn.update(_card(desk, turn, meeting))
        return
    doubted = isinstance(error, UnusualTimeError)
    state = replace(
        _as_typed(desk, turn, meeting_id),
        key=turn.submit_key,
        problems={} if doubted else _problems(turn, error, words),
        doubts=error.doubts if isinstance(error, UnusualTimeError) else (),
        confirmation=error.slot.confirmation if isinstance(error, UnusualTimeError) else "",
    )
    await turn.update(fixing_card(meeting, state, words))


def typed_time(turn: Turn) -> dict[str, str]:
    """Return what stands in the fields of a time that a card sent, without what is certain; nothing for a card without them."""
    typed = {name: masked(turn.field(name)) if name in WRITTEN else turn.field(name) for name in TIME}
    return {name: value[: LONGEST_PLACE + MOST_GROWN] for name, value in typed.items() if value}


def _as_typed(desk: Desk, turn: Turn, meeting_id: int) -> Fixing:
    """Return the form as it was sent, its place masked."""
    place = clean(turn.field("place"))
    spans = find_certain(shortened(place))
    # a time that was typed and could be read stands as chosen, so that what is chosen next isn't overruled by it
    typed = turn.field("other_clock")
    clock = read_clock(typed)
    return replace(
        new_fixing(desk.links, turn.forbund_id, meeting_id, turn.person_id, turn.now),
        day=turn.field("day"),
        clock=f"{clock:%H:%M}" if clock else turn.field("clock"),
        other_clock="" if clock else typed[:LONGEST_CLOCK],
        minutes=turn.field("minutes"),
        place=mask(place, spans),
        found=Found([(place, [(span.start, span.end, str(span.kind)) for span in spans])]) if spans else NOTHING_FOUND,
    )


def _problems(turn: Turn, error: DomainError, words: Words) -> dict[str, str]:
    """Return all that must be mended in the fields of a time, or what else was wrong; what the guard found is marked instead."""
    clock, chosen = turn.field("other_clock"), turn.field("clock")
    wrong = wrong_in_slot(turn.field("day"), clock or chosen, turn.number("minutes") or 0, clean(turn.field("place")), turn.now)
    named = {**_FIELDS, "starts_at": "other_clock" if clock else "clock"}
    told = {named[name]: one for name, one in wrong.items() if not isinstance(one, PersonalDataError)}
    if not wrong:
        told = {"": error}
    said = {name: words.t(one.key, **one.values) for name, one in told.items()}
    # of what was left empty the card has words of its own
    left = [name for name in ("day", "clock", "minutes") if name in said and not turn.field(name)]
    return {**said, **{name: words.t(f"card.meeting.{name}.required") for name in left}}
