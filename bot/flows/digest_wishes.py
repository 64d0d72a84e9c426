"""`sluta skicka underlag`, the way back, and `skicka underlagen som Excel`: which editions one is sent, and in which form."""

import re

from backend.errors import NotFoundError
from bot.cards.digest_wishes import digest_wishes_card
from bot.cards.elements import Card
from bot.desk import Desk
from bot.turn import Turn
from digests.wishes import own_wishes, wish_editions
from models import Person
from models.enums import EditionKind, EditionWay

_PAPER = r"(?:underlag(?:et|en)?|sammanställning(?:en|ar|arna)?|digests?|papers?|utskick(?:et|en)?)"
_ASKS = re.compile(
    rf"\W*(?:(?:sluta|stoppa|upphör)\s+(?:att\s+)?skicka(?:\s+{_PAPER})?|inga\s+(?:fler\s+)?{_PAPER}"
    rf"|(?:börja\s+)?skicka\s+{_PAPER}\s+igen|stop\s+sending(?:\s+(?:me\s+)?{_PAPER})?|start\s+sending\s+(?:me\s+)?{_PAPER})"
    r"(?:\s+(?:tack|please))?\W*",
    re.IGNORECASE,
)


_FORMS = {"pdf": EditionWay.PDF, "word": EditionWay.WORD, "excel": EditionWay.EXCEL}
_FORM = re.compile(
    rf"\W*(?:skicka|send)\s+(?:mig\s+|me\s+)?(?:alla\s+|mina\s+|the\s+|my\s+|all\s+)?{_PAPER}\s+(?:som|i|med|as|in|with)\s+"
    rf"(?:en\s+|an?\s+)?(?P<form>{'|'.join(_FORMS)})\W*",
    re.IGNORECASE,
)


def asks_for_it(text: str) -> bool:
    """Whether a message is about being sent editions, and nothing else."""
    return _ASKS.fullmatch(text) is not None or _FORM.fullmatch(text) is not None


async def hear(desk: Desk, turn: Turn) -> None:
    """Show what the person is sent, with a button for each: of several groups only they know which.

    A form that is named is kept for all that they are sent; what they have stopped stays so.
    """
    if form := _FORM.fullmatch(turn.text):
        way = _FORMS[form["form"].lower()]
        async with desk.database.begin(turn.forbund_id) as session:
            person = await session.get_one(Person, turn.person_id)
            for wish in await own_wishes(session, turn.person_id):
                if wish.way is not EditionWay.INGET:
                    await wish_editions(session, person, wish.kind, wish.group_id, way, turn.now)
    await turn.reply(await _card(desk, turn))


async def keep(desk: Desk, turn: Turn) -> None:
    """Keep what a button wished for, and show how it is now in its card's place."""
    kind, way = turn.one_of("kind", tuple(EditionKind)), turn.one_of("way", tuple(EditionWay))
    group_id = turn.number("group")
    async with desk.database.begin(turn.forbund_id) as session:
        person = await session.get_one(Person, turn.person_id)
        mine = {(wish.kind, wish.group_id) for wish in await own_wishes(session, turn.person_id)}
        if not kind or not way or group_id is None or (EditionKind(kind), group_id) not in mine:
            raise NotFoundError("paper.error.missing")
        await wish_editions(session, person, EditionKind(kind), group_id, EditionWay(way), turn.now)
    desk.wake()
    await turn.update(await _card(desk, turn))


async def _card(desk: Desk, turn: Turn) -> Card:
    async with desk.database.read(turn.forbund_id) as session:
        return digest_wishes_card(await own_wishes(session, turn.person_id), desk.words(turn))
