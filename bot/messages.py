"""What goes over the wire: a card or a text as a message of Teams."""

from typing import Any

from bot.cards.elements import Card

CARD_TYPE = "application/vnd.microsoft.card.adaptive"


def message(answer: Card | str) -> dict[str, Any]:
    """Return a message; a card's `fallbackText` stands in the notification."""
    if isinstance(answer, str):
        return {"type": "message", "text": answer, "textFormat": "plain"}
    return {
        "type": "message",
        "summary": answer["fallbackText"],
        "attachments": [{"contentType": CARD_TYPE, "content": dict(answer)}],  # plain, as the wire and the seam know it
    }
