"""`sluta meddela mig`, and the way back: what a person wants to be told in Teams, and when."""

import re

from backend.database import AsyncSession, own_forbund
from backend.directory.people import roles_of
from backend.directory.receivers import ORDER
from backend.directory.wishes import wish_notices
from backend.fields import read_yes_no
from backend.weekly import received_kommuner
from bot.cards.elements import Card
from bot.cards.wishes import Wishes, wishes_card
from bot.desk import Desk
from bot.turn import Turn
from models import Person

_NOTICES = (
    r"(?:(?:dina|era|mina|alla|fler|your|my|me|any|more|all)\s+)*"
    r"(?:meddelanden?|notiser|notis|aviseringar|notifieringar|notifications?|notices|messages)(?:na)?"
)
_TELL = r"(?:att\s+)?(?:meddela|avisera|notifiera|pinga|störa|påminna|skriva\s+till|skicka\s+till)\s+mig"
_WHENEVER = r"(?:när\s+som\s+helst|alltid|dygnet\s+runt|(?:at\s+)?any\s?time|always)"
_WEEK = r"(?:vecko(?:brev(?:et|en)?|notis(?:en|er)?)|weekly\s+(?:note|letter)s?)"
_AT_WORK = r"(?:bara\s+|endast\s+|only\s+)?(?:på|under|in|during)\s+(?:arbetstid|kontorstid|working\s+hours|office\s+hours)"

# The first that matches decides: which wish, and how it is to be. None of them asks how it is.
_ASKED: tuple[tuple[str, dict[str, bool]], ...] = (
    (
        rf"(?:sluta|stoppa)\s+(?:med\s+|(?:att\s+)?skicka\s+)?{_WEEK}|(?:inga|inget)\s+{_WEEK}|(?:stop|no)\s+(?:the\s+)?{_WEEK}",
        {"weekly": False},
    ),
    (rf"(?:börja|fortsätt)\s+(?:med\s+|(?:att\s+)?skicka\s+){_WEEK}(?:\s+igen)?|start\s+(?:the\s+)?{_WEEK}", {"weekly": True}),
    (rf"(?:meddela\s+mig|notify\s+me|tell\s+me)\s+{_WHENEVER}", {"any_time": True}),
    (rf"(?:meddela\s+mig|notify\s+me|tell\s+me)\s+{_AT_WORK}", {"any_time": False}),
    (
        rf"(?:sluta|stoppa|upphör)\s+{_TELL}|(?:sluta|stoppa)\s+(?:att\s+)?(?:skicka\s+)?{_NOTICES}|inga\s+{_NOTICES}"
        rf"|(?:stäng|slå|koppla)\s+av\s+{_NOTICES}|meddela\s+mig\s+inte(?:\s+(?:mer|längre))?|avregistrera(?:\s+mig)?"
        rf"|stop\s+(?:notifying|messaging|telling|pinging|bothering)\s+me|stop\s+(?:sending\s+)?{_NOTICES}"
        rf"|(?:turn|switch)\s+off\s+{_NOTICES}|no\s+(?:more\s+)?{_NOTICES}|mute|unsubscribe"
        r"|(?:don'?t|do\s+not)\s+(?:notify|message|tell)\s+me(?:\s+any\s?more)?",
        {"of_own": False},
    ),
    (
        rf"(?:börja|fortsätt)\s+{_TELL}(?:\s+igen)?|meddela\s+mig(?:\s+igen)?|(?:slå|sätt|koppla)\s+på\s+{_NOTICES}(?:\s+igen)?"
        rf"|(?:start\s+)?(?:notify|notifying|telling|messaging)\s+me(?:\s+again)?|(?:turn|switch)\s+on\s+{_NOTICES}"
        r"|unmute|subscribe",
        {"of_own": True},
    ),
    (rf"{_NOTICES}|inställningar(?:na)?|settings", {}),
)
_PATTERNS = tuple(
    (re.compile(rf"\W*(?:snälla\s+|please\s+)?(?:{pattern})(?:\s+(?:tack|please))?\W*", re.IGNORECASE), wished)
    for pattern, wished in _ASKED
)


def asked_for(text: str) -> dict[str, bool] | None:
    """Return what a message wishes for and nothing else, by the wish's name; nothing for one that asks; None for any other."""
    return next((wished for pattern, wished in _PATTERNS if pattern.fullmatch(text)), None)


async def hear(desk: Desk, turn: Turn) -> None:
    """Keep the wish and say how it is now."""
    await turn.reply(await _kept(desk, turn, asked_for(turn.text) or {}))


async def keep(desk: Desk, turn: Turn) -> None:
    """Keep what a button wished for, and say how it is now in its card's place."""
    chosen = {name: read_yes_no(turn.field(name)) for name in ("of_own", "any_time", "weekly")}
    await turn.update(await _kept(desk, turn, {name: wish for name, wish in chosen.items() if wish is not None}))


async def _kept(desk: Desk, turn: Turn, wished: dict[str, bool]) -> Card:
    async with desk.database.begin(turn.forbund_id) as session:
        person = await wish_notices(session, turn.person, turn.now, **wished)
        wishes = await _wishes(session, person)
    return wishes_card(wishes, desk.words(turn), stopped=wished.get("of_own") is False)


async def _wishes(session: AsyncSession, person: Person) -> Wishes:
    held = {role.role for role in await roles_of(session, person.id or 0)}
    forbund = await own_forbund(session)
    handles = not held.isdisjoint(ORDER)
    return Wishes(
        of_own=person.told_of_own,
        any_time=person.told_any_time,
        hours=forbund.notice_hours,
        handles=handles,
        receives=bool(await received_kommuner(session, person)),
        weekly=person.told_weekly,
    )
