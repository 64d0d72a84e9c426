"""Telling in Teams what a group decided at its last meeting, when it is asked and whenever its convener wants to."""

import uuid
from collections.abc import Mapping

from backend.errors import DomainError
from backend.issues.held import ANSWERS, Held, Said, answer_held, read_held, waiting_meetings
from backend.issues.onwards import read_outcome, value_of
from backend.links import Links
from backend.reporting.words import clean
from bot.cards.decisions import LONGEST_LINE, decisions_card
from bot.cards.elements import Card
from bot.cards.marked import Typed
from bot.desk import Desk
from bot.flows.guarding import Guarded, guard_fields
from bot.flows.lengths import too_long
from bot.flows.lists import asks_for
from bot.turn import Turn
from bot.words import Words
from models import Person

asks_for_it = asks_for(
    r"beslut(?:en)?|decisions?"
    r"|vad (?:beslutade|beslöt|bestämde) (?:vi|ni|gruppen)(?: på (?:det )?(?:senaste |förra )?mötet)?"
    r"|vad har (?:vi|ni|gruppen) (?:beslutat|bestämt)"
    r"|what did (?:we|you|the group) decide(?: at the (?:last )?meeting)?|what have (?:we|you) decided",
    before=r"visa|öppna|se|våra|gruppens|mötets|show|open|our|the|group's",
)


async def hear(desk: Desk, turn: Turn) -> None:
    """Send the questions that wait, a card for each group's last meeting; who has none is told whom they are asked of."""
    words = desk.words(turn)
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        meetings = await waiting_meetings(session, viewer, turn.now)
        waiting = [await read_held(session, meeting_id, viewer, turn.now) for meeting_id in meetings]
    for held in waiting:
        await turn.reply(decisions_card(held, new_answering(desk.links, turn.forbund_id, held.id, turn.person_id), words))
    if not waiting:
        await turn.reply(words.t("say.no_decisions"))


async def save(desk: Desk, turn: Turn) -> None:
    """Keep what was told, and draw what is left to tell; or give the card back with what must be mended."""
    key, words = turn.submit_key, desk.words(turn)
    held = await _read(desk, turn)
    outcomes = {asked.lift_id: read_outcome(turn.field(f"outcome-{asked.lift_id}"), ANSWERS) for asked in held.questions}
    typed = {f"decision-{lift_id}": clean(turn.field(f"decision-{lift_id}")) for lift_id in outcomes}
    async with desk.database.read(turn.forbund_id) as session:
        guarded = await guard_fields(session, turn, typed)
    values = {**guarded.texts, **{f"outcome-{lift_id}": value_of(*chosen) for lift_id, chosen in outcomes.items()}}
    said_of = [(asked.number, guarded.measured[f"decision-{asked.lift_id}"], LONGEST_LINE) for asked in held.questions]
    problems = too_long(said_of, words)
    if guarded.stops or problems:
        await turn.update(_again(desk, turn, held, values, guarded, *problems))
        return
    said = [Said(lift_id, chosen.outcome, values[f"decision-{lift_id}"], chosen.to) for lift_id, chosen in outcomes.items()]
    try:
        async with desk.database.begin(turn.forbund_id) as session:
            actor = await session.get_one(Person, turn.person_id)
            await answer_held(session, actor, held.id, said, key, turn.now, cleared=guarded.cleared)
    except DomainError as error:
        await turn.update(_again(desk, turn, await _read(desk, turn), values, guarded, _problem(held, error, words)))
        return
    desk.wake()
    left = await _read(desk, turn)
    await turn.update(decisions_card(left, new_answering(desk.links, turn.forbund_id, left.id, turn.person_id), words))


def new_answering(links: Links, forbund_id: int, meeting_id: int, person_id: int) -> Typed:
    """Return the state of a card that nothing was told in yet, with a key of its own."""
    return Typed(key=uuid.uuid4().hex, url=links.to("decisions", forbund_id, meeting_id, person_id))


def _again(desk: Desk, turn: Turn, held: Held, values: Mapping[str, str], guarded: Guarded, *problems: str) -> Card:
    url = desk.links.to("decisions", turn.forbund_id, held.id, turn.person_id)
    state = Typed(key=turn.submit_key, url=url, values=values, problems=problems, found=guarded.found)
    return decisions_card(held, state, desk.words(turn))


def _problem(held: Held, error: DomainError, words: Words) -> str:
    """Return what is wrong, with the fråga that it is about."""
    told = words.t(error.key, **error.values)
    about = str(error.values.get("field", "")).rpartition("-")[2]
    number = next((asked.number for asked in held.questions if str(asked.lift_id) == about), "")
    return f"{number}: {told}" if number else told


async def _read(desk: Desk, turn: Turn) -> Held:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        return await read_held(session, turn.number("meeting") or 0, viewer, turn.now)
