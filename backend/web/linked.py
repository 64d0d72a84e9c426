"""Addresses in what people wrote, made to be pressed."""

import re

from markupsafe import Markup, escape

# Nothing but the web: a place may not run a script or open a program.
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_ENDS = ".,;:!?)]}"


def web_address(text: str) -> str | None:
    """Return the first web address in a text, without the punctuation after it; None when there is none."""
    found = _ADDRESS.search(text)
    return found[0].rstrip(_ENDS) if found else None


def linked(text: str) -> Markup:
    """Return a text as HTML in which its web addresses are links and nothing else is markup."""
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_ENDS)
        link = Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address)
        pieces += [escape(text[end : found.start()]), link]
        end = found.start() + len(address)
    return Markup("").join([*pieces, escape(text[end:])])
