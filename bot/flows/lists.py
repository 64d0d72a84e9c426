"""Words that open a list: `inkorg`, `visa utkasten`, `arkivet`."""

import re
from collections.abc import Callable


def asks_for(words: str, *, before: str) -> Callable[[str], bool]:
    """Return what tells whether a message asks for a list and for nothing else.

    `words` are what the list is called, and `before` what may stand before it any number of times: two patterns.
    """
    pattern = re.compile(rf"\W*(?:(?:{before})\s+)*(?:{words})\W*", re.IGNORECASE)
    return lambda text: pattern.fullmatch(text) is not None
