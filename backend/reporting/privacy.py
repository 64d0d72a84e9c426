"""The guard: what in a text identifies a person, found before anything is stored.

Each kind has its detector; a new kind is one more in `_DETECTORS`. What was found is never logged, and never stands in an
exception.
"""

from collections.abc import Iterable

from backend.reporting.emails import find_emails
from backend.reporting.personal_numbers import find_personal_numbers
from backend.reporting.phones import find_phones
from backend.reporting.spans import Detector, PlainText, Span, SpanKind

__all__ = ["Span", "SpanKind", "find", "mask"]

_DETECTORS: tuple[Detector, ...] = (find_personal_numbers, find_phones, find_emails)

# Of two kinds that claim the same characters, the graver one names them.
_GRAVITY = {kind: place for place, kind in enumerate(SpanKind)}


def find(text: str) -> tuple[Span, ...]:
    """Return what must not be stored, in order of place, without overlaps. The spans index into `text` as it was given."""
    plain = PlainText.of(text)
    spans = [span for detector in _DETECTORS for span in detector(plain)]
    return tuple(_joined(spans))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans become one, with the kind of the longest (of equals, the gravest)."""
    joined: list[Span] = []
    longest = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end, _GRAVITY[s.kind])):
        length = span.end - span.start
        if joined and span.start < joined[-1].end:
            last = joined[-1]
            kind = span.kind if length > longest else last.kind
            longest = max(longest, length)
            joined[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            joined.append(span)
            longest = length
    return joined


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with each span replaced by its kind in brackets: `[personnummer]`."""
    masked = text
    for span in sorted(spans, reverse=True):
        masked = f"{masked[: span.start]}[{span.kind}]{masked[span.end :]}"
    return masked
