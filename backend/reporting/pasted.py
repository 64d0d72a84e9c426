"""What of a pasted mail tells of what happened: not its header, and not the lines that its writer signs it with.

A header names the day when the mail was sent, and a signature where its writer works: neither is the event's. This is for what is
understood alone; the guard looks at all that stands there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTED = r"[>\s*_]*"
_FIELD = re.compile(
    rf"{_QUOTED}(?P<name>från|till|kopia|hemlig\s+kopia|ämne|skickat|datum|prioritet|from|to|cc|bcc|subject|sent|date)\s?[*_]*:",
    re.IGNORECASE,
)
# A list of "Datum:" and "Ämne:" may be a person's own; who sent it and when stands in a mail alone.
_OF_A_MAIL = ("från", "from", "skickat", "sent")
_WHEN = ("skickat", "sent", "datum", "date")
# "Den 12 november 2026 kl. 10:15 skrev Namn <adress>:"
_WROTE = re.compile(r"\b(?:skrev|wrote)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"@|\[epost\]")
_CLOSING = (
    r"(?:(?:med\s+)?(?:vänlig|vänliga|bästa|varma|många)\s+hälsning(?:ar)?|hälsning(?:ar)?|mvh|m\.v\.h\.?|vh|hälsn\.?|"
    r"(?:best|kind|warm)\s+regards|regards|sincerely)"
)
# Alone, before a name or with a comma; a closing in the middle of a line comes after a whole sentence.
_SIGNED = re.compile(
    rf"(?:^{_QUOTED}|(?<=[.!?])[ \t]+)(?i:{_CLOSING})(?=[ \t,.!]*(?:$|[A-ZÅÄÖ\[]|/))|^{_QUOTED}(?:--[ \t]*$|//?[ \t]?[A-ZÅÄÖ\[])",
    re.MULTILINE,
)
_FEWEST_WORDS = 6  # of a line below a signature that is a sentence again
_POSTSCRIPT = re.compile(r"\s*p\.?s\b", re.IGNORECASE)
_ENDS = re.compile(r"[.!?][\s\"”)]*$")


@dataclass(frozen=True, slots=True)
class Told:
    """`text` is what tells of what happened; in it `own` are the words before a pasted mail, and `mail` the mail's own.

    `sent` is the line that says when the mail was sent. It and `own` are empty where none was pasted.
    """

    text: str
    own: str
    mail: str
    sent: str


def told_in(text: str) -> Told:
    """Return what a text tells without empty lines and mails' headers and signatures; all of it if nothing else stands there."""
    own: list[str] = []
    mail: list[str] = []
    sent = ""
    pasted = False
    for kind, line in _lines(text):
        if kind == "header":
            pasted = True
            sent = sent or (line if _is_when(line) else "")
        else:
            (mail if pasted else own).append(line)
    if not pasted:
        own, mail = [], own
    whole = "\n".join((*own, *mail)).strip()
    if not whole:
        return Told(text, "", text, "")
    return Told(whole, "\n".join(own).strip(), "\n".join(mail).strip(), sent)


def _is_when(line: str) -> bool:
    match = _FIELD.match(line)
    return match is None or match["name"].lower() in _WHEN  # else "Den 12 november skrev …"


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line with whether it is a mail's "header" or "told"; those of a signature are left out."""
    lines = text.split("\n")
    headers = _headers(lines)
    signed = False
    for at, line in enumerate(lines):
        if at in headers:
            signed = False
            yield "header", line
            continue
        if signed and not _is_sentence(line):
            continue
        closing = _SIGNED.search(line)
        signed = closing is not None
        if told := line[: closing.start()] if closing else line:
            yield "told", told


def _headers(lines: list[str]) -> frozenset[int]:
    """Return the numbers of the lines that are a mail's header: two fields or more together, or the line above a quoted mail."""
    found: set[int] = {at for at, line in enumerate(lines) if _is_quoting(line)}
    block: dict[int, str] = {}
    for at, line in enumerate((*lines, "end")):
        if match := _FIELD.match(line):
            block[at] = match["name"].lower()
        elif line.strip():  # the fields may be pasted with empty lines between
            if len(block) > 1 and any(name in _OF_A_MAIL for name in block.values()):
                found |= block.keys()
            block = {}
    return frozenset(found)


def _is_quoting(line: str) -> bool:
    wrote = _WROTE.search(line) if line.rstrip().endswith(":") and _ADDRESS.search(line) else None
    return wrote is not None and any(character.isdigit() for character in line[: wrote.start()])


def _is_sentence(line: str) -> bool:
    return _POSTSCRIPT.match(line) is not None or (len(line.split()) >= _FEWEST_WORDS and _ENDS.search(line) is not None)
