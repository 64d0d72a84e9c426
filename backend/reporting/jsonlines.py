"""The same understanding and guard that the bot uses, as JSON lines in and out."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from backend.reporting.privacy import Span, SpanKind, find, mask
from backend.reporting.understand import Understander
from backend.times import STOCKHOLM


class BadLine(ValueError):
    """A line that can't be read; says which and what to do, and never quotes it."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"line {number}: {reason}")
        self.number = number
        self.reason = reason


def understand_lines(lines: Iterable[str], understander: Understander) -> Iterator[str]:
    """Yield one JSON line per line of `{"id","text","reported_at"}`. Raises `BadLine`; empty lines are passed over.

    `reported_at` is ISO 8601; without an offset it is taken as Europe/Stockholm.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        given = _object(number, line)
        text = _text(number, given)
        said = understander.understand(text, _moment(number, given))
        yield _line(
            {
                "id": given["id"],
                "intent": said.intent,
                "slag": said.slag,
                "candidates": [{"code": each.code, "p": round(each.p, 4)} for each in said.candidates],
                "parties": list(said.parties),
                "kommun": said.kommun,
                "event_date": said.event_date.isoformat() if said.event_date else None,
                "recurring": said.recurring,
            }
        )


def guard_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield `{"id","spans","masked"}` per line of `{"id","text"}`. Raises `BadLine`; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        given = _object(number, line)
        text = _text(number, given)
        spans = find(text)
        yield _line(
            {
                "id": given["id"],
                "spans": [{"start": span.start, "end": span.end, "kind": span.kind} for span in spans],
                "masked": mask(text, spans),
            }
        )


def read_labelled(lines: Iterable[str]) -> Iterator[tuple[str, str, list[Span]]]:
    """Yield id, text and labels per line of `{"id","text","spans":[{"start","end","kind"}]}`. Raises `BadLine`."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        given = _object(number, line)
        text = _text(number, given)
        yield str(given["id"]), text, [_label(number, text, raw) for raw in given.get("spans") or []]


def read_with_answers(lines: Iterable[str]) -> Iterator[tuple[int, str, str, datetime, dict[str, Any]]]:
    """Yield number, id, text, time of writing and all that a line holds, per line of `understand_lines`. Raises `BadLine`."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            given = _object(number, line)
            yield number, str(given["id"]), _text(number, given), _moment(number, given), given


def _label(number: int, text: str, raw: Any) -> Span:
    try:
        start, end, kind = int(raw["start"]), int(raw["end"]), SpanKind(raw["kind"])
    except (KeyError, TypeError, ValueError):
        start, end, kind = 0, 0, SpanKind.NAMN
    if not 0 <= start < end <= len(text):
        raise BadLine(number, "has a span that can't be; give start, end and kind, within the text")
    return Span(start, end, kind)


def _line(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _object(number: int, line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        # The decoder's own message holds the line; it must not follow along.
        raise BadLine(number, "is not JSON; write one object a line") from None
    if not isinstance(given, dict):
        raise BadLine(number, 'is not an object; write {"id": …, "text": …} on each line')
    if "id" not in given:
        raise BadLine(number, "has no id; give each line one")
    return given


def _text(number: int, given: dict[str, Any]) -> str:
    text = given.get("text")
    if not isinstance(text, str):
        raise BadLine(number, "has no text; give it as a string")
    return text


def _moment(number: int, given: dict[str, Any]) -> datetime:
    raw = given.get("reported_at")
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        moment = None
    if moment is None:
        raise BadLine(number, "has no time of writing; give reported_at as ISO 8601, such as 2026-04-21T09:30:00+02:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)
