"""How well the guard does on labelled texts. Figures and ids come out, never words of the texts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.reporting.jsonlines import BadLine, read_labelled
from backend.reporting.privacy import Span, SpanKind, find

# A span counts as found when this part of its characters is covered, whatever kind it was taken for.
ENOUGH = 0.8


@dataclass
class Measurement:
    """What was found of each kind, and which clean texts raised an alarm. `missed` and `alarms` are ids."""

    found: Counter[SpanKind] = field(default_factory=Counter)
    labelled: Counter[SpanKind] = field(default_factory=Counter)
    clean: int = 0
    alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def recall(self, kind: SpanKind) -> float:
        """Return the part of the labelled spans of a kind that was found, 0 to 1; a kind without any is found."""
        return self.found[kind] / self.labelled[kind] if self.labelled[kind] else 1.0

    def alarm_rate(self) -> float:
        """Return the part of the texts without labels in which something was found all the same, 0 to 1."""
        return len(self.alarms) / self.clean if self.clean else 0.0


def measure(lines: Iterable[str]) -> Measurement:
    """Return how the guard does on lines `{"id","text","spans":[{"start","end","kind"}]}`. Raises `BadLine`."""
    result = Measurement()
    for text_id, text, labels in read_labelled(lines):
        spans = find(text)
        if not labels:
            result.clean += 1
            if spans:
                result.alarms.append(text_id)
            continue
        missed = [label for label in labels if _covered(label, spans) < ENOUGH]
        result.labelled.update(label.kind for label in labels)
        result.found.update(label.kind for label in labels if label not in missed)
        if missed:
            result.missed.append(text_id)
    if not result.clean and not result.labelled:
        raise BadLine(1, "is missing: the file is empty")
    return result


def _covered(label: Span, spans: Iterable[Span]) -> float:
    places = sum(max(0, min(label.end, span.end) - max(label.start, span.start)) for span in spans)
    return places / (label.end - label.start)
