"""What somebody does with a meeting that they asked for: takes the request back, asks for another time or for its end."""

import uuid
from collections.abc import Awaitable, Callable

from backend.database import AsyncSession
from backend.errors import DomainError
from backend.fields import read_day
from backend.meetings.asking import wrong_days
from backend.meetings.end import LONGEST_WHY
from backend.meetings.own import ask_call_off, ask_other_time, take_back
from backend.meetings.slot import sensible_window
from backend.meetings.views import MeetingView, own_meeting
from backend.reporting.words import clean
from backend.times import local_date
from bot.cards.meeting_own import CallOff, OtherTime, call_off_card, other_time_card, take_back_card
from bot.desk import Desk
from bot.flows import meeting
from bot.flows.guarding import guard_fields
from bot.flows.lengths import too_long_by_field
from bot.turn import Turn
from models import Meeting


async def pressed_other_time(desk: Desk, turn: Turn) -> None:
    """Put the form that asks for another time in the card's place; the meeting as it stands where it can't be asked for."""
    async with desk.database.read(turn.forbund_id) as session:
        view = await _own(session, turn)
    if not view.can_be_cancelled(turn.now):
        await meeting.show_again(desk, turn)
        return
    start, end = sensible_window(local_date(turn.now))
    state = OtherTime(
        key=uuid.uuid4().hex, today=local_date(turn.now), window_start=start.isoformat(), window_end=end.isoformat()
    )
    await turn.update(other_time_card(view, state, desk.words(turn)))


async def send_other_time(desk: Desk, turn: Turn) -> None:
    """Ask for another time, and draw the meeting; or give the form back with what must be mended."""
    words, key = desk.words(turn), turn.submit_key
    first, last = turn.field("window_start"), turn.field("window_end")
    start, end = read_day(first), read_day(last)
    problems = {name: words.t(error.key) for name, error in wrong_days(first, last, turn.now).items()}
    if start and end and not problems:
        about = turn.number("meeting") or 0
        problems = await _ask(desk, turn, lambda session: ask_other_time(session, turn.person, about, start, end, key, turn.now))
        if not problems:
            return
    async with desk.database.read(turn.forbund_id) as session:
        view = await _own(session, turn)
    state = OtherTime(key=key, today=local_date(turn.now), window_start=first, window_end=last, problems=problems)
    await turn.update(other_time_card(view, state, words))


async def pressed_call_off(desk: Desk, turn: Turn) -> None:
    """Put the form that asks for the meeting to be called off in the card's place; the meeting where it can't be asked for."""
    async with desk.database.read(turn.forbund_id) as session:
        view = await _own(session, turn)
    if view.may_ask_call_off(turn.now):
        await turn.update(call_off_card(view, CallOff(key=uuid.uuid4().hex, why=view.call_off_asked), desk.words(turn)))
    else:
        await meeting.show_again(desk, turn)


async def send_call_off(desk: Desk, turn: Turn) -> None:
    """Ask for the meeting to be called off, and draw it; or give the form back with what must be mended, everything kept."""
    words, key = desk.words(turn), turn.submit_key
    async with desk.database.read(turn.forbund_id) as session:
        guarded = await guard_fields(session, turn, {"why": clean(turn.field("call_off_why"))})
    why = guarded.texts["why"]
    problems = too_long_by_field({"call_off_why": (guarded.measured["why"], LONGEST_WHY)}, words)
    if not (guarded.stops or problems):
        about = turn.number("meeting") or 0
        problems = await _ask(
            desk, turn, lambda session: ask_call_off(session, turn.person, about, why, key, turn.now, cleared=guarded.cleared)
        )
        if not problems:
            return
    async with desk.database.read(turn.forbund_id) as session:
        view = await _own(session, turn)
    if not view.may_ask_call_off(turn.now):  # called off or begun meanwhile
        await meeting.show_again(desk, turn)
        return
    await turn.update(call_off_card(view, CallOff(key=key, why=why, problems=problems, found=guarded.found), words))


async def pressed_take_back(desk: Desk, turn: Turn) -> None:
    """Ask once more before the request is taken back."""
    async with desk.database.read(turn.forbund_id) as session:
        view = await _own(session, turn)
    if view.can_be_taken_back():
        await turn.update(take_back_card(view, uuid.uuid4().hex, desk.words(turn)))
    else:
        await meeting.show_again(desk, turn)


async def send_take_back(desk: Desk, turn: Turn) -> None:
    """Take the request back, and draw the meeting as it stands then."""
    async with desk.database.begin(turn.forbund_id) as session:
        await take_back(session, turn.person, turn.number("meeting") or 0, turn.submit_key, turn.now)
    desk.wake()
    await meeting.show_again(desk, turn)


async def _ask(desk: Desk, turn: Turn, ask: Callable[[AsyncSession], Awaitable[Meeting]]) -> dict[str, str]:
    """Ask for something of the meeting and draw it; or return what must be mended, a sentence by field."""
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            await ask(session)
    except DomainError as error:
        return {str(error.values.get("field", "")): desk.words(turn).t(error.key, **error.values)}
    desk.wake()
    await meeting.show_again(desk, turn)
    return {}


async def _own(session: AsyncSession, turn: Turn) -> MeetingView:
    return await own_meeting(session, turn.number("meeting") or 0, turn.person_id)
