"""What people wrote, as pages show it: its addresses made to be pressed, and its beginning in a list."""

import re

from markupsafe import Markup, escape

from backend.reporting.words import in_one_line

# Nothing but the web: a place may not run a script or open a program.
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_ENDS = ".,;:!?)]}"
EXCERPT = 160


def linked(text: str) -> Markup:
    """Return a text as HTML in which its web addresses are links and nothing else is markup."""
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_ENDS)
        link = Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address)
        pieces += [escape(text[end : found.start()]), link]
        end = found.start() + len(address)
    return Markup("").join([*pieces, escape(text[end:])])


def excerpt(text: str) -> str:
    """Return a text's first 160 characters at most in one line, cut between words with an ellipsis when there is more."""
    text = in_one_line(text)
    if len(text) <= EXCERPT:
        return text
    begun = text[:EXCERPT]
    whole = begun.rsplit(maxsplit=1)[0] if len(begun.split()) > 1 else begun
    return f"{whole.rstrip(' .,;:…')} …"
