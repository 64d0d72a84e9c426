"""Putting a meeting's purpose into other words before it is booked: the guard looks at them first."""

import uuid

from backend.errors import DomainError
from backend.meetings.request import LONGEST_WORDS
from backend.meetings.reword import REWORDED, reword_meeting
from backend.meetings.views import MeetingView, read_meeting
from backend.reporting.words import clean
from bot.cards.meeting_reword import Rewording, reword_card
from bot.desk import Desk
from bot.flows import meeting
from bot.flows.guarding import guard_fields
from bot.flows.lengths import too_long_by_field
from bot.turn import Turn
from models import Person


async def pressed_reword(desk: Desk, turn: Turn) -> None:
    """Put the form in the card's place; the meeting as it stands where nothing can be changed any more."""
    view = await _read(desk, turn)
    if not view.can_be_reworded():
        await meeting.show_again(desk, turn)
        return
    state = Rewording(key=uuid.uuid4().hex, purpose=view.purpose, who_decides=view.who_decides, time=meeting.typed_time(turn))
    await turn.update(reword_card(view, state, desk.words(turn)))


async def send_reword(desk: Desk, turn: Turn) -> None:
    """Keep the words, and draw the meeting; or give the form back with what must be mended, everything kept."""
    words, key = desk.words(turn), turn.submit_key
    async with desk.database.read(turn.forbund_id) as session:
        guarded = await guard_fields(session, turn, {name: clean(turn.field(name)) for name in REWORDED})
    texts = guarded.texts
    problems = {name: words.t(f"meeting.ask.{name}.required") for name in REWORDED if not texts[name]}
    problems |= too_long_by_field({name: (guarded.measured[name], LONGEST_WORDS) for name in REWORDED}, words)
    if not (guarded.stops or problems):
        try:
            async with desk.database.begin(turn.forbund_id) as session:
                actor = await session.get_one(Person, turn.person_id)
                about = turn.number("meeting") or 0
                await reword_meeting(session, actor, about, **texts, idempotency_key=key, now=turn.now, cleared=guarded.cleared)
        except DomainError as error:
            problems = {str(error.values.get("field", "")): words.t(error.key, **error.values)}
        else:
            await meeting.show_again(desk, turn)
            return
    view = await _read(desk, turn)
    if not view.can_be_reworded():  # booked meanwhile
        await meeting.show_again(desk, turn)
        return
    state = Rewording(key=key, **texts, problems=problems, found=guarded.found, time=meeting.typed_time(turn))
    await turn.update(reword_card(view, state, words))


async def _read(desk: Desk, turn: Turn) -> MeetingView:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        return await read_meeting(session, turn.number("meeting") or 0, viewer, turn.now)
