"""What somebody wrote in Teams, as plain text: the markup of messages and of mentions means nothing to a report."""

import re
from html.parser import HTMLParser

from backend.reporting.privacy import SpanKind

_LINES = frozenset({"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "pre"})
_UNSEEN = frozenset({"script", "style", "attachment", "systemeventmessage"})
_MENTION = re.compile(r"</?at\b[^>]*>", re.IGNORECASE)
_MANY_LINES = re.compile(r"\s*\n\s*")


class _Reader(HTMLParser):
    """Keeps what a reader of the message saw. Whoever is mentioned is a person, whatever they are called."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._mention = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES:
            self.parts.append("\n")
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag == "at" and not self._mention:
            self._mention = True
            self.parts.append(f"[{SpanKind.NAMN}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self.parts.append("\n")
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "at":
            self._mention = False

    def handle_data(self, data: str) -> None:
        if not self._unseen and not self._mention:
            self.parts.append(data)


def text_of_html(content: str) -> str:
    """Return what a message in HTML says: one line for each paragraph, a person who is mentioned as `[namn]`."""
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return _MANY_LINES.sub("\n", "".join(reader.parts).replace("\xa0", " ")).strip()


def without_mentions(text: str) -> str:
    """Return a message to the bot without the markup of mentions; the names stay, and the guard looks at them."""
    return _MENTION.sub("", text).strip()
