"""A short answer with buttons, for everything that needs neither form nor list."""

from collections.abc import Sequence

from bot.cards.elements import Card, Element, card, submit, text, title
from bot.words import Words


def note(heading: str, paragraphs: Sequence[str], actions: Sequence[Element], words: Words) -> Card:
    """Return a heading, some paragraphs of ours, and buttons."""
    return card([title(heading), *(text(paragraph) for paragraph in paragraphs)], actions, summary=heading, locale=words.locale)


def help_card(words: Words) -> Card:
    """Return what the bot can do, with a button for each."""
    paragraphs = [words.t("card.help.how"), words.t("card.help.example"), words.t("card.help.privacy")]
    return note(words.t("card.help.title"), paragraphs, _offers(words), words)


def welcome(words: Words) -> Card:
    """Return the first words to a person: what this is, who sees what, how to begin."""
    paragraphs = [
        words.t("card.welcome.what"),
        words.t("card.help.how"),
        words.t("card.help.example"),
        words.t("card.help.privacy"),
    ]
    return note(words.t("card.welcome.title"), paragraphs, _offers(words), words)


def unsure(why: str, written: str, words: Words) -> Card:
    """Return a kind answer to what doesn't look like a samverkansbrist, `why` naming how; the text is kept in the card alone."""
    actions = [submit(words.t("card.unsure.anyway"), "report.open", {"text": written}), *_offers(words)[1:]]
    return note(words.t(f"card.unsure.{why}.title"), [words.t(f"card.unsure.{why}")], actions, words)


def _offers(words: Words) -> list[Element]:
    return [
        submit(words.t("card.report.open"), "report.open", style="positive"),
        submit(words.t("card.meeting.open"), "meeting.open"),
        submit(words.t("card.mine.open"), "mine.list"),
    ]
