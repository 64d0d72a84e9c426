"""The inbox in Teams: what waits for one who handles reports and meetings."""

import re

from backend.directory.people import roles_of
from backend.directory.receivers import ORDER
from backend.handling.inbox import Inbox, read_inbox
from bot.cards.elements import Card
from bot.cards.inbox import FIRST_ROWS, PAGE_ROWS, inbox_card, waited_card
from bot.desk import Desk
from bot.turn import Turn
from models import Person

_ASKS = re.compile(
    r"\W*(?:visa |öppna |min )*(?:inkorg(?:en)?|inbox|öppna rapporter|att göra|to do|open reports)\W*", re.IGNORECASE
)


def asks_for_it(text: str) -> bool:
    """Whether a message asks for the inbox and for nothing else: `inkorg`, `öppna rapporter`, `att göra`."""
    return _ASKS.fullmatch(text) is not None


async def hear(desk: Desk, turn: Turn) -> None:
    """Send the first page of the inbox; who handles nothing is told so."""
    await turn.reply(await _card(desk, turn, 0))


async def offer(desk: Desk, turn: Turn) -> None:
    """Send one who handles, and whose chat has just been opened, what waits; nothing when nothing does or it was asked for."""
    if asks_for_it(turn.text):
        return
    async with desk.database.read(turn.forbund_id) as session:
        handles = any(role.role in ORDER for role in await roles_of(session, turn.person_id))
    if not handles:
        return
    inbox = await _read(desk, turn, 0, FIRST_ROWS)
    if inbox.total:
        await turn.reply(waited_card(inbox, _url(desk, turn), desk.words(turn)))


async def turn_page(desk: Desk, turn: Turn) -> None:
    """Put another page in the place of the one that was pressed; send the first one where a button of another card was."""
    if "start" in turn.value:
        await turn.update(await _card(desk, turn, turn.number("start") or 0))
    else:
        await hear(desk, turn)


async def _card(desk: Desk, turn: Turn, start: int) -> Card:
    return inbox_card(await _read(desk, turn, start, PAGE_ROWS), start, _url(desk, turn), desk.words(turn))


async def _read(desk: Desk, turn: Turn, start: int, length: int) -> Inbox:
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        return await read_inbox(session, viewer, turn.now, start=start, length=length)


def _url(desk: Desk, turn: Turn) -> str:
    return desk.links.to("inbox", turn.forbund_id, 0, turn.person_id)
