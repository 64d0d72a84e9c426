"""`English`, `svenska`: the language in which somebody wants to be written to, whatever their Teams is in."""

import re
from dataclasses import replace

from backend.directory.wishes import choose_language
from backend.i18n import LOCALES
from bot.cards.language import language_card
from bot.desk import Desk
from bot.turn import Turn

_BEFORE = r"\W*(?:(?:kan du|can you|snälla|please|byt|byta|ändra|switch|change|skriv|prata|speak|write|språk|language)\W+)*"
_AFTER = r"(?:\W+(?:tack|snälla|please))?\W*"
# Which language a message asks for and nothing else; none for one that only asks about languages.
_ASKED: tuple[tuple[str, str], ...] = (
    (r"(?:(?:på|till|in|to)\W+)?(?:english|engelska|eng)", "en"),
    (r"(?:(?:på|till|in|to)\W+)?(?:swedish|svenska)", "sv"),
    (r"(?:språk(?:et)?|language)", ""),
)
_PATTERNS = tuple((re.compile(f"{_BEFORE}{asked}{_AFTER}", re.IGNORECASE), locale) for asked, locale in _ASKED)


def asked_for(text: str) -> str | None:
    """Return the language that a message asks for and nothing else; empty for one that asks which; None for any other."""
    return next((locale for pattern, locale in _PATTERNS if pattern.fullmatch(text)), None)


async def hear(desk: Desk, turn: Turn) -> None:
    """Keep the language and say so in it."""
    turn = await kept(desk, turn, asked_for(turn.text) or "")
    await turn.reply(language_card(desk.words(turn)))


async def keep(desk: Desk, turn: Turn) -> None:
    """Keep the language of the button that was pressed, and say so in its card's place."""
    turn = await kept(desk, turn, turn.one_of("locale", LOCALES))
    await turn.update(language_card(desk.words(turn)))


async def kept(desk: Desk, turn: Turn, locale: str) -> Turn:
    """Keep the language that was chosen, and return the turn in it; as it was when none is."""
    if not locale:
        return turn
    async with desk.database.begin(turn.forbund_id) as session:
        await choose_language(session, turn.person, locale, turn.now)
    return replace(turn, locale=locale)
