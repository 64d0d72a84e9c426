"""What the reports of somebody's kommuner led to: a heading and what came of each fråga."""

from backend.led_to import LedTo
from bot.cards.elements import Card, card, cut, plain, run, runs, text, title
from bot.words import Words

LONGEST = 400
"""So many letters of a decision fit where several stand on one card."""


def led_to_card(told: LedTo, lead: str, words: Words) -> Card:
    """Return the card."""
    body = [title(words.t("led_to.title")), text(lead)]
    for led in told.led:
        body.append(runs(run(led.title, weight="Bolder")))
        body += [plain(cut(line, LONGEST)) for line in led.lines(words.t)]
    if told.more:
        body.append(text(words.t("led_to.more", n=told.more), subtle=True))
    body.append(text(words.t("card.wishes.how"), subtle=True))
    return card(body, [], summary=words.t("led_to.title"), locale=words.locale)
