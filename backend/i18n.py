"""What users read: gettext catalogues, Swedish first. A key without a text is an error, never shown as it is."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Protocol

from babel.messages.pofile import read_po

LOCALES = ("sv", "en")
SWEDISH = LOCALES[0]


class Say(Protocol):
    """The catalogue, in the reader's language."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key."""


class Texts:
    """All texts in all languages, read once."""

    def __init__(self, rooms: Sequence[str]) -> None:
        """Read `<room>/texts/<locale>.po` of each room; raise KeyError when two of them have the same key."""
        self._texts = {locale: _read(rooms, locale) for locale in LOCALES}

    def t(self, locale: str | None, key: str, **values: object) -> str:
        """Return the text of a key, values put in; Swedish when the locale isn't ours. Raises KeyError for no such key."""
        text = self._texts[self.locale(locale)][key]
        return text.format(**values) if values else text

    def counted(self, locale: str | None, key: str, count: int) -> str:
        """Return the text `<key>.one` or `<key>.many`, with the number as `{n}`; raise KeyError for no such key."""
        return self.t(locale, f"{key}.{plural(count)}", n=count)

    @staticmethod
    def locale(wanted: str | None) -> str:
        """Return our locale for one such as `en-GB`; Swedish unless it is a language that we have."""
        language = (wanted or "").split("-")[0].lower()
        return language if language in LOCALES else SWEDISH

    def keys(self, locale: str) -> frozenset[str]:
        """Return every key that a locale has a text for."""
        return frozenset(self._texts[locale])


def plural(count: int) -> str:
    """Return the end of the key of a text in which a number stands: in Swedish an adjective may follow it."""
    return "one" if count == 1 else "many"


def _read(rooms: Sequence[str], locale: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for room in rooms:
        with (files(room) / "texts" / f"{locale}.po").open("rb") as file:
            for message in read_po(file, locale=locale, abort_invalid=True):
                key, text = message.id, message.string
                if not key:  # the catalogue's header
                    continue
                if key in texts or not isinstance(text, str) or not text:
                    raise KeyError(f"the key {key!r} of {room}/texts/{locale}.po stands twice or has no text")
                texts[str(key)] = text
    return texts
