"""A draft of an edition in short: when it is sent, its first words and three numbers, and the way to read and approve it."""

from bot.cards.edition import numbers
from bot.cards.elements import Card, card, open_url, text, title
from bot.cards.note import note
from bot.words import Words
from digests.document import EditionSummary


def draft_card(draft: EditionSummary, moment: str, url: str, words: Words, *, moved: bool) -> Card:
    """Return the card; `moment` is when the draft is sent by itself, `url` opens it."""
    heading = words.t("draft.title", title=draft.title)
    body = [
        title(heading),
        *([text(words.t("draft.moved"))] if moved else []),
        text(words.t("draft.waits", moment=moment)),
        text(draft.lead),
        numbers(draft.numbers),
    ]
    return card(body, [open_url(words.t("draft.letter.press"), url)], summary=heading, locale=words.locale)


def draft_stopped_card(group: str, words: Words) -> Card:
    """Return that a draft isn't sent, because its meeting is called off."""
    return note(words.t("draft.letter.stopped", group=group), [words.t("draft.error.stopped")], [], words)
