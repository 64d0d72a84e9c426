"""The guard: what in a text identifies a person, found before anything is stored.

Each kind has its detector. What was found is never logged, and never stands in an exception.
"""

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Sequence

from backend.reporting.addresses import find_addresses
from backend.reporting.case_numbers import find_case_numbers
from backend.reporting.diagnoses import find_diagnoses
from backend.reporting.emails import find_emails
from backend.reporting.lexicon import plain_word
from backend.reporting.names import find_names
from backend.reporting.personal_numbers import find_personal_numbers
from backend.reporting.phones import find_phones
from backend.reporting.recent import Recent
from backend.reporting.spans import HIDDEN, Detector, PlainText, Span, SpanKind, check_length, length_of, mark_of
from backend.reporting.spoken import with_digits

__all__ = ["Span", "SpanKind", "find", "find_certain", "mask"]

# The form and the use case look at the same text, some hundred people's at once at most.
_recent: Recent[tuple[Span, ...]] = Recent(500)

# None of these finds anything in a text without a digit.
_DIGIT = re.compile(r"\d")
_OF_DIGITS: tuple[Detector, ...] = (find_personal_numbers, find_phones, find_case_numbers)
_OF_WORDS: tuple[Detector, ...] = (find_emails, find_addresses)

# Of two kinds that claim the same characters, the graver one names them.
_GRAVITY = {kind: place for place, kind in enumerate(SpanKind)}


def find(text: str, known: Sequence[str] = (), cleared: Collection[str] = ()) -> tuple[Span, ...]:
    """Return what must not be stored, in order of place, without overlaps. The spans index into `text` as it was given.

    `known` are names from the förbund's directory that are no persons: units, their aliases, kommuner, insatser. `cleared` are
    words that the writer has said are no person in this text; they clear a span that is not `certain`, however often it stands.

    A text that is longer than any field may be is not looked at, since that would keep everybody else waiting: raises as
    `check_length` does.
    """
    check_length("", text)
    if not text:
        return ()
    # Known and cleared names are counted first, so that neither is taken for the other.
    asked = (text, str(len(known)), *known, *cleared)
    return _recent.get(asked, lambda: _find(text, known, cleared))


def _find(text: str, known: Sequence[str], cleared: Collection[str]) -> tuple[Span, ...]:
    plain = PlainText.of(text)
    spans = _seen(text, plain, known, cleared)
    if shown := PlainText.shown(text):
        spans += _seen(text, shown, known, cleared)
    # Before they are joined: what is certain must not go with a longer one that is cleared.
    return tuple(_joined(_unless_cleared(text, spans, cleared)))


def _seen(text: str, plain: PlainText, known: Sequence[str], cleared: Collection[str]) -> list[Span]:
    """Return what is found in one view of the text."""
    views = [view for view in with_digits(plain) if _DIGIT.search(view.text)]
    spans = _without_registered([span for view in views for detector in _OF_DIGITS for span in detector(view)])
    spans += [span for detector in _OF_WORDS for span in detector(plain)]
    spans += _unless_cleared(text, find_names(plain, tuple(known)), cleared)
    return spans + find_diagnoses(plain, spans)


def _without_registered(spans: Sequence[Span]) -> list[Span]:
    """Leave out what is called a telephone number inside a case number: the word before it ("dnr") tells what it is."""
    cases = [span for span in spans if span.kind is SpanKind.ARENDENUMMER]
    return [
        span
        for span in spans
        if span.kind is not SpanKind.TELEFON or not any(case.start <= span.start and span.end <= case.end for case in cases)
    ]


def find_certain(text: str) -> tuple[Span, ...]:
    """Return what can be nobody's mistake: for a meeting's place, which is an address and may bear a person's name."""
    return tuple(span for span in find(text) if span.certain)


def _unless_cleared(text: str, spans: Iterable[Span], cleared: Collection[str]) -> list[Span]:
    """Leave out what was asked about and answered; "Marias" is answered with "Maria"."""
    if not cleared:
        return list(spans)
    words = {plain_word(word) for answer in cleared for word in (answer, *answer.split())}
    return [span for span in spans if span.certain or not _is_cleared(text[span.start : span.end], words)]


def _is_cleared(written: str, words: Collection[str]) -> bool:
    parts = [plain_word(part) for part in written.split()]
    return plain_word(written) in words or all(part in words or part.removesuffix("s") in words for part in parts)


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


def mask(text: str, spans: Iterable[Span], marks: Callable[[Span], str] = lambda span: mark_of(span.kind)) -> str:
    """Return `text` with each span replaced by its mark, that of its kind if no other is given: `[personnummer]`.

    It never counts as longer than its writer made it, so that what has room in a field still has: where there are more marks than
    that leaves room for, an ellipsis stands in the place of the last ones.
    """
    found, room = sorted(spans), length_of(text)

    def with_marks(count: int) -> str:
        shown = {span: marks(span) for span in found[:count]}
        return _replace(text, reversed(found), lambda span: shown.get(span, HIDDEN))

    # The key is False for as many marks as have room.
    most = bisect(range(1, len(found) + 1), False, key=lambda count: length_of(with_marks(count)) > room)
    return with_marks(most)


def _replace(text: str, spans: Iterable[Span], marks: Callable[[Span], str]) -> str:
    for span in spans:
        text = f"{text[: span.start]}{marks(span)}{text[span.end :]}"
    return text
