"""What the reports of somebody's kommuner led to: a heading and what came of each fråga."""

from backend.led_to import Led, LedTo, Year
from bot.cards.elements import Card, Element, card, cut, plain, run, runs, text, title
from bot.words import Words

LONGEST = 400
"""So many letters of a decision fit where several stand on one card."""


def led_to_card(told: LedTo, lead: str, words: Words) -> Card:
    """Return the card."""
    body = [title(words.t("led_to.title")), text(lead)]
    for led in told.led:
        body += _told(led, words)
    if told.more:
        body.append(text(words.t("led_to.more", n=told.more), subtle=True))
    body.append(text(words.t("card.wishes.how"), subtle=True))
    return card(body, [], summary=words.t("led_to.title"), locale=words.locale)


def came_of(year: Year, kommun: str, words: Words) -> list[Element]:
    """Return what came of a year's reports in figures, and of a kommun's newest fråga in words; nothing where there are none."""
    if not year.reports:
        return []
    counts = {"reports": year.reports, "answered": year.answered, "decided": year.decided, "done": year.done}
    newest = [text(words.t("answer.leads.newest", kommun=kommun), bold=True), *_told(year.newest, words)] if year.newest else []
    return [text(words.t("answer.leads.figures", **counts)), *newest]


def _told(led: Led, words: Words) -> list[Element]:
    return [runs(run(led.title, weight="Bolder")), *(plain(cut(line, LONGEST)) for line in led.lines(words.t))]
