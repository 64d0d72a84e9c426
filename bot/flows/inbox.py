"""The inbox in Teams: what waits for one who handles reports and meetings."""

import re

from backend.handling.inbox import read_inbox
from bot.cards.inbox import PAGE_ROWS, inbox_card
from bot.desk import Desk
from bot.turn import Turn
from models import Person

_ASKS = re.compile(
    r"\W*(?:visa |öppna |min |mina )*(?:inkorg(?:en)?|inbox|öppna rapporter|att göra|to do|open reports)\W*", re.IGNORECASE
)


def asks_for_it(text: str) -> bool:
    """Whether a message asks for the inbox and for nothing else: `inkorg`, `öppna rapporter`, `att göra`."""
    return _ASKS.fullmatch(text) is not None


async def hear(desk: Desk, turn: Turn) -> None:
    """Send the first page of the inbox; who handles nothing is told so."""
    await turn.reply(await _card(desk, turn, 0))


async def turn_page(desk: Desk, turn: Turn) -> None:
    """Put another page in the place of the one that was pressed; send the first one where a button of another card was."""
    if "start" in turn.value:
        await turn.update(await _card(desk, turn, turn.number("start") or 0))
    else:
        await hear(desk, turn)


async def _card(desk: Desk, turn: Turn, start: int) -> dict[str, object]:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        inbox = await read_inbox(session, viewer, turn.now, start=start, length=PAGE_ROWS)
    url = desk.links.to("inbox", turn.forbund_id, 0, turn.person_id)
    return inbox_card(inbox, start, url, desk.words(turn))
