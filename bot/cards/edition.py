"""An edition of a digest in short: its first words, three numbers, and the way to the whole."""

from bot.cards.elements import Card, Element, card, open_url, text, title
from bot.words import Words
from digests.document import EditionSummary, Number


def edition_card(edition: EditionSummary, url: str, words: Words) -> Card:
    """Return the card; the figures are those of the edition, frozen when it was made."""
    body = [
        title(edition.title),
        text(edition.period, subtle=True),
        text(edition.lead),
        {"type": "ColumnSet", "columns": [_number(number) for number in edition.numbers]},
    ]
    return card(body, [open_url(edition.link_text, url)], summary=edition.title, locale=words.locale)


def _number(number: Number) -> Element:
    return {
        "type": "Column",
        "width": "stretch",
        "items": [
            {"type": "TextBlock", "text": number.value, "size": "ExtraLarge", "weight": "Bolder", "wrap": True},
            text(number.label, bold=True),
            text(number.note, subtle=True),
        ],
    }
