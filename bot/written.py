"""What somebody wrote in Teams, as plain text: the markup of messages and of mentions means nothing to a report."""

import re
from html import unescape

from backend.reporting.privacy import SpanKind

_LINES = frozenset({"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "pre"})
_UNSEEN = frozenset({"script", "style", "attachment", "systemeventmessage"})
_MENTION = "at"
# Nothing in them is tried twice, so that a long message takes no longer than its length: the library's parser takes its square.
_TAG = re.compile(r"""<(?:(?P<end>/?)(?P<name>[A-Za-z]\w*+)|[!?])(?:"[^"<]*+"|'[^'<]*+'|[^<>])*+>""")
_COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
_MARKUP_OF_MENTION = re.compile(r"</?at\b[^<>]*+>", re.IGNORECASE)


def text_of_html(content: str) -> str:
    """Return what a message in HTML says: one line for each paragraph, a person who is mentioned as `[namn]`.

    Whoever is mentioned is a person, whatever they are called.
    """
    # up to the last end of one every comment ends, so that none is looked for in vain
    closed = content.rfind("-->") + len("-->")
    content = _COMMENT.sub("", content[:closed]) + content[closed:]
    said: list[str] = []
    tags = list(_TAG.finditer(content))
    last_end = {tag["name"].lower(): tag.start() for tag in tags if tag["end"]}
    at, within = 0, ""  # within which tag nothing is shown: one that nobody closed ends with its line
    for tag in tags:
        if not within:
            said.append(unescape(content[at : tag.start()]))
        at, name = tag.end(), (tag["name"] or "").lower()
        if within and tag["end"] and name == within:
            within = ""
        elif within and (name not in _LINES or (within in _UNSEEN and last_end.get(within, 0) >= at)):
            continue
        elif name in _LINES:
            within = ""
            said.append("\n")
        elif not tag["end"] and (name in _UNSEEN or name == _MENTION):
            said += [f"[{SpanKind.NAMN}]"] if name == _MENTION else []
            within = "" if tag[0].endswith("/>") else name
    if not within:
        said.append(unescape(content[at:]))
    lines = "".join(said).replace("\xa0", " ").split("\n")
    return "\n".join(filter(None, map(str.strip, lines)))


def without_mentions(text: str) -> str:
    """Return a message to the bot without the markup of mentions; the names stay, and the guard looks at them."""
    return _MARKUP_OF_MENTION.sub("", text).strip()
