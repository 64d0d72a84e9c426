"""Which questions of a report's form are in sight, on cards and on pages alike: never more than six.

Four are asked of everybody: the text, its category, the kommun and the parties. The days and the kind share the room that is
left; what has none stands with the questions that may be left out.
"""

MOST_IN_SIGHT = 6
_OF_EVERYBODY = 4

# What may be left out, by its name in the form and in the card alike.
OPTIONAL = ("recurring", "spoken", "consequence", "suggestion")


def in_sight(until: str, *, others: int = 0) -> tuple[str, ...]:
    """Return the names of those in sight beside the four and as many `others`; `until` is a last day, or empty."""
    return _in_order(until)[: MOST_IN_SIGHT - _OF_EVERYBODY - others]


def out_of_sight(seen: tuple[str, ...], until: str) -> tuple[str, ...]:
    """Return the names of those that aren't seen."""
    return tuple(name for name in _in_order(until) if name not in seen)


def _in_order(until: str) -> tuple[str, ...]:
    """Return them with the one first that is missed most: of what went on for long, both its days."""
    return ("event_date", "event_until", "slag") if until else ("event_date", "slag", "event_until")
