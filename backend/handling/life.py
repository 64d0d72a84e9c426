"""A report's life as a table: which status may follow which when a coordinator handles it.

mottagen → sorterad → hos part / lyft → åtgärd beslutad | instruktion given | kan inte påverkas här → uppföljd → avslutad.
Steps may be skipped, since most things are solved by one phone call, and a matter may go another round; but nothing goes back
to mottagen, only what was decided can be followed up, and a closed report is reopened by being sorted anew. Withdrawing is the
reporter's own act. A report that moves along needs no words, since the status says what happens next; what became of it does.
"""

from collections.abc import Mapping
from types import MappingProxyType

from models.enums import ReportStatus as S

_UNDER_WAY = (S.HOS_PART, S.LYFT)
_DECIDED = (S.ATGARD_BESLUTAD, S.INSTRUKTION_GIVEN, S.KAN_INTE_PAVERKAS)

NEXT: Mapping[S, frozenset[S]] = MappingProxyType(
    {
        S.MOTTAGEN: frozenset({S.SORTERAD, *_UNDER_WAY, *_DECIDED, S.AVSLUTAD}),
        S.SORTERAD: frozenset({*_UNDER_WAY, *_DECIDED, S.AVSLUTAD}),
        S.HOS_PART: frozenset({S.SORTERAD, S.LYFT, *_DECIDED, S.AVSLUTAD}),
        S.LYFT: frozenset({S.SORTERAD, S.HOS_PART, *_DECIDED, S.AVSLUTAD}),
        S.ATGARD_BESLUTAD: frozenset({*_UNDER_WAY, *_DECIDED, S.UPPFOLJD, S.AVSLUTAD}) - {S.ATGARD_BESLUTAD},
        S.INSTRUKTION_GIVEN: frozenset({*_UNDER_WAY, *_DECIDED, S.UPPFOLJD, S.AVSLUTAD}) - {S.INSTRUKTION_GIVEN},
        S.KAN_INTE_PAVERKAS: frozenset({*_UNDER_WAY, *_DECIDED, S.UPPFOLJD, S.AVSLUTAD}) - {S.KAN_INTE_PAVERKAS},
        S.UPPFOLJD: frozenset({*_UNDER_WAY, *_DECIDED, S.AVSLUTAD}),
        S.AVSLUTAD: frozenset({S.SORTERAD}),
        S.ATERKALLAD: frozenset(),
    }
)

# What is told of these is why, what was decided, or what came of it, which no status says by itself.
_OUTCOMES = frozenset({*_DECIDED, S.UPPFOLJD, S.AVSLUTAD})


def needs_words(status: S) -> bool:
    """Whether a report given this status needs words to its reporter with it ("at each step an answer", docs/glossary.md)."""
    return status in _OUTCOMES


# Lifting takes a report forward alone: of what has been decided already nobody is told that it waits again.
_BEFORE_LIFTED = frozenset({S.MOTTAGEN, S.SORTERAD, S.HOS_PART})


def step_with_issue(status: S, wanted: S) -> S:
    """Return where a report stands when its fråga takes a step: `wanted` where its life allows it, else where it stood."""
    moves = status in _BEFORE_LIFTED if wanted is S.LYFT else wanted in NEXT[status]
    return wanted if moves else status


def step_with_correction(status: S) -> S:
    """Return where a report stands when nothing was decided of its fråga after all; one that has gone on since stays there."""
    return S.LYFT if status is S.ATGARD_BESLUTAD else status


def next_statuses(status: S) -> tuple[S, ...]:
    """Return the statuses that a report may be given from this one, in the order of its life; for the choices of a form."""
    return tuple(after for after in S if after in NEXT[status])
