"""The inbox in Teams: what waits for one who handles reports and meetings; its frågor alone, and the drafts to approve."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from backend.directory.people import roles_of
from backend.directory.receivers import ORDER
from backend.errors import NotAllowedError
from backend.handling.inbox import Inbox, Show, read_inbox
from bot.cards.elements import Card
from bot.cards.inbox import FIRST_ROWS, PAGE_ROWS, DraftRow, drafts_card, inbox_card, waited_card
from bot.desk import Desk
from bot.flows.lists import asks_for
from bot.turn import Turn
from digests.drafts.waiting import waiting_drafts
from models import Person
from models.enums import IssueStatus

List = Literal["inbox", "issues", "drafts"]


_ANY = r"visa|öppna|se|mina|alla|våra|show|open|my|our|all|the"
_ASKS: Mapping[List, Callable[[str], bool]] = {
    # `mina öppna rapporter` are the writer's own
    "inbox": asks_for(r"inkorg(?:en)?|inbox|öppna rapporter|att göra|to do|open reports", before=r"visa|öppna|min|show"),
    "issues": asks_for(r"fråga|frågor|frågorna|(?:shared )?issues?", before=_ANY),
    "drafts": asks_for(r"utkast(?:et|en)?(?: till underlag)?|drafts?", before=_ANY),
}


@dataclass(frozen=True, slots=True)
class _Page:
    """Which page of the list is asked for: what comes after a place, or before one; of frågor alone, or of all."""

    after: str = ""
    before: str = ""
    issues: bool = False


def asked_for(text: str) -> List | None:
    """Return which list a message asks for, and for nothing else: `inkorg`, `att göra`, `frågor`, `visa utkasten`."""
    return next((name for name, asks in _ASKS.items() if asks(text)), None)


async def hear(desk: Desk, turn: Turn) -> None:
    """Send the first page of the list that is asked for; who handles nothing is told what it is and whom it is for."""
    which = asked_for(turn.text)
    if which == "drafts":
        await turn.reply(await _drafts(desk, turn))
    elif which == "issues":
        try:
            await turn.reply(await _card(desk, turn, _Page(issues=True)))
        except NotAllowedError:
            await turn.reply(desk.words(turn).t("say.no_issues"))
    else:
        await turn.reply(await _card(desk, turn, _Page()))


async def offer(desk: Desk, turn: Turn) -> None:
    """Send one who handles, and whose chat has just been opened, what waits; nothing when nothing does or it was asked for."""
    if asked_for(turn.text):
        return
    async with desk.database.read(turn.forbund_id) as session:
        handles = any(role.role in ORDER for role in await roles_of(session, turn.person_id))
    if not handles:
        return
    drafts = [draft for draft in await _unsent(desk, turn) if not draft.approved]
    inbox = await _read(desk, turn, _Page(), FIRST_ROWS, waiting_only=True)
    if inbox.waiting or drafts:
        await turn.reply(waited_card(inbox, drafts, _url(desk, turn), desk.words(turn)))


async def turn_page(desk: Desk, turn: Turn) -> None:
    """Put another page in the place of the one that was pressed; send the first one where a button of another card was."""
    page = _Page(turn.field("after"), turn.field("before"), turn.field("show") == IssueStatus.OPPEN)
    card = await _card(desk, turn, page)
    await (turn.update(card) if page.after or page.before else turn.reply(card))


async def _card(desk: Desk, turn: Turn, page: _Page) -> Card:
    inbox = await _read(desk, turn, page, PAGE_ROWS)
    drafts = [] if page.issues or inbox.start else await _unsent(desk, turn)
    archive_url = desk.links.to("archive", turn.forbund_id, 0, turn.person_id)
    return inbox_card(inbox, drafts, _url(desk, turn), desk.words(turn), archive_url=archive_url, issues=page.issues)


async def _read(desk: Desk, turn: Turn, page: _Page, length: int, *, waiting_only: bool = False) -> Inbox:
    show: Show = IssueStatus.OPPEN if page.issues else None
    async with desk.database.begin(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        return await read_inbox(
            session,
            viewer,
            turn.now,
            show=show,
            after=page.after,
            before=page.before,
            length=length,
            waiting_only=waiting_only,
        )


async def _drafts(desk: Desk, turn: Turn) -> Card | str:
    words = desk.words(turn)
    if drafts := await _unsent(desk, turn):
        return drafts_card(drafts, words)
    async with desk.database.read(turn.forbund_id) as session:
        handles = any(role.role in ORDER for role in await roles_of(session, turn.person_id))
    return words.t("say.no_drafts_now" if handles else "say.no_drafts")


async def _unsent(desk: Desk, turn: Turn) -> list[DraftRow]:
    async with desk.database.read(turn.forbund_id) as session:
        viewer = await session.get_one(Person, turn.person_id)
        drafts = await waiting_drafts(session, viewer, turn.now)
    return [
        DraftRow(draft.group, draft.due_at, desk.links.to("draft", turn.forbund_id, draft.id, turn.person_id), draft.approved)
        for draft in drafts
    ]


def _url(desk: Desk, turn: Turn) -> str:
    return desk.links.to("inbox", turn.forbund_id, 0, turn.person_id)
