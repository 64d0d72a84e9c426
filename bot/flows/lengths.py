"""What was written in a card and is longer than there is room for: all of it is sent, and told by how much it is too long."""

from collections.abc import Iterable, Mapping

from backend.errors import DomainError
from backend.reporting.words import check_length
from bot.words import Words


def too_long(written: Iterable[tuple[str, str, int]], words: Words) -> tuple[str, ...]:
    """Return what is to be said of texts, each with the label of its field and how long it may be; nothing for what has room."""
    return tuple(f"{label.rstrip('?:')}: {told}" for label, text, limit in written if (told := _told(text, limit, words)))


def too_long_by_field(written: Mapping[str, tuple[str, int]], words: Words) -> dict[str, str]:
    """Return what is to be said below the fields of texts, each with how long it may be."""
    return {name: told for name, one in written.items() if (told := _told(*one, words))}


def _told(text: str, limit: int, words: Words) -> str:
    try:
        check_length("", text, limit)
    except DomainError as error:
        return words.t(error.key, **error.values)
    return ""
