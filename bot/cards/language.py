"""Which language somebody is written to in, with a button for the other."""

from collections.abc import Mapping

from backend.i18n import LOCALES
from bot.cards.elements import Card, Element, submit
from bot.cards.note import note
from bot.words import Words


def language_card(words: Words) -> Card:
    """Return the card, in the language that it is about."""
    actions = [other_language(words), submit(words.t("card.help.open"), "help")]
    return note(words.t("card.language.title"), [words.t("card.language.what")], actions, words)


def other_language(words: Words, do: str = "language.keep", data: Mapping[str, object] | None = None) -> Element:
    """Return the button that changes to the other language, called as its own readers call it.

    `do` and `data` are what it sends in a card that is to stand, in that language.
    """
    other = next(locale for locale in LOCALES if locale != words.locale)
    return submit(words.t("card.language.other"), do, {**(data or {}), "locale": other})
