"""What people write, made fit to keep: no control characters, a bounded length, and no personal data about individuals."""

import unicodedata
from collections.abc import Mapping

from backend.errors import DomainError, PersonalDataError
from backend.reporting.privacy import find

LONGEST_TEXT = 4000
KEPT_CONTROLS = "\n\t"


def clean(text: str) -> str:
    """Return the text composed (NFC), with plain line ends, without other control characters and space around it."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    # PostgreSQL can't hold a null character, and none of the others is meant.
    return "".join(c for c in composed if c in KEPT_CONTROLS or unicodedata.category(c) != "Cc").strip()


def check_words(fields: Mapping[str, str], longest: int = LONGEST_TEXT) -> None:
    """Pass texts, by the name of their field, that may be stored; they must be `clean` already.

    Raises DomainError("error.text_too_long") and PersonalDataError, which holds the places found in each field. Called before
    anything is stored.
    """
    for text in fields.values():
        if len(text) > longest:
            raise DomainError("error.text_too_long", length=len(text), limit=longest)
    found = {name: [(span.start, span.end, str(span.kind)) for span in find(text)] for name, text in fields.items()}
    if places := {name: spans for name, spans in found.items() if spans}:
        raise PersonalDataError(places)
