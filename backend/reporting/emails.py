"""E-mail addresses, also those written so that a machine shouldn't see them."""

import re

from backend.reporting.spans import PlainText, Span, SpanKind

_LOCAL = r"(?:\w{1,32}\s(?:punkt|dot)\s){0,2}[\w.+'!#$%&*/=?^`{|}~-]{1,64}"
_DOT = r"(?:\.|\s\.\s|\s?[(\[{<]\s?(?:punkt|dot|\.)\s?[)\]}>]\s?|\s(?:punkt|dot)\s)"
_LABEL = r"[\w-]{1,63}"
_TOP = r"(?:[a-zåäö]{2,24})"
_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|a|snabel-?\s?a|@|på)\s?[)\]}>]\s?|\s(?:snabel-?\s?a|at|alfakrull)\s|snabel-?a)"
_ADDRESS = re.compile(
    rf"(?<![\w@]){_LOCAL}{_AT}(?!www\.){_LABEL}(?:{_DOT}{_LABEL}){{0,4}}?{_DOT}{_TOP}(?![\w@])(?:{_DOT}{_TOP}(?!\w))*",
    re.IGNORECASE,
)


# Cut short, or of a network of one's own.
_CUT = re.compile(rf"(?<![\w@]){_LOCAL}@{_LABEL}(?![\w@])")


def find_emails(plain: PlainText) -> list[Span]:
    """Return the spans of e-mail addresses."""
    if not re.search(r"@|\bat\b|snabel|alfakrull|[(\[{<]\s?(?:a|på)\s?[)\]}>]", plain.text, re.IGNORECASE):
        return []
    return [
        plain.span(match.start(), match.end(), SpanKind.EPOST)
        for pattern in (_ADDRESS, _CUT)
        for match in pattern.finditer(plain.text)
    ]
