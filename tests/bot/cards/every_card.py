"""Every card that the bot can draw, from as much as it can hold and from whatever people may write."""

from tests.bot.cards import cards_of_groups, cards_of_meetings, cards_of_reports, cards_of_talk

ROOMS = (cards_of_reports, cards_of_meetings, cards_of_groups, cards_of_talk)
CARDS = {name: draw for room in ROOMS for name, draw in room.CARDS.items()}
