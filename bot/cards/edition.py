"""An edition of a digest in short: its first words, three numbers, and the way to the whole."""

from collections.abc import Sequence

from bot.cards.elements import Card, Element, card, open_url, text, title
from bot.words import Words
from digests.document import EditionSummary, Number

MOST_LINKS = 5  # buttons that a client must show on a card


def edition_card(edition: EditionSummary, url: str | None, words: Words) -> Card:
    """Return the card; `url` opens the edition, None when there is none to open."""
    body = [
        title(edition.title),
        text(edition.period, subtle=True),
        text(edition.lead),
        numbers(edition.numbers),
    ]
    actions = [open_url(edition.link_text, url)] if url else []
    return card(body, actions, summary=edition.title, locale=words.locale)


def waiting_card(links: Sequence[tuple[str, str]], words: Words) -> Card:
    """Return one line and a button for each paper, by title and address; the newest, where they are more than fit."""
    heading = words.t("card.edition.waiting")
    actions = [open_url(paper, url) for paper, url in links[:MOST_LINKS]]
    return card([text(heading)], actions, summary=heading, locale=words.locale)


def numbers(three: Sequence[Number]) -> Element:
    """Return an edition's numbers, beside one another."""
    return {"type": "ColumnSet", "columns": [_number(number) for number in three]}


def _number(number: Number) -> Element:
    return {
        "type": "Column",
        "width": "stretch",
        "items": [
            {"type": "TextBlock", "text": number.value, "size": "ExtraLarge", "weight": "Bolder", "wrap": True},
            text(number.label, bold=True),
            *([text(number.note, subtle=True)] if number.note else []),
        ],
    }
