"""What a group sees when somebody has written to the bot there: no word of theirs, and a way for each to a form of their own."""

from bot.cards.elements import Card, submit
from bot.cards.note import note
from bot.words import Words


def in_group(words: Words) -> Card:
    """Return the card. Whoever presses its button gets a dialog of their own; a client without dialogs sends the press on."""
    opens = submit(words.t("card.report.open"), "report.open", {"msteams": {"type": "task/fetch"}}, style="positive")
    return note(words.t("card.group.title"), [words.t("card.group.answered"), words.t("card.group.own")], [opens], words)
