"""Greetings, help, and the first words to a new person."""

from bot.cards.note import help_card, welcome
from bot.desk import Desk
from bot.turn import Turn


async def tell_help(desk: Desk, turn: Turn) -> None:
    """Send what the bot can do."""
    await turn.reply(help_card(desk.words(turn.locale)))


async def greet(desk: Desk, turn: Turn) -> None:
    """Send the first words; the caller sees to it that a person gets them once."""
    await turn.reply(welcome(desk.words(turn.locale)))


async def nothing_to_cancel(desk: Desk, turn: Turn) -> None:
    """Answer a written `avbryt`: whatever stands in a form isn't stored."""
    await turn.reply(desk.words(turn.locale).t("say.cancelled"))
