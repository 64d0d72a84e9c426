"""What was written in a card and is longer than there is room for: all of it is sent, and told by how much it is too long."""

from collections.abc import Iterable

from backend.errors import DomainError
from backend.reporting.words import check_length
from bot.words import Words


def too_long(written: Iterable[tuple[str, str, int]], words: Words) -> tuple[str, ...]:
    """Return what is to be said of texts, each with the label of its field and how long it may be; nothing for what has room."""
    return tuple(told for label, text, limit in written if (told := _told(label, text, limit, words)))


def _told(label: str, text: str, limit: int, words: Words) -> str:
    try:
        check_length(label, text, limit)
    except DomainError as error:
        return f"{label.rstrip('?:')}: {words.t(error.key, **error.values)}"
    return ""
