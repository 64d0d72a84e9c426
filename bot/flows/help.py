"""Greetings, help, small talk, and the first words to a new person."""

from backend.directory.people import roles_of
from backend.directory.receivers import ORDER
from bot.cards.note import Offers, greeting, help_card, welcome
from bot.desk import Desk
from bot.turn import Turn


async def tell_help(desk: Desk, turn: Turn) -> None:
    """Send what the bot can do for this person."""
    await turn.reply(help_card(await _offers(desk, turn), desk.words(turn.locale)))


async def answer_greeting(desk: Desk, turn: Turn) -> None:
    """Greet back, and say how to begin."""
    await turn.reply(greeting(await _offers(desk, turn), desk.words(turn.locale)))


async def answer_small_talk(desk: Desk, turn: Turn) -> None:
    """Answer thanks and the like in a line."""
    await turn.reply(desk.words(turn.locale).t("say.welcome"))


async def greet(desk: Desk, turn: Turn) -> None:
    """Send the first words; the caller sees to it that a person gets them once."""
    await turn.reply(welcome(await _offers(desk, turn), desk.words(turn.locale)))


async def nothing_to_cancel(desk: Desk, turn: Turn) -> None:
    """Answer a written `avbryt`: whatever stands in a form isn't stored."""
    await turn.reply(desk.words(turn.locale).t("say.nothing_to_cancel"))


async def _offers(desk: Desk, turn: Turn) -> Offers:
    async with desk.database.read(turn.forbund_id) as session:
        held = {role.role for role in await roles_of(session, turn.person_id)}
    return Offers(inbox=not held.isdisjoint(ORDER), summary=bool(held))
